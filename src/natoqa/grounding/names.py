"""Names in a text by one key for all their forms: 'Polen', 'polnisch', 'Polish' are 'c:PL'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from natoqa.countries import find_countries
from natoqa.grounding.words import words
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["Name", "names"]

_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"\b(?=\w*[A-ZÄÖÜ]\w*[A-ZÄÖÜ0-9])[A-ZÄÖÜ][A-ZÄÖÜ0-9]+\b")
_NO_NAME = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "i",
        "the",
        "a",
        "an",
        "this",
        "these",
        "that",
        "those",
        "it",
        "its",
        "in",
        "on",
        "at",
        "article",
        "figure",
        "chapter",
        "minister",
        "president",
        "general",
        "secretary",
        "model",
        "minus",
        "plus",
        "west",
        "east",
        "north",
        "south",
        "war",
        "cold",
        "world",
        "union",
        "states",
        "kingdom",
        "nations",
        "council",
        "treaty",
        "force",
        "defence",
        "institute",
        "party",
        "gdp",
        "bip",
        "okay",
        "mr",
        "mrs",
        "dr",
        "act",
        "plan",
        "first",
        "second",
        "third",
        "new",
        "great",
    ]
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its place; ``key`` begins with its kind: c country, o organisation, p person,
    r region, w any other word written like a name."""

    key: str
    text: str
    start: int
    end: int


@cache
def _table() -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Key, words and whether the last is whole, the longest names first."""
    path = Path(__file__).parent / "names.txt"
    rows: list[tuple[str, tuple[str, ...], bool]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        key, forms = line.split("|")
        for form in forms.split():
            rows.append((key.strip(), tuple(form.removesuffix("=").split(".")), form[-1] == "="))
    return tuple(sorted(rows, key=lambda row: -len(row[1])))


@lru_cache(maxsize=4_000)
def names(text: str, language: Language) -> tuple[Name, ...]:
    """The names of a text in order; in English also capitalised words that no table has."""
    tokens = [(fold(w[0]), w.start(), w.end()) for w in _WORD.finditer(text)]
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        key, length = _lookup(tuple(token for token, _, _ in tokens[at : at + 3]))
        if key:
            start, end = tokens[at][1], tokens[at + length - 1][2]
            found.append(Name(key, text[start:end], start, end))
        at += length
    taken = [(name.start, name.end) for name in found]
    found.extend(
        Name(f"c:{code}", text[a:b], a, b)
        for code, a, b in find_countries(text)
        if not any(a < end and start < b for start, end in taken)
    )
    found.extend(_others(text, language, [(name.start, name.end) for name in found]))
    return tuple(sorted(found, key=lambda name: name.start))


@lru_cache(maxsize=50_000)
def _lookup(tokens: tuple[str, ...]) -> tuple[str, int]:
    """The key of the name that begins here and how many words it has; ('', 1) for none."""
    for key, parts, whole in _table():
        if len(parts) > len(tokens) or any(
            not token.startswith(part) for token, part in zip(tokens, parts, strict=False)
        ):
            continue
        if not whole or tokens[len(parts) - 1] == parts[-1]:
            return key, len(parts)
    return "", 1


def _others(text: str, language: Language, taken: list[tuple[int, int]]) -> list[Name]:
    """Acronyms, and in English capitalised words that do not begin a sentence."""
    spans = [(m.start(), m.end()) for m in _ACRONYM.finditer(text)]
    if language == "en":
        for word in words(text):
            before = text[: word.start].rstrip(" \"'“”»«„(")
            inner = bool(before) and before[-1] not in ".:!?;"
            if inner and word.text[0].isupper() and len(word.text) > 1:
                spans.append((word.start, word.end))
    return [
        Name(f"w:{fold(text[a:b])}", text[a:b], a, b)
        for a, b in dict.fromkeys(spans)
        if fold(text[a:b]) not in _NO_NAME
        and not any(a < end and start < b for start, end in taken)
    ]
