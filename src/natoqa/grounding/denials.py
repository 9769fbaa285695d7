"""What a claim denies and the quote says in other words: 'no longer', 'may not', 'not enough'."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.direction import opposes
from natoqa.grounding.markers import ONLY, is_denial, marks, negators

__all__ = ["is_said_otherwise", "unmatched"]

_LONGER = ("mehr", "laenger", "longer", "more")
_LATER = 4  # words between 'not' and 'any longer'
_ENOUGH = ("enough", "genug", "sufficient", "sufficiently", "ausreichend", "hinreichend")


def is_said_otherwise(at: int, alignment: Alignment) -> bool:
    """Whether the quote says what the negator at this place of the claim says, without denying."""
    return any(
        rule(at, alignment)
        for rule in (
            _ended,
            _opposed,
            _doubted,
            _too_little,
            _outside,
            _differed,
            _only,
            _open,
            _not_among,
        )
    )


def _ended(at: int, alignment: Alignment) -> bool:
    """Whether a claim says 'no longer' of what the quote says has ended."""
    following = [w.folded for w in alignment.claim[at + 1 : at + 1 + _LATER]]
    return any(word in _LONGER for word in following) and any(
        marks(word.folded, "ended") for word in alignment.quote
    )


def _opposed(at: int, alignment: Alignment) -> bool:
    """Whether the quote has the opposite of what is denied: 'does not leave' where it 'stays'."""
    near = alignment.claim_near(at)
    if any(alignment.pairs[n] for n in near[:1]):
        return False
    there = {n for c in near for n in alignment.pairs[c]}
    sentences = {alignment.quote_sentence[n] for n in there} or set(alignment.quote_sentence)
    around = [w for n, w in enumerate(alignment.quote) if alignment.quote_sentence[n] in sentences]
    return any(opposes(alignment.claim[n].folded, w.folded) for n in near[:1] for w in around)


def _doubted(at: int, alignment: Alignment) -> bool:
    """Whether the quote doubts what the claim says may not be: 'bezweifelt, dass'."""
    if any(marks(word.folded, "doubt") for word in alignment.claim):
        return False
    following = alignment.claim[at + 1 : at + 1 + _LATER]
    if any(marks(word.folded, "convinced") for word in following):
        return any(marks(word.folded, "doubt") for word in alignment.quote)
    quote, phrase = alignment.quote, alignment.quote_phrase
    clauses = alignment.clauses_bearing(alignment.claim_near(at))
    phrases = {p for p, c in zip(phrase, alignment.quote_clause, strict=True) if c in clauses}
    governing = {p - 1 for p in phrases if quote[phrase.index(p)].folded in ("dass", "ob")}
    return any(
        marks(w.folded, "doubt") for w, p in zip(quote, phrase, strict=True) if p in governing
    ) and any(
        marks(w.folded, "hedge") and alignment.claim_clause[n] == alignment.claim_clause[at]
        for n, w in enumerate(alignment.claim)
    )


def _too_little(at: int, alignment: Alignment) -> bool:
    """Whether a claim says 'not enough' where the quote has 'zu gering'."""
    following = [w.folded for w in alignment.claim[at + 1 : at + 1 + _LATER]]
    return any(word in _ENOUGH for word in following) and any(
        before.folded == "zu" and (marks(word.folded, "reduced") or marks(word.folded, "slight"))
        for before, word in pairwise(alignment.quote)
    )


def _outside(at: int, alignment: Alignment) -> bool:
    """Whether a claim says of a body that one is not in it where the quote has 'ausserhalb'."""
    quote, mine = alignment.quote, alignment.claim_clause[at]
    named = [alignment.claim[n] for n in alignment.claim_named if alignment.claim_clause[n] == mine]
    return any(
        w.folded == "ausserhalb"
        and any(alignment.alike(n, q) for n in named for q in quote[i : i + 3])
        for i, w in enumerate(quote)
    )


def _differed(at: int, alignment: Alignment) -> bool:
    """Whether a claim says 'not alike' of what the quote says differs."""
    near = alignment.claim[at + 1 : at + 1 + _LATER]
    return any(marks(word.folded, "alike") for word in near) and any(
        marks(word.folded, "differ") for word in alignment.quote
    )


def _only(at: int, alignment: Alignment) -> bool:
    """Whether a claim says 'not without' or 'no other than' where the quote has 'only'."""
    phrase = alignment.claim_phrase
    return any(
        marks(word.folded, "but") and phrase[n] == phrase[at]
        for n, word in enumerate(alignment.claim)
    ) and any(word.folded in ONLY for word in alignment.quote)


def _open(at: int, alignment: Alignment) -> bool:
    """Whether a claim says 'not settled' where the quote says that it is open or 'not decided'."""
    quote, near = alignment.quote, alignment.claim[at + 1 : at + 1 + _LATER]
    denied = [w for n in negators(quote) for w in quote[n + 1 : n + 3]]
    return any(marks(word.folded, "settled") for word in near) and (
        any(marks(word.folded, "unsettled") for word in quote)
        or any(marks(word.folded, "settled") for word in denied)
    )


def _not_among(at: int, alignment: Alignment) -> bool:
    """Whether a claim says that some do not belong, of whom the quote has 'Nicht-Mitglieder'."""
    mine = alignment.claim_clause[at]
    belongs = any(
        marks(w.folded, "belongs") and alignment.claim_clause[n] == mine
        for n, w in enumerate(alignment.claim)
    )
    return belongs and any(
        word.text == "Nicht" and alignment.quote_text[word.end : word.end + 1] == "-"
        for word in alignment.quote
    )


def unmatched(at: int, near: Sequence[int], quoted: Sequence[int], alignment: Alignment) -> bool:
    """Whether the quote denies in words of its own too: 'not certain' where 'nicht ausgemacht'."""
    if not near or is_denial(alignment.claim[near[0]]):
        return False
    inside = alignment.sentence_bearing(alignment.claim_sentence[at])
    if near[0] < at:  # 'steht nicht fest'
        there = [alignment.quote_near(n)[:1] for n in quoted if n in inside]
        return any(found and not alignment.is_said(found[0]) for found in there)
    if alignment.pairs[near[0]]:
        return False
    phrase = alignment.quote_phrase
    bearing = {phrase[n] for c in near for n in alignment.pairs[c]} or {phrase[n] for n in inside}
    following = [
        alignment.quote_near(n)[:1]
        for n in quoted
        if n in inside and any(abs(phrase[n] - p) <= 1 for p in bearing)
    ]
    return any(found and not alignment.is_said(found[0]) for found in following)
