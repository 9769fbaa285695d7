"""Negation, modality, quantity and direction: words that turn what a sentence says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.words import Word, data_lines

__all__ = ["negation", "opposite", "quantifier", "raised"]

_UN = re.compile(
    r"^un(?!ter|s\w?$|sere|mittelbar|gefaehr|garn|i(?:on|t|ver|lat|form|que|kat)|d$|til|der)\w{4,}|\w+los(e[nrms]?)?$"
)
_IDIOM = re.compile(
    r"\b(?:above all|all the (?:more|while)|at all|after all|each other|the most|first of all"
    r"|not only|nicht nur|just as|just under|just over|majority decisions?|mehrheitsentscheid\w*"
    r"|most \w+ly|all in all|if only|only just|only (?:after\w*|then)|erst (?:danach|dann|nach)|alles in allem)\b",
    re.I,
)
_PART = ("teil", "teile")  # 'ein Teil der Beobachter' bears 'some', but a claim's part is a thing
_PARTICIPLE = re.compile(r"\w*ge\w{3,}(?:t|en)$|\w{3,}t$")
_NEXT = 3  # words between two negators of one thing
_QUANTITIES = ("all", "most", "some", "many", "few", "only")
# what a quantity claimed may stand on; anything else of the quote contradicts it
_BORNE_BY = {
    "all": ("all",),
    "most": ("most",),
    "some": ("some", "many"),
    "many": ("many", "most", "some"),
    "few": ("few",),
    "only": ("only",),
}


def negation(alignment: Alignment) -> str:
    """The word with which a negation was added or that was dropped; empty when none was."""
    claim, quote = alignment.claim, alignment.quote
    claimed, quoted = _negators(claim), _negators(quote)
    for at in claimed:
        clauses = alignment.clauses_bearing(alignment.claim_near(at))
        inside = [n for n in range(len(quote)) if alignment.quote_clause[n] in clauses]
        if not clauses and not _denies(quote, range(len(quote)), claim, alignment):
            return claim[at].text
        if clauses and not _denies(quote, inside, claim, alignment):
            sentences = {alignment.quote_sentence[n] for n in inside}
            mine = alignment.claim_sentence[at]
            there = sum(
                alignment.quote_sentence[n] in sentences
                and alignment.is_said_in(mine, alignment.quote_near(n))
                for n in quoted
            )
            if there < sum(alignment.claim_sentence[n] == mine for n in claimed):
                return claim[at].text
        if _doubled(at, claimed, quoted, alignment):
            return claim[at].text
    return next((quote[at].text for at in quoted if _dropped(at, alignment)), "") or _accompanied(
        alignment
    )


def _doubled(at: int, claimed: Sequence[int], quoted: Sequence[int], alignment: Alignment) -> bool:
    """Whether one thing is denied twice in a claim and nowhere twice in a clause of the quote."""
    claim = alignment.claim
    twice = any(
        n != at and abs(n - at) <= _NEXT and alignment.claim_clause[n] == alignment.claim_clause[at]
        for n in claimed
        if not {claim[n].folded, claim[at].folded} & {"neither", "nor", "weder", "noch"}
    )
    clauses = [alignment.quote_clause[n] for n in quoted]
    return twice and len(set(clauses)) == len(clauses)


def _dropped(at: int, alignment: Alignment) -> bool:
    """Whether a sentence of the claim says what this negator of the quote turns, but not it."""
    claim, quote = alignment.claim, alignment.quote
    near = alignment.quote_near(at)
    near = [n for n in near if quote[n].text[0].isupper()] or near
    if not near or _without_a_name(at, alignment):
        return False  # what it turns is asked for by ``_accompanied``
    after = near[0] > at
    if not after and _negators(claim):
        return False
    if alignment.said_elsewhere(near, _negators(quote), alignment.quote_clause[at]):
        return False
    for sentence in alignment.sentences_saying(near, alignment.quote_clause[at]):
        phrases = alignment.claim_phrases_with(near)
        inside = [
            n
            for n in range(len(claim))
            if alignment.claim_sentence[n] == sentence
            and (not after or alignment.claim_phrase[n] in phrases)
        ]
        if inside and not _denies(claim, inside, quote, alignment):
            mine = {alignment.quote_sentence[at]}
            wanted = [n for n in _negators(quote) if alignment.quote_sentence[n] in mine]
            found = [n for n in _negators(claim) if alignment.claim_sentence[n] == sentence]
            if len(found) < len(wanted):
                return True
    return False


def _without_a_name(at: int, alignment: Alignment) -> bool:
    """Whether a negator of the quote stands before a name: 'ohne die USA'."""
    following = (
        at + 2
        if alignment.quote[at + 1 : at + 2]
        and alignment.quote[at + 1].folded in ("die", "der", "den", "das")
        else at + 1
    )
    return alignment.quote[at].folded == "ohne" and alignment.is_named(following)


def _accompanied(alignment: Alignment) -> str:
    """The 'with' of a claim where the quote has 'without' the same; empty when there is none."""
    claim, quote = alignment.claim, alignment.quote

    def after(words: Sequence[Word], beginnings: tuple[str, ...]) -> list[Word]:
        places = [at for at, word in enumerate(words) if word.folded in beginnings]
        following = [w for at in places for w in words[at + 1 : at + 4]]
        return [w for w in following if len(w.folded) > 3 or w.text.isupper()]

    denied, had = after(quote, ("ohne",)), after(quote, ("mit", "samt"))
    excused = {word.folded for word in after(claim, ("ohne", "without"))}
    for word in after(claim, ("mit", "with")):
        if word.folded in excused or any(alignment.alike(word, w) for w in had):
            continue
        if any(alignment.alike(word, w) for w in denied):
            return word.text
    return ""


def _denies(
    text: Sequence[Word], places: Sequence[int], other: Sequence[Word], alignment: Alignment
) -> bool:
    """Whether a text denies something at these places that the other does not deny by that word.

    'Offen ist nicht, ob' and 'offen ist, ob' both have 'offen', which excuses no 'nicht'.
    """
    negators = set(_negators(text))
    return any(
        at in negators
        or (
            _denial(text[at])
            and (text[at].folded.endswith("los") or not alignment.has_form(text[at], other))
        )
        for at in places
    )


def _negators(words: Sequence[Word]) -> list[int]:
    found = [at for at, word in enumerate(words) if _has(word.folded, "negator")]
    return [at for at in found if not _only_follows(words, at)]


def _only_follows(words: Sequence[Word], at: int) -> bool:
    """Whether 'nicht' denies nothing: 'nicht nur', 'nicht minder', 'Nicht-Mitglied'."""
    if words[at].folded not in ("nicht", "not", "no") or at + 1 == len(words):
        return False
    following = words[at + 1]
    compound = words[at].text == "Nicht" and following.text[0].isupper()
    return compound or following.folded in (
        "nur", "allein", "bloss", "zuletzt", "lediglich", "minder", "weniger",
        "only", "just", "merely", "least", "less",
    )  # fmt: skip


def _denial(word: Word) -> bool:
    if _UN.match(word.folded):
        return True
    return _has(word.folded, "denial")


def raised(alignment: Alignment) -> str:
    """The future tense in which a mere possibility is claimed; empty when there is none."""
    claim, quote = alignment.claim, alignment.quote
    for at, word in enumerate(claim):
        if not _has(word.folded, "future"):
            continue
        here = [
            w.folded
            for n, w in enumerate(claim)
            if alignment.claim_clause[n] == alignment.claim_clause[at]
        ]
        if any(_has(w, "hedge") for w in here):
            continue
        clauses = alignment.bearing(at)
        phrases = {
            alignment.quote_phrase[n]
            for n in range(len(quote))
            if alignment.quote_clause[n] in clauses
        }
        there = [
            w.folded
            for n, w in enumerate(quote)
            if any(abs(alignment.quote_phrase[n] - p) <= 1 for p in phrases)
        ]
        before = claim[at - 1].folded if at else ""
        if alignment.language == "de" and (
            _PARTICIPLE.match(here[-1])
            or (word.folded == "werden" and _PARTICIPLE.match(before) and not _has(before, "hedge"))
        ):
            continue  # 'wird geäußert', 'ersetzt werden': passives, not what will be
        if any(_promised(p, alignment) for p in phrases):
            continue
        futures = sum(_has(w, "future") for w in there)
        as_many = futures >= sum(_has(w, "future") for w in here)
        sure = bool({"wird", "will"} & set(there)) if alignment.language == "en" else as_many
        exactly = [w.folded for n, w in enumerate(quote) if alignment.quote_phrase[n] in phrases]
        if any(_has(w, "might") for w in exactly) or (
            any(_has(w, "might") for w in there) and not sure
        ):
            return word.text
    return ""


def _promised(phrase: int, alignment: Alignment) -> bool:
    """Whether a phrase of the quote itself says what will be, without a word for what might be."""
    inside = [
        w.folded for n, w in enumerate(alignment.quote) if alignment.quote_phrase[n] == phrase
    ]
    last = inside[-1] if inside else ""
    future = any(_has(w, "future") for w in inside) and not _PARTICIPLE.match(last)
    return future and not any(_has(w, "might") for w in inside)


def quantifier(alignment: Alignment) -> str:
    """A quantity ('all', 'most', 'only') that the quote does not give; empty when it does."""
    claim, quote = alignment.claim, alignment.quote
    kinds = [
        "" if at and word.folded == "nur" and _has(quote[at - 1].folded, "negator")
        else _quantity(word)
        for at, word in enumerate(quote)
    ]  # fmt: skip
    idioms = [(m.start(), m.end()) for m in _IDIOM.finditer(alignment.claim_text)]
    for at, word in enumerate(claim):
        kind = _quantity(word)
        if not kind or word.folded in _PART or any(a <= word.start < b for a, b in idioms):
            continue
        partners = [n for c in alignment.claim_near(at) for n in alignment.pairs.get(c, ())]
        beside = {alignment.quote_clause[n] for n in partners}
        inside = {k for n, k in enumerate(kinds) if k and alignment.quote_clause[n] in beside}
        following = _quantity(claim[at + 1]) if at + 1 < len(claim) else ""
        if kind == "only" and (following or inside.intersection(_BORNE_BY[kind])):
            continue  # of 'nur vereinzelt' the second word is what is claimed
        near = {k for n in partners for k in kinds[max(0, n - 3) : n] if k} - {"only"}
        found = near or inside - {"only"} or {k for k in kinds if k}
        if not found.intersection(_BORNE_BY[kind]) and (found or kind != "many"):
            return word.text
    return _widened(alignment, kinds) or _singled(alignment, kinds)


def _widened(alignment: Alignment, kinds: Sequence[str]) -> str:
    """The 'also' or 'mainly' of a claim where the quote has 'only'; empty when there is none."""
    claim, quote = alignment.claim, alignment.quote
    for at, word in enumerate(claim):
        mine = alignment.claim_sentence[at]
        sentence = [n for n in range(len(claim)) if alignment.claim_sentence[n] == mine]
        if not _has(word.folded, "wide") or any(_quantity(claim[n]) == "only" for n in sentence):
            continue
        clauses = alignment.bearing(at)
        there = [n for n in range(len(quote)) if alignment.quote_clause[n] in clauses]
        if any(kinds[n] == "only" for n in there) and not any(
            _has(quote[n].folded, "wide") for n in there
        ):
            return word.text
    return ""


def _singled(alignment: Alignment, kinds: Sequence[str]) -> str:
    """The 'one' of a claim where the quote has 'every' before the same; empty when there is none."""
    for at, word in enumerate(alignment.claim):
        if word.folded not in ("one", "single", "einzige", "einziger", "einzelne", "einzelner"):
            continue
        following = [n for n in alignment.claim_content if at < n <= at + 2][:1]
        if any("all" in kinds[max(0, n - 2) : n] for c in following for n in alignment.pairs[c]):
            return word.text
    return ""


def _quantity(word: Word) -> str:
    return next((kind for kind in _QUANTITIES if _has(word.folded, kind)), "")


@cache
def _forms(kind: str) -> tuple[str, ...]:
    """The words of one kind in the table."""
    rows = data_lines("polarity.txt")
    return tuple(word for left, right in rows if left == [kind] for word in right)


@lru_cache(maxsize=50_000)
def _has(word: str, kind: str) -> bool:
    return _is(word, _forms(kind))


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
            if not _is(word, here) or _is(word, there):
                continue
            more = _count(claim, here) > _count(quote, here)
            turned = _count(quote, there) > _count(claim, there)
            if (more and turned) or _turned(at, here, there, alignment):
                return alignment.claim[at].text
    return ""


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
    return sum(_is(word, forms) for word in words)


def _is(word: str, forms: tuple[str, ...]) -> bool:
    return any(word == f[:-1] if f.endswith("=") else word.startswith(f) for f in forms)
