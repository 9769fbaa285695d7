"""Enumerations are borne whole: 'X, Y and Z' needs all three."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.names import names
from natoqa.grounding.words import Word, same, stem, whole

__all__ = ["extra_items"]

_JOINT = re.compile(
    r",\s*(?:und|and|or|oder|sowie)\b|,|\b(?:und|and|or|oder|sowie)\b|[.;:!?()–—»«]"
)
_LIST_JOINTS = (",", "und", "and", "or", "oder", "sowie")
_LONGEST = 3  # words of an item
_PART = 5  # letters by which the first part of a compound is known


def extra_items(claim: str, beside: Sequence[Word], alignment: Alignment) -> Iterator[str]:
    """The items of enumerations of which the excerpt has no word.

    An item is what stands between a comma and the next comma or 'and', and is short.
    """
    language = alignment.language
    joints = list(_JOINT.finditer(claim))
    named = names(claim, language)
    for left, right in pairwise(joints):
        if left[0][0] not in ",uaos" or right[0].strip(", ") not in (*_LIST_JOINTS, ""):
            continue
        inside = [
            at
            for at, word in enumerate(alignment.claim)
            if left.end() <= word.start < right.start()
        ]
        if any(left.end() <= name.start < right.start() for name in named):
            continue  # whether a name is borne is asked elsewhere
        content = [at for at in inside if at in alignment.pairs]
        borne = sum(_borne(at, alignment) for at in content)
        compound = language == "en" and len(inside) == len(content) == 2  # 'climate protection'
        if not content or len(inside) > _LONGEST or borne > compound:
            continue
        if any(
            same(alignment.claim[at].folded, w.folded, language) for at in content for w in beside
        ):
            continue
        last = alignment.claim[content[-1]]
        if language == "en" or last.text[0].isupper():
            yield claim[left.end() : right.start()].strip()


def _borne(at: int, alignment: Alignment) -> bool:
    """Whether a word of an item is borne, of a German compound more than a part.

    'Munition' is borne by 'Munitionsbevorratung', 'Grenzschutz' not by 'Klimaschutz'.
    """
    word = alignment.claim[at].folded
    there = [alignment.quote[n].folded for n in alignment.pairs[at]]
    if alignment.language == "en":
        return bool(there)
    beginning = word[:_PART]
    if any(
        n + 1 in alignment.pairs[at] and alignment.quote[n].folded.startswith(beginning)
        for n in alignment.pairs[at]
    ):
        return True  # 'Nuklearschirm' by 'nuklearer Schirm'
    return any(whole(word, other, "de") or stem(word, "de") in other for other in there)
