"""Modality: what may be, claimed as what will be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.markers import marks

__all__ = ["raised"]

_PARTICIPLE = re.compile(r"\w*ge\w{3,}(?:t|en)$|\w{3,}t$")


def raised(alignment: Alignment) -> str:
    """The future tense in which a mere possibility is claimed; empty when there is none."""
    claim = alignment.claim
    for at, word in enumerate(claim):
        if not marks(word.folded, "future"):
            continue
        clause = alignment.claim_clause[at]
        here = [w.folded for n, w in enumerate(claim) if alignment.claim_clause[n] == clause]
        if any(marks(w, "hedge") for w in here):
            continue
        before = claim[at - 1].folded if at else ""
        if alignment.language == "de" and (
            _PARTICIPLE.match(here[-1])
            or (
                word.folded == "werden" and _PARTICIPLE.match(before) and not marks(before, "hedge")
            )
        ):
            continue  # 'wird geäußert', 'ersetzt werden': passives, not what will be
        phrase = [
            w.folded
            for n, w in enumerate(claim)
            if alignment.claim_phrase[n] == alignment.claim_phrase[at]
        ]
        if _only_possible(at, phrase, alignment):
            return word.text
    return ""


def _only_possible(at: int, here: Sequence[str], alignment: Alignment) -> bool:
    """Whether the quote has as a possibility what the words ``here`` of the claim say will be."""
    clauses, phrase = alignment.bearing(at), alignment.quote_phrase
    phrases = {p for p, c in zip(phrase, alignment.quote_clause, strict=True) if c in clauses}
    if any(_promised(p, alignment) for p in phrases):
        return False
    exactly, there = (
        [
            word.folded
            for n, word in enumerate(alignment.quote)
            if any(abs(phrase[n] - p) <= distance for p in phrases)
        ]
        for distance in (0, 1)
    )
    said = sum(marks(w, "future") for w in here)
    if alignment.language == "en":
        sure = bool({"wird", "will"} & set(there))
    else:
        sure = sum(marks(w, "future") for w in there) >= said
        if sum(marks(w, "future") for w in exactly) >= said:
            return False
    return any(marks(w, "might") for w in exactly) or (
        any(marks(w, "might") for w in there) and not sure
    )


def _promised(phrase: int, alignment: Alignment) -> bool:
    """Whether a phrase of the quote itself says what will be, without a word for what might be."""
    inside = [
        w.folded for n, w in enumerate(alignment.quote) if alignment.quote_phrase[n] == phrase
    ]
    last = inside[-1] if inside else ""
    future = any(marks(w, "future") for w in inside) and not _PARTICIPLE.match(last)
    return future and not any(marks(w, "might") for w in inside)
