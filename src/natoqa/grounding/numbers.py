"""Numbers of a text, however they are written: 'fünf', '5', 'five', '250 Milliarden', '1960er'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from natoqa.lexical import fold

__all__ = ["Quantity", "quantities"]

_ONES = {
      "eins": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4,
    "four": 4, "fuenf": 5, "five": 5, "sechs": 6, "six": 6, "sieben": 7, "seven": 7, "acht": 8,
    "eight": 8, "neun": 9, "nine": 9, "zehn": 10, "ten": 10, "elf": 11, "eleven": 11,
    "zwoelf": 12, "twelve": 12, "dreizehn": 13, "thirteen": 13, "vierzehn": 14, "fourteen": 14,
    "fuenfzehn": 15, "fifteen": 15, "sechzehn": 16, "sixteen": 16, "siebzehn": 17,
    "seventeen": 17, "achtzehn": 18, "eighteen": 18, "neunzehn": 19, "nineteen": 19,
    "zwanzig": 20, "twenty": 20, "dreissig": 30, "thirty": 30, "vierzig": 40, "forty": 40,
    "fuenfzig": 50, "fifty": 50, "sechzig": 60, "sixty": 60, "siebzig": 70, "seventy": 70,
    "achtzig": 80, "eighty": 80, "neunzig": 90, "ninety": 90, "hundert": 100, "hundred": 100,
    "tausend": 1000, "thousand": 1000, "dutzend": 12, "dozen": 12,
    "zweimal": 2,
    "dreimal": 3, "triple": 3, "threefold": 3, "thrice": 3,
}  # fmt: skip
_TIED = ("zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun", "zehn", "elf")
_FRACTIONS = {
    "haelfte": 1 / 2, "half": 1 / 2, "halb": 1 / 2, "drittel": 1 / 3, "thirds": 1 / 3,
    "viertel": 1 / 4, "quarter": 1 / 4, "fuenftel": 1 / 5,
}  # fmt: skip
_ORDINALS = {
    "erst": 1, "first": 1, "zweit": 2, "second": 2, "dritt": 3, "third": 3, "viert": 4,
    "fourth": 4, "fuenft": 5, "fifth": 5, "sechst": 6, "sixth": 6, "siebt": 7, "seventh": 7,
    "acht": 8, "eighth": 8, "neunt": 9, "ninth": 9, "zehnt": 10, "tenth": 10,
}  # fmt: skip
_ORDINAL = re.compile(
    r"^(erst|zweit|dritt|viert|fuenft|sechst|siebt|acht|neunt|zehnt)(e[nrms]?|ens|es)$"
)
_NO_ORDER = re.compile(
    r"in erster Linie|an erster Stelle|(?:in (?:die|der) )?zweiten? Reihe|ersten Blick"
    r"|in the first (?:place|instance)|first (?:of all"
    r"|and foremost)|at first|second thoughts|second to none",
    re.I,
)
_MONTHS = (  # in both languages
    "januar january", "februar february", "maerz march", "april", "mai may", "juni june",
    "juli july", "august", "september", "oktober october", "november", "dezember december",
)  # fmt: skip
_MONTH_OF = {name: at for at, both in enumerate(_MONTHS, start=1) for name in both.split()}
_SCALES = {"mrd": 1e9, "milliarde": 1e9, "bn": 1e9, "mio": 1e6, "million": 1e6, "tausend": 1e3}
_TOKEN = re.compile(
    r"(?<![^\W_])"
    r"(?P<digits>\d+(?:[  .,]\d{3})*(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+)"
)
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?=\s+[a-zäöü\d(])")  # 'am 14.5. in Antalya'
_PERCENT = re.compile(r"^\s*-?\s*(?:%|prozent|per\s?cent)", re.I)
_LEAST = re.compile(
    r"(?:(?:mindestens|wenigstens|at least)(?:\s+[^\W\d]\w*)?|minimal|mehr als|über"
    r"|oberhalb|more than|over|minimum|north of"
    r"|no (?:fewer|less) than|nicht weniger als|above)"
    r"(?:\s+(?:etwa|rund|about|around|the|den|die|der|zu))?\s+$",
    re.I,
)
_MOST = re.compile(
    r"(?:höchstens|maximal|bis zu|weniger als|unter|at most|(?<!-)up to|fewer than|less than|under"
    r"|no more than|below|nicht mehr als)(?:\s+(?:etwa|rund|about|around|the|den|die|der|zu))?\s+$",
    re.I,
)


_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its place; ``key`` is equal for equal numbers, ``bound`` '>' or '<' or ''.

    Keys: 'n5' a number, 'o2' an ordinal, 'm6' a month, 'd1960' a decade, 'f0.5' a fraction.
    """

    key: str
    text: str
    start: int
    end: int
    percent: bool = False
    bound: str = ""

    @property
    def is_year(self) -> bool:
        """Whether it is written as a year of the last or of this century: '1999', '2025'."""
        return bool(_YEAR.fullmatch(self.text))


@lru_cache(maxsize=4_000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """All numbers of a text in order; articles ('ein', 'one') are none."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Quantity]:
    at = 0
    while found := _TOKEN.search(text, at):
        at = found.end()
        date = _DATE.match(text, found.start())
        if date and int(date[1]) <= 31 and int(date[2]) <= 12:
            at = date.end()
            yield Quantity(f"n{int(date[1])}", date[1], date.start(1), date.end(1))
            yield Quantity(f"m{int(date[2])}", date[2], date.start(2), date.end(2))
            continue
        quantity = _digits(text, found) if found["digits"] else _word(text, found)
        if quantity is not None:
            at = max(at, quantity.end)
            yield quantity


def _digits(text: str, found: re.Match[str]) -> Quantity | None:
    value = _value(found["digits"])
    end = found.end()
    decade = re.match(r"(?:er|s)\b", text[end:])
    if decade and value >= 10:
        year = value if value > 100 else 1900 + value
        return Quantity(f"d{year:g}", found[0] + decade[0], found.start(), end + decade.end())
    return _scaled(text, found.start(), end, value)


def _scaled(text: str, start: int, end: int, value: float) -> Quantity:
    following = re.match(r"[\s-]*([^\W\d_]+)", text[end:])
    if following:
        scale = _scale(following[1])
        if scale:
            value *= scale
            end += following.end()
    percent = bool(_PERCENT.match(text[end:]))
    before = text[max(0, start - 30) : start]
    bound = ">" if _LEAST.search(before) else "<" if _MOST.search(before) else ""
    return Quantity(f"n{value:.15g}", text[start:end], start, end, percent, bound)


def _scale(word: str) -> float:
    if word in ("Billion", "Billionen") or word.lower() == "trillion":
        return 1e12
    if word == "billion":
        return 1e9
    folded = fold(word)
    return next(
        (scale for name, scale in _SCALES.items() if re.match(rf"{name}(e?n|s)?$", folded)), 0
    )


def _value(digits: str) -> float:
    """The number that digits with German or English separators stand for.

    A separator before exactly three digits parts thousands, any other is the decimal mark.
    """
    whole = re.sub(r"(?<=\d)[  .,](?=\d{3}(?!\d))", "", digits)
    return float(whole.replace(",", "."))


def _word(text: str, found: re.Match[str]) -> Quantity | None:
    word, start, end = fold(found["word"]), found.start(), found.end()
    if word in _MONTH_OF:
        sure = word not in ("may", "march") or _dated(text, start, end)
        return Quantity(f"m{_MONTH_OF[word]}", found[0], start, end) if sure else None
    if _NO_ORDER.search(text[max(0, start - 20) : end + 15]):
        return None
    ordinal = _ORDINAL.match(word)
    if word in (
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "firstly",
        "secondly",
        "thirdly",
        "fourthly",
    ):
        return Quantity(f"o{_ORDINALS[word.removesuffix('ly')]}", found[0], start, end)
    if word in ("erstmals", "erstmalig", "zuerst"):
        return Quantity("o1", found[0], start, end)
    if ordinal and word not in ("achte", "achten", "erstes"):
        return Quantity(f"o{_ORDINALS[ordinal[1]]}", found[0], start, end)
    for name, part in _FRACTIONS.items():
        if word == name or (
            word.startswith(name) and name in ("halb", "quarter", "viertel", "drittel")
        ):
            return Quantity(f"f{part:.3g}", found[0], start, end)
    value = _worded(word)
    if value is None:
        return None
    return _compound(text, start, end, value)


@lru_cache(maxsize=20_000)  # a corpus repeats its words
def _worded(word: str) -> float | None:
    """The value of a number word; 'fünfundzwanzig', 'zweihundert' and 'Zweiprozentziel' too."""
    for name in (word, word.removesuffix("n"), word.removesuffix("r"), word.removesuffix("s")):
        if name in _ONES:
            return _ONES[name]
    tens = re.match(r"^(ein|[a-z]+?)und([a-z]+zig|dreissig)$", word)
    if tens and (tens[1] in _ONES or tens[1] == "ein") and tens[2] in _ONES:
        return _ONES[tens[2]] + _ONES.get(tens[1], 1)
    many = re.match(r"^(ein|[a-z]+?)(hundert|tausend)$", word)
    if many and (many[1] in _ONES or many[1] == "ein"):
        return _ONES[many[2]] * _ONES.get(many[1], 1)
    if word.startswith(("doppel", "verdoppel", "double", "doubl", "dual", "twice", "twofold")):
        return 2
    for name in _TIED:
        if re.match(
            rf"{name}(fach|prozent|stufig|jaehrig|teilig|monatig|punkte|tage|wertig)", word
        ):
            return _ONES[name]
    return None


def _compound(text: str, start: int, end: int, value: float) -> Quantity:
    """'twenty-five', 'two hundred thousand': further number words belong to the first."""
    while following := re.match(r"[\s-]([A-Za-z]+)", text[end:]):
        word = fold(following[1])
        if word in ("hundred", "thousand"):
            value *= _ONES[word]
        elif 20 <= value <= 90 and value % 10 == 0 and 0 < _ONES.get(word, 0) < 10:
            value += _ONES[word]
        else:
            break
        end += following.end()
    return _scaled(text, start, end, value)


def _dated(text: str, start: int, end: int) -> bool:
    """Whether 'May' or 'March' at this place is a month."""
    if not text[start].isupper():
        return False
    near = re.search(
        r"(?:\d|\b(?:in|of|since|until|by|from|and|to|early|late|mid)\b)[\s-]*$", text[:start]
    )
    return bool(near or re.match(r"\s+\d", text[end:]))
