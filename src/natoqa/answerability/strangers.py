"""Whom and what a question names that nothing written about answers has: 'Merkel', 'the Greens'.

Softer than a country that is never mentioned (``mentions``): a person may be meant by an office, a
name may be spelled otherwise. It counts against an answer, and tells why there is none.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from natoqa.answerability.vocabulary import Vocabulary
from natoqa.grounding.names import names
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["strangers"]

_WORD = re.compile(r"[^\W\d_]+")
_NAMES = 0.5  # share of capitals among a question's words from which on they mark no names


def strangers(
    question: str, language: Language | None, vocabulary: Vocabulary, *, listed: bool = False
) -> list[str]:
    """Persons, bodies and groups of a question that the vocabulary does not have, as written.

    ``language`` is None for one that is neither German nor English, whose words are not known.
    ``listed`` gives only those that a table has: any word written like a name would let a hostile
    question choose what is said back.
    """
    guessed = language and not listed and not _is_headline(question)
    kinds = "poaw" if guessed else "poa"
    found = [
        (name.start, name.end)
        for name in names(question, language or "en")
        if name.key[0] in kinds and not any(map(str.isdigit, name.text))
    ]
    strange = [
        span
        for span in found
        if any(vocabulary.lacks_name(word) for word in _WORD.findall(question[slice(*span)]))
    ]
    for word in _WORD.finditer(question) if language else ():
        taken = any(start < word.end() and word.start() < end for start, end in found)
        if not taken and _is_strange_actor(fold(word[0]), vocabulary):
            strange.append((word.start(), word.end()))
    return [question[start:end] for start, end in sorted(strange)]


def _is_headline(question: str) -> bool:
    """Whether capitals tell no names apart: 'What Does Trump Want From Europe'."""
    words: list[str] = _WORD.findall(question)
    capitals = [word for word in words if word[0].isupper()]
    return len(capitals) > _NAMES * len(words)


def _is_strange_actor(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word is one for a group or body that the vocabulary has by none of its words."""
    return any(
        any(_fits(word, form) for form in actor)
        and not any(vocabulary.has_beginning(form) for form in actor)
        for actor in _actors()
    )


def _fits(word: str, form: str) -> bool:
    return word == form[:-1] if form[-1] == "=" else word.startswith(form)


@cache
def _actors() -> tuple[tuple[str, ...], ...]:
    path = Path(__file__).parent / "actors.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line and line[0] != "#")
