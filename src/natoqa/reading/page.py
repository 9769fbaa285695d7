"""Fragments of print with their places -> the lines of a page in reading order; pure.

Coordinates are points from the lower left. Widths are estimated from the letters, which is enough
to see columns. One or two columns; what runs over both parts the page into bands, each read left
column first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Fragment", "Line", "ordered_lines", "to_lines"]

_NARROW = frozenset("ijltfrI.,;:'!|()[] ")
_WIDE = frozenset("mwMW@—")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of letters of one size, with the left end of its base line."""

    x: float
    y: float
    size: float
    bold: bool
    text: str

    @property
    def end(self) -> float:
        """Where it ends, estimated."""
        return self.x + self.size * sum(map(_width, self.text.rstrip()))


@dataclass(slots=True)
class Line:
    """Fragments on one base line within one column; ``column`` counts from 0."""

    fragments: list[Fragment] = field(default_factory=list)
    column: int = 0

    @property
    def x(self) -> float:
        """Its left end."""
        return self.fragments[0].x

    @property
    def y(self) -> float:
        """Its base line: that of its longest fragment."""
        return max(self.fragments, key=lambda f: len(f.text)).y

    @property
    def end(self) -> float:
        """Its right end, estimated."""
        at = self.fragments[0].x
        for fragment in self.fragments:
            at = max(at, fragment.x) + fragment.end - fragment.x
        return at

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        return max(self.fragments, key=lambda f: len(f.text.strip())).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(f.bold for f in self.fragments if f.text.strip())

    @property
    def text(self) -> str:
        """Its letters, white space folded."""
        return " ".join("".join(f.text for f in self.fragments).split())


def _width(char: str) -> float:
    if char in _NARROW:
        return 0.28
    if char in _WIDE:
        return 0.85
    return 0.67 if char.isupper() else 0.53


def to_lines(fragments: Iterable[Fragment]) -> list[Line]:
    """Fragments that follow each other on one base line, as lines."""
    lines: list[Line] = []
    for fragment in fragments:
        last = lines[-1] if lines else None
        if last is not None and _continues(last, fragment):
            last.fragments.append(_spaced(last, fragment))
        elif fragment.text.strip():
            lines.append(Line([fragment]))
    return lines


def _continues(line: Line, fragment: Fragment) -> bool:
    size = max(line.size, fragment.size)
    if abs(fragment.y - line.y) > 0.5 * size or fragment.x < line.x - 1:
        return False
    return fragment.x <= line.end + 1.2 * size


def _spaced(line: Line, fragment: Fragment) -> Fragment:
    """The fragment with a space before it where a gap in the print stands for one."""
    gap = fragment.x - line.end
    if gap > 0.35 * fragment.size and not line.fragments[-1].text.endswith(" "):
        return Fragment(fragment.x, fragment.y, fragment.size, fragment.bold, f" {fragment.text}")
    return fragment


def ordered_lines(lines: Sequence[Line], width: float) -> list[Line]:
    """The lines in reading order, each with its column."""
    gutter = _gutter(lines, width)
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda one: (-one.y, one.x)):
        if gutter is not None and _spans(line, gutter):
            ordered.extend(_columns(band, gutter))
            ordered.append(line)
            band = []
        else:
            band.append(line)
    return _rejoined([*ordered, *_columns(band, gutter)])


def _columns(band: Sequence[Line], gutter: float | None) -> list[Line]:
    if gutter is None:
        return list(band)
    left = [line for line in band if line.x < gutter]
    right = [line for line in band if line.x >= gutter]
    for line in right:
        line.column = 1
    return left + right


def _rejoined(lines: Sequence[Line]) -> list[Line]:
    """Pieces of one base line in one column as one line."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        same = last is not None and last.column == line.column and line.x >= last.x
        if last is not None and same and abs(last.y - line.y) < 0.3 * line.size:
            first, *others = line.fragments
            spaced = Fragment(first.x, first.y, first.size, first.bold, f" {first.text}")
            last.fragments.extend([spaced, *others])
        else:
            found.append(line)
    return found


def _spans(line: Line, gutter: float) -> bool:
    # estimated ends err by some per cent; a line that only just reaches over does not span
    return line.x < gutter - 20 and line.x + 0.9 * (line.end - line.x) > gutter + 12


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    """Where the right one of two columns begins; None on a page of one column."""
    best: tuple[int, float] | None = None
    for start in sorted({round(line.x) for line in lines}):
        if not 0.35 * width < start < 0.75 * width:
            continue
        gutter = start - 3.0
        left = sum(line.x < gutter and not _spans(line, gutter) for line in lines)
        right = sum(line.x >= gutter for line in lines)
        spanning = len(lines) - left - right
        aligned = sum(abs(line.x - start) < 3 for line in lines)
        if left < 3 or aligned < 3 or spanning > 0.4 * len(lines):
            continue
        score = left + right - 3 * spanning + aligned
        if best is None or score > best[0]:
            best = (score, gutter)
    return best[1] if best else None
