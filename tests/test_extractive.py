"""Offline answers on a document without statements: sentences are quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import WordCount, small_document

from natoqa.answering.citing import marked_text
from natoqa.answering.extractive import compose, nearest_excerpts
from natoqa.index import open_index
from natoqa.passages import passages
from natoqa.search import Evidence, ScoredProposition, Searcher
from natoqa.types import Document, Part, Proposition, PropositionKind, Statement

MARKDOWN = """## Obst

Apfel ist da. Birne fehlt, und sonst fehlt nichts von dem, was man sich wünschen könnte, so oft.

## Liste

Kirsche gibt es dreifach:

- Kirsche rot;
- Kirsche gelb.

> Grafik 1: Dattel im Handel <!-- figure page 4 -->

| Land | Menge | Güte |
|---|---|---|
| Oman | Dattel viel | hoch |

## Ferne

Hier wächst lange nichts. Wer weitergeht, sieht nur Wiesen. Wiesen und noch einmal Wiesen, so
weit man blickt, dazwischen Zäune, Gräben und Wege, die zu anderen Wiesen führen. Nach Stunden
kommt ein Bach, hinter dem Bach ein Hang, hinter dem Hang ein Wald, und im Wald steht kein
einziger Obstbaum. Erst ganz am Ende liegt ein Garten. Zitrone gibt es dort.
"""


@pytest.fixture
def document() -> Document:
    return small_document(MARKDOWN)


def found(document: Document, folder: Path, question: str) -> tuple[Evidence, dict]:  # type: ignore[type-arg]
    embedder = WordCount()
    searcher = Searcher(open_index(folder, [document], embedder, "word-count"), embedder)
    return searcher.search(question), {passage.id: passage for passage in searcher.passages}


def test_one_sentence_answers(document: Document, tmp_path: Path) -> None:
    evidence, passages = found(document, tmp_path, "Apfel?")
    statements, citations = compose(evidence, "de", lambda _: document, passages)
    assert [s.text for s in statements] == ["Apfel ist da."]
    assert [c.quote for c in citations] == ["Apfel ist da."]


def test_a_list_is_quoted_whole(document: Document, tmp_path: Path) -> None:
    evidence, passages = found(document, tmp_path, "Kirsche?")
    statements, citations = compose(evidence, "de", lambda _: document, passages)
    assert [s.text for s in statements] == [
        "Kirsche gibt es dreifach:",
        "Kirsche rot;",
        "Kirsche gelb.",
    ]
    assert [c.number for c in citations] == [1, 2, 3]


def test_a_table_row_is_said_with_its_columns(document: Document, tmp_path: Path) -> None:
    evidence, passages = found(document, tmp_path, "Dattel Oman?")
    statements, citations = compose(evidence, "de", lambda _: document, passages)
    assert "Oman: Menge Dattel viel, Güte hoch" in [s.text for s in statements]
    row = next(c for c in citations if c.quote.startswith("Oman"))
    assert (row.quote, row.page) == ("Oman | Dattel viel | hoch", 4)


def proposition(name: str, *parts: tuple[str, str], kind: PropositionKind = "claim") -> Proposition:
    """A statement whose sentences each stand on a quote of the document below."""
    text = small_document(MARKDOWN).text
    found = tuple(
        Part(said, said, ((text.index(quote), text.index(quote) + len(quote)),))
        for said, quote in parts
    )
    return Proposition(
        id=f"klein:{name}",
        document="klein",
        kind=kind,
        de=" ".join(said for said, _ in parts),
        en=" ".join(said for said, _ in parts),
        questions=(),
        spans=tuple(sorted(span for part in found for span in part.spans)),
        passages=(passages(small_document(MARKDOWN))[0].id,),
        parts=found if len(found) > 1 else (),
    )


def composed(question: str, *scored: tuple[float, Proposition]) -> list[tuple[str, list[str]]]:
    """Each sentence of the answer and the quotes it cites."""
    document = small_document(MARKDOWN)
    evidence = Evidence(
        question, (), tuple(ScoredProposition(prop, score, 0, 0, 0, 0) for score, prop in scored)
    )
    by_id = {passage.id: passage for passage in passages(document)}
    statements, citations = compose(evidence, "de", lambda _: document, by_id)
    quotes = {citation.number: citation.quote for citation in citations}
    return [(s.text, [quotes[number] for number in s.citations]) for s in statements]


def test_each_sentence_of_a_statement_cites_its_own_excerpts() -> None:
    best = proposition(
        "p1", ("Es gibt Äpfel.", "Apfel ist da."), ("Birnen gibt es nicht.", "Birne")
    )
    assert composed("Obst?", (20.0, best)) == [
        ("Es gibt Äpfel.", ["Apfel ist da."]),
        ("Birnen gibt es nicht.", ["Birne"]),
    ]


def test_a_further_statement_adds_only_what_is_new() -> None:
    best = proposition("p1", ("Es gibt Äpfel.", "Apfel ist da."))
    more = proposition("p2", ("Es gibt Äpfel.", "Apfel ist da."), ("Kirschen auch.", "Kirsche rot"))
    assert composed("Obst?", (20.0, best), (19.0, more)) == [
        ("Es gibt Äpfel.", ["Apfel ist da."]),
        ("Kirschen auch.", ["Kirsche rot"]),
    ]


def test_a_date_is_said_even_where_the_next_sentence_has_nearly_the_same_words() -> None:
    best = proposition("p1", ("Die erste Studie erschien im Juni 2021.", "Apfel ist da."))
    after = proposition(
        "p2", ("Die erste Studie erschien vier Jahre vor der anderen.", "Zitrone gibt es dort.")
    )
    told = [text for text, _ in composed("Wann?", (20.0, best), (19.0, after))]
    assert told[0] == "Die erste Studie erschien im Juni 2021."


def test_what_an_excerpt_was_quoted_for_is_not_said_in_other_words() -> None:
    best = proposition("p1", ("Den Feldern ist der Vertrauensverlust gemeinsam.", "Apfel ist da."))
    said = "Der Vertrauensverlust ist das, was alle verbindet."
    same = proposition("p2", (said, "Apfel ist da."))
    other = proposition("p3", (said, "Zitrone gibt es dort."))
    assert len(composed("Was?", (20.0, best), (19.0, same))) == 1
    assert len(composed("Was?", (20.0, best), (19.0, other))) == 2


def test_answers_have_at_most_four_sentences() -> None:
    said = ("Rot ist die Kirsche.", "Gelb leuchtet sie.", "Vögel fressen gern.", "Bäume wachsen.")
    many = [
        (20.0 - at, proposition(f"p{at}", (text, "Apfel ist da."))) for at, text in enumerate(said)
    ]
    fifth = (16.5, proposition("p9", ("Dattel kommt aus Oman.", "Birne")))
    assert [text for text, _ in composed("Obst?", *many, fifth)] == list(said)


def test_far_behind_the_best_nothing_is_added() -> None:
    best = proposition("p1", ("Es gibt Äpfel.", "Apfel ist da."))
    other = proposition("p2", ("Dattel kommt aus Oman.", "Zitrone gibt es dort."))
    assert len(composed("Obst?", (20.0, best), (14.0, other))) == 2
    assert len(composed("Obst?", (20.0, best), (12.0, other))) == 1
    assert len(composed("Obst?", (9.0, best), (5.0, other))) == 1


def test_what_answers_another_question_is_not_added() -> None:
    document = small_document(MARKDOWN)
    best = proposition("p1", ("Es gibt Äpfel.", "Apfel ist da."))
    other = proposition("p2", ("Dattel kommt aus Oman.", "Zitrone gibt es dort."))
    by_id = {passage.id: passage for passage in passages(document)}
    for near, sentences in ((0.86, 2), (0.84, 1)):
        found = (
            ScoredProposition(best, 20, 0, 0.9, 0, 0),
            ScoredProposition(other, 19, 0, near, 0, 0),
        )
        told, _ = compose(Evidence("Obst?", (), found), "de", lambda _: document, by_id)
        assert len(told) == sentences


def test_one_fact_is_told_alone_but_for_what_stands_beside() -> None:
    document = small_document(MARKDOWN)
    best = proposition("p1", ("Es gibt fünf Äpfel.", "Apfel ist da."))
    beside = proposition("p2", ("Dattel kommt aus Oman.", "Birne"))
    far = proposition("p3", ("Kirschen leuchten gelb.", "Zitrone gibt es dort."))
    by_id = {passage.id: passage for passage in passages(document)}
    scores = ((best, 20.0), (far, 19.0), (beside, 16.5))
    found = tuple(ScoredProposition(prop, score, 0, 0, 0, 0) for prop, score in scores)
    asked = Evidence("Wie viele Äpfel?", (), found, settled=True)
    told, _ = compose(asked, "de", lambda _: document, by_id)
    assert [s.text for s in told] == ["Es gibt fünf Äpfel.", "Dattel kommt aus Oman."]


def test_what_stands_beside_the_best_excerpt_may_be_further_behind_and_comes_first() -> None:
    best = proposition("p1", ("Es gibt Äpfel.", "Apfel ist da."))
    beside = proposition("p2", ("Dattel kommt aus Oman.", "Birne"))
    far = proposition("p3", ("Kirschen leuchten gelb.", "Zitrone gibt es dort."))
    assert len(composed("Obst?", (20.0, best), (9.1, beside))) == 2
    assert len(composed("Obst?", (20.0, best), (8.9, beside))) == 1
    told = composed("Obst?", (20.0, best), (16.0, far), (13.0, beside))
    assert [text for text, _ in told][1:] == ["Dattel kommt aus Oman.", "Kirschen leuchten gelb."]


def test_a_table_is_not_told_beside_one_of_its_rows() -> None:
    row = proposition("p1", ("Oman hat viele Datteln.", "Oman | Dattel viel | hoch"), kind="table")
    whole = proposition(
        "p2",
        ("Die Güte ist überall hoch.", "Land | Menge | Güte\nOman | Dattel viel | hoch"),
        kind="table",
    )
    assert len(composed("Oman?", (20.0, row), (19.0, whole))) == 1


def test_a_comparison_brings_the_other_country() -> None:
    best = proposition("p1", ("Polen ist hier.", "Apfel ist da."), kind="comparison")
    near = proposition("p2", ("Kirschen sind rot.", "Kirsche rot"))
    other = proposition("p3", ("Frankreich isst Datteln.", "Birne"))
    found = composed("Vergleiche Polen und Frankreich", (20.0, best), (19.0, near), (5.0, other))
    assert [text for text, _ in found][:2] == ["Polen ist hier.", "Frankreich isst Datteln."]


def test_nearest_excerpts_are_numbered_sentences(document: Document, tmp_path: Path) -> None:
    evidence, _ = found(document, tmp_path, "Birne?")
    nearest = nearest_excerpts(evidence, lambda _: document, {}, limit=2)
    assert [c.number for c in nearest] == [1, 2]
    assert nearest[0].quote.startswith("Birne fehlt")


def test_nothing_found_gives_nothing(document: Document) -> None:
    assert compose(Evidence("x", (), ()), "de", lambda _: document, {}) == ((), ())


def test_markers_stand_behind_their_sentence() -> None:
    assert marked_text([Statement("A.", (1,)), Statement("B.", (1, 2))]) == "A. [1] B. [1][2]"
