"""Markdown -> pieces: the words without their markup; links and images are never followed.

``<!-- page N -->`` marks where a page begins, also inside a paragraph, as in the shipped study.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from natoqa.reading.clean import clean, fold_space
from natoqa.reading.pieces import Piece, Reading

__all__ = ["read_markdown"]

_PAGE = re.compile(r"<!--\s*page\s+(\d{1,5})\s*-->")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"\s*(?:([-*_])\s*){3,}$")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?$")
_NOTE = re.compile(r"\[\^(\w+)\]:\s*")
_NOTE_MARK = re.compile(r"\[\^(\w+)\]")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_FENCE = re.compile(r"\s*(```|~~~)")
_FRONT = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FACT = re.compile(r"^(title|author|date):\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)


@dataclass
class _State:
    page: int | None = None
    kind: str = ""
    lines: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)


def read_markdown(text: str) -> Reading:
    """Read Markdown, wrapped or not."""
    text = clean(text)
    facts: dict[str, str] = {}
    front = _FRONT.match(text)
    if front:
        facts = {key.lower(): fold_space(value) for key, value in _FACT.findall(front[1])}
        text = text[front.end() :]
    text = _COMMENT.sub(lambda found: found[0] if _PAGE.fullmatch(found[0]) else "", text)
    state = _State()
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            _flush(state)
            fenced = not fenced
        elif fenced and line.strip():
            state.kind = "paragraph"
            state.lines.append(line)
        else:
            _line(state, line)
    _flush(state)
    first = next((p for p in state.pieces if p.kind == "heading"), None)
    title = facts.get("title") or (first.text if first else "")
    authors = (facts["author"],) if facts.get("author") else ()
    return Reading(tuple(state.pieces), title, authors, facts.get("date", ""))


def _line(state: _State, line: str) -> None:
    bare = _PAGE.sub("", line)
    if not bare.strip():
        if not line.strip():
            _flush(state)
        elif state.lines:
            state.lines.append(line)
        else:
            state.page = int(_PAGE.findall(line)[-1])
        return
    if _TABLE_RULE.fullmatch(line) or (_RULE.fullmatch(line) and not state.lines):
        return
    heading = _HEADING.match(line)
    if heading:
        _flush(state)
        state.kind = f"heading{len(heading[1])}"
        state.lines = [heading[2]]
        _flush(state)
    elif line.lstrip().startswith("|"):
        _flush(state)
        before = state.pieces[-1].kind if state.pieces else ""
        cells = [fold_space(cell) for cell in line.strip().strip("|").split("|")]
        state.kind = "row" if before in ("header", "row") else "header"
        state.lines = [" | ".join(cells)]
        _flush(state)
    elif _NOTE.match(line) or _ITEM.match(line):
        _flush(state)
        state.kind = "footnote" if _NOTE.match(line) else "item"
        state.lines = [line]
    else:
        state.kind = state.kind or "paragraph"
        state.lines.append(re.sub(r"^\s*>\s?", "", line))


def _flush(state: _State) -> None:
    lines, kind = state.lines, state.kind
    state.lines, state.kind = [], ""
    if not lines:
        return
    raw = " ".join(line.strip() for line in lines)
    note = _NOTE.match(raw) if kind == "footnote" else None
    found = _ITEM.match(raw) if kind == "item" else None
    lead = ""
    if found:
        lead = f"{found[1]}. " if found[1] else "- "
        raw = raw[found.end() :]
    if note:
        raw = raw[note.end() :]
    text, breaks, marks = _inline(lead, raw, state)
    page = state.page
    if breaks and breaks[0][0] <= len(lead):
        page = breaks.pop(0)[1]
    if breaks or page is not None:
        state.page = breaks[-1][1] if breaks else page
    if not text.strip():
        return
    level = min(4, max(2, int(kind[7:]))) if kind.startswith("heading") else 0
    state.pieces.append(
        Piece(
            "heading" if level else kind,  # type: ignore[arg-type]
            text,
            page,
            level=level,
            breaks=tuple(breaks),
            marks=tuple(marks),
            note=_number(state, note[1]) if note else None,
        )
    )


def _inline(
    lead: str, raw: str, state: _State
) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """The words of a block, with the offsets of its page breaks and footnote marks."""
    text = lead
    breaks: list[tuple[int, int]] = []
    marks: list[tuple[int, int]] = []
    for part, page, mark in _parts(raw):
        if page:
            text = text.rstrip() + " " if text.strip() else text
            breaks.append((len(text), int(page)))
        elif mark:
            marks.append((len(text.rstrip()), _number(state, mark)))
        else:
            shown = _words(part)
            text += shown.lstrip() if not text or text.endswith(" ") else shown
    return text.rstrip(), [(min(at, len(text.rstrip())), n) for at, n in breaks], marks


def _parts(raw: str) -> Iterator[tuple[str, str, str]]:
    at = 0
    for found in re.finditer(rf"{_PAGE.pattern}|{_NOTE_MARK.pattern}", raw):
        yield raw[at : found.start()], "", ""
        yield "", found[1] or "", found[2] or ""
        at = found.end()
    yield raw[at:], "", ""


def _words(marked: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", marked))
    text = _TAG.sub("", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"\s+", " ", text)


def _number(state: _State, name: str) -> int:
    """A number for a footnote's name: its own where it is one."""
    if name.isdecimal():
        return int(name)
    return state.numbers.setdefault(name, 10_000 + len(state.numbers))
