"""The study as a LangChain retriever."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from natoqa.search import Filters
from natoqa.types import Passage

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool

    from natoqa.assistant import Assistant

__all__ = ["StudyRetriever", "study_tool"]

_TOOL_NAME = "search_study"
_TOOL_DESCRIPTION = (
    "Finds passages of the German study 'Die ungewisse Zukunft der NATO' "
    "(Friedrich-Ebert-Stiftung, June 2025) on a question in any language. Each passage is the "
    "original text, word for word, under its id, page and section. Quote what you use, with its "
    "page."
)
_TOOL_PASSAGE = "[{passage_id}] page {page}, {section}\n{page_content}"


class StudyRetriever(BaseRetriever):
    """Finds the passages of the study that fit a question, best first.

    ``k`` passages at most; ``section``, ``page`` and ``document`` keep the search to a part of
    the text. Each Document holds the passage word for word; its metadata are document, title,
    section, page, page_end (None on the back cover), passage_id, start and end.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, ignored_types=(cached_property,))

    k: int = Field(default=5, ge=1)
    section: str | None = None
    page: int | None = None
    document: str | None = None
    assistant: Any = Field(default=None, exclude=True, description="an open Assistant to share")

    @cached_property
    def _assistant(self) -> Assistant:
        from natoqa.assistant import Assistant

        return self.assistant if self.assistant is not None else Assistant.open()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        filters = Filters(document=self.document, section=self.section, page=self.page)
        found = self._assistant.search(query, k=k or self.k, filters=filters)
        return [_as_document(scored.passage) for scored in found.passages]


def _as_document(passage: Passage) -> Document:
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "document": passage.document,
            "title": passage.title,
            "section": passage.section,
            "page": passage.page,
            "page_end": passage.page_end,
            "passage_id": passage.id,
            "start": passage.start,
            "end": passage.end,
        },
    )


def study_tool(
    retriever: StudyRetriever | None = None,
    *,
    name: str = _TOOL_NAME,
    description: str = _TOOL_DESCRIPTION,
) -> StructuredTool:
    """The retriever as a LangChain tool for agents, sync and async.

    The content is the passages with id, page and section for the model to read; the artifact is
    the list of Documents.
    """
    from langchain_core.prompts import PromptTemplate
    from langchain_core.tools import create_retriever_tool

    return create_retriever_tool(
        retriever or StudyRetriever(),
        name,
        description,
        document_prompt=PromptTemplate.from_template(_TOOL_PASSAGE),
        response_format="content_and_artifact",
    )
