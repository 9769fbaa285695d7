"""Offline answers on a document without statements: sentences are quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import WordCount, small_document

from natoqa.answering.citing import marked_text
from natoqa.answering.extractive import compose, nearest_excerpts
from natoqa.index import open_index
from natoqa.search import Evidence, Searcher
from natoqa.types import Document, Statement

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


def test_nearest_excerpts_are_numbered_sentences(document: Document, tmp_path: Path) -> None:
    evidence, _ = found(document, tmp_path, "Birne?")
    nearest = nearest_excerpts(evidence, lambda _: document, {}, limit=2)
    assert [c.number for c in nearest] == [1, 2]
    assert nearest[0].quote.startswith("Birne fehlt")


def test_nothing_found_gives_nothing(document: Document) -> None:
    assert compose(Evidence("x", (), ()), "de", lambda _: document, {}) == ((), ())


def test_markers_stand_behind_their_sentence() -> None:
    assert marked_text([Statement("A.", (1,)), Statement("B.", (1, 2))]) == "A. [1] B. [1][2]"
