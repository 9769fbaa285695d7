"""The study as it is read: page by page, with places marked, an outline and a search in the text.

Pure functions over a Document. They cut the text into lines and lines into runs, so that a door
only has to choose how a line and a run look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from natoqa.types import Block, BlockKind, Document, Figure, Page

__all__ = [
    "Line",
    "Mark",
    "Run",
    "excerpt_lines",
    "figure_at",
    "find",
    "next_to",
    "page_lines",
    "sentence_end",
]

MarkKind = Literal["", "cited", "sought"]
_REACH = 280  # characters of the paragraph shown on either side of a quote
_SHORTEST = 2  # characters of a search in the text
_FOLDED = {"ae": "ä", "oe": "ö", "ue": "ü", "ss": "ß"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to be marked: what an answer cites, or the place that was asked for."""

    start: int
    end: int
    kind: MarkKind = "sought"


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is marked alike throughout; or, with empty text, the sign of a footnote."""

    text: str
    mark: MarkKind = ""
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the text, or the part of it that is shown.

    ``cut_before`` and ``cut_after`` tell that the block goes on outside the part.
    """

    kind: BlockKind
    start: int
    end: int
    runs: tuple[Run, ...]
    cut_before: bool = False
    cut_after: bool = False
    level: int = 0

    @property
    def text(self) -> str:
        """The line without its marks."""
        return "".join(run.text for run in self.runs)


def page_lines(
    document: Document, number: int | None, marks: Sequence[Mark] = ()
) -> tuple[Line, ...]:
    """The lines of the page with this number, in reading order; a paragraph ends with its page.

    Figures stand behind the text of their page. Empty for a page that the document has not; a
    document without pages is one without a number.
    """
    pages = document.pages or (Page(None, 0, inferred=False),)
    ends = [*(page.start for page in pages[1:]), len(document.text)]
    spans = [
        (page.start, after)
        for page, after in zip(pages, ends, strict=True)
        if page.number == number
    ]
    lines = []
    for block in document.blocks:
        if block.page is not None:
            if block.page == number:
                lines.append(_line(document, block, block.start, block.end, marks))
            continue
        for first, after in spans:
            start, end = max(block.start, first), min(block.end, after)
            if start < end:
                lines.append(_line(document, block, start, end, marks))
    return tuple(lines)


def excerpt_lines(
    document: Document, start: int, end: int, reach: int = _REACH
) -> tuple[Line, ...]:
    """The quote ``text[start:end]``, marked inside the paragraph that it stands in.

    A long paragraph is shown up to ``reach`` characters around the quote, cut between words; a row
    of a table comes with the table's header.
    """
    blocks = [block for block in document.blocks if block.start < end and start < block.end]
    mark = (Mark(start, end),)
    if not blocks:  # between two blocks, or in a text without any
        return (Line("paragraph", start, end, _runs(document, start, end, mark)),)
    lines = []
    if blocks[0].kind == "row":
        header = _header_of(document, blocks[0])
        if header is not None:
            lines.append(_line(document, header, header.start, header.end, ()))
    for block in blocks:
        first = _cut(document.text, block.start, start - reach, forward=True)
        last = _cut(document.text, block.end, end + reach, forward=False)
        lines.append(_line(document, block, first, last, mark))
    return tuple(lines)


def sentence_end(document: Document, start: int) -> int:
    """Where the sentence that begins at ``start`` ends, or its block where that comes first."""
    block = document.block_at(start)
    last = block.end if block else len(document.text)
    found = re.compile(r"[.!?][«“”\"]?(?=\s)").search(document.text, start, last)
    return found.end() if found else last


def find(document: Document, wanted: str, limit: int = 50) -> tuple[tuple[int, int], ...]:
    """The spans of the text that read as ``wanted``, at most ``limit``.

    Case, the kind of white space and 'ae' for 'ä' do not matter. Empty for less than two letters.
    """
    words = wanted.split()
    if sum(char.isalnum() for char in wanted) < _SHORTEST:
        return ()
    pattern = re.compile(r"\s+".join(_spelled(word) for word in words), re.IGNORECASE)
    found = []
    for hit in pattern.finditer(document.text):
        found.append(hit.span())
        if len(found) == limit:
            break
    return tuple(found)


def figure_at(document: Document, line: Line) -> Figure | None:
    """The figure whose caption this line is."""
    return next((f for f in document.figures if f.start == line.start), None)


def next_to(document: Document, number: int | None) -> tuple[int, int]:
    """The places of the page in the order of pages, and of how many: (0, 25) for the first."""
    numbers = [page.number for page in document.pages]
    return (numbers.index(number) if number in numbers else 0), len(numbers)


def _line(document: Document, block: Block, start: int, end: int, marks: Sequence[Mark]) -> Line:
    while end > start and document.text[end - 1].isspace():
        end -= 1
    level = 0
    if block.kind == "heading":
        level = next((s.level for s in document.sections if s.start == block.start), 2)
    return Line(
        block.kind,
        start,
        end,
        _runs(document, start, end, marks),
        cut_before=start > block.start,
        cut_after=bool(document.text[end : block.end].strip()),
        level=level,
    )


def _runs(document: Document, start: int, end: int, marks: Sequence[Mark]) -> tuple[Run, ...]:
    return tuple(_cut_runs(document, start, end, marks))


def _cut_runs(document: Document, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Run]:
    notes = {note.anchor: note.number for note in document.footnotes_in(start, end)}
    cuts = {start, end, *notes}
    for mark in marks:
        cuts.update(at for at in (mark.start, mark.end) if start < at < end)
    for first, last in pairwise(sorted(cuts)):
        kinds = {m.kind for m in marks if m.start <= first and last <= m.end}
        kind: MarkKind = "sought" if "sought" in kinds else "cited" if "cited" in kinds else ""
        yield Run(document.text[first:last], kind)
        if last in notes:
            yield Run("", note=notes[last])


def _cut(text: str, edge: int, wanted: int, *, forward: bool) -> int:
    """``edge`` of a block, or the next gap between words inwards of ``wanted`` when that is nearer.

    A cut that would hide only a few words is not made.
    """
    if abs(wanted - edge) < 40 or (wanted <= edge) == forward:
        return edge
    if forward:
        gap = text.find(" ", wanted)
        return gap + 1 if gap >= 0 else edge
    gap = text.rfind(" ", 0, wanted)
    return gap if gap >= 0 else edge


def _header_of(document: Document, row: Block) -> Block | None:
    before = [block for block in document.blocks if block.start < row.start]
    for block in reversed(before):
        if block.kind == "header":
            return block
        if block.kind != "row":
            return None
    return None


def _spelled(word: str) -> str:
    """A pattern for a word and its other spelling of umlauts."""
    parts = []
    at = 0
    while at < len(word):
        pair = word[at : at + 2].lower()
        if pair in _FOLDED:
            parts.append(f"(?:{re.escape(pair)}|{_FOLDED[pair]})")
            at += 2
        else:
            parts.append(re.escape(word[at]))
            at += 1
    return "".join(parts)
