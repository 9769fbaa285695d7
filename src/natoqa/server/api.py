"""natoqa's own HTTP interface: ask, search, documents, passages."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from natoqa import __version__, corpus
from natoqa.assistant import MAX_QUESTION, clean_question
from natoqa.catalog import (
    Context,
    DocumentFacts,
    Heading,
    document_facts,
    find_document,
    outline,
    passage_in_context,
)
from natoqa.errors import NatoqaError
from natoqa.search import Filters
from natoqa.server.problems import EVENTS, Problem, as_problem, responses
from natoqa.server.streaming import event, while_wanted
from natoqa.terminal import plain
from natoqa.types import Answer, Language, Passage, Statement, Turn

if TYPE_CHECKING:
    from natoqa.assistant import Assistant

__all__ = ["CLIENT_GONE", "MAX_HISTORY", "Within", "router"]

MAX_HISTORY = 50  # turns
MAX_TEXT = 50_000  # characters of a document in one response
_EXAMPLE = "Wie hoch ist die Kriegsgefahr in Litauen?"
CLIENT_GONE = 499  # nobody reads it; the number that servers log for this


class Within(BaseModel):
    """Where to look: passages that match all that is set."""

    document: str | None = Field(default=None, max_length=200)
    section: str | None = Field(default=None, max_length=500)
    page: int | None = Field(default=None, ge=1, le=100_000)

    @property
    def filters(self) -> Filters:
        """The same for the assistant."""
        return Filters(document=self.document, section=self.section, page=self.page)


class EarlierTurn(BaseModel):
    """An earlier question and its answer."""

    question: str = Field(max_length=MAX_QUESTION)
    answer: str = Field(default="", max_length=20_000)


class Ask(Within):
    """A question; ``history`` holds earlier turns, oldest first."""

    question: str = Field(min_length=1, max_length=MAX_QUESTION, examples=[_EXAMPLE])
    history: list[EarlierTurn] = Field(default=[], max_length=MAX_HISTORY)
    language: Language | None = Field(
        default=None, description="to answer in where the question leaves it open"
    )

    @property
    def turns(self) -> list[Turn]:
        """The history for the assistant."""
        return [Turn(plain(turn.question), plain(turn.answer)) for turn in self.history]


class Search(Within):
    """What to look for, and how many passages at most."""

    question: str = Field(min_length=1, max_length=MAX_QUESTION, examples=[_EXAMPLE])
    k: int = Field(default=5, ge=1, le=100)


@dataclasses.dataclass(frozen=True, slots=True)
class FoundPassage(Passage):
    """A passage and how well it fits."""

    score: float


class Found(BaseModel):
    """The passages that fit a question, best first."""

    question: str
    passages: list[FoundPassage]


class DocumentDetail(BaseModel):
    """A document's facts and its sections in reading order."""

    document: DocumentFacts
    outline: list[Heading]


class Excerpt(BaseModel):
    """``text[start:end]`` of a document; ``end`` is where it really ends."""

    document: str
    start: int
    end: int
    text: str


class Health(BaseModel):
    """That the server answers, and from what."""

    status: str
    version: str
    documents: int
    passages: int


PassageId = Annotated[str, Path(max_length=300)]
DocumentId = Annotated[str, Path(max_length=200, examples=[corpus.DEFAULT_DOCUMENT])]


def router(assistant: Assistant) -> APIRouter:
    """The routes, answered by ``assistant``."""
    routes = APIRouter()

    @routes.get("/health", summary="Whether the server answers; needs no key")
    def health() -> Health:
        return Health(
            status="ok",
            version=__version__,
            documents=len(assistant.documents),
            passages=len(assistant.searcher.passages),
        )

    @routes.post("/ask", responses=responses(), summary="An answer with excerpts, or an abstention")
    async def ask(request: Request, body: Ask) -> Answer:
        async for item in while_wanted(request, _asked(assistant, body)):
            if isinstance(item, Answer):
                return item
        return Response(status_code=CLIENT_GONE)  # type: ignore[return-value]

    @routes.post(
        "/ask/stream",
        response_class=StreamingResponse,
        responses=responses() | EVENTS,
        summary="Events: each sentence as 'statement' when it is checked, then the 'answer'",
    )
    async def ask_stream(request: Request, body: Ask) -> Response:
        clean_question(body.question)  # what cannot be asked is told before the stream begins
        events = _events(request, _asked(assistant, body))
        return StreamingResponse(events, media_type="text/event-stream")

    @routes.post("/search", responses=responses(), summary="The passages that fit a question")
    def search(body: Search) -> Found:
        found = assistant.search(body.question, k=body.k, filters=body.filters)
        passages: Any = [
            dataclasses.asdict(scored.passage) | {"score": scored.score}
            for scored in found.passages
        ]
        return Found(question=found.question, passages=passages)

    _add_reading(routes, assistant)
    return routes


def _add_reading(routes: APIRouter, assistant: Assistant) -> None:
    @routes.get("/documents", responses=responses(), summary="All documents")
    def documents() -> list[DocumentFacts]:
        return [document_facts(document) for document in assistant.documents.values()]

    @routes.get(
        "/documents/{document_id}", responses=responses(404), summary="A document and its sections"
    )
    def document(document_id: DocumentId) -> DocumentDetail:
        found = find_document(assistant.documents, document_id)
        return DocumentDetail(document=document_facts(found), outline=list(outline(found)))

    @routes.get(
        "/documents/{document_id}/text",
        responses=responses(404),
        summary="A part of a document's text, to check quotes by their offsets",
    )
    def document_text(
        document_id: DocumentId,
        start: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
        end: Annotated[int | None, Query(ge=0, le=1_000_000_000)] = None,
    ) -> Excerpt:
        text = find_document(assistant.documents, document_id).text
        start = min(start, len(text))
        last = max(start, min(len(text) if end is None else end, len(text), start + MAX_TEXT))
        return Excerpt(document=document_id, start=start, end=last, text=text[start:last])

    @routes.get(
        "/passages/{passage_id}",
        responses=responses(404),
        summary="A passage and those before and after it",
    )
    def passage(
        passage_id: PassageId, neighbours: Annotated[int, Query(ge=0, le=10)] = 0
    ) -> Context:
        return passage_in_context(assistant.searcher.passages, passage_id, neighbours=neighbours)


def _asked(assistant: Assistant, body: Ask) -> Iterator[Statement | Answer]:
    return assistant.stream(
        body.question, history=body.turns, language=body.language, filters=body.filters
    )


async def _events(request: Request, items: Iterator[Statement | Answer]) -> AsyncIterator[str]:
    try:
        async for item in while_wanted(request, items):
            name = "answer" if isinstance(item, Answer) else "statement"
            yield event(dataclasses.asdict(item), name)
    except NatoqaError as error:
        known = as_problem(error)
        details = Problem(
            type=f"urn:natoqa:problem:{known.code}",
            title="The answer broke off",
            status=known.status,
            detail=known.detail,
        )
        yield event(details.model_dump(exclude_none=True), "error")
