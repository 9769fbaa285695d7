"""Enumerations are borne whole: 'X, Y and Z' needs all three."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.names import names
from natoqa.grounding.words import Word, same, stem, whole
from natoqa.types import Language

__all__ = ["extra_items"]

_JOINT = re.compile(
    r",\s*(?:und|and|or|oder|sowie)\b|,|\b(?:und|and|or|oder|sowie)\b|[.;:!?()–—»«]"
)
_LIST_JOINTS = (",", "und", "and", "or", "oder", "sowie")
_LONGEST = 3  # words of an item
# no items: 'they warn', 'in its eyes'
_ASIDE = re.compile(
    r"\s*(?:(?:so|as)\s+)?(?:they|it|he|she|one|we|sie|er|es|man)\b"
    r"|\s*among other(?:s| things)\b|\s*for (?:example|instance)\b"
    r"|\s*(?:in particular|above all|if any)\s*$"
    r"|\s*(?:unter anderem|zum beispiel|insbesondere|vor allem)\s*$"
    r"|.*\b(?:eyes|view|opinion|judgement|words|augen|sicht|ansicht|meinung)\s*$",
    re.I,
)
_PART = 5  # letters by which the first part of a compound is known


def extra_items(
    claim: str, beside: Sequence[Word], alignment: Alignment, opening: str = ""
) -> Iterator[str]:
    """The items of enumerations of which the excerpt has no word, behind the ``opening``.

    An item is what stands between a comma and the next comma or 'and', and is short.
    """
    language = alignment.language
    joints = list(_JOINT.finditer(claim))
    named = names(claim, language)
    for left, right in pairwise(joints):
        if left.start() < len(opening) or left[0][0] not in ",uaos":
            continue
        if right[0].strip(", ") not in (*_LIST_JOINTS, ""):
            continue
        inside = [
            at
            for at, word in enumerate(alignment.claim)
            if left.end() <= word.start < right.start()
        ]
        if any(left.end() <= name.start < right.start() for name in named):
            continue  # whether a name is borne is asked elsewhere
        content = [at for at in inside if at in alignment.pairs]
        borne = sum(
            _borne(at, alignment) or _borne_by(alignment.claim[at], beside, language)
            for at in content
        )
        compound = language == "en" and len(inside) == len(content) == 2  # 'climate protection'
        if not content or len(inside) > _LONGEST or borne > compound:
            continue
        if _ASIDE.match(claim[left.end() : right.start()]):
            continue
        last = alignment.claim[content[-1]]
        if language == "en" or last.text[0].isupper():
            yield claim[left.end() : right.start()].strip()


def _borne(at: int, alignment: Alignment) -> bool:
    """Whether the quotes bear a word of an item."""
    beginning = alignment.claim[at].folded[:_PART]
    if alignment.language == "de" and any(
        n + 1 in alignment.pairs[at] and alignment.quote[n].folded.startswith(beginning)
        for n in alignment.pairs[at]
    ):
        return True  # 'Nuklearschirm' by 'nuklearer Schirm'
    there = [alignment.quote[n] for n in alignment.pairs[at]]
    return _borne_by(alignment.claim[at], there, alignment.language)


def _borne_by(word: Word, others: Sequence[Word], language: Language) -> bool:
    """Whether one of the others is the word, of a German compound more than a part.

    'Munition' is borne by 'Munitionsbevorratung', 'Grenzschutz' not by 'Klimaschutz'.
    """
    mine = word.folded
    if language == "en":
        return any(same(mine, other.folded, "en") for other in others)
    core = stem(mine, "de")
    return any(whole(mine, other.folded, "de") or core in other.folded for other in others)
