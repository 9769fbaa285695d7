"""The statements written in advance."""

from __future__ import annotations

import json
import re

import pytest
from small import small_document

from natoqa.corpus import corpus_folder
from natoqa.corpus.propositions import load_propositions, locate
from natoqa.errors import DocumentError
from natoqa.types import Document, Passage, Proposition

FIELDS = {"id", "kind", "quotes", "de", "en", "questions_de", "questions_en"}
KINDS = {"claim", "list", "table", "figure", "reference", "overview", "profile", "comparison"}


@pytest.fixture(scope="module")
def rows() -> list[dict]:  # type: ignore[type-arg]
    lines = (corpus_folder() / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def found(study: Document, study_passages: tuple[Passage, ...]) -> tuple[Proposition, ...]:
    return load_propositions(study, study_passages)


def test_schema(rows: list[dict]) -> None:  # type: ignore[type-arg]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) == FIELDS, row["id"]
        assert row["kind"] in KINDS, row["id"]
        assert row["quotes"], row["id"]
        assert row["de"].strip(), row["id"]
        assert row["en"].strip(), row["id"]
        assert len(row["questions_de"]) >= 2, row["id"]
        assert len(row["questions_en"]) >= 2, row["id"]


def test_every_quote_stands_word_for_word_on_its_page(
    study: Document,
    rows: list[dict],  # type: ignore[type-arg]
) -> None:
    for row in rows:
        for quote in row["quotes"]:
            start, end = locate(study, quote["quote"], quote["page"])
            assert study.text[start:end] == quote["quote"]


def test_spans_lie_in_the_passages_named(
    study: Document, study_passages: tuple[Passage, ...], found: tuple[Proposition, ...]
) -> None:
    by_id = {passage.id: passage for passage in study_passages}
    for proposition in found:
        for start, end in proposition.spans:
            holders = [by_id[p] for p in proposition.passages]
            block = study.block_at(start)
            heading = block is not None and block.kind == "heading"
            inside = any(h.start <= start and end <= h.end for h in holders)
            assert heading or inside, proposition.id


def test_numbers_of_a_statement_stand_in_its_paragraphs(
    study: Document, study_passages: tuple[Passage, ...], found: tuple[Proposition, ...]
) -> None:
    by_id = {passage.id: passage for passage in study_passages}
    for proposition in found:
        around = " ".join(f"{by_id[p].text} {by_id[p].section}" for p in proposition.passages)
        digits = set(re.findall(r"\d+", f"{around} 2025"))
        said = set(re.findall(r"\d+", proposition.de))
        missing = said - digits
        assert not missing or proposition.kind in ("overview", "figure"), (
            proposition.id,
            missing,
        )


def test_quote_on_another_page_is_refused() -> None:
    document = small_document()
    with pytest.raises(DocumentError, match=r"is not on page 2.*it stands on page \[1\]"):
        locate(document, "Birne allein.", 2)
    with pytest.raises(DocumentError, match="it stands nowhere"):
        locate(document, "Birne nicht allein.", 1)


def test_other_documents_have_none() -> None:
    assert load_propositions(small_document(), []) == ()
