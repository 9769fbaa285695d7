"""What a terminal shows: answers, passages, documents, a bar; foreign text cannot control it."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from natoqa.answering.citing import marked_text
from natoqa.corpus import DEFAULT_DOCUMENT
from natoqa.search import ScoredPassage
from natoqa.texts import text
from natoqa.types import Answer, Citation, Document, Language, Statement

if TYPE_CHECKING:
    from natoqa.index import Progress

__all__ = [
    "answer_lines",
    "document_line",
    "excerpt_groups",
    "index_progress",
    "page_of",
    "passage_lines",
    "place",
    "plain",
    "remark_lines",
    "statement_lines",
]

_WIDTH = 88


def plain(foreign: str) -> str:
    """The text without control and format characters, so that no escape sequence survives."""
    return "".join(
        " " if char in "\n\t" else char
        for char in foreign
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def page_of(citation: Citation, language: Language) -> str:
    """The page of a citation as a reader sees it, and whether its number is inferred."""
    if citation.page is None:
        # only the study has a page without a number
        where = text("back_cover", language) if citation.document == DEFAULT_DOCUMENT else ""
    elif citation.page_end not in (None, citation.page):
        where = text("pages", language, page=citation.page, page_end=citation.page_end)
    else:
        where = text("page", language, page=citation.page)
    if citation.page_inferred:
        where += f" ({text('page_inferred', language)})"
    return where


def place(citation: Citation, language: Language, *, titled: bool = False) -> str:
    """Page and section of a citation as a reader sees them; with ``titled`` the document too."""
    title = f"»{citation.title}«" if titled else ""
    return ", ".join(
        part for part in (title, page_of(citation, language), citation.section) if part
    )


def excerpt_groups(answer: Answer) -> tuple[tuple[str, tuple[Citation, ...]], ...]:
    """The excerpts of an answer, each group with the text that heads it; none is empty.

    Where a question takes for granted what the study says otherwise, the first excerpt is what it
    says instead; the others are only near.
    """
    nearest = answer.nearest
    if not answer.abstained:
        groups = [("excerpts", answer.citations)]
    elif answer.reason.startswith(text("abstain_premise", answer.language, missing="")):
        groups = [("instead", nearest[:1]), ("nearest", nearest[1:])]
    else:
        groups = [("nearest", nearest)]
    return tuple((heading, excerpts) for heading, excerpts in groups if excerpts)


def statement_lines(statement: Statement) -> Iterator[str]:
    """One sentence with its markers."""
    yield from _wrap(marked_text([statement]))


def remark_lines(answer: Answer) -> Iterator[str]:
    """Why another engine answered, and how many sentences of a model were withheld, and why."""
    if answer.notice:
        yield plain(answer.notice)
    if answer.withheld:
        count = len(answer.withheld)
        reasons = "; ".join(dict.fromkeys(plain(one.reason) for one in answer.withheld))
        key = "withheld_one" if count == 1 else "withheld_many"
        yield text(key, answer.language, count=count, reasons=reasons)


def answer_lines(answer: Answer, *, shown: bool = False, titled: bool = False) -> Iterator[str]:
    """The answer, then its excerpts; an abstention, its reason and the nearest excerpts.

    Without the answer's own text when that was ``shown`` already, sentence by sentence.
    ``titled`` names the document of each excerpt; wanted where there are several.
    """
    if not shown:
        yield from _wrap(answer.text)
    if answer.abstained:
        yield from _wrap(answer.reason)
    for heading, excerpts in excerpt_groups(answer):
        yield ""
        yield text(heading, answer.language)
        for citation in excerpts:
            yield f"[{citation.number}] {plain(place(citation, answer.language, titled=titled))}"
            yield from _wrap(f"»{citation.quote}«", indent="    ")


def passage_lines(found: Sequence[ScoredPassage], *, titled: bool = False) -> Iterator[str]:
    """Each passage with its score, page, section and text; with ``titled`` its document too."""
    for number, scored in enumerate(found, start=1):
        passage = scored.passage
        page = "-" if passage.page is None else passage.page
        title = f"»{passage.title}«, " if titled else ""
        yield plain(f"{number}. {title}p. {page}, {passage.section} ({scored.score:.1f})")
        yield from _wrap(passage.text, indent="   ")


def document_line(document: Document) -> str:
    """Id, title, extent and language of a document."""
    pages = f"{len(document.pages)} pages, " if document.pages else ""
    extent = f"{pages}{len(document.text)} characters, {document.metadata.language}"
    return f"{document.id} »{plain(document.metadata.title)}« ({extent})"


@contextmanager
def index_progress() -> Iterator[Progress]:
    """A bar on standard error that appears only when the index is being built."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True)

    def tell(stage: str, done: int, total: int) -> None:
        if not bar.tasks:
            bar.start()
            bar.add_task("building the index", total=total)
        bar.update(bar.task_ids[0], completed=done)

    try:
        yield tell
    finally:
        if bar.tasks:
            bar.stop()


def _wrap(foreign: str, indent: str = "") -> list[str]:
    return textwrap.wrap(plain(foreign), _WIDTH, initial_indent=indent, subsequent_indent=indent)
