"""A conversation as a list of parts, the same for every format of file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from natoqa.archive import Exchange
from natoqa.corpus import load_document
from natoqa.errors import DocumentError
from natoqa.library import find_document
from natoqa.references import full_reference, page_label, short_reference
from natoqa.terminal import excerpt_groups, plain
from natoqa.texts import text
from natoqa.types import Answer, Citation, Language, Metadata

__all__ = ["Part", "parts"]


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph; ``text`` holds no control characters but line breaks.

    ``tail`` follows an excerpt: where it stands.
    """

    kind: Literal["title", "note", "question", "text", "label", "excerpt", "heading", "reference"]
    text: str
    tail: str = ""


def parts(title: str, exchanges: Sequence[Exchange], language: Language) -> list[Part]:
    """Title, then each question with its answer and excerpts, then the references."""
    return [
        Part(part.kind, _clean(part.text), _clean(part.tail))
        for part in _parts(title, exchanges, language)
    ]


def _parts(title: str, exchanges: Sequence[Exchange], language: Language) -> Iterator[Part]:
    yield Part("title", title)
    yield Part("note", text("export_about", language, title=load_document().metadata.title))
    study = load_document()
    references: dict[str, str] = {}
    for exchange in exchanges:
        yield Part("question", exchange.question)
        answer = exchange.answer
        if answer is None:
            yield Part("text", exchange.failure or text("chat_stopped", language))
            continue
        if answer.question != " ".join(exchange.question.split()):
            yield Part("note", text("understood", language, question=answer.question))
        yield from _answer_parts(answer, language)
        for citation in (*answer.citations, *answer.nearest):
            facts = _facts(citation)
            references[citation.document] = full_reference(facts) if facts else citation.title
    yield Part("heading", text("export_references", language))
    for reference in references.values() or (full_reference(study.metadata),):
        yield Part("reference", reference)
    yield Part("note", study.metadata.rights)


def _answer_parts(answer: Answer, language: Language) -> Iterator[Part]:
    if answer.notice:
        yield Part("note", answer.notice)
    yield Part("text", answer.text)
    if answer.abstained:
        yield Part("text", answer.reason)
    for withheld in answer.withheld:
        yield Part(
            "note", text("export_withheld", language, text=withheld.text, why=withheld.reason)
        )
    for heading, excerpts in excerpt_groups(answer):
        yield Part("label", text(heading, language))
        for citation in excerpts:
            yield _excerpt(citation)


def _excerpt(citation: Citation) -> Part:
    facts = _facts(citation)
    where = (
        short_reference(facts, citation) if facts else f"»{citation.title}«, {page_label(citation)}"
    )
    if citation.section:
        where += f" ({citation.section})"
    return Part("excerpt", f"[{citation.number}] »{citation.quote}«", where)


def _facts(citation: Citation) -> Metadata | None:
    """What a reference needs; None for a document that was removed since."""
    try:
        return find_document(citation.document).metadata
    except DocumentError:
        return None


def _clean(foreign: str) -> str:
    lines = (plain(line).strip() for line in foreign.splitlines())
    return "\n".join(line for line in lines if line)
