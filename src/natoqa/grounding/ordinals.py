"""Ordinals of a claim that the text has by its order only: 'the second model', 'Third, ...'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from natoqa.grounding.counted import counted
from natoqa.grounding.numbers import Quantity, quantities
from natoqa.grounding.words import same, words
from natoqa.types import Language

__all__ = ["is_borne_by_order"]

_ITEM = "- "
_ONE_HAND = re.compile(r"\bzum einen\b|\beinerseits\b", re.I)
_OTHER_HAND = re.compile(r"\bzum anderen\b|\bandererseits\b", re.I)
_HANDS = {"o1": _ONE_HAND, "o2": _OTHER_HAND}
_A = re.compile(r"(?<!\w)(?:ein|eine|einer|eines|einen|einem)\s+$", re.I)


def is_borne_by_order(
    number: Quantity, claim: str, quote: str, context: str, language: Language
) -> bool:
    """Whether an ordinal that no excerpt has is borne by the place of the quote in the text.

    'Third, ...' counts the sentences of an answer; an item of a list has its place in the list;
    'the first school' is 'eine Denkrichtung' where 'eine zweite Denkrichtung' follows.
    """
    return (
        _enumerates(number, claim)
        or (number.key in _HANDS and bool(_HANDS[number.key].search(quote)))
        or any(number.key == f"o{place}" for place in _places(quote, context))
        or (number.key == "o1" and _begins_a_count(number, claim, quote, context, language))
    )


def _enumerates(number: Quantity, claim: str) -> bool:
    before, after = claim[: number.start].rstrip(), claim[number.end :]
    begins = not before or before[-1] in ".:;!?"
    return begins and (after.startswith(",") or number.text.lower().endswith(("ens", "ly")))


def _places(quote: str, context: str) -> Iterator[int]:
    """The places in lists of the context of the items that are quoted, from 1 on."""
    parts = [part.removeprefix(_ITEM) for part in quote.split("\n")]
    place = 0
    for line in context.split("\n"):
        if line.startswith(_ITEM):
            place += 1
            if any(part.strip() and part in line for part in parts):
                yield place
        elif line.strip():
            place = 0


def _begins_a_count(
    number: Quantity, claim: str, quote: str, context: str, language: Language
) -> bool:
    """Whether the quote has 'a thing' of which the context has a second one."""
    things = counted(number, claim)
    seconds = [
        noun for second in quantities(context) if second.key == "o2"
        for noun in counted(second, context, 1)
    ]  # fmt: skip
    return any(
        _A.search(quote[: word.start])
        and any(same(mine, word.folded, language) for mine in things)
        and any(same(other, word.folded, "de") for other in seconds)
        for word in words(quote)
    )
