"""A quote with the context that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from natoqa.types import Document, Passage

__all__ = ["Excerpt"]


_DEFINITION = 4  # the level of a section


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote; ``context`` is where it stands: its headings and page (the first line), then the
    passage and its neighbours, which bear names, ordinals and labels that the quote only refers to.

    ``section`` is the text of the innermost section, ``order`` the titles of the definitions of its
    chapter: both tell what 'the second one' is.
    """

    quote: str
    context: str = ""
    section: str = ""
    order: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document, passages: Sequence[Passage], start: int, end: int) -> Excerpt:
        """The excerpt of a span of a document with the context that belongs to it."""
        holders = [at for at, p in enumerate(passages) if p.start < end and start < p.end]
        around = passages[max(0, holders[0] - 1) : holders[-1] + 2] if holders else ()
        section = document.section_at(start)
        heading = f"{section.label if section else ''} › Seite {document.page_at(start)}"
        context = "\n".join([heading, *(p.text for p in around)])
        if section is None:
            return cls(document.text[start:end], context)
        chapter = [s for s in document.sections if s.path[0] == section.path[0]]
        return cls(
            document.text[start:end],
            context,
            document.text[section.start : section.end],
            tuple(s.title for s in chapter if s.level == _DEFINITION),
        )
