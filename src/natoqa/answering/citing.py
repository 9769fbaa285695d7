"""Excerpts of a document as numbered citations."""

from __future__ import annotations

from collections.abc import Sequence

from natoqa.types import Citation, Document, Passage, Statement

__all__ = ["Numbering", "exact", "marked_text"]


class Numbering:
    """Hands out citation numbers from 1 in the order of first use; one number per excerpt."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int, int], Citation] = {}

    def cite(self, document: Document, passage: Passage, start: int, end: int) -> int:
        """The number of ``document.text[start:end]``, which lies in ``passage``."""
        key = (document.id, start, end)
        if key not in self._given:
            page = document.page_at(start)
            self._given[key] = Citation(
                number=len(self._given) + 1,
                quote=document.text[start:end],
                page=page,
                page_end=document.page_at(end - 1),
                page_inferred=document.page_inferred(page),
                section=passage.section,
                document=document.id,
                passage_id=passage.id,
                start=start,
                end=end,
                title=document.metadata.title,
            )
        return self._given[key].number

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations given so far, by number."""
        return tuple(self._given.values())


def marked_text(statements: Sequence[Statement]) -> str:
    """The statements as one text, each followed by its markers: 'So it is. [1][2]'."""
    return " ".join(
        statement.text + " " + "".join(f"[{number}]" for number in statement.citations)
        for statement in statements
    )


def exact(citation: Citation, document: Document) -> bool:
    """Whether a citation's quote stands at its offsets, word for word, on the pages it names."""
    start, end = citation.start, citation.end
    return (
        citation.document == document.id
        and 0 <= start < end <= len(document.text)
        and document.text[start:end] == citation.quote
        and document.page_at(start) == citation.page
        and document.page_at(end - 1) == citation.page_end
    )
