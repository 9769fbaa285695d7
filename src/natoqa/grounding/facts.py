"""What is never matched loosely: quotations, numbers, names."""

from __future__ import annotations

import re

from natoqa.grounding.names import names
from natoqa.grounding.numbers import Quantity, quantities
from natoqa.types import Language

__all__ = ["misquoted", "stray_name", "stray_number"]

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
        if _plain(said).strip(" .,!?") not in text:
            return said
    return ""


def _german(said: str) -> bool:
    return bool(re.search(r"[äöüßÄÖÜ]|\b(?:der|die|das|und|ein|eine|im|nicht|für|von)\b", said))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", re.sub(r"[»«„“”\"'‚‘’]", "", text)).casefold()


def stray_number(claim: str, quote: str) -> str:
    """The first number of a claim that the quotes do not have, or have with another bound."""
    borne: dict[str, list[Quantity]] = {}
    for there in quantities(quote):
        borne.setdefault(there.key, []).append(there)
    for number in quantities(claim):
        found = borne.get(number.key, [])
        if not found and number.key[0] == "o":
            found = borne.get("n" + number.key[1:], [])
        if not found:
            return number.text
        if number.bound and not any(there.bound == number.bound for there in found):
            return number.text
        if number.percent and not any(there.percent for there in found):
            return number.text
    return ""


def stray_name(claim: str, quote: str, context: str, language: Language) -> str:
    """The first name of a claim that is nowhere, or that took the place of one in the quote."""
    claimed = names(claim, language)
    quoted = {name.key for name in names(quote, "de")}
    around = {name.key for name in names(context, "de")}
    said = {name.key for name in claimed}
    for name in claimed:
        if name.key in quoted or name.text in quote:
            continue
        if name.key not in around and name.text not in context:
            if name.key[0] == "w" and _spelled(name.text, quote + context):
                continue
            return name.text
        kind = name.key[:2]
        if kind in ("c:", "p:") and any(key[:2] == kind and key not in said for key in quoted):
            return name.text
    return ""


def _spelled(name: str, text: str) -> bool:
    """Whether an English word written like a name is a translation, not a name of its own."""
    from natoqa.grounding.words import same, words

    folded = name.casefold()
    return any(same(folded, word.folded, "en") for word in words(text))
