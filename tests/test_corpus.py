"""The shipped text: the same words as its source, and the facts that are known of it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from itertools import pairwise

import pytest

from natoqa.corpus import DEFAULT_DOCUMENT, corpus_folder, document_ids, load_document
from natoqa.errors import DocumentError
from natoqa.types import Document

# Lines of source.txt (from 1) that are page furniture, and what is kept of them.
FURNITURE = {
    223: ("5Einleitung", "Einleitung"),
    297: ("6 Friedrich-Ebert-Stiftung e.V.", ""),
    1284: ("22 Friedrich-Ebert-Stiftung e.V.", ""),
    1505: ("24 Friedrich-Ebert-Stiftung e.V.", ""),
}
# Lines that the layout put in the middle of other text, and the line they stand before here.
MOVED = [
    ([223], 88),
    ([261, 262], 227),
    ([267, 264, 265, *range(269, 296)], 309),
    ([354, 353], 368),
    ([402, 401], 407),
    ([451, 448, 449], 452),
    ([500, 497, 498], 507),
    ([550, 547, 548], 563),
    ([674, 675], 627),
    ([681, 680, 677, 678], 698),
    ([686, 685, 682, 683], 698),
    ([713, 714], 731),
    ([743, 742], 764),
    ([799, 800, 801], 764),
    ([951], 958),
    ([1185], 1209),
    ([1509], 1519),
]
# Words that the study does not have; all but 'Grafik' stand in square brackets.
EDITORIAL = [
    "[3 Unterstützung und Sicherheitsgarantien für die Ukraine]",
    "[4 Die USA unter Trump und die Konfliktfelder im Bündnis]",
    "[5 Drei Modelle für die Zukunft der NATO]",
    "Grafik [Nummer fehlt in der Vorlage]",
    "Grafik [Nummer fehlt in der Vorlage]",
    "Grafik [Nummer und Titel fehlen in der Vorlage]",
    "[Land]",
]
TRUE_HYPHENS = {61, 758, 768, 919, 1132, 1290, 1373, 1436}


def source_lines() -> list[str]:
    return (corpus_folder() / "source.txt").read_text(encoding="utf-8").split("\n")


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def source_in_reading_order() -> str:
    lines = dict(enumerate(source_lines(), start=1))
    for number, (got, kept) in FURNITURE.items():
        assert lines[number].strip() == got
        lines[number] = kept
    before: dict[int, list[int]] = {}
    for numbers, target in MOVED:
        before.setdefault(target, []).extend(numbers)
    moved = {number for numbers, _ in MOVED for number in numbers}
    order = [
        number
        for line in lines
        for number in [*before.get(line, []), *([line] if line not in moved else [])]
    ]
    assert sorted(order) == sorted(lines), "every line of the source is used exactly once"
    return letters("".join(lines[number] for number in order))


def document_words(study: Document) -> str:
    """The document's letters and digits without editorial words, footnote marks put back."""
    text = study.text
    for note in sorted(study.footnotes, key=lambda note: -note.anchor):
        text = text[: note.anchor] + str(note.number) + text[note.anchor :]
    for note in study.footnotes:
        words = study.text[note.start : note.end]
        text = text.replace(words, f"{note.number} {words}")
    for words in EDITORIAL:
        assert words in text
        text = text.replace(words, "", 1)
    return letters(text)


def test_document_and_source_hold_the_same_words_in_order(study: Document) -> None:
    ours, source = document_words(study), source_in_reading_order()
    at = next((i for i, (a, b) in enumerate(zip(ours, source, strict=False)) if a != b), None)
    assert at is None, (ours[at - 30 : at + 30], source[at - 30 : at + 30])
    assert len(ours) == len(source)


def test_no_hyphen_is_left_from_a_line_end(study: Document) -> None:
    lines = source_lines()
    words = Counter(re.findall(r"\w+-\w+", study.text))
    for number, (line, following) in enumerate(pairwise(lines), start=1):
        found = re.search(r"(\w+)-\s*$", line)
        rest = re.match(r"\s*(\w+)", following)
        if not found or not rest or number in TRUE_HYPHENS:
            continue
        broken = f"{found[1]}-{rest[1]}"
        assert broken not in words, f"line {number}: {broken}"
    assert "\xad" not in study.text


def test_true_hyphens_at_line_ends_are_kept(study: Document) -> None:
    for word in ("Fünf-Prozent-Ziel", "Ost-West-Konflikts", "NATO-Partners", "Ost- und Südflanke"):
        assert word in study.text


def test_pages_are_24_and_the_back_cover(study: Document) -> None:
    assert [page.number for page in study.pages] == [*range(3, 27), None]
    assert [page.number for page in study.pages if not page.inferred] == [5, 6, 22, 24, None]


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("Vor genau vier Jahren", 3),
        ("Vor Putins Vollinvasion", 4),
        ("Beiträge und ihres Stils", 5),
        ("Polen | hoch | mittel", 6),
        ("– und bei einigen Vertretern", 7),
        ("werden müsse, beanspruchen", 8),
        ("Grafik 8: Verteidigungsausgaben 2014 und 2024", 14),
        ("nicht und entsprechende Kommentatoren", 15),
        ("Ende der Legislaturperiode 2029", 16),
        ("Festlegungen von 2008", 19),
        ("Das hat sich in Moskau entschieden", 26),
        ("↗ fes.de", None),
    ],
)
def test_page_of_a_place(study: Document, words: str, page: int | None) -> None:
    assert study.text.count(words) == 1
    assert study.page_at(study.text.index(words)) == page


def test_sections_in_order(study: Document) -> None:
    assert [(s.level, s.title) for s in study.sections] == [
        (2, "Vorwort zur Studienreihe"),
        (2, "Einleitung"),
        (2, "1 Bedrohungswahrnehmungen und Risiken"),
        (3, "Russland: die zentrale Bedrohung"),
        (3, "China: Rivale, aber (noch) keine Bedrohung"),
        (3, "Die Süddimension: fortbestehende Sicherheitsrisiken"),
        (3, "Hybride Bedrohungen: Krieg in der Grauzone"),
        (2, "2 Wie mit den Bedrohungen umgehen?"),
        (3, "Die Verteidigungsausgaben: Wieviel ist genug?"),
        (3, "Die konventionelle Verteidigung: Fähigkeitslücken und doppelte Risiken"),
        (3, "Nukleare Abschreckung Reloaded"),
        (2, "[3 Unterstützung und Sicherheitsgarantien für die Ukraine]"),
        (2, "[4 Die USA unter Trump und die Konfliktfelder im Bündnis]"),
        (2, "[5 Drei Modelle für die Zukunft der NATO]"),
        (4, "Eine Transatlantische NATO minus"),
        (4, "Eine Europäische Verteidigungsunion"),
        (4, "Die NATO als Baukasten"),
        (2, "Die ungewisse Zukunft der NATO"),
    ]
    assert [s.title[1] for s in study.sections if s.editorial] == ["3", "4", "5"]


def test_text_after_the_model_definitions_belongs_to_the_chapter(study: Document) -> None:
    section = study.section_at(study.text.index("Denkbar sind unter den aktuellen Prämissen"))
    assert section is not None
    assert section.label == "[5 Drei Modelle für die Zukunft der NATO]"


def test_figures(study: Document) -> None:
    numbered = [figure for figure in study.figures if figure.number]
    assert [figure.number for figure in numbered] == list(range(1, 10))
    assert [figure.page for figure in numbered] == [6, 7, 8, 9, 10, 11, 13, 14, 15]
    assert [figure.page for figure in study.figures if figure.number is None] == [18, 21, 25]
    assert [len(figure.rows) for figure in study.figures] == [11] + [0] * 11
    assert study.figures[0].header == ("[Land]", "Spannungsniveau", "Kriegsgefahr")
    assert ("Türkei", "mittel", "niedrig") in study.figures[0].rows


def test_footnotes_stand_behind_their_place(study: Document) -> None:
    first, second = study.footnotes
    assert study.text[: first.anchor].endswith("(Trump 2025a).")
    assert study.text[first.start : first.end].startswith("Das hat offenbar soviel Eindruck")
    assert study.text[: second.anchor].endswith("(Koalitionsvereinbarung 2025: 130).")
    assert study.text[second.start : second.end].startswith("Außenminister Wadephuhl")
    sentence = study.text.index("Noch weiter ging Donald Trump")
    assert study.footnotes_in(sentence, first.anchor) == (first,)


def test_no_markup_is_left_in_the_text(study: Document) -> None:
    for markup in ("<!--", "-->", "[^", "##", "  ", "\t", "\n\n\n"):
        assert markup not in study.text


def test_metadata_name_the_source(study: Document) -> None:
    facts = study.metadata
    source = (corpus_folder() / facts.source).read_bytes()
    assert hashlib.sha256(source).hexdigest() == facts.source_sha256
    assert (facts.title, facts.publisher, facts.date, facts.language) == (
        "Die ungewisse Zukunft der NATO",
        "Friedrich-Ebert-Stiftung",
        "2025-06",
        "de",
    )


def test_unknown_document_is_told_with_the_known_ones() -> None:
    with pytest.raises(DocumentError, match=f"'nix'; known are: {DEFAULT_DOCUMENT}"):
        load_document("nix")
    assert document_ids() == (DEFAULT_DOCUMENT,)
