"""What a question names that the documents never mention: countries, years, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["Mentions", "wants_date", "wants_number"]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURE = re.compile(r"\b(?:grafik|abbildung|schaubild|diagramm|figure|fig|chart)\.?\s*(\d+)", re.I)
_NUMBER = re.compile(
    r"\b(wie ?viele?[rs]?|wie ?viel|wie (?:hoch|teuer|gross|stark|lange|alt)|was kostet|anzahl"
    r"|prozent|how (?:many|much|large|big|high|old|long)|percentage|per cent|number of|budget)\b"
)
_DATE = re.compile(r"\b(wann|in welchem jahr|welches datum|when|what year|which year|what date)\b")
_CODES = """
AL AD AM AR AT AU AZ BA BE BG BR BY CA CH CL CN CO CU CY CZ DE DK DZ EE EG ES FI FR GB GE GL GR HR
HU ID IE IL IN IQ IR IS IT JP KP KR KZ LB LT LU LV LY MA MC MD ME MK MT MX NG NL NO NZ OM PE PH PK
PL PT QA RO RS RU SA SE SI SK SS SY TH TN TR TW UA US UZ VE VN XK YE ZA
"""
_STEM = 5  # letters that a name must keep to be looked for in other forms


@cache
def _countries() -> dict[str, dict[Language, str]]:
    """Countries by ISO code with their German and English names (Unicode CLDR, by Babel)."""
    from babel import Locale

    german, english = Locale("de").territories, Locale("en").territories
    return {code: {"de": german[code], "en": english[code]} for code in _CODES.split()}


def _stem(name: str) -> str:
    """What the forms of a name have in common: 'Norwegen', 'norwegisch', 'Norweger'."""
    word = fold(name.split(" ")[0])
    for ending in ("land", "en", "ia", "ei", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word.removesuffix(ending)
    return word


class Mentions:
    """What the documents mention; built once from their texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = fold("\n".join(texts))
        self._years = set(_YEAR.findall(whole))
        # 'Süd-Korea' counts for 'Südkorea' too
        words = set(re.findall(r"[^\W\d_]+", whole + " " + whole.replace("-", "")))
        self._absent = {
            code: names
            for code, names in _countries().items()
            if not any(word.startswith(_stem(name)) for name in names.values() for word in words)
        }

    def absent(self, question: str, language: Language) -> list[str]:
        """Countries and years of the question that no document mentions, as a reader says them."""
        words = re.findall(r"[^\W\d_]+", fold(question))
        countries = [
            names[language]
            for names in self._absent.values()
            if any(word.startswith(_stem(name)) for name in names.values() for word in words)
        ]
        years = [year for year in _YEAR.findall(question) if year not in self._years]
        return countries + years


def figure_numbers(question: str) -> list[int]:
    """The numbers of the figures that a question names."""
    return [int(number) for number in _FIGURE.findall(question)]


def wants_number(question: str) -> bool:
    """Whether the question asks for a quantity."""
    return bool(_NUMBER.search(fold(question)))


def wants_date(question: str) -> bool:
    """Whether the question asks for a time."""
    return bool(_DATE.search(fold(question)))
