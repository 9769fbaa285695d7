"""What a question names that the documents never mention: countries, years, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable

from natoqa.countries import countries
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


class Mentions:
    """What the documents mention; built once from their texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = fold("\n".join(texts))
        self._years = set(_YEAR.findall(whole))
        # 'Süd-Korea' counts for 'Südkorea' too
        words = set(re.findall(r"[^\W\d_]+", whole + " " + whole.replace("-", "")))
        beginnings = {word[:length] for word in words for length in range(1, len(word) + 1)}
        self._absent = {
            country: country.stems
            for country in countries()
            if beginnings.isdisjoint(country.stems)
        }

    def absent(self, question: str, language: Language) -> list[str]:
        """Countries and years of the question that no document mentions, as a reader says them."""
        words = re.findall(r"[^\W\d_]+", fold(question))
        named = [
            country.name(language)
            for country, stems in self._absent.items()
            if any(word.startswith(stems) for word in words)
        ]
        years = [year for year in _YEAR.findall(question) if year not in self._years]
        return named + years


def figure_numbers(question: str) -> list[int]:
    """The numbers of the figures that a question names."""
    return [int(number) for number in _FIGURE.findall(question)]


def wants_number(question: str) -> bool:
    """Whether the question asks for a quantity."""
    return bool(_NUMBER.search(fold(question)))


def wants_date(question: str) -> bool:
    """Whether the question asks for a time."""
    return bool(_DATE.search(fold(question)))
