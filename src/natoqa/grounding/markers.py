"""The words that turn what a sentence says, by kind (``polarity.txt``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from natoqa.grounding.words import Word, data_lines

__all__ = ["ONLY", "begins", "denies_by_prefix", "is_denial", "marks", "negators"]

ONLY = ("nur", "allein", "bloss", "lediglich", "only", "just", "merely")
_UN = re.compile(
    r"^un(?!like$|ter|s\w?$|sere|mittelbar|gefaehr|garn|geachtet|laengst|bedingt|i(?:on|t|ver|lat|form|que|kat)|d$|til|der)\w{4,}"
    r"|(?!clos|loose)\w{3,}los(e[nrms]?)?$"
)
_ADDS = (*ONLY, "matter", "zuletzt", "minder", "weniger", "least", "less")


@cache
def _forms(kind: str) -> tuple[str, ...]:
    """The words of one kind in the table."""
    rows = data_lines("polarity.txt")
    return tuple(word for left, right in rows if left == [kind] for word in right)


@lru_cache(maxsize=50_000)
def marks(word: str, kind: str) -> bool:
    """Whether a folded word is of a kind: 'negator', 'hedge', 'all', ..."""
    return begins(word, _forms(kind))


def begins(word: str, forms: tuple[str, ...]) -> bool:
    """Whether a folded word has one of these beginnings; '=' behind: is one of them."""
    whole, beginnings = _parted(forms)
    return word in whole or word.startswith(beginnings)


@cache
def _parted(forms: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The whole words among the forms, and the beginnings."""
    return (
        frozenset(form[:-1] for form in forms if form.endswith("=")),
        tuple(form for form in forms if not form.endswith("=")),
    )


def negators(words: Sequence[Word]) -> list[int]:
    """The places of the words that deny; not of 'nicht' in 'nicht nur', 'Nicht-Mitglied'."""
    found = [at for at, word in enumerate(words) if marks(word.folded, "negator")]
    return [at for at in found if not _adds(words, at)]


def _adds(words: Sequence[Word], at: int) -> bool:
    if words[at].folded not in ("nicht", "not", "no") or at + 1 == len(words):
        return False
    following = words[at + 1]
    if [w.folded for w in words[at + 1 : at + 3]] in (["more", "than"], ["mehr", "als"]):
        return True
    compound = words[at].text == "Nicht" and following.text[0].isupper()
    return compound or following.folded in _ADDS


def denies_by_prefix(word: Word) -> bool:
    """Whether a word denies by its form: 'unklar', 'erfolglos'; 'unter' does not."""
    return bool(_UN.match(word.folded))


def is_denial(word: Word) -> bool:
    """Whether a word denies something, or says that it is missing or otherwise."""
    return denies_by_prefix(word) or marks(word.folded, "denial")
