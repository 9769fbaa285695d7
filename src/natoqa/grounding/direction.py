"""Direction: up for down, early for late, and other opposites (``opposites.txt``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.markers import begins, denies_by_prefix, is_denial, marks, negators
from natoqa.grounding.words import Word, data_lines, whole, words

__all__ = ["displaced", "opposes", "opposite", "unborne"]

_MUST: Final = "!"  # before a side of the table
_CORNER = re.compile(
    r"\b(north|south|nord|s(?:ü|ue)d)(?:-| ?)(east|west|ost|öst|oest)", re.I
)  # 'north-western', 'Nordosten'
_BEFORE: Final = ("before", "vor", "until", "bis")
_AFTER: Final = ("after", "nach", "since", "seit")
_IDIOM = re.compile(r"nach wie vor|vor allem|nach und nach", re.I)
_SUPERLATIVE = re.compile(r"ste[nrms]?$")
_JOINED = 5  # words before a noun: 'the north-eastern and the south-western ones'
_BEFORE_IT = 2  # words before one that is denied: 'not any longer credible'
_REACH = 4  # words between 'before' and what it is before of
_YEAR = re.compile(
    r"(?:\s+(?!(?:before|after|until|since|vor|nach|bis|seit)\b)[^\W\d][\w-]*){0,4}\s+((?:19|20)\d\d)\b",
    re.I,
)


@cache
def _opposites() -> tuple[tuple[str, ...], ...]:
    """The left sides of the table, then the right ones: words that point the same way."""
    pairs = data_lines("opposites.txt")
    return (*(tuple(a) for a, _ in pairs), *(tuple(b) for _, b in pairs))


@cache
def _telling() -> frozenset[int]:
    """The sides whose words a quote must have."""
    return frozenset(side for side, forms in enumerate(_opposites()) if forms[0] == _MUST)


def _across(side: int) -> int:
    """The side that says the opposite."""
    half = len(_opposites()) // 2
    return side + half if side < half else side - half


@lru_cache(maxsize=50_000)  # a corpus repeats its words
def _sides(word: str) -> frozenset[int]:
    """The sides that a folded word belongs to."""
    return frozenset(side for side, forms in enumerate(_opposites()) if begins(word, forms))


def opposes(word: str, other: str) -> bool:
    """Whether a folded word says the opposite of another: 'leave' and 'bleibt'."""
    there = _sides(other)
    return any(_across(side) in there for side in _sides(word))


def opposite(alignment: Alignment) -> str:
    """A word of the claim for which the quote has only its opposite; empty when there is none."""
    elsewhere = (
        _corner(alignment.claim_text, alignment.quote_text) or _time(alignment) or _least(alignment)
    )
    if elsewhere:
        return elsewhere
    quote = [word.folded for word in alignment.quote]
    claim = [word.folded for word in alignment.claim]
    for side, at in sorted((side, at) for at, word in enumerate(claim) for side in _sides(word)):
        there = _across(side)
        if there in _sides(claim[at]) or _labels(at, alignment):
            continue
        if _denied(at, there, alignment) or _reduced(at, alignment):
            continue
        if _turned_back(at, there, alignment) or _of_another(at, there, alignment):
            continue
        if at and claim[at - 1] == "wenig" and _count(quote, there):
            continue  # 'wenig wahrscheinlich' is 'unwahrscheinlich'
        more = _count(claim, side) > _count(quote, side)
        turned = _count(quote, there) > _count(claim, there)
        if (more and turned) or _qualified(at, side, alignment):
            return alignment.claim[at].text
    return ""


def unborne(alignment: Alignment) -> str:
    """A word of the claim that turns what is said or refuses it, of which the quote has no form and
    nothing that denies or lessens: 'a small group' where it is a group; empty when there is none.
    """
    quote = alignment.quote
    if negators(quote) or any(
        is_denial(w) or marks(w.folded, "reduced") or marks(w.folded, "lessened") for w in quote
    ):
        return ""
    there = [word.folded for word in quote]
    for at, word in enumerate(alignment.claim):
        sides = _sides(word.folded)
        telling = sides & _telling() or marks(word.folded, "refusal")
        if not telling or alignment.pairs.get(at) or _labels(at, alignment):
            continue
        if at and marks(alignment.claim[at - 1].folded, "negator"):
            continue  # 'no less than'
        if not any(_count(there, side) for side in sides):
            return word.text
    return ""


def displaced(alignment: Alignment, context: str) -> str:
    """A word of the claim that neither the quote nor its context has, though the context has its
    opposite of the same thing: 'NATO withdrawal' where all speaks of NATO accession; else empty.
    """
    quote = [word.folded for word in alignment.quote]
    there = words(context)
    around = [word.folded for word in there]
    for at, bearers in alignment.pairs.items():
        word = alignment.claim[at]
        if bearers or _labels(at, alignment):
            continue
        if _reduced(at, alignment) or any(
            rule(at, _across(side), alignment)
            for side in _sides(word.folded)
            for rule in (_denied, _turned_back)
        ):
            continue
        sides = _sides(word.folded)
        if any(_count(around, side) or _count(quote, side) for side in sides):
            continue
        beside = [
            alignment.claim[n]
            for n in (*alignment.claim_content, *alignment.claim_named)
            if n != at and abs(n - at) <= _REACH
        ]
        for n, other in enumerate(around):
            if any(_across(side) in _sides(other) for side in sides) and any(
                alignment.alike(mine, near)
                for mine in beside
                for near in there[max(0, n - _REACH) : n + _REACH + 1]
            ):
                return word.text
    return ""


def _qualified(at: int, side: int, alignment: Alignment) -> bool:
    """Whether the word stands before a noun that has only its opposite before it in the quote."""
    if at + 1 not in alignment.pairs or _sides(alignment.claim[at + 1].folded):
        return False
    quote = [word.folded for word in alignment.quote]
    noun, bearers = alignment.claim[at + 1].folded, alignment.pairs[at + 1]
    exactly = [n for n in bearers if whole(noun, quote[n], alignment.language)]
    there = exactly or bearers
    if any(side in _sides(w) and _ends_clause(n, alignment) for n, w in enumerate(quote)):
        return False  # 'ein hohes Niveau ...; diejenigen ... ein geringeres'
    return any(_across(side) in _sides(quote[n - 1]) for n in there if n) and not any(
        _count(quote[max(0, n - _JOINED) : n], side) for n in there
    )


def _least(alignment: Alignment) -> str:
    """The 'least' of a claim before what the quote calls 'das wichtigste'; else empty."""
    for at, word in enumerate(alignment.claim):
        if word.folded in ("least", "wenigsten") and any(
            _SUPERLATIVE.search(alignment.quote[n].folded)
            and not denies_by_prefix(alignment.quote[n])  # 'die unkomplizierteste'
            for n in alignment.pairs.get(at + 1, ())
        ):
            return word.text
    return ""


def _ends_clause(at: int, alignment: Alignment) -> bool:
    return alignment.quote_phrase[at : at + 2] != [alignment.quote_phrase[at]] * 2


def _reduced(at: int, alignment: Alignment) -> bool:
    """Whether 'fewer troops' are those that the quote calls reduced."""
    following = alignment.pairs.get(at + 1, ())
    return alignment.claim[at].folded in ("weniger", "less", "fewer") and any(
        marks(alignment.quote[n - 1].folded, "reduced") for n in following if n
    )


def _turned_back(at: int, there: int, alignment: Alignment) -> bool:
    """Whether 'not' makes up for the opposite: 'nicht mehr glaubwürdig' is 'unglaubwürdig'."""

    def is_denied(text: Sequence[Word], place: int) -> bool:
        return bool(negators(text[max(0, place - _BEFORE_IT) : place]))

    mine = is_denied(alignment.claim, at)
    turned = [n for n, w in enumerate(alignment.quote) if there in _sides(w.folded)]
    return bool(turned) and all(is_denied(alignment.quote, n) is not mine for n in turned)


def _of_another(at: int, there: int, alignment: Alignment) -> bool:
    """Whether the opposite is said of another name: 'within NATO', 'außerhalb der EU'."""
    claim, quote = alignment.claim, alignment.quote
    mine = [claim[n] for n in (at + 1, at + 2) if n in alignment.claim_named]
    turned = [n for n, w in enumerate(quote) if there in _sides(w.folded)]
    theirs = [quote[n + by] for n in turned for by in (1, 2) if alignment.is_named(n + by)]
    return bool(mine and theirs) and not any(alignment.alike(a, b) for a in mine for b in theirs)


def _denied(at: int, there: int, alignment: Alignment) -> bool:
    """Whether the quote denies all it has of the opposite, or the claim its word: 'may fail' where
    'ein Erfolg ist nicht garantiert', 'loses credibility' where 'unglaubwürdig'.
    """
    quote, claim = alignment.quote, alignment.claim
    denied = {alignment.quote_clause[n] for n in negators(quote)}
    turned = [n for n, w in enumerate(quote) if there in _sides(w.folded)]
    if turned and all(alignment.quote_clause[n] in denied for n in turned):
        return not negators(claim) and any(marks(w.folded, "hedge") for w in claim)
    mine = alignment.claim_clause[at]
    return bool(turned) and any(
        marks(w.folded, "lost") and alignment.claim_clause[n] == mine for n, w in enumerate(claim)
    )


def _corner(claim: str, quote: str) -> str:
    """A 'north-west' of the claim where the quote names other corners only."""
    there = {_compass(found) for found in _CORNER.finditer(quote)}
    mine = (found for found in _CORNER.finditer(claim) if there and _compass(found) not in there)
    return next((found[0] for found in mine), "")


def _compass(found: re.Match[str]) -> str:
    return found[1][0].lower() + ("w" if found[2][0].lower() == "w" else "e")


def _time(alignment: Alignment) -> str:
    """The 'after' of a claim where the quote has only 'before' the same year or thing."""
    claim, quote = alignment.claim, alignment.quote
    for at, word in enumerate(claim):
        kinds = [kind for kind in (_BEFORE, _AFTER) if word.folded in kind]
        if not kinds or _IDIOM.match(alignment.claim_text, word.start):
            continue
        here, there = kinds[0], _AFTER if kinds[0] is _BEFORE else _BEFORE
        years = _years_after(alignment.claim_text[word.end :])
        found = [w for w in quote if w.folded in (*here, *there)]
        if years:
            said = {w.folded for w in found if years & _years_after(alignment.quote_text[w.end :])}
        else:
            following = [n for n in range(at + 1, at + 1 + _REACH) if n in alignment.pairs]
            places = {m for n in following[:1] for m in alignment.pairs[n]}
            said = {
                quote[m - back].folded for m in places for back in range(1, _REACH) if m >= back
            }
        if said.intersection(there) and not said.intersection(here):
            names = [claim[n] for n in range(at + 1, at + 1 + _REACH) if n in alignment.claim_named]
            if not any(_follows(name, here, alignment) for name in names):
                return word.text
    return ""


def _follows(name: Word, prepositions: Sequence[str], alignment: Alignment) -> bool:
    """Whether the quote has one of these prepositions before a name: 'Nach München'."""
    quote = alignment.quote
    return any(
        w.folded in prepositions and any(alignment.alike(name, n) for n in quote[at + 1 : at + 3])
        for at, w in enumerate(quote)
    )


def _years_after(text: str) -> set[str]:
    """The year within a few words, without a comma between."""
    found = _YEAR.match(text)
    return {found[1]} if found else set()


def _labels(at: int, alignment: Alignment) -> bool:
    """Whether a word of the claim only heads what follows: 'Risks: ...'."""
    return alignment.claim_text[alignment.claim[at].end :].startswith(":")


def _count(words: Sequence[str], side: int) -> int:
    return sum(side in _sides(word) for word in words)
