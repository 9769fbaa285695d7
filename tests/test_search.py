"""Search by several views."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import WordCount, small_document

from natoqa.assistant import Assistant
from natoqa.index import open_index
from natoqa.search import Filters, Searcher


@pytest.fixture
def small(tmp_path: Path) -> Searcher:
    embedder = WordCount()
    return Searcher(open_index(tmp_path, [small_document()], embedder, "word-count"), embedder)


def test_best_passage_first_without_statements(small: Searcher) -> None:
    found = small.search("Kirsche und Dattel")
    assert [scored.passage.section for scored in found.passages] == ["Mehr Obst", "Obst"]
    assert found.propositions == ()
    best = found.passages[0]
    # of the sentences (Kirsche, Dattel) each shares one of the two words of the question
    assert best.sentences[0] == pytest.approx(best.sentences[1], abs=1e-4)


def test_filters_by_section_and_page(small: Searcher) -> None:
    for filters, section in [
        (Filters(section="Obst"), "Obst"),
        (Filters(page=2), "Mehr Obst"),
        (Filters(document="klein", page=1), "Obst"),
    ]:
        found = small.search("Kirsche", filters=filters)
        assert [scored.passage.section for scored in found.passages] == [section]


def test_filter_that_leaves_nothing(small: Searcher) -> None:
    found = small.search("Kirsche", filters=Filters(page=99))
    assert (found.passages, found.propositions) == ((), ())


def test_k_limits_passages(small: Searcher) -> None:
    assert len(small.search("Kirsche", k=1).passages) == 1


def test_propositions_stay_within_the_filters(assistant: Assistant) -> None:
    found = assistant.search("Was gilt für Polen?", filters=Filters(page=16), k=30)
    inside = {p.id for p in assistant.searcher.passages if Filters(page=16).allow(p)}
    assert found.propositions
    assert all(inside & set(scored.proposition.passages) for scored in found.propositions)


def test_a_question_that_comes_again_is_embedded_once(
    small: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder, embedded = WordCount(), []
    monkeypatch.setattr(
        embedder, "embed_query", lambda text: embedded.append(text) or embedder._vector(text)
    )
    searcher = Searcher(small.index, embedder)
    first = searcher.search("Kirsche")
    searcher.search("Birne")
    assert searcher.search("Kirsche") == first
    assert embedded == ["Kirsche", "Birne"]
