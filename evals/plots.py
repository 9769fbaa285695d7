"""Three plots as inline SVG: bars with intervals, reliability, histogram. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from figures import Calibration, Figure

_ROW, _LABEL, _BAR = 22, 190, 300  # pixels: height of a row, width of its label and of its bar
_SIDE, _MARGIN = 240, 40


def bars(figures: Mapping[str, Figure]) -> str:
    """A horizontal bar from 0 to 1 for each figure, with its interval and number of cases."""
    shown = {name: figure for name, figure in figures.items() if figure.n}
    parts: list[str] = []
    for at, (name, figure) in enumerate(shown.items()):
        y, middle = at * _ROW, at * _ROW + _ROW / 2
        low, high = (_LABEL + _BAR * min(edge, 1.0) for edge in (figure.low, figure.high))
        parts += [
            _text(_LABEL - 8, middle + 4, name, "end"),
            f'<rect class="bar" x="{_LABEL}" y="{y + 4}" height="{_ROW - 8}" '
            f'width="{_BAR * min(figure.value, 1.0):.1f}"/>',
            _line(low, middle, high, middle, "interval"),
            _line(low, middle - 4, low, middle + 4, "interval"),
            _line(high, middle - 4, high, middle + 4, "interval"),
            _text(_LABEL + _BAR + 10, middle + 4, f"{figure.value:.2f}  n={figure.n}"),
        ]
    foot = len(shown) * _ROW
    for tick in (0.0, 0.5, 1.0):
        x = _LABEL + _BAR * tick
        parts += [_line(x, 0, x, foot, "grid"), _text(x, foot + 14, f"{tick:g}", "middle")]
    return _svg(_LABEL + _BAR + 110, foot + 20, parts)


def reliability(found: Calibration) -> str:
    """Share of questions that the study answers over the probability that was given."""
    parts = [
        f'<rect class="frame" x="{_MARGIN}" y="5" width="{_SIDE}" height="{_SIDE}"/>',
        _line(_MARGIN, 5 + _SIDE, _MARGIN + _SIDE, 5, "grid"),
        _text(_MARGIN + _SIDE / 2, _SIDE + 38, "probability given", "middle"),
        _text(_MARGIN, _SIDE + 20, "0", "middle"),
        _text(_MARGIN + _SIDE, _SIDE + 20, "1", "middle"),
        _text(_MARGIN - 6, _SIDE + 9, "0", "end"),
        _text(_MARGIN - 6, 14, "1", "end"),
    ]
    for said, true, n in found.points:
        x, y = _MARGIN + _SIDE * said, 5 + _SIDE * (1 - true)
        radius = 2 + 14 * (n / found.n) ** 0.5
        title = f"said {said:.2f}, true {true:.2f}, n={n}"
        parts.append(
            f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{title}</title></circle>"
        )
    return _svg(_MARGIN + _SIDE + 20, _SIDE + 45, parts)


def histogram(values: Sequence[float], unit: str, bins: int = 30) -> str:
    """How often which value; the last bin holds the largest percent of the values too."""
    if not values:
        return ""
    ordered = sorted(values)
    top = max(ordered[math.ceil(0.99 * (len(ordered) - 1))], 1e-9)
    counts = [0] * bins
    for value in ordered:
        counts[min(int(bins * value / top), bins - 1)] += 1
    width, height, tallest = 12, 160, max(counts)
    parts = [
        f'<rect class="bar" x="{20 + at * width}" width="{width - 1}" '
        f'y="{5 + height * (1 - count / tallest):.1f}" height="{height * count / tallest:.1f}">'
        f"<title>{count}</title></rect>"
        for at, count in enumerate(counts)
    ]
    for share in (0.0, 0.5, 1.0):
        x = 20 + share * bins * width
        parts.append(_text(x, height + 20, f"{share * top:.0f} {unit}", "middle"))
    return _svg(60 + bins * width, height + 26, parts)


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
