"""Ordinals of a claim that the text has by its order only: 'the second model', 'Third, ...'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from natoqa.grounding.counted import counted
from natoqa.grounding.excerpts import Excerpt
from natoqa.grounding.numbers import Quantity, quantities
from natoqa.grounding.words import content_words, is_frame, same, words
from natoqa.types import Language

__all__ = ["is_borne_by_order"]

_ITEM = "- "
_ONE_HAND = re.compile(r"\bzum einen\b|\beinerseits\b", re.I)
_OTHER_HAND = re.compile(r"\bzum anderen\b|\bandererseits\b", re.I)
_HANDS = {"o1": _ONE_HAND, "o2": _OTHER_HAND}
_A = re.compile(r"(?<!\w)(?:ein|eine|einer|eines|einen|einem)\s+$", re.I)
_ARTICLE = 8  # characters in which an article stands before its noun
_COMMON = re.compile(r"nato|transatlanti|europaeisch")  # stand in more than one title


def is_borne_by_order(
    number: Quantity, claim: str, excerpts: Sequence[Excerpt], language: Language
) -> bool:
    """Whether an ordinal that no excerpt has is borne by the place of a quote in the text.

    'Third, ...' counts the sentences of an answer; an item of a list has its place in the list, a
    model that is defined in the text its place among these; 'the first school' is 'eine
    Denkrichtung', up to where 'eine zweite Denkrichtung' follows.
    """
    return _enumerates(number, claim) or any(
        (number.key in _HANDS and bool(_HANDS[number.key].search(excerpt.quote)))
        or any(number.key == f"o{place}" for place in _places(excerpt.quote, excerpt.context))
        or _is_defined(number, claim, excerpt)
        or _goes_on(number, claim, excerpt, language)
        for excerpt in excerpts
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


def _is_defined(number: Quantity, claim: str, excerpt: Excerpt) -> bool:
    """Whether a label of the claim ('the second model') is that of the definition quoted.

    The heading, or else the quote, has the title at this place of the definitions and no other.
    """
    place = int(number.key[1:]) - 1
    if not (place < len(excerpt.order) and any(map(is_frame, counted(number, claim, 1)))):
        return False
    heading = excerpt.context.split("\n", 1)[0]
    for text in (heading, excerpt.quote):
        named = [title for title in excerpt.order if _names(title, text)]
        if named:
            return named == [excerpt.order[place]]
    return False


def _names(title: str, text: str) -> bool:
    said = {word.folded for word in content_words(text, "de")}
    mine = [word.folded for word in content_words(title, "de") if not _COMMON.match(word.folded)]
    return bool(mine) and said.issuperset(mine)


def _goes_on(number: Quantity, claim: str, excerpt: Excerpt, language: Language) -> bool:
    """Whether the last of the things counted in the section, up to the quote, is this one."""
    section = excerpt.section or excerpt.context
    place = section.find(excerpt.quote)
    things = counted(number, claim)
    found = [
        (q.start, q.key)
        for q in quantities(section)
        if q.key[0] == "o"
        and any(same(mine, noun, language) for mine in things for noun in counted(q, section, 1))
    ]
    if place < 0 or "o2" not in [key for _, key in found]:
        return False
    found += [
        (word.start, "o1")
        for word in words(section)
        if _A.search(section[max(0, word.start - _ARTICLE) : word.start])
        and any(same(mine, word.folded, language) for mine in things)
    ]
    before = [(start, key) for start, key in found if start <= place + len(excerpt.quote)]
    return bool(before) and max(before)[1] == number.key
