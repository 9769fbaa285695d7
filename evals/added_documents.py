"""Do documents that users add disturb the answers about the study, and are they answered from?

``python evals/added_documents.py`` adds two small foreign documents to an index of its own, asks
the questions of the evals with and without them, and then some about the documents themselves.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import cases

from natoqa import library
from natoqa.assistant import Assistant
from natoqa.settings import Settings

APPLES = """# Der Apfelanbau im Alten Land

Ein Bericht über Obst an der Elbe.

## Sorten

Im Alten Land werden vor allem die Sorten Elstar, Jonagold und Braeburn angebaut. Elstar nimmt etwa
ein Drittel der Fläche ein, weil er früh reift und sich gut lagern lässt.

## Frostschutz

Gegen Spätfröste beregnen die Betriebe ihre Bäume in der Nacht mit Wasser. Das gefrierende Wasser
gibt Wärme ab und schützt die Blüten. Eine Anlage verbraucht dabei bis zu 40 Kubikmeter Wasser je
Stunde und Hektar.

## Absatz

Die Ernte des Jahres 2023 betrug 290.000 Tonnen. Davon ging ein Fünftel in die Saftherstellung.
"""
PORTS = """Die Sicherheit der Nordseehäfen

Der Hafen von Wilhelmshaven ist der einzige deutsche Tiefwasserhafen. Er nimmt Schiffe mit einem
Tiefgang von bis zu 16,5 Metern auf.

Für die Sicherheit der Häfen sind die Wasserschutzpolizei und die Bundespolizei zuständig. Im Jahr
2022 wurden 312 Verstöße gegen die Hafenordnung gezählt, doppelt so viele wie fünf Jahre zuvor.

Die Bedrohung durch Drohnen nimmt nach Angaben der Betreiber zu. Gefordert wird ein gemeinsames
Lagezentrum in Cuxhaven, das rund um die Uhr besetzt ist. Die Kosten dafür werden auf 14 Millionen
Euro im Jahr geschätzt.
"""
ASKED = (
    ("Wie viele Verstöße gegen die Hafenordnung gab es 2022?", "haefen", "312"),
    ("Wer ist für die Sicherheit der Häfen zuständig?", "haefen", "Wasserschutzpolizei"),
    ("Was würde das Lagezentrum in Cuxhaven kosten?", "haefen", "14 Millionen"),
    ("Wie tief dürfen Schiffe in Wilhelmshaven gehen?", "haefen", "16,5"),
    ("How much would the situation centre in Cuxhaven cost?", "haefen", "14 Millionen"),
    ("Wieviel Wasser braucht der Frostschutz?", "apfel", "40 Kubikmeter"),
    ("Welche Sorten wachsen im Alten Land?", "apfel", "Braeburn"),
    ("Wie groß war die Apfelernte 2023?", "apfel", "290.000"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        papers, alone, mixed = (Path(folder) / name for name in ("papers", "alone", "mixed"))
        papers.mkdir()
        (papers / "apfel.md").write_text(APPLES, encoding="utf-8")
        (papers / "haefen.txt").write_text(PORTS, encoding="utf-8")
        library.add([papers], Settings(data_dir=mixed))
        plain = Assistant.open(Settings(data_dir=alone))
        both = Assistant.open(Settings(data_dir=mixed))
        answerable = cases.load("answerable")
        same = sum(plain.ask(c.question).text == both.ask(c.question).text for c in answerable)
        print(f"same answer about the study: {same} of {len(answerable)}")
        unanswerable = cases.load("unanswerable")
        newly = [
            c.question
            for c in unanswerable
            if plain.ask(c.question).abstained and not both.ask(c.question).abstained
        ]
        print(f"newly answered though nothing does: {len(newly)} of {len(unanswerable)} {newly}")
        found = right = 0
        for question, document, fact in ASKED:
            answer = both.ask(question)
            found += any(c.document.startswith(document) for c in answer.citations)
            right += fact in answer.text
        print(f"about the added documents: right document {found}, fact in the answer {right}, "
              f"of {len(ASKED)}")  # fmt: skip


if __name__ == "__main__":
    main()
