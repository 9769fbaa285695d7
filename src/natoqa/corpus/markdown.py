"""Markdown with page marks -> a Document whose text is plain and has offsets.

The dialect (see ``corpus/README.md``): ``## ### ####`` headings; one paragraph, list item,
quoted line or table row a line; ``<!-- page N -->`` where a page begins, also inside a sentence;
``<!-- back cover -->`` for the page without a number; ``> `` lines for captions, notes and legends
of figures, with ``<!-- figure page N -->`` where the figure stands on another page; ``[^N]`` marks
and ``[^N]: `` footnotes; words in square brackets are editorial; a comment that begins with
``Ende`` closes a labelled definition (``####``). Other comments are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from natoqa.errors import DocumentError
from natoqa.types import (
    Block,
    BlockKind,
    Document,
    Figure,
    Footnote,
    Metadata,
    Page,
    Section,
)

__all__ = ["parse"]

_MARK = re.compile(r"<!--\s*(.*?)\s*-->|\[\^(\d+)\](?!:)")
_HEADING = re.compile(r"(#{1,4}) ")
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")
_FOOTNOTE = re.compile(r"\[\^(\d+)\]: ")
_FIGURE = re.compile(r"Grafik (\d+|\[.*?\]): ")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_EDITORIAL = re.compile(r"\[.*\]")


@dataclass
class _State:
    """What has been read so far; offsets are into the plain text being written."""

    printed: frozenset[int]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    pages: list[Page] = field(default_factory=list)
    headings: list[tuple[int, int, str]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    anchors: dict[int, int] = field(default_factory=dict)
    notes: dict[int, tuple[int, int]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    figure_page: int | None = None
    pending: list[int | None] = field(default_factory=list)

    def write(self, text: str) -> None:
        if text and not text.isspace():
            self._start_pages(len(text) - len(text.lstrip()))
        self.parts.append(text)
        self.length += len(text)

    def _start_pages(self, lead: int) -> None:
        """Let the pages marked since the last text begin at the next visible character."""
        for number in self.pending:
            inferred = number not in self.printed and number is not None
            self.pages.append(Page(number, self.length + lead, inferred))
        self.pending.clear()

    def mark(self, comment: str, footnote: str | None) -> None:
        if footnote:
            self.anchors[int(footnote)] = self.length
        elif found := re.fullmatch(r"page (\d+)", comment):
            self.pending.append(int(found[1]))
        elif comment == "back cover":
            self.pending.append(None)
        elif found := re.fullmatch(r"figure page (\d+)", comment):
            self.figure_page = int(found[1])
        elif comment.startswith("Ende"):
            self.ends.append(self.length)


def parse(
    markdown: str, *, id: str, metadata: Metadata, printed_pages: Sequence[int] = ()
) -> Document:
    """Read the Markdown of one document; the same input always gives the same offsets.

    ``printed_pages`` are the page numbers that stand in the source; all others are inferred.
    A text without page marks has no pages, one without headings no sections.
    Raises DocumentError when a footnote has a mark but no text, or the reverse.
    """
    state = _State(printed=frozenset(printed_pages))
    for line in markdown.replace("\r\n", "\n").split("\n"):
        _read_line(state, line)
    text = "".join(state.parts).rstrip("\n") + "\n"
    if state.anchors.keys() != state.notes.keys():
        raise DocumentError(
            f"footnotes of document {id!r} do not match: marks {sorted(state.anchors)}, "
            f"texts {sorted(state.notes)}; each mark [^N] needs one line '[^N]: ...'."
        )
    return Document(
        id=id,
        text=text,
        metadata=metadata,
        pages=tuple(state.pages),
        sections=_sections(state, len(text)),
        blocks=tuple(state.blocks),
        footnotes=tuple(
            Footnote(number, state.anchors[number], *span)
            for number, span in sorted(state.notes.items())
        ),
        figures=tuple(state.figures),
    )


def _read_line(state: _State, line: str) -> None:
    if _RULE.fullmatch(line.strip()):
        return
    bare = _MARK.sub("", line)
    if not bare.strip():
        for mark in _MARK.finditer(line):
            state.mark(mark[1] or "", mark[2])
        if state.parts and state.parts[-2:] != ["\n", "\n"]:
            state.write("\n")
        return
    kind, lead, keep = _kind(state, line)
    if kind == "row" or kind == "header":
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        line, lead = " | ".join(cells), 0
        _add_row(state, kind, cells)
    elif kind not in ("caption", "note", "legend"):
        state.figure_page = None
    state.write(line[:lead] if keep else "")
    start = state.length
    _add_block(state, kind, start, _write_inline(state, line[lead:]), line)
    state.write("\n")


def _kind(state: _State, line: str) -> tuple[BlockKind, int, bool]:
    """The kind of a line, the length of its markup, and whether the markup stays in the text."""
    if found := _HEADING.match(line):
        return "heading", found.end(), False
    if found := _FOOTNOTE.match(line):
        return "footnote", found.end(), False
    if line.startswith("> "):
        if _FIGURE.match(line, 2):
            return "caption", 2, False
        has_table = bool(state.figures) and bool(state.figures[-1].rows)
        return ("legend" if has_table else "note"), 2, False
    if line.startswith("|"):
        in_table = bool(state.blocks) and state.blocks[-1].kind in ("header", "row")
        return ("row" if in_table else "header"), 0, False
    if found := _ITEM.match(line):
        return "item", found.end(), True
    return "paragraph", 0, False


def _write_inline(state: _State, text: str) -> str:
    """Write a line without its marks and return it; spaces around a mark count once."""
    first = len(state.parts)
    at = 0
    for mark in _MARK.finditer(text):
        _write_chunk(state, text[at : mark.start()], first)
        state.mark(mark[1] or "", mark[2])
        at = mark.end()
    _write_chunk(state, text[at:].rstrip(), first)
    if len(state.parts) > first and state.parts[-1].endswith(" "):
        state.parts[-1] = state.parts[-1][:-1]
        state.length -= 1
    return "".join(state.parts[first:])


def _write_chunk(state: _State, chunk: str, first: int) -> None:
    spaced = len(state.parts) > first and state.parts[-1].endswith(" ")
    chunk = chunk.lstrip(" ") if spaced else chunk
    if chunk:
        state.write(chunk)


def _add_block(state: _State, kind: BlockKind, start: int, text: str, line: str) -> None:
    end = start + len(text)
    last = state.blocks[-1] if state.blocks else None
    if kind == "paragraph" and last and last.kind == "paragraph" and last.end == start - 1:
        state.blocks[-1] = Block("paragraph", last.start, end)  # a line break inside a paragraph
        return
    state.blocks.append(Block(kind, start, end, state.figure_page))
    if kind == "heading":
        level = line.index(" ")
        state.headings.append((max(level, 2), start, text))
    elif kind == "footnote":
        number = int(line[2 : line.index("]")])
        state.notes[number] = (start, end)
    elif kind == "caption":
        label = text.removeprefix("Grafik ").split(":")[0]
        number_or_none = int(label) if label.isdigit() else None
        state.figures.append(Figure(number_or_none, start, end, state.figure_page or 0))


def _add_row(state: _State, kind: BlockKind, cells: tuple[str, ...]) -> None:
    if not state.figures:
        return
    last = state.figures[-1]
    header = cells if kind == "header" else last.header
    rows = (*last.rows, cells) if kind == "row" else last.rows
    state.figures[-1] = Figure(last.number, last.start, last.end, last.page, header, rows)


def _sections(state: _State, length: int) -> tuple[Section, ...]:
    """Sections from headings: each runs to the next heading of its level or above."""
    sections: list[Section] = []
    open_titles: list[tuple[int, str]] = []
    for at, (level, start, title) in enumerate(state.headings):
        end = next((s for lv, s, _ in state.headings[at + 1 :] if lv <= level), length)
        if level == 4:
            end = min([end, *(cut for cut in state.ends if cut > start)])
        open_titles = [(lv, name) for lv, name in open_titles if lv < level]
        open_titles.append((level, title))
        path = tuple(name for _, name in open_titles)
        editorial = bool(_EDITORIAL.fullmatch(title))
        sections.append(Section(title, level, start, end, path, editorial))
    return tuple(sections)
