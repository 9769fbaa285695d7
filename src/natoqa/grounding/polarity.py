"""Negation: words that deny, added to what the quote says or dropped from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.denials import is_said_otherwise, unmatched
from natoqa.grounding.markers import ONLY, denies_by_prefix, is_denial, marks, negators
from natoqa.grounding.without import accompanied, shared_lack, without_a_name
from natoqa.grounding.words import Word, is_frame, is_small, same

__all__ = ["negation"]

_TURNED = re.compile(r"un|in|im|ir|il|dis|non|\w+(?:los|less)")  # may deny what follows
_NEITHER = frozenset({"neither", "nor", "weder", "noch"})
_ONE = frozenset({"a", "an", "one", "some", "ein", "eine", "einen", "einem", "einer", "eines"})
_NEXT = 3  # words between two negators of one thing
_ROOT = 4  # letters by which a word without its 'un' is known again


def negation(alignment: Alignment) -> str:
    """The word with which a negation was added or that was dropped; empty when none was."""
    claim, quote = alignment.claim, alignment.quote
    claimed, quoted = negators(claim), negators(quote)
    for at in claimed:
        if _in_no_row(at, alignment) or _sameis_denial(at, quoted, alignment):
            continue
        if _cancelled(at, alignment):
            continue
        if claim[at].folded in ("without", "ohne") and shared_lack(at, alignment):
            continue
        if is_said_otherwise(at, alignment):
            continue
        near = alignment.claim_near(at)
        if near and near[-1] < at:  # 'nannte die NATO ... nicht'
            mine = alignment.claim_clause[at]
            near = [n for n in alignment.claim_content if alignment.claim_clause[n] == mine]
        clauses = alignment.clauses_bearing(near) if near else alignment.bearing(at)
        inside = [n for n in range(len(quote)) if alignment.quote_clause[n] in clauses]
        if claim[at].folded in _NEITHER:  # 'weder das eine noch das andere'
            phrases = {alignment.quote_phrase[n] for n in inside}
            inside = [n for n in range(len(quote)) if alignment.quote_phrase[n] in phrases]
        phrases = {alignment.quote_phrase[n] for n in inside}
        without = {p for p in phrases if quote[alignment.quote_phrase.index(p)].folded == "ohne"}
        inside += [n for n in range(len(quote)) if alignment.quote_phrase[n] in without]
        if not near:  # 'muss es aber nicht'
            sentences = {alignment.quote_sentence[n] for n in inside}
            inside = [n for n in range(len(quote)) if alignment.quote_sentence[n] in sentences]
        if not clauses and not _denies(quote, range(len(quote)), claim, alignment):
            return claim[at].text
        if unmatched(at, near, quoted, alignment):
            continue
        if clauses and not _denies(quote, inside, claim, alignment):
            if not near and any(n in quoted for n in inside):
                continue
            sentences = {alignment.quote_sentence[n] for n in inside}
            mine = alignment.claim_sentence[at]
            there = sum(
                alignment.quote_sentence[n] in sentences
                and alignment.is_said_in(mine, alignment.quote_near(n))
                for n in quoted
            )
            if there < sum(alignment.claim_sentence[n] == mine for n in _paired(claim, claimed)):
                return claim[at].text
        if _doubled(at, claimed, quoted, alignment):
            return claim[at].text
    if extra := _outnumbering(claimed, alignment):
        return extra
    dropped = next((quote[at].text for at in quoted if _dropped(at, alignment)), "")
    return dropped or _one_of_none(alignment) or _affirmed(alignment) or accompanied(alignment)


def _cancelled(at: int, alignment: Alignment) -> bool:
    """Whether two denials of a claim say that it is so: 'nicht folgenlos' where there are 'Folgen',
    and the quote denies nothing.
    """
    quote = alignment.quote
    if negators(quote) or any(is_denial(word) for word in quote):
        return False
    return any(denies_by_prefix(word) for word in alignment.claim[at + 1 : at + _NEXT])


def _sameis_denial(at: int, quoted: Sequence[int], alignment: Alignment) -> bool:
    """Whether the quote has 'kein Staat' too, though 'Staat' is a word without content."""
    claim, quote = alignment.claim, alignment.quote
    if not marks(claim[at].folded, "none") or not claim[at + 1 : at + 2]:
        return False
    noun = claim[at + 1]
    return (is_small(noun.folded, alignment.language) or is_frame(noun.folded)) and any(
        marks(quote[n].folded, "none")
        and any(same(noun.folded, w.folded, alignment.language) for w in quote[n + 1 : n + _NEXT])
        for n in quoted
    )


def _in_no_row(at: int, alignment: Alignment) -> bool:
    """Whether 'for none high' is so: the rows of a table have this value in no cell of a column."""
    columns = alignment.columns
    if not columns or not marks(alignment.claim[at].folded, "none"):
        return False
    values = [alignment.claim[n] for n in alignment.claim_near(at)]
    return any(alignment.has_form(value, column) for value in values for column in columns) and any(
        not any(alignment.has_form(value, column) for value in values) for column in columns
    )


def _affirmed(alignment: Alignment) -> str:
    """The stressed 'indeed' of a claim where the quote denies; empty when there is none."""
    claim, quote = alignment.claim, alignment.quote
    denials = negators(claim)
    for at, word in enumerate(claim):
        stressed = marks(word.folded, "affirm") and not _goes_back(at, alignment)
        if not stressed and not marks(word.folded, "lasting"):
            continue
        phrase = [n for n in denials if alignment.claim_phrase[n] == alignment.claim_phrase[at]]
        if any(n >= at - _NEXT for n in phrase) or _weakened(at, claim):
            continue  # 'durchaus nicht', 'still less'
        places = []
        if any(alignment.pairs[n] for n in alignment.claim_near(at)):
            clauses = alignment.bearing(at)
            places.append([n for n in range(len(quote)) if alignment.quote_clause[n] in clauses])
        if stressed:
            places.append(alignment.sentence_bearing(alignment.claim_sentence[at]))
        for there in places:
            said = any(
                marks(quote[n].folded, kind) for n in there for kind in ("affirm", "lasting")
            )
            if not said and any(n in there for n in negators(quote)):
                return word.text
    return ""


def _goes_back(at: int, alignment: Alignment) -> bool:
    """Whether a 'does' stresses no verb but stands for one: 'than it does today'."""
    if alignment.claim[at].folded not in ("do", "does", "did"):
        return False
    following = alignment.claim[at + 1 : at + 2]
    does_some = any(marks(w.folded, kind) for w in following for kind in ("few", "scant", "many"))
    ends = alignment.claim_clause[at + 2 : at + 3] != [alignment.claim_clause[at]]
    return ends or does_some or at + 1 not in alignment.claim_content


def _weakened(at: int, claim: Sequence[Word]) -> bool:
    return [w.folded for w in claim[at + 1 : at + 2]] in (["less"], ["weniger"])


def _doubled(at: int, claimed: Sequence[int], quoted: Sequence[int], alignment: Alignment) -> bool:
    """Whether one thing is denied twice in a claim and nowhere twice in a clause of the quote."""
    claim = alignment.claim
    twice = any(
        n != at
        and abs(n - at) <= _NEXT + marks(claim[min(n, at)].folded, "none")  # 'kein ... nicht'
        and alignment.claim_clause[n] == alignment.claim_clause[at]
        for n in claimed
        if not {claim[n].folded, claim[at].folded} & _NEITHER
        and not (n > at and claim[n].folded in ("without", "ohne"))  # 'cannot do without'
        and not (n < at and claim[at].folded in ("without", "ohne"))
    )
    clauses = [alignment.quote_clause[n] for n in quoted]
    return twice and len(set(clauses)) == len(clauses)


def _outnumbering(claimed: Sequence[int], alignment: Alignment) -> str:
    """The last negator of a claim that denies more often than the quote; empty when it does not.

    'It is not hardly supported' has two where 'kaum' is one, 'not unintended' where 'nicht
    intendiert' is. What claim and quote are both 'without' is left out.
    """
    claim, quote = alignment.claim, alignment.quote
    mine = [
        at
        for at in _paired(claim, claimed)
        if claim[at].folded not in ("noch", "without", "ohne")
        and not _cancelled(at, alignment)
        and [w.folded for w in claim[at + 1 : at + 2]] not in (["even"], ["einmal"])
    ]
    formed = [w for w in claim if denies_by_prefix(w) or marks(w.folded, "scant")]
    without = sum(w.folded in ("without", "ohne") for w in claim)
    denials = {n for n, w in enumerate(quote) if is_denial(w)} | set(negators(quote))
    there = len(denials) - min(without, sum(w.folded == "ohne" for w in quote))
    return claim[mine[-1]].text if mine and len(mine) + len(formed) > max(1, there) else ""


def _dropped(at: int, alignment: Alignment) -> bool:
    """Whether a sentence of the claim says what this negator of the quote turns, but not it."""
    claim, quote = alignment.claim, alignment.quote
    near = alignment.quote_near(at)
    near = [n for n in near if quote[n].text[0].isupper()] or near
    if not near or without_a_name(at, alignment):
        return False  # what it turns is asked for by ``accompanied``
    after, neither = near[0] > at, quote[at].folded == "weder"
    if not after and negators(claim):
        return False
    if alignment.said_elsewhere(near, negators(quote), alignment.quote_clause[at]):
        return False
    for sentence in alignment.sentences_saying(near, alignment.quote_clause[at]):
        if alignment.stands_elsewhere(sentence, at):
            continue
        phrases = alignment.claim_phrases_with(near)
        inside = [
            n
            for n in range(len(claim))
            if alignment.claim_sentence[n] == sentence
            and (not after or neither or alignment.claim_phrase[n] in phrases)
        ]
        if inside and not _denies(claim, inside, quote, alignment):
            mine = {alignment.quote_sentence[at]}
            wanted = [n for n in negators(quote) if alignment.quote_sentence[n] in mine]
            found = [n for n in negators(claim) if alignment.claim_sentence[n] == sentence]
            if len(found) < len(wanted):
                return True
    return False


def _one_of_none(alignment: Alignment) -> str:
    """The 'a' of a claim before what the quote has 'none' of: 'a state', 'kein Staat'."""
    claim, quote = alignment.claim, alignment.quote
    sentence = alignment.claim_sentence
    denied = {sentence[n] for n in negators(claim)}
    denied |= {sentence[n] for n, word in enumerate(claim) if is_denial(word)}
    lacking = [
        noun
        for n, word in enumerate(quote)
        if marks(word.folded, "none")
        for noun in quote[n + 1 : n + 1 + _NEXT]
        if noun.text[0].isupper()
    ]
    for at, word in enumerate(claim):
        if word.folded not in _ONE or sentence[at] in denied:
            continue
        counted = [w for w in claim[at + 1 : at + 1 + _NEXT] if len(w.folded) > _ROOT - 1]
        if any(same(w.folded, q.folded, alignment.language) for w in counted for q in lacking):
            return word.text
    return ""


def _paired(words: Sequence[Word], places: Sequence[int]) -> list[int]:
    """The negators without each 'nor' that only goes on after a 'neither'."""
    return [
        at
        for at in places
        if words[at].folded != "nor" or not any(words[n].folded == "neither" for n in range(at))
    ]


def _denies(
    text: Sequence[Word], places: Sequence[int], other: Sequence[Word], alignment: Alignment
) -> bool:
    """Whether a text denies something at these places that the other does not deny by that word.

    'Offen ist nicht, ob' and 'offen ist, ob' both have 'offen', which excuses no 'nicht'; that
    'unersetzbar' is no form of 'replaced' lets it bear 'cannot be replaced'.
    """
    denials = set(negators(text))
    turned = [
        word
        for at, word in enumerate(other)
        if _TURNED.match(word.folded)
        and (denies_by_prefix(word) or not (at and marks(other[at - 1].folded, "negator")))
    ]

    def denies_alone(word: Word) -> bool:  # 'ruled' of 'ruled out', but not 'blockieren'
        return is_denial(word) or not any(
            alignment.has_form(w, [word]) and not is_denial(w) for w in text
        )

    def excused(word: Word) -> bool:
        if "los" in word.folded[-5:]:  # 'erfolglos' may deny 'erfolgreich', a form of it
            same = [w for w in turned if alignment.has_form(word, [w])]
            return bool(same) or any(w.folded.startswith(word.folded) for w in other)
        if not denies_by_prefix(word):
            others = [w for w in other if alignment.has_form(word, [w]) and denies_alone(w)]
            mine = sum(is_denial(w) and alignment.has_form(w, others) for w in text)
            return len(others) >= max(1, mine)
        bare = word.folded.removeprefix("un")[:_ROOT]  # 'nicht intendiert' does not turn itself
        return alignment.has_form(word, [w for w in turned if not w.folded.startswith(bare)])

    return any(
        at in denials or (is_denial(text[at]) and not _adds(text, at) and not excused(text[at]))
        for at in places
    )


def _adds(words: Sequence[Word], at: int) -> bool:
    """Whether 'nur' or 'sondern' is that of 'nicht nur ..., sondern auch', which denies nothing."""
    if words[at].folded in ONLY:
        return at > 0 and words[at - 1].folded in ("nicht", "not")
    return words[at].folded == "sondern" and any(
        words[n].folded in ONLY and words[n - 1].folded == "nicht" for n in range(1, at)
    )
