"""What a claim puts in quotation marks must be there word for word."""

from __future__ import annotations

import re

from natoqa.grounding.words import Word, words
from natoqa.types import Language

__all__ = ["misquoted"]

_QUOTED = re.compile(r"»([^«»]+)«|«([^«»]+)»|„([^“”„]+)[“”]|“([^“”]+)”|\"([^\"]+)\"")
_FEW = 4  # words of a term: 'Koalition(en) der Willigen'; what is longer is quoted as it stands
_ENDING = 2  # letters
_SPACE = re.compile(r"\s+")


def misquoted(claim: str, quote: str, language: Language) -> str:
    """The first quotation in a claim that the quotes do not have word for word.

    In English claims only quotations that are in German are checked: a translated quotation
    cannot be word for word, its content is checked like the rest of the sentence.
    """
    text = _plain(quote)
    for found in _QUOTED.finditer(claim):
        said = next(group for group in found.groups() if group)
        if language == "en" and not _german(said):
            continue
        plain = _plain(said).strip(" .,!?")
        if plain not in text and not _inflected(plain, text):
            return said
    return ""


def _inflected(said: str, text: str) -> bool:
    """Whether a few quoted words stand in the text in this order with other endings."""
    mine, there = words(said), words(text)
    return len(mine) <= _FEW and any(
        all(map(_alike, mine, there[at : at + len(mine)]))
        for at in range(len(there) - len(mine) + 1)
    )


def _alike(one: Word, other: Word) -> bool:
    """Whether two words differ in an ending of two letters at most."""
    short, long = sorted((one.folded, other.folded), key=len)
    return long.startswith(short) and len(long) - len(short) <= _ENDING


def _german(said: str) -> bool:
    return bool(re.search(r"[äöüßÄÖÜ]|\b(?:der|die|das|und|ein|eine|im|nicht|für|von)\b", said))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", re.sub(r"[»«„“”\"'‚‘’]", "", text)).casefold()
