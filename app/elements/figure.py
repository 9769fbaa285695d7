"""A figure of the study: its table and a small plot, or that its data are lost."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from elements import lines
from natoqa.literal import literal
from natoqa.pages import Line
from natoqa.texts import text
from natoqa.types import Figure, Language

LEVELS = ("niedrig", "mittel", "hoch")  # of Grafik 1


def draw(figure: Figure, table: Sequence[Line], language: Language) -> None:
    """What there is of a figure below its caption; ``table`` are the lines of its table."""
    if not figure.rows:
        st.info(literal(text("figure_lost", language)), icon=":material/image_not_supported:")
        return
    lines.table(table, label=text("figure_table", language), header=figure.header)
    if all(cell in LEVELS for row in figure.rows for cell in row[1:]):
        _plot(figure, language)


def _plot(figure: Figure, language: Language) -> None:
    """Each row on a line, each column as a dot on the scale from low to high."""
    values = [
        {"row": row[0], "what": name, "level": level, "order": order}
        for order, row in enumerate(figure.rows)
        for name, level in zip(figure.header[1:], row[1:], strict=True)
    ]
    said = "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in figure.rows)
    st.vega_lite_chart(
        {
            "data": {"values": values},
            "autosize": {"type": "fit-x", "contains": "padding"},
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 0.9},
            "height": {"step": 26, "for": "position"},
            "encoding": {
                "y": {"field": "row", "type": "nominal", "sort": {"field": "order"}, "title": None},
                "x": {
                    "field": "level",
                    "type": "ordinal",
                    "scale": {"domain": LEVELS},
                    "title": None,
                    "axis": {"labelAngle": 0, "grid": True},
                },
                "color": {
                    "field": "what",
                    "type": "nominal",
                    "title": None,
                    "sort": figure.header[1:],
                    "legend": {"orient": "top"},
                },
                "shape": {
                    "field": "what",
                    "type": "nominal",
                    "title": None,
                    "sort": figure.header[1:],
                },
                "yOffset": {"field": "what", "type": "nominal", "sort": figure.header[1:]},
            },
        },
        alt=text("figure_plot", language, values=said),
    )
