"""Names in a text by one key for all their forms: 'Polen', 'polnisch', 'Polish' are 'c:PL'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from natoqa.grounding.words import is_common, is_small, is_title, words
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["Name", "names"]

_WORD = re.compile(r"[^\W_]+")
_NAMED_AFTER = re.compile(r"\b(?:[A-ZÄÖÜ]\w+-){2,}(?:Stiftung|Foundation)\b")
_ACRONYM = re.compile(r"\b(?=\w*[A-ZÄÖÜ]\w*[A-ZÄÖÜ0-9])[A-ZÄÖÜ][A-ZÄÖÜ0-9]+\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its place; ``key`` begins with its kind: c country, o organisation, p person,
    r region, a who acts ('media', 'voters'), w any other word written like a name."""

    key: str
    text: str
    start: int
    end: int


class _Form(NamedTuple):
    """A name's words; ``rank`` is its place in the table, the longest names first."""

    rank: int
    key: str
    parts: tuple[str, ...]
    whole: bool  # the last word is not a mere beginning


@cache
def _table() -> tuple[dict[str, list[_Form]], list[_Form]]:
    """The names by the beginning of their first word, and those that may stand anywhere in it."""
    path = Path(__file__).parent / "names.txt"
    rows: list[tuple[str, tuple[str, ...], bool]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        key, forms = line.split("|")
        for name in forms.split():
            rows.append((key.strip(), tuple(name.removesuffix("=").split(".")), name[-1] == "="))
    beginning: dict[str, list[_Form]] = {}
    inside: list[_Form] = []
    for rank, row in enumerate(sorted(rows, key=lambda row: -len(row[1]))):
        form = _Form(rank, *row)
        first = form.parts[0]
        (inside if first[0] == "*" else beginning.setdefault(first, [])).append(form)
    return beginning, inside


@lru_cache(maxsize=4_000)
def names(text: str, language: Language) -> tuple[Name, ...]:
    """The names of a text in order; in English also capitalised words that no table has."""
    tokens = [(fold(w[0]), w.start(), w.end()) for w in _WORD.finditer(text)]
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        key, length = _lookup(tuple(token for token, _, _ in tokens[at : at + 3]))
        if key and (language == "de" or key[0] == "a" or text[tokens[at][1]].isupper()):
            start, end = tokens[at][1], tokens[at + length - 1][2]
            found.append(Name(key, text[start:end], start, end))
        at += length
    found.extend(_others(text, language, [(name.start, name.end) for name in found]))
    return tuple(sorted(found, key=lambda name: name.start))


@lru_cache(maxsize=50_000)
def _lookup(tokens: tuple[str, ...]) -> tuple[str, int]:
    """The key of the name that begins here and how many words it has; ('', 1) for none."""
    beginning, inside = _table()
    first = tokens[0]
    near = [f for end in range(1, len(first) + 1) for f in beginning.get(first[:end], ())]
    near.extend(form for form in inside if form.parts[0][1:] in first)
    for form in sorted(near):
        parts = form.parts
        if len(parts) > len(tokens) or not all(map(_fits, tokens, parts)):
            continue
        if not form.whole or tokens[len(parts) - 1] == parts[-1]:
            return form.key, len(parts)
    return "", 1


def _fits(token: str, part: str) -> bool:
    return part[1:] in token if part[0] == "*" else token.startswith(part)


def _others(text: str, language: Language, taken: list[tuple[int, int]]) -> list[Name]:
    """Acronyms, and in English capitalised words that do not begin a sentence."""
    marked = (*_ACRONYM.finditer(text), *_NAMED_AFTER.finditer(text))
    spans = [(m.start(), m.end()) for m in marked]
    if language == "en":
        for word in words(text):
            before = text[: word.start].rstrip(" \"'“”»«„(")
            inner = bool(before) and before[-1] not in ".:!?;" and not is_small(word.folded, "en")
            if inner and word.text.istitle() and len(word.text) > 1 and is_common(word.folded):
                continue  # part of a title: 'Security Conference', its meaning is checked
            if inner and word.text[0].isupper() and len(word.text) > 1:
                spans.append((word.start, word.end))
    return [
        Name(f"w:{fold(text[a:b])}", text[a:b], a, b)
        for a, b in dict.fromkeys(spans)
        if not is_title(fold(text[a:b])) and not any(a < end and start < b for start, end in taken)
    ]
