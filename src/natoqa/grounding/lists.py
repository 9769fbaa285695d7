"""Enumerations are borne whole: 'X, Y and Z' needs all three."""

from __future__ import annotations

import re
from itertools import pairwise

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.names import names
from natoqa.grounding.words import same, words

__all__ = ["extra_item"]

_JOINT = re.compile(
    r",\s*(?:und|and|or|oder|sowie)\b|,|\b(?:und|and|or|oder|sowie)\b|[.;:!?()–—»«]"
)
_LIST_JOINTS = (",", "und", "and", "or", "oder", "sowie")
_LONGEST = 3  # words of an item


def extra_item(claim: str, context: str, alignment: Alignment) -> str:
    """The first item of an enumeration of which the excerpt has no word; empty when there is none.

    An item is what stands between a comma and the next comma or 'and', and is short.
    """
    around = words(context)
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
        if not content or len(inside) > _LONGEST or any(alignment.pairs[at] for at in content):
            continue
        if any(
            same(alignment.claim[at].folded, w.folded, language) for at in content for w in around
        ):
            continue
        last = alignment.claim[content[-1]]
        if language == "en" or last.text[0].isupper():
            return claim[left.end() : right.start()].strip()
    return ""
