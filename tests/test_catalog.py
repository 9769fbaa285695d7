"""Documents and passages as doors show them."""

from __future__ import annotations

import pytest

from natoqa.catalog import document_facts, find_document, outline, passage_in_context
from natoqa.errors import DocumentError
from natoqa.types import Document, Passage


def test_facts_of_the_study(study: Document) -> None:
    facts = document_facts(study)
    assert (facts.id, facts.date, facts.pages) == ("zukunft-der-nato-2025", "2025-06", 25)
    assert facts.characters == len(study.text)


def test_outline_is_in_reading_order_with_pages(study: Document) -> None:
    headings = outline(study)
    assert [heading.title for heading in headings[:3]] == [
        "Vorwort zur Studienreihe",
        "Einleitung",
        "1 Bedrohungswahrnehmungen und Risiken",
    ]
    assert [heading.page for heading in headings[:3]] == [3, 4, 6]
    for heading in headings:
        assert study.section_at(heading.start) is not None


@pytest.mark.parametrize(
    ("at", "neighbours", "before", "after"),
    [(0, 2, [], [1, 2]), (5, 0, [], []), (5, 1, [4], [6]), (-1, 3, [-4, -3, -2], [])],
)
def test_neighbours(
    study_passages: tuple[Passage, ...],
    at: int,
    neighbours: int,
    before: list[int],
    after: list[int],
) -> None:
    shuffled = study_passages[::-1]
    context = passage_in_context(shuffled, study_passages[at].id, neighbours=neighbours)
    assert context.passage == study_passages[at]
    assert context.before == tuple(study_passages[n] for n in before)
    assert context.after == tuple(study_passages[n] for n in after)


@pytest.mark.parametrize("name", ["", "nix", "../study", "/etc/passwd", "x" * 5000])
def test_unknown_ids(study: Document, study_passages: tuple[Passage, ...], name: str) -> None:
    with pytest.raises(DocumentError, match="unknown document"):
        find_document({study.id: study}, name)
    with pytest.raises(DocumentError, match="unknown passage") as caught:
        passage_in_context(study_passages, name)
    assert len(str(caught.value)) < 250
