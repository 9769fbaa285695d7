"""Direction: up for down, early for late, and other opposites (``opposites.txt``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.markers import begins
from natoqa.grounding.words import data_lines

__all__ = ["opposite"]


@cache
def _opposites() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    pairs = [(tuple(a), tuple(b)) for a, b in data_lines("opposites.txt")]
    return tuple(pairs) + tuple((b, a) for a, b in pairs)


def opposite(alignment: Alignment) -> str:
    """A word of the claim for which the quote has only its opposite; empty when there is none."""
    quote = [word.folded for word in alignment.quote]
    claim = [word.folded for word in alignment.claim]
    for here, there in _opposites():
        for at, word in enumerate(claim):
            if not begins(word, here) or begins(word, there) or _labels(at, alignment):
                continue
            more = _count(claim, here) > _count(quote, here)
            turned = _count(quote, there) > _count(claim, there)
            if (more and turned) or _turned(at, here, there, alignment):
                return alignment.claim[at].text
    return ""


def _labels(at: int, alignment: Alignment) -> bool:
    """Whether a word of the claim only heads what follows: 'Risks: ...'."""
    return alignment.claim_text[alignment.claim[at].end :].startswith(":")


def _turned(at: int, here: tuple[str, ...], there: tuple[str, ...], alignment: Alignment) -> bool:
    """Whether the clauses that bear the words around this one have its opposite, but not it.

    Words that stand in other clauses too leave open which is meant.
    """
    near = alignment.claim_near(at)
    clauses = alignment.clauses_bearing(near)
    borne = [n for c in near for n in alignment.pairs.get(c, ())]
    if not clauses or any(alignment.quote_clause[n] not in clauses for n in borne):
        return False
    inside = [
        w.folded for n, w in enumerate(alignment.quote) if alignment.quote_clause[n] in clauses
    ]
    sentences = {alignment.quote_sentence[n] for n in borne}
    around = [
        w.folded for n, w in enumerate(alignment.quote) if alignment.quote_sentence[n] in sentences
    ]
    mine = alignment.claim_sentence[at]
    beside = [
        w.folded for n, w in enumerate(alignment.claim) if alignment.claim_sentence[n] == mine
    ]
    return bool(_count(inside, there)) and not (_count(around, here) or _count(beside, there))


def _count(words: Sequence[str], forms: tuple[str, ...]) -> int:
    return sum(begins(word, forms) for word in words)
