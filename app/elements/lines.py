"""Lines of the study as Markdown in which only the marks are ours."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from natoqa.literal import literal
from natoqa.pages import Line, Run

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_COLOURS = {"sought": "yellow", "cited": "blue"}


def draw(lines: Sequence[Line]) -> None:
    """The lines one below the other: paragraphs, and items of lists."""
    st.markdown("\n\n".join(map(markdown, lines)), anchors=False)


def table(lines: Sequence[Line], *, label: str, header: Sequence[str] = ()) -> None:
    """Rows of a table below their header; a row is marked as a whole."""
    heads = [line.text.split(" | ") for line in lines if line.kind == "header"]
    rows = [line for line in lines if line.kind == "row"]
    names = header or (heads[0] if heads else [""] * len(rows[0].text.split(" | ")))
    st.table(
        {literal(name): [_cell(row, at) for row in rows] for at, name in enumerate(names)},
        hide_index=True,
        alt=label,
    )


def _cell(row: Line, at: int) -> str:
    cell = literal(row.text.split(" | ")[at])
    return coloured(cell, next((run.mark for run in row.runs if run.mark), ""))


def markdown(line: Line) -> str:
    """A line as Markdown, an item of a list as such."""
    return f"- {inline(line)}" if line.kind == "item" else inline(line)


def inline(line: Line) -> str:
    """The text of a line as Markdown; where it is cut, it says so."""
    said = "".join(_run(run) for run in line.runs)
    return ("… " if line.cut_before else "") + said + (" …" if line.cut_after else "")


def coloured(said: str, mark: str) -> str:
    """Markdown on the colour of a mark; unchanged without one."""
    return f":{_COLOURS[mark]}-background[{said}]" if mark else said


def _run(run: Run) -> str:
    """A run with its mark; white space at its edges stays outside."""
    if run.note is not None:
        return str(run.note).translate(_RAISED)
    bare = run.text.strip()
    if not bare:
        return run.text
    before, after = run.text.split(bare, 1)
    return before + coloured(literal(bare), run.mark) + after
