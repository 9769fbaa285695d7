"""What is never matched loosely: numbers and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from natoqa.grounding.names import Name, names
from natoqa.grounding.numbers import Quantity, quantities
from natoqa.grounding.ordinals import is_borne_by_order
from natoqa.grounding.words import content_words, same, words
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["stray_name", "stray_number"]

_LABEL = re.compile(
    r"\b(?:(?P<figure>grafik|abbildung|figure)|(?P<chapter>kapitel|chapter)"
    r"|(?P<article>artikel|art\.|article)|(?P<page>seite|page))\w{0,2}[\s-]*$",
    re.I,
)
_TITLED = re.compile(r"»[^«]{2,40}«")
_CHAPTER = re.compile(r"\s+(?:chapter|kapitel|section|abschnitt)", re.I)
_LISTED = re.compile(r"^\s[^.;:()]{0,40}?[(:]\s*([^.;:()]+)")
_ITEM = re.compile(r",|\b(?:und|and|sowie)\b")
_PERCENT = re.compile(r"%|prozent", re.I)
_RANGE = re.compile(
    r"\s*(?:bis|oder|und|[-–])\s*[\w.,]+\s*(?:%|prozent)", re.I
)  # '2 bis 3 Prozent'
_BOTH = re.compile(
    r"\bbeide[nrs]?\b|\bzum einen\b.*\bzum anderen\b|\beinerseits\b.*\bandererseits\b"
    r"|\bsowohl\b.*\bals auch\b|\bentweder\b.*\boder\b",
    re.I | re.S,
)
# 'Zwei-Drittel-Regel', 'two-thirds rule'
_RULE = re.compile(r"(?:-\w+)?[- ](?:regel|rule|ziel|target|klausel|clause|hürde|hurdle)", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
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
_CLOSE = 30  # characters on either side of a name
# between two words of a title: 'Institute for the World Economy'
_TITLE = re.compile(r"(?:\s+[A-Z][a-z]+(?:\s+(?:for|of|on)(?:\s+the)?)?)*\s+")
_JOINED = re.compile(
    r"([^\W\d_]{4,})\s+(?:for|with|in|against|of|from|to|on|für|mit|gegen|von|aus|um)"
    r"(?:\s+(?:the|der|die|den|dem))?\s+$"
)


def stray_number(claim: str, quote: str, context: str, language: Language) -> str:
    """The first number of a claim that the quotes do not have, or have with another bound.

    Ordinals ('die zweite Denkrichtung') and numbers that are part of a name ('Grafik 1', 'Vilnius
    2023') may, like names, stand in the context. 'Two' is borne by 'beide' and by 'a second', a
    count by a list of as many items that follows it.
    """
    borne, around = _by_key(quote), _by_key(context)
    said, dates = _dates(quote), _dates(claim)
    for month, year in dates:
        if (month, year) not in said and any(month == other for other, _ in said):
            return year.removeprefix("n")
    for number in quantities(claim):
        found = borne.get(number.key, [])
        if _label(number, claim) and not _labelled_alike(number, claim, quote):
            return number.text
        kind, value = number.key[0], number.key[1:]
        if not found and kind == "o":
            found = borne.get(f"n{value}", []) or _same_counted(
                number, claim, around.get(number.key, []), context, language
            )
        if not found and kind == "o" and _CHAPTER.match(claim[number.end :]):
            found = around.get(f"n{value}", [])
        if not found and kind == "n" and value in ("2", "3", "4"):
            found = borne.get(f"o{value}", [])
        if not found and number.key == "n2" and _BOTH.search(quote):
            continue
        if not found and kind == "o" and is_borne_by_order(
            number, claim, quote, context, language
        ):
            continue
        if not found:
            there = around.get(number.key, [])
            if (
                _in_a_name(number, claim, there, context, language)
                or _counts_a_list(number, claim)
                or _counts_rows(number, quote)
            ):
                continue
        if not found:
            return number.text
        if number.bound and not any(t.bound == number.bound for t in found):
            return number.text
        if number.percent and not any(_percent(t, quote) for t in found):
            return number.text
    return ""


def _dates(text: str) -> list[tuple[str, str]]:
    """The months that a year follows, with it: 'Anfang April 2025' is no 'April 2026'."""
    found = quantities(text)
    return [
        (month.key, year.key)
        for month, year in pairwise(found)
        if month.key[0] == "m" and _YEAR.fullmatch(year.text)
        and not text[month.end : year.start].strip(" ,")
    ]  # fmt: skip


def _percent(there: Quantity, quote: str) -> bool:
    """Whether a number counts per cent; 'auf 3,5 Prozent ... und auf 1,5' names it but once."""
    around = quote[max(0, there.start - 120) : there.end]  # 'Zweiprozentziel' says it itself
    return there.percent or bool(_PERCENT.search(around) or _RANGE.match(quote[there.end :]))


def _in_a_name(
    number: Quantity, claim: str, found: list[Quantity], context: str, language: Language
) -> bool:
    """Whether the number labels a thing, and the context has it beside the same thing."""
    if not found:
        return False
    if _RULE.match(claim[number.end :]):
        return True
    label = _label(number, claim)
    if label:
        return label == "chapter" or any(_label(there, context) == label for there in found)
    if number.text.isalpha():
        return bool(_same_counted(number, claim, found, context, language))
    if not _YEAR.fullmatch(number.text):
        return False
    here = _beside(number, claim)
    return any(here & _beside(there, context) for there in found)


def _label(number: Quantity, text: str) -> str:
    """What kind of thing a number labels, as 'figure' in 'Grafik 1'; empty when none."""
    found = _LABEL.search(text[max(0, number.start - 20) : number.start])
    return (found.lastgroup or "") if found else ""


def _labelled_alike(number: Quantity, claim: str, quote: str) -> bool:
    """Whether the quote, where it has labels of this kind, has this one."""
    label = _label(number, claim)
    there = [q.key for q in quantities(quote) if _label(q, quote) == label]
    return not there or number.key in there


def _same_counted(
    number: Quantity, claim: str, found: Sequence[Quantity], context: str, language: Language
) -> list[Quantity]:
    """Those of the numbers of the context that count what the number of the claim counts."""
    counted = _counted(number, claim)
    return [
        there
        for there in found
        if any(same(a, b, language) for a in counted for b in _counted(there, context))
    ]


def _counts_a_list(number: Quantity, claim: str) -> bool:
    """Whether as many items follow a count: 'drei Länder (Polen, Litauen und Finnland)'."""
    found = _LISTED.match(claim[number.end :])
    if not found or not number.text.isalpha():
        return False
    items = [item for item in _ITEM.split(found[1]) if item.strip()]
    return number.key == f"n{len(items)}"


def _counts_rows(number: Quantity, quote: str) -> bool:
    """Whether a count is that of all quoted rows of a table, of those with one value, or of the
    names between quotation marks.
    """
    if number.key == f"n{len(_TITLED.findall(quote))}":
        return True
    rows = [line.split(" | ")[1:] for line in quote.split("\n") if " | " in line]
    cells = Counter((column, cell) for row in rows for column, cell in enumerate(row))
    return number.key in {f"n{count}" for count in (len(rows), *cells.values())}


def _counted(number: Quantity, text: str) -> list[str]:
    """The noun that a number counts: 'drei möglichen Missionen' counts missions."""
    return [w.folded for w in words(text[number.end : number.end + 60])[:2]]


def _beside(number: Quantity, text: str) -> set[str]:
    """The keys of the names within a few words of a number."""
    start, end = max(0, number.start - 40), number.end + 40
    return {name.key for name in names(text[start:end], "de") if name.key != "o:nato"}


def _by_key(text: str) -> dict[str, list[Quantity]]:
    found: dict[str, list[Quantity]] = {}
    for quantity in quantities(text):
        found.setdefault(quantity.key, []).append(quantity)
    return found


def stray_name(claim: str, quote: str, context: str, language: Language) -> str:
    """The first name of a claim that is nowhere, or that took the place of one in the quote."""
    claimed = names(claim, language)
    quoted = {name.key for name in names(quote, "de")}
    around = {name.key for name in names(context, "de")}
    said = {name.key for name in claimed}
    for name in claimed:
        if name.key[:2] == "c:" and _displaced(name, claim, quote, language):
            return name.text
        if name.key in quoted or name.text in quote:
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
        if (
            name.key[:2] in ("c:", "o:", "p:")
            and _took_the_place(name, claim, said, quote, language)
            and not _attached(name, claim, quote, context, language)
        ):
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
    noun = _leader(name, claim)
    if name.key[:2] != "c:" or not noun:
        return False

    def beside(other: Name, text: str) -> bool:
        there = _leader(other, text)
        return bool(there) and same(noun, there, language)

    return any(n.key == name.key and beside(n, context) for n in names(context, "de")) and not any(
        n.key[:2] == "c:" and n.key != name.key and beside(n, quote) for n in names(quote, "de")
    )


def _leader(name: Name, text: str) -> str:
    """The noun that a preposition joins a name to: 'force' in 'force for Ukraine'."""
    found = _JOINED.search(text[max(0, name.start - 2 * _CLOSE) : name.start])
    return fold(found[1]) if found else ""


def _took_the_place(name: Name, claim: str, said: set[str], quote: str, language: Language) -> bool:
    """Whether the quote has another name of this kind that the claim leaves out.

    Organisations are told apart less sharply, for 'the alliance' is often left out; there the
    other name must stand between the same words. 'Alliances' do not say that NATO does something.
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
    if name.key[0] != "o" or (name.key != _OWN and any(n.key == _OWN for n in left_out)):
        return bool(left_out)
    here = _neighbours(name, claim, language)
    return any(
        same(a, b, language)
        for other in left_out
        for a in here
        for b in _neighbours(other, quote, "de")
    )


def _displaced(name: Name, claim: str, quote: str, language: Language) -> bool:
    """Whether 'polnische Regierung' is claimed where only 'litauische Regierung' is quoted."""
    noun = _follower(name, claim)
    if not noun:
        return False
    there = names(quote, "de")
    bearing = [
        n
        for n in there
        if n.key[:2] == "c:" and _modifies(n, quote) and _bears(_follower(n, quote), noun, language)
    ]
    return bool(bearing) and not any(
        own.key == name.key and abs(own.start - n.start) <= 2 * _CLOSE
        for own in there
        for n in bearing
    )


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
    following = words(text[name.end : name.end + _CLOSE])[:1]
    if not following or text[name.end : name.end + following[0].start].strip():
        return ""
    return following[0].folded if len(following[0].folded) > 3 else ""


def _modifies(name: Name, quote: str) -> bool:
    """Whether a country tells whose the next word is: 'polnische', 'Polens', 'US-', not 'Polen'."""
    return name.text[0].islower() or name.text[-1] == "s" or quote[name.end : name.end + 1] == "-"


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
