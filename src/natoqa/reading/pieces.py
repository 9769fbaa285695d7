"""What every reader gives: pieces of text in reading order; and how they become a Document.

The text of a Document is plain: no markup is written and none is interpreted, so that nothing in
a foreign file can pretend to be a heading, a page mark or a footnote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from natoqa.types import Block, BlockKind, Document, Footnote, Metadata, Page, Section

__all__ = ["Piece", "Reading", "assemble"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of text. ``level`` counts for headings, ``note`` is the number of a footnote.

    ``page`` is the page it begins on (None where there are none), ``breaks`` the offsets within
    it where further pages begin, ``marks`` the offsets of footnote marks and their numbers.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    level: int = 0
    breaks: tuple[tuple[int, int], ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    note: int | None = None

    @property
    def last_page(self) -> int | None:
        """The page it ends on."""
        return self.breaks[-1][1] if self.breaks else self.page


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read; ``inferred`` are the page numbers that are not printed in it."""

    pieces: tuple[Piece, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    inferred: frozenset[int] = frozenset()


@dataclass
class _Text:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    headings: list[tuple[int, int, str]] = field(default_factory=list)
    marks: dict[int, list[int]] = field(default_factory=dict)
    notes: list[tuple[int, int, int]] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def assemble(reading: Reading, *, id: str, metadata: Metadata) -> Document:
    """The Document of what was read; the same pieces always give the same offsets."""
    text = _Text()
    before: Piece | None = None
    for piece in reading.pieces:
        if before is not None:
            tight = before.kind == piece.kind and piece.kind in ("item", "row")
            tight = tight or (before.kind, piece.kind) == ("header", "row")
            text.write("\n" if tight else "\n\n")
        _add(text, piece, reading)
        before = piece
    text.write("\n")
    return Document(
        id=id,
        text="".join(text.parts),
        metadata=metadata,
        pages=tuple(text.pages),
        sections=_sections(text.headings, text.length),
        blocks=tuple(text.blocks),
        footnotes=_footnotes(text),
    )


def _add(text: _Text, piece: Piece, reading: Reading) -> None:
    start = text.length
    current = text.pages[-1].number if text.pages else None
    elsewhere = piece.kind == "footnote" and piece.page is not None and piece.page != current
    if piece.page is not None and piece.page != current and not elsewhere:
        text.pages.append(Page(piece.page, start, piece.page in reading.inferred))
    for offset, page in piece.breaks if not elsewhere else ():
        text.pages.append(Page(page, start + offset, page in reading.inferred))
    for offset, number in piece.marks:
        text.marks.setdefault(number, []).append(start + offset)
    if piece.kind == "heading" and piece.text != reading.title:
        text.headings.append((piece.level, start, piece.text))
    if piece.note is not None:
        text.notes.append((piece.note, start, start + len(piece.text)))
    block_page = piece.page if elsewhere else None
    text.blocks.append(Block(piece.kind, start, start + len(piece.text), block_page))
    text.write(piece.text)


def _sections(headings: Sequence[tuple[int, int, str]], length: int) -> tuple[Section, ...]:
    """Sections from headings: each runs to the next heading of its level or above."""
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    for at, (level, start, title) in enumerate(headings):
        end = next((s for lv, s, _ in headings[at + 1 :] if lv <= level), length)
        path = [(lv, name) for lv, name in path if lv < level] + [(level, title)]
        names = tuple(name for _, name in path)
        sections.append(Section(title, level, start, end, names, editorial=False))
    return tuple(sections)


def _footnotes(text: _Text) -> tuple[Footnote, ...]:
    """Footnotes whose mark was found: the last mark of their number before them."""
    found: list[Footnote] = []
    for number, start, end in text.notes:
        anchors = [at for at in text.marks.get(number, []) if at <= start]
        if anchors:
            found.append(Footnote(number, anchors[-1], start, end))
    return tuple(found)
