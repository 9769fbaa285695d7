"""A quote with the context that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from natoqa.types import Document, Passage

__all__ = ["Excerpt"]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote; ``context`` is where it stands: its headings and page (the first line), then the
    passage and its neighbours, which bear names, ordinals and labels that the quote only refers to.
    """

    quote: str
    context: str = ""

    @classmethod
    def of(cls, document: Document, passages: Sequence[Passage], start: int, end: int) -> Excerpt:
        """The excerpt of a span of a document with the context that belongs to it."""
        holders = [at for at, p in enumerate(passages) if p.start < end and start < p.end]
        around = passages[max(0, holders[0] - 1) : holders[-1] + 2] if holders else ()
        section = document.section_at(start)
        heading = f"{section.label if section else ''} › Seite {document.page_at(start)}"
        return cls(document.text[start:end], "\n".join([heading, *(p.text for p in around)]))
