"""Modality: what may be, claimed as what will be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.markers import marks, negators
from natoqa.grounding.words import Word

__all__ = ["raised"]

_PARTICIPLE = re.compile(
    r"\w*ge\w{3,}(?:t|en)$|(?:be|ver|ent|er|zer|miss|ueber|unter)\w{3,}t$|\w+iert$"
    r"|(?:be|ver|ent|er|zer|ueber|unter)\w*(?:und|ied|and|omm|oss|og|ob|or|ung|ies|ieb)en$"
)
_AHEAD = frozenset({"wird", "werden", "wirst", "will", "wollen", "wolle"})
_OWN_WILL = re.compile(r"(?:['’]s|\b(?:the|their|its|his|her|own|political|good|free))$", re.I)
_NEAR = 5  # words between an English 'will' and the 'perhaps' that softens it


def raised(alignment: Alignment) -> str:
    """The future tense in which a mere possibility is claimed; empty when there is none."""
    claim = alignment.claim
    for at, word in enumerate(claim):
        if not marks(word.folded, "future") or _is_hedged(at, alignment):
            continue
        if at and claim[at - 1].folded == "zu":
            continue  # 'geschützt zu werden'
        if _is_noun(at, alignment):
            continue
        passive = alignment.language == "de" and _is_passive(at, alignment)
        if passive and word.folded == "werden" and at and _is_participle(claim[at - 1]):
            continue  # 'ersetzt werden'
        phrase = [
            w
            for n, w in enumerate(claim)
            if alignment.claim_phrase[n] == alignment.claim_phrase[at]
        ]
        if passive:
            only_possible = _passive_might(at, alignment)
        else:
            only_possible = _only_possible(at, phrase, alignment) or _only_present(at, alignment)
        if only_possible:
            return word.text
    return ""


def _is_hedged(at: int, alignment: Alignment) -> bool:
    """Whether the claim itself says that it may be, in the clause, in English close by; or that
    all of the sentence is open: 'that he will is conceivable'.
    """
    clause, english = alignment.claim_clause[at], alignment.language == "en"
    if _is_unsettled(at, alignment):
        return True
    return any(
        (
            marks(word.folded, "hedge")
            and alignment.claim_clause[n] == clause
            and (not english or abs(n - at) <= _NEAR)
        )
        or (
            marks(word.folded, "open")
            and alignment.claim_sentence[n] == alignment.claim_sentence[at]
            and not (english and _qualifies(n, alignment))
        )
        for n, word in enumerate(alignment.claim)
    )


def _is_unsettled(at: int, alignment: Alignment) -> bool:
    """Whether the sentence asks 'whether', or says that it is 'not certain'."""
    claim, sentence = alignment.claim, alignment.claim_sentence
    mine = [n for n in range(len(claim)) if sentence[n] == sentence[at]]
    denied = [word for n in negators(claim) if n in mine for word in claim[n + 1 : n + 3]]
    return any(claim[n].folded in ("ob", "whether") for n in mine) or any(
        marks(word.folded, "settled") for word in denied
    )


def _qualifies(at: int, alignment: Alignment) -> bool:
    """Whether a word stands before a thing: 'possible shape', 'possible and likely paths'."""
    following = [w.folded for w in alignment.claim[at + 1 : at + 2]]
    return at + 1 + (following == ["and"]) in alignment.pairs


def _is_passive(at: int, alignment: Alignment) -> bool:
    """Whether 'wird' or 'werden' makes a passive, which says what is: 'wird geäußert'."""
    clause = alignment.claim_clause[at]
    inside = [w for n, w in enumerate(alignment.claim) if alignment.claim_clause[n] == clause]
    before = alignment.claim[at - 1] if at else None
    joined = before and not alignment.claim_text[before.end : alignment.claim[at].start].strip()
    return _is_participle(inside[-1]) or bool(before and joined and _is_participle(before))


def _is_participle(word: Word) -> bool:
    return bool(
        (word.text[0].islower() or word.start == 0)
        and _PARTICIPLE.match(word.folded)
        and not marks(word.folded, "hedge")
        and word.folded != "umgekehrt"
    )


def _passive_might(at: int, alignment: Alignment) -> bool:
    """Whether the participle of a passive stands beside 'würde' in the quote: 'geformt würde'."""
    clause = alignment.claim_clause[at]
    inside = [n for n in range(at + 1, len(alignment.claim)) if alignment.claim_clause[n] == clause]
    there = alignment.pairs.get(inside[-1], ()) if inside else ()
    return bool(there) and all(_might(range(n + 1, n + 3), alignment) for n in there)


def _only_possible(at: int, here: Sequence[Word], alignment: Alignment) -> bool:
    """Whether the quote has as a possibility what the words ``here`` of the claim say will be."""
    clauses, phrase = alignment.bearing(at), alignment.quote_phrase
    phrases = {p for p, c in zip(phrase, alignment.quote_clause, strict=True) if c in clauses}
    if any(_promised(p, alignment) for p in phrases):
        return False
    exactly, there = (
        [n for n in range(len(phrase)) if any(abs(phrase[n] - p) <= distance for p in phrases)]
        for distance in (0, 1)
    )
    said = sum(marks(w.folded, "future") for w in here)
    if alignment.language == "en":
        sure = any(alignment.quote[n].folded in ("wird", "will") for n in there)
    else:
        sure = _futures(there, alignment) >= said
        if _futures(exactly, alignment) >= said:
            return False
    if _might(exactly, alignment):
        return True
    if not sure and _might(there, alignment):
        return True
    sentences = {alignment.quote_sentence[n] for n in exactly}
    around = [n for n, s in enumerate(alignment.quote_sentence) if s in sentences]
    return not _futures(around, alignment) and _might(around, alignment)


def _is_noun(at: int, alignment: Alignment) -> bool:
    """Whether 'will' is what someone wants: 'against Denmark's will'."""
    before = alignment.claim_text[: alignment.claim[at].start].rstrip()
    return alignment.claim[at].folded == "will" and bool(_OWN_WILL.search(before))


def _only_present(at: int, alignment: Alignment) -> bool:
    """Whether nothing in the quote says what will be, or what someone wants."""
    if (alignment.claim[at].folded == "will") is (alignment.language == "de"):
        return False
    if alignment.language == "de":
        inside = [
            n for n, s in enumerate(alignment.claim_sentence) if s == alignment.claim_sentence[at]
        ]
        becomes = (
            at + 1 not in inside or alignment.claim_clause[at + 1] != alignment.claim_clause[at]
        )
        if _is_participle(alignment.claim[inside[-1]]) or (
            becomes and at and alignment.claim[at - 1].text[0].isupper()
        ):
            return False  # 'werden ..., ... und ... genannt'; 'Mitglied wird'
    return not any(w.folded in _AHEAD for w in alignment.quote)


def _might(places: Iterable[int], alignment: Alignment) -> bool:
    quote = alignment.quote
    return any(
        marks(quote[n].folded, "might") or _is_to_be(n, alignment) for n in places if n < len(quote)
    )


def _is_to_be(at: int, alignment: Alignment) -> bool:
    """Whether 'sind zu unterscheiden' stands here: it can or should be done, no more."""
    quote, phrase = alignment.quote, alignment.quote_phrase
    return quote[at].folded == "zu" and any(
        w.folded in ("ist", "sind") and phrase[n] == phrase[at] and n < at
        for n, w in enumerate(quote)
    )


def _futures(places: Iterable[int], alignment: Alignment) -> int:
    """The words for what will be at these places; 'eingebunden werden' leaves it open."""
    quote = alignment.quote
    return sum(
        marks(quote[n].folded, "future")
        and not (quote[n].folded == "werden" and n > 0 and _is_participle(quote[n - 1]))
        for n in places
    )


def _promised(phrase: int, alignment: Alignment) -> bool:
    """Whether a phrase of the quote itself says what will be, without a word for what might be."""
    inside = [n for n, p in enumerate(alignment.quote_phrase) if p == phrase]
    last = alignment.quote[inside[-1]] if inside else None
    future = _futures(inside, alignment) > 0 and not (last and _is_participle(last))
    return future and not _might(inside, alignment)
