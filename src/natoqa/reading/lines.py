"""Lines of print -> running text: hyphens at line ends, interrupted paragraphs.

Pure functions, for German and English. A hyphen at a line's end goes when the next line begins in
lower case, unless the word is met elsewhere with its hyphen ('E-Mail', 'deutsch-französisch'); it
stays before a capital ('US-Regierung') and before 'und' or 'oder' ('Ost- und Südflanke').
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from natoqa.reading.pieces import Piece

__all__ = ["Hyphens", "is_bullet", "mend", "strip_bullet"]

HYPHENS = "-‐‑"
_SUSPENDED = frozenset(("und", "oder", "bzw", "sowie", "beziehungsweise"))
_BEFORE = re.compile(rf"([^\W_]+(?:[{HYPHENS}][^\W_]+)*)[{HYPHENS}]$")
_NEXT = re.compile(r"[^\W_]+")
_WORDS = re.compile(rf"[^\W_]+(?:[{HYPHENS}][^\W_]+)*")
_BULLET = re.compile(r"(?:[→•●▪■◦‣∙·*►✓○–-]|\(?\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_CLOSED = re.compile(r"[.!?:;…][»«”“\"'’)\]›\d]*$")
_FLOAT = re.compile(
    r"(?:Grafik|Abbildung|Abb\.|Tabelle|Tab\.|Schaubild|Quelle|Anmerkung|Figure|Fig\.|Table|Source"
    r"|Note)\b|\d{1,3}\s+\S|.*\b(?:Grafik|Abbildung|Tabelle|Figure|Table) \d+$"
)
_TORN = re.compile(rf"[^\W\d_A-ZÄÖÜ][{HYPHENS}]$")
_REACH = 8  # pieces that may stand between the two halves of a paragraph


class Hyphens:
    """Joins lines, knowing the words that the text writes elsewhere with and without a hyphen."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._met: Counter[str] = Counter()
        for line in lines:
            inner = _BEFORE.sub("", line.rstrip())
            self._met.update(word.lower() for word in _WORDS.findall(inner)[1:])

    def append(self, text: str, line: str) -> tuple[str, int]:
        """``text`` with ``line`` behind it, and the offset at which the line begins."""
        if not text:
            return line, 0
        before = _BEFORE.search(text)
        after = _NEXT.match(line)
        if before is None or after is None:
            return f"{text} {line}", len(text) + 1
        word = after[0]
        if word.lower() in _SUSPENDED:
            return f"{text} {line}", len(text) + 1
        stays = not word[0].islower() or self._written_with_hyphen(before[1], word)
        kept = text if stays else text[:-1]
        return kept + line, len(kept)

    def join(self, lines: Iterable[str]) -> str:
        """The lines as one."""
        text = ""
        for line in lines:
            text, _ = self.append(text, line)
        return text

    def _written_with_hyphen(self, first: str, second: str) -> bool:
        apart = f"{first}-{second}".lower()
        return self._met[apart] > self._met[f"{first}{second}".lower()]


def is_bullet(line: str) -> bool:
    """Whether a line begins an item of a list."""
    return bool(_BULLET.match(line))


def strip_bullet(line: str) -> str:
    """The line with a dash for its bullet; a number stays."""
    found = _BULLET.match(line)
    if found is None or found[0][0].isalnum() or found[0][0] == "(":
        return line
    return f"- {line[found.end() :]}"


def is_closed(text: str) -> bool:
    """Whether a text ends like a sentence."""
    return bool(_CLOSED.search(text.rstrip()))


def is_float(text: str) -> bool:
    """Whether a text looks like a caption, a source or a footnote that interrupts another."""
    return bool(_FLOAT.match(text))


def mend(pieces: Sequence[Piece], hyphens: Hyphens, full: frozenset[int]) -> list[Piece]:
    """Paragraphs whose second half stands further down, behind a caption or note, made whole.

    A second half begins in lower case, or stands behind a line that filled its column: ``full``
    holds the places of the pieces whose last line did.
    """
    mended: list[Piece] = []
    origin: list[int] = []
    for at, piece in enumerate(pieces):
        place = _first_half(mended, origin, piece, full)
        if place is None:
            mended.append(piece)
            origin.append(at)
        else:
            mended[place] = _joined(mended[place], piece, hyphens)
            origin[place] = at
    return mended


def _first_half(
    mended: Sequence[Piece], origin: Sequence[int], piece: Piece, full: frozenset[int]
) -> int | None:
    """The place of the paragraph that ``piece`` goes on; None when it begins one."""
    if piece.kind != "paragraph" or is_float(piece.text):
        return None
    lower = piece.text[:1].islower()
    near = range(len(mended) - 1, max(-1, len(mended) - 1 - _REACH), -1)
    torn = next((at for at in near if _TORN.search(mended[at].text)), None)
    if torn is not None:
        return torn if lower else None
    for place in near:
        earlier = mended[place]
        if earlier.kind == "footnote" or is_float(earlier.text):
            continue
        if earlier.kind == "heading" and lower:
            continue
        if earlier.kind not in ("paragraph", "item") or is_closed(earlier.text):
            return None
        runs_on = earlier.kind == "paragraph" and origin[place] in full
        return place if lower or runs_on else None
    return None


def _joined(first: Piece, second: Piece, hyphens: Hyphens) -> Piece:
    text, offset = hyphens.append(first.text, second.text)
    breaks = list(first.breaks)
    if second.page is not None and second.page != first.last_page:
        breaks.append((offset, second.page))
    breaks.extend((offset + at, page) for at, page in second.breaks)
    marks = (*first.marks, *((offset + at, number) for at, number in second.marks))
    return dataclasses.replace(first, text=text, breaks=tuple(breaks), marks=marks)
