"""The LangChain door."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from natoqa import StudyRetriever, load_document
from natoqa.assistant import Assistant


class TestStandard(RetrieversIntegrationTests):
    @property
    def retriever_constructor(self) -> type[StudyRetriever]:
        return StudyRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"k": 3}

    @property
    def retriever_query_example(self) -> str:
        return "Welche Rolle spielen die USA?"


def test_documents_hold_the_passage_word_for_word(assistant: Assistant) -> None:
    found = StudyRetriever(k=4, assistant=assistant).invoke("Wie steht Polen zu Atomwaffen?")
    assert len(found) == 4
    first = found[0]
    assert "In Polen scheint" in first.page_content
    assert first.metadata["section"].endswith("Nukleare Abschreckung Reloaded")
    assert (first.metadata["page"], first.metadata["page_end"]) == (16, 16)
    for document in found:
        facts = document.metadata
        text = load_document(facts["document"]).text
        assert text[facts["start"] : facts["end"]] == document.page_content
        assert facts["passage_id"] == document.id


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        ({"page": 17}, lambda facts: facts["page"] <= 17 <= facts["page_end"]),
        ({"section": "Einleitung"}, lambda facts: facts["section"] == "Einleitung"),
        (
            {"section": "2 Wie mit den Bedrohungen umgehen?"},
            lambda facts: facts["section"].startswith("2 Wie"),
        ),
        ({"document": "zukunft-der-nato-2025"}, lambda facts: True),
    ],
)
def test_filters(assistant: Assistant, options: dict[str, Any], holds: Any) -> None:
    retriever = StudyRetriever(k=50, assistant=assistant, **options)
    found = retriever.invoke("Was sagen die Experten?")
    assert found
    assert all(holds(document.metadata) for document in found)


def test_filter_that_leaves_nothing_finds_nothing(assistant: Assistant) -> None:
    assert StudyRetriever(assistant=assistant, document="nix").invoke("NATO") == []


def test_k_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        StudyRetriever(k=0)
