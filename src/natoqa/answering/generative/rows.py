"""A claim beside a table's row: each value it gives must be the one in the column it names."""

from __future__ import annotations

import re

from natoqa.grounding.words import Word, language_of, same, words
from natoqa.types import Language, Passage, Sentence

__all__ = ["misread"]


def misread(claim: str, row: Sentence, passage: Passage) -> str:
    """The first value of the claim that the row does not have in that column; else empty.

    Knows the values that stand in the columns of the passage's table; 'mittel' in any of its
    forms, in English too. Without such a value in the claim nothing is misread.
    """
    language = language_of(claim)
    columns = _columns(row)
    values = {cell for other in passage.sentences if other.kind == "row"
              for _, cell in _columns(other)}  # fmt: skip
    said = words(claim)
    mentions = [(at, value) for at, word in enumerate(said)
                for value in sorted(values) if _is_value(word, value, language)]  # fmt: skip
    if not mentions:
        return ""
    own = {cell for _, cell in columns}
    for at, value in mentions:
        if value not in own:
            return said[at].text
    for name, cell in columns:
        for at, word in enumerate(said):
            if _is(word, name, language):
                before = [m for m in mentions if m[0] < at][-1:]  # 'a high level'
                beside = [*before, *[m for m in mentions if m[0] > at][:1]]  # 'the level is high'
                if all(value != cell for _, value in beside):
                    return said[beside[-1][0]].text
    return ""


def _columns(row: Sentence) -> list[tuple[str, str]]:
    """Name and value of each column behind the first, where both are single words."""
    cells = row.text.split(" | ")[1:]
    names = row.reading.partition(": ")[2].split(", ")
    if len(names) != len(cells):
        return []
    pairs = [
        (name.removesuffix(cell).strip(), cell) for name, cell in zip(names, cells, strict=True)
    ]
    return [(name, cell) for name, cell in pairs if name.isalpha() and cell.isalpha()]


def _is(word: Word, german: str, language: Language) -> bool:
    return any(same(word.folded, other.folded, language) for other in words(german))


def _is_value(word: Word, value: str, language: Language) -> bool:
    """Whether a word is a form of the value; 'Niederlande' is none of 'niedrig'."""
    if language == "en":
        return _is(word, value, language)
    if (value, word.folded[:3]) == ("hoch", "hoh") or (value, word.folded[:7]) == (
        "mittel",
        "mittler",
    ):
        return True
    stem, ending = word.folded[: len(value)], word.folded[len(value) :]
    return stem == words(value)[0].folded and re.fullmatch(r"(?:e[nrsm]?)?", ending) is not None
