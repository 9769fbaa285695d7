"""The LangChain door."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.messages import ToolMessage
from langchain_tests.integration_tests import RetrieversIntegrationTests, ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from natoqa import StudyRetriever, load_document, study_tool
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


class _Tool:
    @property
    def tool_constructor(self) -> Any:
        return study_tool(StudyRetriever(k=2))

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return {"query": "Wie steht Polen zu Atomwaffen?"}


class TestToolStandard(_Tool, ToolsIntegrationTests):
    """LangChain's own suite for tools."""


class TestToolUnitStandard(_Tool, ToolsUnitTests):
    """LangChain's own suite for tools, without calls."""


def call(query: str) -> dict[str, Any]:
    return {"name": "search_study", "args": {"query": query}, "id": "1", "type": "tool_call"}


async def test_tool_gives_content_to_read_and_documents_as_artifact(assistant: Assistant) -> None:
    tool = study_tool(StudyRetriever(k=2, assistant=assistant))
    message = tool.invoke(call("Wie steht Polen zu Atomwaffen?"))
    assert isinstance(message, ToolMessage)
    first, second = message.artifact
    assert message.content == "\n\n".join(
        f"[{one.id}] page {one.metadata['page']}, {one.metadata['section']}\n{one.page_content}"
        for one in (first, second)
    )
    assert first.metadata["page"] == 16
    later = await tool.ainvoke(call("Wie steht Polen zu Atomwaffen?"))
    assert later.artifact == message.artifact


async def test_asynchronous_retrieval_finds_the_same(assistant: Assistant) -> None:
    retriever = StudyRetriever(k=3, assistant=assistant)
    question = "Wie steht Polen zu Atomwaffen?"
    assert await retriever.ainvoke(question) == retriever.invoke(question)
