"""Names, which are never matched loosely: nowhere to be found, or in the place of another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from natoqa.grounding.names import Name, names
from natoqa.grounding.words import content_words, same, words
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["stray_name"]

# bodies of one country: none takes the place of an alliance
_NATIONAL = frozenset(
    f"o:{body}"
    for body in (
        "cdu", "spd", "gruene", "afd", "republican", "democrat", "congress", "bundestag",
        "bundeswehr", "pentagon", "whitehouse",
    )
)  # fmt: skip
_POWERS = frozenset({"c:US", "c:RU", "c:CN"})  # none takes the place of 'the Europeans'
_OWN = "o:nato"  # what is often called by a common noun
# who leads a country stands for it: 'Putins Vollinvasion' is Russia's
_LEADS = {
    "c:RU": "p:putin", "c:US": "p:trump", "c:UA": "p:selenskyj", "c:FR": "p:macron",
    "c:CN": "p:xi", "c:TR": "p:erdogan", "c:HU": "p:orban", "c:IT": "p:meloni",
}  # fmt: skip
_PARTIES = frozenset({"c:", "o:", "p:"})  # names of which one may be put for another
_RECENT = 3  # names before a quote that it may mean by 'it' or 'they'
_CLOSE = 30  # characters on either side of a name
# between two words of a title: 'Institute for the World Economy'
_TITLE = re.compile(r"(?:\s+[A-Z][a-z]+(?:\s+(?:for|of|on)(?:\s+the)?)?)*\s+")
_OWNED = re.compile(r"([^\W\d_]{4,})\s+(of\s+(?:the\s+)?|der\s+)?$")
_END = re.compile(r"[.;:,–]")
_JOINT = re.compile(r"\s*(?:,|,?\s*(?:und|and|oder|or|sowie))\s+(?:the\s+|die\s+|den\s+|der\s+)?")
_COMPARED = re.compile(r"\b(?:than|als|with|mit)\b")
_APART = 8  # words between two names of one sentence part
_BETWEEN = 5  # words between a name and itself
_PARENTHESIS = re.compile(r"\s*\([^)]{,30}\)")
_JOINED = re.compile(
    r"([^\W\d_]{4,})\s+(?:for|with|in|against|of|from|to|on|für|mit|gegen|von|aus|um)"
    r"(?:\s+(?:the|der|die|den|dem))?\s+$"
)


def stray_name(claim: str, quote: str, context: str, language: Language) -> str:
    """The first name of a claim that is nowhere, or that took the place of one in the quote."""
    claimed = names(claim, language)
    quoted = {name.key for name in names(quote, "de")}
    around = {name.key for name in names(context, "de")}
    heading = "" if " | " in quote else context.split("\n", 1)[0]
    topics = {name.key for name in names(heading, "de")}
    said = {name.key for name in claimed}
    countries = [name for name in claimed if name.key[:2] == "c:"]
    if len({name.key for name in countries}) > 1 and not any(
        quoted & {name.key, _LEADS.get(name.key, "")} for name in countries
    ):
        return countries[0].text  # the context may tell who is meant, but not two of them
    if twice := (
        _named_twice(claimed, claim, quote)
        or _listed_twice([n for n in claimed if n.key[:2] in _PARTIES], claim)
        or _named_too_often(claimed, claim, quote)
        or _in_no_caption(countries, quote, context)
    ):
        return twice
    for name in claimed:
        if name.key[:2] == "c:" and _displaced(name, claim, quote, language):
            return name.text
        if name.key in quoted or name.text in quote or _LEADS.get(name.key, "") in quoted:
            continue
        if name.key not in around and name.text not in context:
            if name.key[0] == "w" and (
                _initials(name.text, quote)
                or _spelled(name.text, quote + context)
                or (name.text[1:].islower() and _in_a_title(name, claimed, claim, quoted | around))
            ):
                continue
            return name.text
        if name.key[:2] == "c:" and _qualifies_another(name, claim, context, language):
            return name.text
        if name.key not in topics and _out_of_reach(name, claim, quote, context, language):
            return name.text
        if (
            name.key[:2] in ("c:", "o:", "p:")
            and _took_the_place(name, claim, said, quote, name.key in topics, language)
            and not _attached(name, claim, quote, context, language)
        ):
            return name.text
    return ""


def _named_twice(claimed: Sequence[Name], claim: str, quote: str) -> str:
    """A name that stands close to itself where the quote has two: 'the EU rather than the EU'."""
    said, there = {name.key for name in claimed}, names(quote, "de")
    for first, second in pairwise(n for n in claimed if n.key[:2] in ("o:", "p:")):
        between = claim[first.end : second.start]
        if first.key != second.key or _END.search(between) or len(words(between)) > _BETWEEN:
            continue
        compared = bool(_COMPARED.search(between))
        if any(n.key[:2] == first.key[:2] and n.key not in said for n in there) and (
            compared or sum(n.key == first.key for n in there) < 2
        ):
            return second.text
    return ""


def _named_too_often(claimed: Sequence[Name], claim: str, quote: str) -> str:
    """A name that a claim has twice and the quote less often, for it also has another of the kind:
    'Russia's invasion of Russia' where it was Russia's of Ukraine; else empty.
    """
    said = Counter(n.key for n in claimed)
    # 'Ukraine-Krieg' names a war, and a claim may well leave out whose
    there = Counter(n.key for n in names(quote, "de") if quote[n.end : n.end + 1] != "-")
    every = Counter(n.key for n in names(quote, "de"))
    for first, name in pairwise(n for n in claimed if n.key[:2] in _PARTIES):
        if first.key != name.key or said[name.key] <= every[name.key]:
            continue
        if len(words(claim[first.end : name.start])) > _APART:
            continue
        others = ("c:", "r:") if name.key in _POWERS else (name.key[:2],)
        if any(key[:2] in others and there[key] > said[key] for key in there):
            return name.text
    return ""


def _in_no_caption(countries: Sequence[Name], quote: str, context: str) -> str:
    """A country that neither the rows of a table nor what stands around the table has."""
    if " | " not in quote:
        return ""
    around = "\n".join(line for line in context.split("\n") if " | " not in line)
    known = {name.key for text in (quote, around) for name in names(text, "de")}
    return next((name.text for name in countries if name.key not in known), "")


def _out_of_reach(name: Name, claim: str, quote: str, context: str, language: Language) -> bool:
    """Whether the quote cannot mean a name of its context: others are told of more often, and
    stand closer before the quote; and the context has it beside none of its words in the claim.
    """
    at = context.find(quote.split("\n", 1)[0])
    others = [n for n in names(context, "de") if n.key[:2] == name.key[:2]]
    if name.key[:2] not in _PARTIES or at < 0 or not others:
        return False
    often = Counter(n.key for n in others)
    closest = [n.key for n in others if n.end <= at][-_RECENT:]
    if often[name.key] >= max(often.values()) or name.key in closest:
        return False
    here = _neighbours(name, claim, language)
    return not any(
        same(a, b, language)
        for n in others
        if n.key == name.key
        for a in here
        for b in _neighbours(n, context, "de")
    )


def _listed_twice(parties: Sequence[Name], claim: str) -> str:
    """A name that an enumeration has twice: 'Poland, France and Poland'; else empty."""
    listed: set[str] = set()
    for before, name in pairwise(parties):
        between = claim[before.end : name.start]
        if not _JOINT.fullmatch(between) or ("," in between and name.key[:2] != "c:"):
            listed = set()  # 'away from NATO, and NATO as a framework' begins anew
            continue
        listed.add(before.key)
        if name.key in listed:
            return name.text
    return ""


def _in_a_title(name: Name, claimed: Sequence[Name], claim: str, known: set[str]) -> bool:
    """Whether a word follows a known name in one title: 'Kiel Institute for the World Economy'."""
    return any(
        other.key in known
        and other.key[0] != "w"
        and other.key != _OWN
        and bool(_TITLE.fullmatch(claim[other.end : name.start]))
        for other in claimed
    )


def _attached(name: Name, claim: str, quote: str, context: str, language: Language) -> bool:
    """Whether a country only tells what a noun is of, and the context has it beside the same noun.

    'The peacekeeping force for Ukraine' is so called where the text says 'diese Friedenstruppe';
    a noun that the quote has beside another country is not.
    """
    noun = _leader(name, claim) or _owned(name, claim)
    if name.key[:2] != "c:" or not noun:
        return False

    def beside(other: Name, text: str) -> bool:
        there = _leader(other, text) or _owned(other, text)
        return bool(there) and same(noun, there, language)

    return any(n.key == name.key and beside(n, context) for n in names(context, "de")) and not any(
        n.key[:2] == "c:" and n.key != name.key and beside(n, quote) for n in names(quote, "de")
    )


def _leader(name: Name, text: str) -> str:
    """The noun that a preposition joins a name to: 'force' in 'force for Ukraine'."""
    found = _JOINED.search(text[max(0, name.start - 2 * _CLOSE) : name.start])
    return fold(found[1]) if found else ""


def _placed(name: Name, text: str) -> bool:
    """Whether a name only tells where something was: 'the summit in Vilnius'."""
    return bool(re.search(r"\bin\s+(?:der\s+)?$", text[max(0, name.start - _CLOSE) : name.start]))


def _took_the_place(
    name: Name, claim: str, said: set[str], quote: str, topic: bool, language: Language
) -> bool:
    """Whether the quote has another name of this kind that the claim leaves out.

    Organisations are told apart less sharply, for 'the alliance' is often left out, and so is a
    country that is the topic of the section; there the other name must stand between the same
    words. 'Alliances' do not say that NATO does something.
    """
    by_name = any(n.key == _OWN and fold(n.text).startswith("nato") for n in names(claim, language))
    kinds = ("c:", "r:") if name.key in _POWERS else (name.key[:2],)
    left_out = [
        n
        for n in names(quote, "de")
        if n.key[:2] in kinds
        and (n.key[:2] != "r:" or n.key == "r:europe")
        and (n.key in _NATIONAL) is (name.key in _NATIONAL)
        and (n.key not in said or (n.key == _OWN and not by_name))
    ]
    if name.key[0] != "o" and not topic:
        return bool(left_out)
    if name.key[0] == "o" and name.key != _OWN and any(n.key == _OWN for n in left_out):
        return bool(left_out)
    here = _neighbours(name, claim, language)
    return any(
        same(a, b, language)
        for other in left_out
        for a in here
        for b in _neighbours(other, quote, "de")
    )


def _displaced(name: Name, claim: str, quote: str, language: Language) -> bool:
    """Whether 'polnische Regierung' or 'Regierung Polens' is claimed of another's in the quote."""
    there = [n for n in names(quote, "de") if n.key[:2] == "c:"]
    for noun, others in (
        (_follower(name, claim), [(n, _follower(n, quote)) for n in there if _modifies(n, quote)]),
        (_owned(name, claim), [(n, _owned(n, quote)) for n in there]),
        (_leader(name, claim), [(n, _leader(n, quote)) for n in there if not _placed(n, quote)]),
    ):
        bearing = [n for n, other in others if noun and _bears(other, noun, language)]
        if bearing and not any(
            own.key == name.key and (own in bearing or abs(own.start - n.start) <= 2 * _CLOSE)
            for own in there
            for n in bearing
        ):
            return True
    return False


def _owned(name: Name, text: str) -> str:
    """The noun of which a country is told to be the owner: 'debts of Italy'."""
    found = _OWNED.search(text[max(0, name.start - 2 * _CLOSE) : name.start])
    if found is None:
        return ""
    return fold(found[1]) if found[2] or name.text[-1] == "s" else ""


def _qualifies_another(name: Name, claim: str, context: str, language: Language) -> bool:
    """Whether 'French threat' is claimed of a context that has a threat, but no French one."""
    noun = _follower(name, claim)
    if not noun or not _modifies(name, claim):
        return False
    there = [n for n in names(context, "de") if n.key[:2] == "c:" and _modifies(n, context)]
    bearing = [n for n in there if _bears(_follower(n, context), noun, language)]
    return bool(bearing) and all(n.key != name.key for n in bearing)


def _follower(name: Name, text: str) -> str:
    """The content word that follows a name at once; empty when there is none."""
    aside = _PARENTHESIS.match(text, name.end)
    end = aside.end() if aside else name.end
    following = words(text[end : end + _CLOSE])[:1]
    if not following or text[end : end + following[0].start].strip():
        return ""
    return following[0].folded if len(following[0].folded) > 3 else ""


def _modifies(name: Name, text: str) -> bool:
    """Whether a country tells whose the next word is: 'polnische', 'Polens', 'US-', not 'Polen'.

    What follows 'Polens' is a noun: 'der Beitritt Polens stärkte' says nothing of strength.
    """
    possessive = name.text[-1] == "s" and text[name.end : name.end + 2].strip()[:1].isupper()
    return name.text[0].islower() or possessive or text[name.end : name.end + 1] == "-"


def _bears(quoted: str, claimed: str, language: Language) -> bool:
    return bool(quoted) and same(claimed, quoted, language)


def _neighbours(name: Name, text: str, language: Language) -> list[str]:
    """The content words close to a name."""
    before = content_words(text[max(0, name.start - _CLOSE) : name.start], language)
    after = content_words(text[name.end : name.end + _CLOSE], language)
    return [w.folded for w in (*before[-2:], *after[:2])]


def _initials(name: str, text: str) -> bool:
    """Whether a name is the initials of capitalised words of the text: 'MAGA'."""
    letters = r"\w*\s+".join(re.escape(letter) for letter in name)
    return name.isupper() and len(name) > 2 and bool(re.search(rf"\b{letters}\w", text))


def _spelled(name: str, text: str) -> bool:
    """Whether an English word written like a name is a translation, not a name of its own."""
    folded = name.casefold()
    return any(same(folded, word.folded, "en") for word in words(text))
