"""A model's text, as it arrives -> sentences with the numbers of the excerpts they name.

The text may come in any pieces: the same text gives the same sentences. A sentence is given out
once nothing that may follow can change it. Numbers that were not handed out are dropped, and no
marker is left in a sentence. Code is kept apart, thoughts between <think> tags are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from natoqa.sentences import ends_sentence

__all__ = ["MAX_SENTENCE", "Claim", "ClaimStream"]

MAX_SENTENCE = 1200  # characters; a longer one is cut and will hardly pass as a claim

# [1] [1,2] [1][2] [[1]] [^1] [1-3] [-1] 【1】 【1†x】; \d takes every script's digits. All is
# bounded: an opening bracket with no end within _MARKER_LENGTH characters is no marker
_NUMBER = r"[-−+^]?[\d¹²³⁰⁴-⁹₀-₉]{1,6}"
_MARKER = re.compile(
    rf"[\[【]{{1,3}}[ ]?(?:(?:Beleg|Excerpt|Quelle|Source)[ ])?{_NUMBER}"
    rf"(?:[ ]?(?:[,;&–—−-]|und|and|bis|to)[ ]?{_NUMBER}){{0,6}}[ ]?(?:†[^\]】\n]{{0,20}})?"
    rf"[\]】]{{1,3}}"
)
_MARKER_LENGTH = 130
_RANGE = re.compile(r"(\d+)\s*(?:[–—−-]|bis|to)\s*(\d+)")
_LONGEST_RANGE = 20
_LOOK = 200  # characters behind a stop that may decide whether it ends the sentence

_STOP = re.compile(r"[.!?…:]{1,9}[»«”“\"'’)\]›*_]{0,6}(?=\s)")
_PLACE = re.compile(_STOP.pattern + r"|\n")
_NEXT = re.compile(r"\W*\w+")
_BULLET = re.compile(r"[ \t]*(?:[-*+•–]|\d{1,3}[.)])[ \t]+|[ \t]*#{1,6}[ \t]+|[ \t]*>[ \t]?")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
_THINK, _THOUGHT = "<think>", "</think>"
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|\*|__)(?=\S)(.+?)(?<=\S)\1")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence without its markers, and the excerpts it names.

    ``unknown`` is true when it named numbers that were not handed out. ``code`` is a block of
    code, kept whole and without numbers. ``whole`` is false for a last sentence without an end.
    """

    text: str
    numbers: tuple[int, ...] = ()
    unknown: bool = False
    code: bool = False
    whole: bool = True


class ClaimStream:
    """Takes the pieces of a text and gives its claims; ``excerpts`` are numbered from 1."""

    def __init__(self, excerpts: int) -> None:
        self._excerpts = excerpts
        self._buffer = ""

    def feed(self, piece: str) -> Iterator[Claim]:
        """The claims that are certain once ``piece`` has arrived."""
        self._buffer += piece.replace("\r", "")
        yield from self._take(final=False)

    def close(self) -> Iterator[Claim]:
        """What is left when the text has ended."""
        yield from self._take(final=True)
        self._buffer = ""

    def _take(self, *, final: bool) -> Iterator[Claim]:
        while self._buffer:
            end = _claim_end(self._buffer, final=final)
            if end is None:
                return
            taken, self._buffer = self._buffer[:end], self._buffer[end:]
            claim = self._claim(taken)
            if claim is not None:
                yield claim

    def _claim(self, taken: str) -> Claim | None:
        if taken.lstrip().startswith(_THINK):
            return None
        if _FENCE.match(taken.lstrip("\n")):
            return Claim(_visible(taken), code=True)
        if _HEADING.match(taken.lstrip("\n")):
            return None  # a heading claims nothing
        return _parsed(taken, self._excerpts)


def _claim_end(text: str, *, final: bool) -> int | None:
    """Where the first claim of ``text`` ends; None while more text could change that."""
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return start if final else None
    line = text.rfind("\n", 0, start) + 1
    opening = text[start : start + len(_THINK)]
    if opening == _THINK:
        return _after(text, _THOUGHT, start, final=final)
    if not final and (_THINK.startswith(opening) or re.fullmatch(r"[`~]{1,2}", text[start:])):
        return None
    if _FENCE.match(text, line):
        return _code_end(text, start, final=final)
    return _sentence_end(text, line, final=final)


def _after(text: str, mark: str, start: int, *, final: bool) -> int | None:
    end = text.find(mark, start)
    if end >= 0:
        return end + len(mark)
    return len(text) if final else None


def _code_end(text: str, start: int, *, final: bool) -> int | None:
    """Behind the line that closes the block of code."""
    found = re.compile(r"\n[ \t]*(?:```+|~~~+)[ \t]*(?:\n)").search(text, start)
    if found:
        return found.end()
    return len(text) if final else None


def _sentence_end(text: str, line: int, *, final: bool) -> int | None:
    bullet = _BULLET.match(text, line)
    begin = bullet.end() if bullet else line
    masked = _MARKER.sub(lambda found: " " * len(found[0]), text)
    known = len(text) if final else _known(masked)
    limit = begin + MAX_SENTENCE
    for found in _PLACE.finditer(masked, begin):
        if found.start() >= min(known, limit):
            break
        end = _ends_at(text, masked[:known], found, final=final)
        if end is None:
            return None
        if end:
            return min(end, limit)
    if final:
        return min(len(text), limit)
    return limit if known >= limit + _LOOK else None


def _known(masked: str) -> int:
    """Up to where the text is certain: not inside a marker whose end has not arrived."""
    opening = max(masked.rfind("[", -_MARKER_LENGTH), masked.rfind("【", -_MARKER_LENGTH))
    while opening > 0 and masked[opening - 1] in "[【":
        opening -= 1
    closed = max(masked.rfind("]"), masked.rfind("】"))
    return opening if opening > closed else len(masked)


def _ends_at(text: str, known: str, found: re.Match[str], *, final: bool) -> int | None:
    """Where the sentence ends that may end at ``found``; 0: it goes on; None: not certain."""
    seen = known[: found.end() + _LOOK]
    word = _NEXT.match(seen, found.end())
    if not final and len(seen) < found.end() + _LOOK and (word is None or word.end() == len(seen)):
        return None
    end = len(seen) - len(seen[found.end() :].lstrip())
    line = seen.rfind("\n", found.start(), end) + 1
    if line and _block_begins(seen, line):
        return end
    if found[0] == "\n":
        return end if seen.count("\n", found.start(), end) > 1 else 0
    if found[0].startswith(":"):
        return 0
    marked = bool(text[found.end() : end].strip())  # 'Modell A. [1] Das': no abbreviation
    if marked and word is not None and not seen[word.start() : word.end()].lstrip()[:1].islower():
        return end
    return end if ends_sentence(seen, found.start(), found.end()) else 0


def _block_begins(masked: str, line: int) -> bool:
    return bool(_BULLET.match(masked, line) or _FENCE.match(masked, line))


def _parsed(taken: str, excerpts: int) -> Claim | None:
    numbers: list[int] = []
    unknown = False
    inline = [found.span() for found in re.finditer(r"`[^`\n]*`", taken)]
    for found in _MARKER.finditer(taken):
        if any(a <= found.start() < b for a, b in inline):
            continue  # code, not a citation
        for number in _numbers(found[0]):
            if 1 <= number <= excerpts:
                numbers.append(number)
            else:
                unknown = True
    text = _plain(_MARKER.sub(" ", taken))
    if not any(char.isalnum() for char in text):
        return None
    whole = bool(re.search(r"[.!?…:][»«”“\"'’)\]›]*$", text))
    return Claim(text, tuple(dict.fromkeys(numbers)), unknown, whole=whole)


def _numbers(marker: str) -> Iterator[int]:
    """The numbers of a marker; 0, never handed out, for what is not plain ASCII."""
    inside = marker.strip("[]【】 ").split("†")[0]
    if re.search(r"(?:^|[,;&])\s*[-−]\s*\d", inside) or re.search(r"[^\x00-\x7f–—−]", inside):
        yield 0
        return
    spans = [(int(a), int(b)) for a, b in _RANGE.findall(inside)]
    for first, last in spans:
        if first <= last <= first + _LONGEST_RANGE:
            yield from range(first, last + 1)
        else:
            yield 0
    for digits in re.findall(r"\d+", _RANGE.sub(" ", inside)):
        yield int(digits[:6])


def _plain(text: str) -> str:
    """Without list marks, emphasis, doubled white space or what cannot be seen."""
    bullet = _BULLET.match(text.lstrip("\n"))
    said = text.lstrip("\n")[bullet.end() :] if bullet else text
    said = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", _visible(said))).replace("`", "")
    said = " ".join(said.split())
    return re.sub(r"\s+(?=[.,;:!?…](?:\s|$))", "", said)


def _visible(text: str) -> str:
    return "".join(
        char
        for char in text
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    ).strip()
