"""Documents and passages as doors show them: facts, outline, a passage with its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from natoqa.errors import DocumentError
from natoqa.types import Document, Passage

__all__ = [
    "Context",
    "DocumentFacts",
    "Heading",
    "document_facts",
    "find_document",
    "outline",
    "passage_in_context",
]


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a list of documents says of each."""

    id: str
    title: str
    authors: tuple[str, ...]
    publisher: str
    date: str
    language: str
    url: str
    rights: str
    pages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A section, the page it begins on and the span of its text.

    ``editorial`` is true where the title is not the document's own.
    """

    title: str
    level: int
    label: str
    page: int | None
    start: int
    end: int
    editorial: bool


@dataclass(frozen=True, slots=True)
class Context:
    """A passage and those around it in the same document, in reading order."""

    passage: Passage
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]


def find_document(documents: Mapping[str, Document], document_id: str) -> Document:
    """The one of ``documents`` with this id; raises DocumentError for any other string."""
    if document_id not in documents:
        raise DocumentError(
            f"unknown document {document_id[:80]!r}; known are: {', '.join(documents)}."
        )
    return documents[document_id]


def document_facts(document: Document) -> DocumentFacts:
    """The facts of one document."""
    facts = document.metadata
    return DocumentFacts(
        id=document.id,
        title=facts.title,
        authors=facts.authors,
        publisher=facts.publisher,
        date=facts.date,
        language=facts.language,
        url=facts.url,
        rights=facts.rights,
        pages=len(document.pages),
        characters=len(document.text),
    )


def outline(document: Document) -> tuple[Heading, ...]:
    """The document's sections in reading order."""
    return tuple(
        Heading(
            title=section.title,
            level=section.level,
            label=section.label,
            page=document.page_at(section.start),
            start=section.start,
            end=section.end,
            editorial=section.editorial,
        )
        for section in document.sections
    )


def passage_in_context(
    passages: Sequence[Passage], passage_id: str, *, neighbours: int = 0
) -> Context:
    """The passage with this id and up to ``neighbours`` passages on each side.

    Raises DocumentError for an unknown id.
    """
    found = next((passage for passage in passages if passage.id == passage_id), None)
    if found is None:
        raise DocumentError(
            f"unknown passage {passage_id[:80]!r}; allowed are the ids that a search or a citation "
            "gives. Search again."
        )
    beside = sorted((p for p in passages if p.document == found.document), key=lambda p: p.start)
    at = beside.index(found)
    return Context(
        passage=found,
        before=tuple(beside[max(0, at - neighbours) : at]),
        after=tuple(beside[at + 1 : at + 1 + neighbours]),
    )
