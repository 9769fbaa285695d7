"""Numbers, which are never matched loosely."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from natoqa.grounding.counted import counted, counts_another
from natoqa.grounding.excerpts import Excerpt
from natoqa.grounding.names import names
from natoqa.grounding.numbers import Quantity, quantities
from natoqa.grounding.ordinals import is_borne_by_order
from natoqa.grounding.words import same
from natoqa.types import Language

__all__ = ["stray_number"]

_LABEL = re.compile(
    r"\b(?:(?P<figure>grafik|abbildung|figure)|(?P<chapter>kapitel|chapter)"
    r"|(?P<article>artikel|art\.|article)|(?P<page>seite|page))\w{0,2}[\s-]*$",
    re.I,
)
_TITLED = re.compile(r"»[^«]{2,40}«")
_CHAPTER = re.compile(r"\s+(?:chapter|kapitel|section|abschnitt)", re.I)
_LISTED = re.compile(r"^\s[^.;:()]{0,40}?[(:]\s*([^.;:()]+)")
_ITEM = re.compile(r",|\b(?:und|and|sowie)\b")
_JOINED = re.compile(r"\s*(?:,|und|oder|sowie)\s")
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
_CITED = re.compile(
    r"\([^()]*[A-ZÄÖÜ][^()]*(?:19|20)\d\d[a-z]?[^()]*\)|\bvgl\.[^.;)]*(?:19|20)\d\d"
)
_REACH = 40  # characters between a year and the name it goes with
_CLOSE = 14  # between a year and a name that go together: 'in Vilnius in 2023'


def stray_number(
    claim: str, quote: str, context: str, excerpts: Sequence[Excerpt], language: Language
) -> str:
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
    if repeated := _told_too_often(claim, quote):
        return repeated
    for number in quantities(claim):
        found = borne.get(number.key, [])
        if found and number.is_year and _only_cited(number, claim, quote, found):
            return number.text
        if _label(number, claim) and not _labelled_alike(number, claim, quote):
            return number.text
        if counts_another(number, claim, quote, language):
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
        if not found and kind == "o" and is_borne_by_order(number, claim, excerpts, language):
            continue
        if not found:
            there = around.get(number.key, [])
            if _in_a_name(number, claim, there, quote, context, language) or (
                not _label(number, claim)
                and (
                    _counts_a_list(number, claim)
                    or _counts_rows(number, quote)
                    or _counts_names(number, quote)
                )
            ):
                continue
        if not found:
            return number.text
        if number.is_year and _of_another_year(number, claim, f"{quote}\n{context}"):
            return number.text
        if number.bound and not any(t.bound == number.bound for t in found):
            return number.text
        if number.percent and not any(_percent(t, quote) for t in found):
            return number.text
    return ""


def _told_too_often(claim: str, quote: str) -> str:
    """A number that a claim has twice and the quote less often, for it also has another of the
    kind: '3.7 or 3.7' where it was '3,6 oder 3,7'; else empty.
    """
    said, there = (quantities(text) for text in (claim, quote))
    mine, theirs = (Counter(q.key for q in found) for found in (said, there))
    for number in reversed(said):
        if claim[number.end : number.end + 1].isalpha():
            continue  # '2025a' names a source
        if not theirs[number.key] or mine[number.key] <= max(1, theirs[number.key]):
            continue
        if any(_kind(q) == _kind(number) and q.key not in mine for q in there):
            return number.text
    return ""


def _kind(number: Quantity) -> tuple[str, bool, bool]:
    return number.key[0], number.is_year, number.percent


def _only_cited(year: Quantity, claim: str, quote: str, found: Sequence[Quantity]) -> bool:
    """Whether the quote has a year only where it names its sources, '(Rutte 2025a)', and other
    years besides; a claim that speaks of these names one of them or has brackets too.
    """
    cited = [(m.start(), m.end()) for m in _CITED.finditer(quote)]

    def is_cited(there: Quantity) -> bool:
        return any(a <= there.start < b for a, b in cited)

    if "(" in claim or not all(is_cited(there) for there in found):
        return False
    authors = {w.casefold() for a, b in cited for w in re.findall(r"[A-ZÄÖÜ]\w{2,}", quote[a:b])}
    beside = claim[max(0, year.start - _REACH) : year.end].casefold()
    return any(q.is_year and not is_cited(q) for q in quantities(quote)) and not any(
        f"{author} {year.text}" in beside for author in authors
    )


def _dates(text: str) -> list[tuple[str, str]]:
    """The months that a year follows, with it: 'Anfang April 2025' is no 'April 2026'."""
    found = quantities(text)
    return [
        (month.key, year.key)
        for month, year in pairwise(found)
        if month.key[0] == "m" and year.is_year
        and not text[month.end : year.start].strip(" ,")
    ]  # fmt: skip


def _percent(there: Quantity, quote: str) -> bool:
    """Whether a number counts per cent; 'auf 3,5 Prozent ... und auf 1,5' names it but once."""
    around = quote[max(0, there.start - 120) : there.end]  # 'Zweiprozentziel' says it itself
    return there.percent or bool(_PERCENT.search(around) or _RANGE.match(quote[there.end :]))


def _in_a_name(
    number: Quantity,
    claim: str,
    found: list[Quantity],
    quote: str,
    context: str,
    language: Language,
) -> bool:
    """Whether the number labels a thing, and the context has it beside the same thing."""
    if not found:
        return False
    if _RULE.match(claim[number.end :]):
        ruled = [q.key for q in quantities(quote) if _RULE.match(quote[q.end :])]
        return not ruled or number.key in ruled
    label = _label(number, claim)
    if label == "chapter":
        return bool(re.search(rf"(?m)^\[?{re.escape(number.key[1:])}\s", context))
    if label == "figure":
        return number.key == _figure_of(quote, context)
    if label:
        return any(_label(there, context) == label for there in found)
    if number.text.isalpha():
        return bool(_same_counted(number, claim, found, context, language))
    if not number.is_year:
        return False
    here = _beside(number, claim)
    return bool(here) and any(here == _beside(there, context) for there in found)


def _figure_of(quote: str, context: str) -> str:
    """The key of the last figure's number that the context has before the quote, or in it."""
    end = context.find(quote.split("\n", 1)[0]) + len(quote)
    labels = (q for q in quantities(context[:end]) if _label(q, context) == "figure")
    return next((q.key for q in reversed(list(labels))), "")


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
    mine = counted(number, claim)
    return [
        there
        for there in found
        if any(same(a, b, language) for a in mine for b in counted(there, context))
    ]


def _counts_a_list(number: Quantity, claim: str) -> bool:
    """Whether as many items follow a count: 'drei Länder (Polen, Litauen und Finnland)'."""
    found = _LISTED.match(claim[number.end :])
    if not found or not number.text.isalpha():
        return False
    items = [item for item in _ITEM.split(found[1]) if item.strip()]
    return number.key == f"n{len(items)}"


def _counts_rows(number: Quantity, quote: str) -> bool:
    """Whether a count is that of all quoted rows of a table, of those with one value, of the names
    between quotation marks or of those that are enumerated.
    """
    if number.key == f"n{len(_TITLED.findall(quote))}":
        return True
    if _counts_names(number, quote):
        return True
    rows = [line.split(" | ")[1:] for line in quote.split("\n") if " | " in line]
    cells = Counter((column, cell) for row in rows for column, cell in enumerate(row))
    return number.key in {f"n{count}" for count in (len(rows), *cells.values())}


def _counts_names(number: Quantity, quote: str) -> bool:
    """Whether a count is that of the names that an enumeration of the quote has."""
    count, end = 0, 0
    counts: set[int] = set()
    for name in names(quote, "de"):
        joint = quote[end : name.start].strip()
        count = count + 1 if count and joint in (",", "und", "oder", "sowie", ", und") else 1
        if not _JOINED.match(quote[name.end :]):
            counts.add(count)
        end = name.end
    return number.text.isalpha() and number.key in {f"n{n}" for n in counts if n > 2}


def _of_another_year(year: Quantity, claim: str, text: str) -> bool:
    """Whether a place stands at the year in the claim, and in the text at other years only."""
    place = _beside(year, claim, _CLOSE)
    if place[:2] not in ("c:", "r:"):
        return False
    years = [q for q in quantities(text) if q.is_year]
    around = {key for _, key in _names_near(year, claim, _REACH)}
    if any(
        q.key == year.key and around & {key for _, key in _names_near(q, text, _REACH)}
        for q in years
    ):
        return False
    return any(_beside(q, text, _CLOSE) == place for q in years)


def _beside(number: Quantity, text: str, reach: int = _REACH) -> str:
    """The key of the name nearest to a number, within a few words; empty when there is none."""
    return min(_names_near(number, text, reach), default=(0, ""))[1]


def _names_near(number: Quantity, text: str, reach: int) -> list[tuple[int, str]]:
    """The distances and keys of the names near a number; NATO is everywhere."""
    start, end = max(0, number.start - reach), number.end + reach
    return [
        (max(number.start - start - name.end, name.start - (number.end - start)), name.key)
        for name in names(text[start:end], "de")
        if name.key != "o:nato"
    ]


def _by_key(text: str) -> dict[str, list[Quantity]]:
    found: dict[str, list[Quantity]] = {}
    for quantity in quantities(text):
        found.setdefault(quantity.key, []).append(quantity)
    return found
