"""What a claim puts in quotation marks must be there word for word."""

from __future__ import annotations

import re

from natoqa.grounding.words import words
from natoqa.types import Language

__all__ = ["misquoted"]

_QUOTED = re.compile(r"»([^«»]+)«|«([^«»]+)»|„([^“”„]+)[“”]|“([^“”]+)”|\"([^\"]+)\"")
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
        if plain not in text and not (" " not in plain and _inflected(plain, text)):
            return said
    return ""


def _inflected(word: str, text: str) -> bool:
    """Whether a quoted word stands in the text with another ending."""
    return any(
        word.startswith(there.folded) and len(word) - len(there.folded) <= 2
        for there in words(text)
    )


def _german(said: str) -> bool:
    return bool(re.search(r"[äöüßÄÖÜ]|\b(?:der|die|das|und|ein|eine|im|nicht|für|von)\b", said))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", re.sub(r"[»«„“”\"'‚‘’]", "", text)).casefold()
