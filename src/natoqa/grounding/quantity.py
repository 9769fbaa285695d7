"""Quantity: all, most, some, only, and what the quote gives instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.markers import marks
from natoqa.grounding.words import Word, is_small

__all__ = ["quantifier"]

_IDIOM = re.compile(
    r"\b(?:above all|all the (?:more|while)|all (?:along|round|around|but|over)|some or all|at all"
    r"|(?:are|were|sind|waren) all(?:e|esamt)?|immer (?:wieder|mehr|noch|\w+er)|after all"
    r"|each other|the most|first of all"
    # the number itself is asked for elsewhere
    r"|all(?:e[nr]?)? (?:two|three|four|five|six|zwei|drei|vier|fünf|sechs)"
    r"|not (?:only|just|merely|solely)"
    r"|nicht (?:nur|allein|bloß|einfach)|just as|just under|just over"
    r"|(?:despite|in spite of|notwithstanding) all|(?:trotz|ungeachtet) all(?:er|em)"
    r"|(?:partly|teils|teilweise|zum Teil|in part) (?:because|due|weil|wegen)"
    r"|majority (?:decision|vote|voting)s?|[\w-]+thirds majority|mehrheitsentscheid\w*"
    r"|most \w+ly|all in all|if only|only just|only (?:after\w*|then|when|in the course)"
    r"|erst (?:danach|dann|nach\w*|im|in|seit|mit|ab|durch|wenn|recht|als)"
    r"|alles in allem|no less than|nicht weniger als)\b",
    re.I,
)
# say nothing of how many in the quote
_ASIDE = re.compile(r"\bmehr oder weniger\b|\btrotz all(?:er|em)\b", re.I)
_PART = ("teil", "teile")  # 'ein Teil der Beobachter' bears 'some', but a claim's part is a thing
_FEWER = ("weniger", "less", "fewer")  # said of what was reduced, they count nothing
_HARDLY = ("kaum", "hardly", "barely", "scarcely")
_QUANTITIES = ("all", "most", "some", "many", "few", "only")
_BROAD = ("broad", "little")  # say nothing of how many in a claim, but bear that it is all or few
_TOO = ("auch", "also", "ebenfalls", "sogar", "even", "likewise", "too")
_SLIGHT = 3  # words after 'only', of which one may say that it is little: 'only a low danger'
# what a quantity claimed may stand on; anything else of the quote contradicts it
_BORNE_BY = {
    "all": ("all", "broad"),
    "most": ("most", "broad"),
    "some": ("some", "many", "few"),
    "many": ("many", "most", "some"),
    "few": ("few", "little"),
    "only": ("only",),
}


def quantifier(alignment: Alignment) -> str:
    """A quantity ('all', 'most', 'only') that the quote does not give; empty when it does."""
    claim, quote = alignment.claim, alignment.quote
    aside = [(m.start(), m.end()) for m in _ASIDE.finditer(alignment.quote_text)]
    kinds = [
        "" if (at and word.folded == "nur" and marks(quote[at - 1].folded, "negator"))
        or any(a <= word.start < b for a, b in aside)
        else _quantity(word, (*_QUANTITIES, *_BROAD))
        for at, word in enumerate(quote)
    ]  # fmt: skip
    idioms = [(m.start(), m.end()) for m in _IDIOM.finditer(alignment.claim_text)]
    for at, word in enumerate(claim):
        kind = _quantity(word, (*_QUANTITIES, "wholly"))
        if not kind or word.folded in _PART or any(a <= word.start < b for a, b in idioms):
            continue
        partners = [n for c in alignment.claim_near(at) for n in alignment.pairs.get(c, ())]
        beside = {alignment.quote_clause[n] for n in partners}
        inside = {k for n, k in enumerate(kinds) if k and alignment.quote_clause[n] in beside}
        following = any(
            _quantity(word, (*_QUANTITIES, "slight")) for word in claim[at + 1 : at + 1 + _SLIGHT]
        )
        if kind == "only" and (following or inside.intersection(_BORNE_BY[kind])):
            continue  # of 'nur vereinzelt' the second word is what is claimed
        counted = (alignment.pairs.get(c, ()) for c in alignment.claim_near(at))
        before = ({k for n in p for k in kinds[max(0, n - 3) : n] if k} for p in counted)
        near = next((found for k in before if (found := k - {"only", "little"})), set())
        if kind == "wholly":  # says how much rather than how many: only 'partly' contradicts it
            if "some" in near | inside:
                return word.text
            continue
        found = near or inside - {"only"}
        if not (kind in ("some", "few") and _stands_alone(at, alignment)):
            found = found or {k for k in kinds if k}
        if word.folded in _HARDLY and _hardly_any(alignment):
            continue
        if any(marks(w.folded, "reduced") for w in quote) and (
            word.folded in _FEWER or _too(at, claim)
        ):
            continue
        if word.folded in _HARDLY and any(marks(w.folded, "doubt") for w in quote):
            continue
        if at and claim[at - 1].folded in ("wie", "how"):
            continue
        if not found and (kind == "many" or (kind == "some" and _counts_a_noun(at, alignment))):
            continue
        if not found.intersection(_BORNE_BY[kind]):
            return word.text
    return _widened(alignment, kinds) or _singled(alignment, kinds)


def _stands_alone(at: int, alignment: Alignment) -> bool:
    """Whether no thing follows that is counted: 'above some to', 'some in'; not 'some of them'."""
    following = alignment.claim[at + 1 : at + 2]
    if alignment.claim[at].folded not in ("some", "few", "einige", "einigen", "wenige", "wenigen"):
        return False
    return not following or (
        following[0].folded != "of" and is_small(following[0].folded, alignment.language)
    )


def _counts_a_noun(at: int, alignment: Alignment) -> bool:
    """Whether 'some' stands before a thing, in a claim most of which the quote has.

    A plural of which it is not said how many is said of some.
    """
    before, following = alignment.claim[at - 1 : at], alignment.claim[at + 1 : at + 2]
    borne = sum(map(bool, alignment.pairs.values()))
    return (
        bool(following)
        and not is_small(following[0].folded, alignment.language)
        and not any(word.folded in ("the", "die", "der", "den") for word in before)
        and 3 * borne >= 2 * len(alignment.pairs)
    )


def _too(at: int, claim: Sequence[Word]) -> bool:
    """Whether a claim has 'too few', which says that there is a lack."""
    return at > 0 and claim[at - 1].folded in ("too", "zu")


def _hardly_any(alignment: Alignment) -> bool:
    """Whether a phrase of the quote says 'hardly any' as 'praktisch keine', 'ohne nennenswerte'."""
    quote, phrase = alignment.quote, alignment.quote_phrase
    nearly, none = (
        {phrase[n] for n, w in enumerate(quote) if marks(w.folded, kind)}
        for kind in ("nearly", "negator")
    )
    return bool(nearly & none)


def _widened(alignment: Alignment, kinds: Sequence[str]) -> str:
    """The 'also' or 'mainly' of a claim where the quote has 'only'; empty when there is none."""
    claim, quote = alignment.claim, alignment.quote
    for at, word in enumerate(claim):
        mine = alignment.claim_sentence[at]
        sentence = [n for n in range(len(claim)) if alignment.claim_sentence[n] == mine]
        if not marks(word.folded, "wide") or any(_quantity(claim[n]) == "only" for n in sentence):
            continue
        clauses = alignment.bearing(at)
        there = [n for n in range(len(quote)) if alignment.quote_clause[n] in clauses]
        too = word.folded in _TOO
        if not alignment.claim_near(at) and at + 1 in alignment.claim_named:
            there = alignment.sentence_bearing(mine)
            if any(_only_named(alignment.claim[at + 1], n, kinds, alignment) for n in there):
                return word.text
        elif not any(kinds[n] == "only" or marks(quote[n].folded, "wide") for n in there):
            there = alignment.sentence_bearing(mine)
            if any(marks(w.folded, "wide") and (w.folded in _TOO) is too for w in quote):
                continue
        if any(kinds[n] == "only" for n in there) and not any(
            marks(quote[n].folded, "wide") and (quote[n].folded in _TOO) is too for n in there
        ):
            return word.text
    return ""


def _only_named(claimed: Word, at: int, kinds: Sequence[str], alignment: Alignment) -> bool:
    """Whether 'only' stands right before this word of the quote, a name that the claim has too."""
    before = [n for n in range(max(0, at - 2), at) if kinds[n] == "only"]
    return bool(before) and alignment.alike(claimed, alignment.quote[at])


def _singled(alignment: Alignment, kinds: Sequence[str]) -> str:
    """The 'one' of a claim where the quote has 'every'; empty when there is none."""
    for at, word in enumerate(alignment.claim):
        if word.folded not in ("one", "single", "einzige", "einziger", "einzelne", "einzelner"):
            continue
        following = [n for n in alignment.claim_content if at < n <= at + 2][:1]
        if any("all" in kinds[max(0, n - 2) : n] for c in following for n in alignment.pairs[c]):
            return word.text
    return ""


def _quantity(word: Word, kinds: Sequence[str] = _QUANTITIES) -> str:
    return next((kind for kind in kinds if marks(word.folded, kind)), "")
