"""What a number counts: 'five countries' is not borne by 'nine countries' and a 'five per cent'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.grounding.numbers import Quantity, quantities
from natoqa.grounding.words import Word, content_words, is_small, same, words
from natoqa.types import Language

__all__ = ["counted", "counts_another"]

_END = re.compile(r"[,.;:()!?»«\n]")
_WHOSE = re.compile(r"\b[A-ZÄÖÜ]{2,}-(?=[A-ZÄÖÜ])")  # 'US-Brigaden' are brigades
_JOINT = re.compile(r"[,;:()]|\b(?:und|and|oder|or)\b")  # what follows goes with another year
_JOINED = re.compile(r"\s*(?:und|oder|bis|[,/–-])\s*")
_SPAN = 60  # characters behind a number in which what it counts is named
_CLAIMED, _QUOTED = 2, 5  # words behind a number, the text has adjectives between
_BESIDE = 1  # content words before and behind a year
_UNITS = ("prozent", "cent", "euro", "euros", "milliarden", "billion", "dollar", "ziel")


def counted(number: Quantity, text: str, most: int = _CLAIMED) -> list[str]:
    """The words behind a number: 'drei möglichen Missionen' counts missions."""
    return [w.folded for w in words(text[number.end : number.end + _SPAN])[:most]]


def counts_another(number: Quantity, claim: str, quote: str, language: Language) -> bool:
    """Whether the quote has what a number counts with other numbers only.

    Of a year that the quote has, whether what stands beside it stands beside other years there.
    """
    if number.key[0] != "n" or number.percent or "." in number.key:
        return False
    if number.is_year:
        return _other_year(number, claim, quote, language)
    mine = _things(number, claim, _CLAIMED, language)
    there = [
        q.key
        for q in quantities(quote)
        if q.key[0] == "n" and not q.is_year
        and _any_same(mine, _things(q, quote, _QUOTED, "de"), language)
    ]  # fmt: skip
    return bool(there) and number.key not in there


def _things(number: Quantity, text: str, most: int, language: Language) -> list[str]:
    following = _END.split(text[number.end : number.end + _SPAN], maxsplit=1)[0]
    following = _WHOSE.sub("", following)
    found = [w.folded for w in words(following)][:most]
    return [w for w in found if not is_small(w, language) and w not in _UNITS]


def _other_year(year: Quantity, claim: str, quote: str, language: Language) -> bool:
    """Whether what stands beside the year in the claim is never nearest to this year in the quote,
    though it stands beside another one there.
    """
    years = [q for q in quantities(quote) if q.is_year]
    if all(q.key != year.key for q in years):
        return False
    mine = [w.folded for w in _around(year, claim, language)]

    def stands_beside(there: Quantity) -> bool:
        return _any_same(mine, [w.folded for w in _around(there, quote, "de")], language)

    beside = [
        q.key for chain in _chains(years, quote) if any(map(stands_beside, chain)) for q in chain
    ]
    if not beside or year.key in beside:
        return False
    places = [w.start for w in words(quote) if any(same(a, w.folded, language) for a in mine)]
    nearest = {min(years, key=lambda q: abs(q.start - at)).key for at in places}
    return year.key not in nearest


def _chains(years: Sequence[Quantity], text: str) -> list[list[Quantity]]:
    """The years in groups of those that are joined, as '2014 und 2022': they share their verb."""
    chains: list[list[Quantity]] = []
    for year in years:
        joined = chains and _JOINED.fullmatch(text[chains[-1][-1].end : year.start])
        if joined:
            chains[-1].append(year)
        else:
            chains.append([year])
    return chains


def _around(year: Quantity, text: str, language: Language) -> list[Word]:
    before = _JOINT.split(text[max(0, year.start - _SPAN) : year.start])[-1]
    after = _JOINT.split(text[year.end : year.end + _SPAN], maxsplit=1)[0]
    return [
        *content_words(before, language)[-_BESIDE:],
        *content_words(after, language)[:_BESIDE],
    ]


def _any_same(mine: Sequence[str], others: Sequence[str], language: Language) -> bool:
    return any(same(a, b, language) for a in mine for b in others)
