"""Plain text -> pieces: wrapped lines joined, paragraphs at blank lines, pages at form feeds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from natoqa.reading.clean import clean, fold_space
from natoqa.reading.lines import (
    Hyphens,
    is_bullet,
    is_closed,
    is_float,
    mend,
    strip_bullet,
)
from natoqa.reading.pieces import Piece, Reading

__all__ = ["read_text"]

_HEADING_LENGTH = 90  # characters
_FULL = 0.7  # of the usual line length: a line that the next word would not have fitted on
_NUMBER = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s+[^\W\d_]")


def read_text(text: str) -> Reading:
    """Read plain text; pages only where form feeds part them."""
    pages = clean(text).split("\f")
    lines = [fold_space(line) for page in pages for line in page.split("\n")]
    heads = _running_heads(lines)
    long = [len(line) for line in lines if len(line) > 20]
    usual = median(long) if long else 0.0
    hyphens = Hyphens(lines)
    pieces: list[Piece] = []
    full: set[int] = set()
    for number, page in enumerate(pages, start=1):
        for block in _blocks(page, heads):
            for kind_lines in _items(block):
                piece = _piece(kind_lines, hyphens, number if len(pages) > 1 else None)
                if len(kind_lines[-1]) >= _FULL * usual and len(kind_lines) > 1:
                    full.add(len(pieces))
                pieces.append(piece)
    mended = mend(pieces, hyphens, frozenset(full))
    return Reading(tuple(_with_headings(mended)))


def _running_heads(lines: Sequence[str]) -> frozenset[str]:
    """Lines with a page number that stand alone and come back with other numbers."""
    alone = [
        line
        for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False)
        if line and not before and not after and _NUMBER.search(line)
    ]
    often = Counter(_NUMBER.sub("#", line) for line in alone)
    return frozenset(line for line in alone if often[_NUMBER.sub("#", line)] >= 3)


def _blocks(page: str, heads: frozenset[str]) -> Iterator[list[str]]:
    """Runs of lines, parted by blank lines and before indented ones."""
    block: list[str] = []
    margin = 0
    for printed in page.split("\n"):
        line = fold_space(printed)
        if line in heads:
            continue
        indent = len(printed) - len(printed.lstrip())
        if block and line and indent > margin:
            yield block
            block = []
        margin = indent
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _items(block: Sequence[str]) -> Iterator[list[str]]:
    """A block as it is, or the items of the list it holds."""
    run: list[str] = []
    for line in block:
        bullet = is_bullet(line) and not line[0].isdigit() and line[0] != "–"
        if run and (bullet or (is_bullet(line) and is_bullet(run[0]))):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _piece(lines: Sequence[str], hyphens: Hyphens, page: int | None) -> Piece:
    item = is_bullet(lines[0]) and not is_float(lines[0])
    text = hyphens.join([strip_bullet(lines[0]), *lines[1:]] if item else lines)
    return Piece("item" if item else "paragraph", text, page)


def _with_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Short lines that end like no sentence and stand between paragraphs are headings."""
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if (
            piece.kind == "paragraph"
            and following is not None
            and len(piece.text) <= _HEADING_LENGTH < len(following.text)
            and not is_closed(piece.text)
            and not piece.text.endswith(",")
            and (not is_float(piece.text) or _NUMBERED.match(piece.text))
            and (piece.text[0].isupper() or _NUMBERED.match(piece.text))
        ):
            yield Piece("heading", piece.text, piece.page, level=2, breaks=piece.breaks)
        else:
            yield piece
