"""Words of a claim in the words of an excerpt: stems, compounds, translations, synonyms.

German words match by stem or as part of a compound, English ones by a shared beginning or by the
glossary, whose lines pair English beginnings with German fragments. Two German words that the
glossary gives for one English word count as synonyms.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from natoqa.language import answer_language
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = [
    "Word",
    "content_words",
    "data_lines",
    "is_common",
    "is_frame",
    "is_small",
    "is_title",
    "language_of",
    "same",
    "stem",
    "whole",
    "words",
]

_WORD = re.compile(r"[^\W\d_]+")
_QUOTATION = re.compile(r"[»„“\"][^»«„“”\"]*[«“”\"]")
_SHARED = 5  # letters that two words must share to be forms of one
_COMPOUND = 5  # letters that a part of a compound must have
_ENDING = 4  # letters that an ending has at most
_PREFIX = re.compile(
    r"(?:ver|ent|zer|ueber|unter|vor|auf|aus|zusammen|gegen|wieder|be|ge|er|ein)(?=.{3})"
)
_SOFT = re.compile(r"c(?=[eiy]|ae)")
_SPELLINGS = (
    ("ae", "e"), ("oe", "o"), ("ue", "u"), ("ck", "k"), ("c", "k"), ("ph", "f"), ("th", "t"),
    ("y", "i"),
)  # fmt: skip
_stemming = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place; ``folded`` is its lower-case form without umlauts."""

    text: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=4_000)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; digits and punctuation are none."""
    return tuple(Word(w[0], fold(w[0]), w.start(), w.end()) for w in _WORD.finditer(text))


@cache
def _small(kind: str) -> frozenset[str]:
    """The words without content of a language; 'frame': how a claim speaks of the study."""
    rows = data_lines("small_words.txt")
    return frozenset(word for left, right in rows if left == [kind] for word in right)


def is_small(folded: str, language: Language) -> bool:
    """Whether a folded word carries no content."""
    return folded in _small(language)


def is_frame(folded: str) -> bool:
    """Whether a folded word speaks of the study itself, or of any state."""
    return folded in _small("frame")


def is_title(folded: str) -> bool:
    """Whether English writes a word like a name although it is none: 'General', 'Western'."""
    return folded in _small("title")


def language_of(text: str) -> Language:
    """German or English, by the small words outside quotations; where they tie, by all letters."""
    folded = [word.folded for word in words(_QUOTATION.sub(" ", text))]
    german = sum(w in _small("de") for w in folded)
    english = sum(w in _small("en") for w in folded)
    if german == english:
        return answer_language(text)
    return "en" if english > german else "de"


@lru_cache(maxsize=4_000)
def content_words(text: str, language: Language) -> tuple[Word, ...]:
    """The words that carry what is said, without those that speak of the study itself."""
    empty = _small(language) | _small("frame")
    return tuple(w for w in words(text) if len(w.folded) > 2 and w.folded not in empty)


def data_lines(name: str) -> list[tuple[list[str], list[str]]]:
    """The two sides of each line 'a b | c d' of a table beside this module."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if "|" in line and line[0] != "#"]
    return [(left.split(), right.split()) for left, right in rows]


@cache
def _glossary() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return tuple((tuple(en), tuple(de)) for en, de in data_lines("glossary.txt"))


@cache
def _by_beginning() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for english, german in _glossary():
        for beginning in english:
            found.setdefault(beginning[:2], []).append((beginning, german))
    return found


def _begins(word: str, beginning: str) -> bool:
    if beginning.endswith("="):
        return word == beginning[:-1]
    return word.startswith(beginning)


@lru_cache(maxsize=20_000)
def _translations(english: str) -> tuple[str, ...]:
    """German fragments for an English word."""
    pairs = _by_beginning().get(english[:2], ())
    return tuple(g for beginning, german in pairs if _begins(english, beginning) for g in german)


@lru_cache(maxsize=20_000)
def is_common(english: str) -> bool:
    """Whether the glossary has an English word, not only its beginning: 'report', not 'Reporta'."""
    return any(
        len(beginning) >= _ENDING
        and _made_of(english, (beginning,))
        and _begins(english, beginning)
        for beginning, _ in _by_beginning().get(english[:2], ())
    )


@cache
def _lines_of() -> dict[str, frozenset[int]]:
    """The lines of the glossary that each German fragment is in."""
    found: dict[str, set[int]] = {}
    for at, (_, german_side) in enumerate(_glossary()):
        for fragment in german_side:
            found.setdefault(fragment, set()).add(at)
    return {fragment: frozenset(lines) for fragment, lines in found.items()}


@lru_cache(maxsize=20_000)
def _senses(german: str) -> frozenset[int]:
    """The lines of the glossary that a German word is in."""
    lines = _lines_of()
    size = len(german)
    parts = {german[a:b] for a in range(size) for b in range(a + 1, size + 1)} | {f"{german}="}
    return frozenset(
        at for part in parts & lines.keys() if _holds(german, part) for at in lines[part]
    )


def _holds(german: str, fragment: str) -> bool:
    """Whether a German word has the fragment, a short one at its beginning or as its head.

    With '=' behind, it is the whole word.
    """
    if fragment.endswith("="):
        return german == fragment[:-1]
    if german.startswith(fragment) or (len(fragment) >= _COMPOUND and fragment in german):
        return True
    return len(fragment) == _COMPOUND - 1 and german.endswith(
        (
            fragment,
            f"{fragment}e",
            f"{fragment}en",
            f"{fragment}er",
            f"{fragment}es",
            f"{fragment}s",
        )
    )


@lru_cache(maxsize=20_000)
def stem(word: str, language: Language) -> str:
    """A word without its endings."""
    stemmers = _stemming.__dict__
    if language not in stemmers:
        import Stemmer

        stemmers[language] = Stemmer.Stemmer("german" if language == "de" else "english")
    found: str = stemmers[language].stemWord(word)
    return found


def _shared(a: str, b: str) -> bool:
    """Whether two words begin alike; a prefix says nothing: 'Verwundung' is no 'Verwunderung'."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    prefix = _PREFIX.match(a)
    before = prefix.end() if prefix and b.startswith(prefix[0]) else 0
    rest = min(len(a), len(b)) - before
    return count >= _SHARED and count >= 0.6 * min(len(a), len(b)) and count - before >= 0.7 * rest


@lru_cache(maxsize=200_000)
def same(claimed: str, quoted: str, language: Language) -> bool:
    """Whether a word of a claim in ``language`` is borne by a word of a German excerpt."""
    if claimed == quoted:
        return True
    if language == "de":
        return _same_german(claimed, quoted)
    if any(_holds(quoted, fragment) for fragment in _translations(claimed)):
        return True
    return _shared(_common(claimed), _common(quoted))


def whole(claimed: str, quoted: str, language: Language) -> bool:
    """Whether a word is borne by one that says no more: not by a compound, nor by a mere likeness.

    'Kosten' is the same as 'Kostenfaktor', but not on the whole.
    """
    if claimed == quoted:
        return True
    if language == "de":
        a, b = stem(claimed, "de"), stem(quoted, "de")
        if a.startswith(b) or b.startswith(a):
            return abs(len(a) - len(b)) <= _ENDING
        return not a.startswith(b[:_SHARED]) and (
            _core(claimed, quoted)
            if _senses(claimed) & _senses(quoted)
            else same(claimed, quoted, "de")
        )
    if abs(len(claimed) - len(quoted)) <= _ENDING and _shared(_common(claimed), _common(quoted)):
        return True
    found = [fragment.removesuffix("=") for fragment in _translations(claimed)]
    if any(fragment in quoted for fragment in found):
        return any(f in quoted and len(quoted) <= len(f) + _ENDING + 1 for f in found)
    return same(claimed, quoted, language)


def _core(a: str, b: str) -> bool:
    """Whether a line of the glossary makes out both words: 'Massnahme', not 'Abwehrmassnahmen'."""
    fragments = [_glossary()[at][1] for at in _senses(a) & _senses(b)]
    return any(_made_of(a, line) and _made_of(b, line) for line in fragments)


def _made_of(word: str, fragments: tuple[str, ...]) -> bool:
    return any(
        word.startswith(fragment.removesuffix("=")) and len(word) <= len(fragment) + _ENDING + 1
        for fragment in fragments
    )


def _same_german(claimed: str, quoted: str) -> bool:
    a, b = stem(claimed, "de"), stem(quoted, "de")
    if a == b or _shared(a, b):
        return True
    short, long = sorted((a, b), key=len)
    if len(short) >= _COMPOUND and short in long:
        return True
    return bool(_senses(claimed) & _senses(quoted))


@lru_cache(maxsize=20_000)
def _common(word: str) -> str:
    """What German and English spelling of one foreign word have in common.

    'Präsenz' and 'presence', 'Theorie' and 'theory', 'Prozess' and 'process'.
    """
    word = _SOFT.sub("z", word)
    for old, new in _SPELLINGS:
        word = word.replace(old, new)
    return word
