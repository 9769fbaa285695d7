"""What a question names that the documents never mention: countries, years, figures."""

from __future__ import annotations

import re
from collections.abc import Iterable

from natoqa.countries import countries
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["Mentions", "figure_numbers"]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURE = re.compile(
    r"\b(?:grafik\w{0,2}|abbildung|schaubild|diagramm|figure|fig|chart|graph|graphique|wykres\w{0,2})"
    r"\.?\s*(\d+)",
    re.I,
)


class Mentions:
    """What the documents mention; built once from their texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = fold("\n".join(texts))
        self._years = set(_YEAR.findall(whole))
        # 'Süd-Korea' counts for 'Südkorea' too
        words = set(re.findall(r"[^\W\d_]+", whole + " " + whole.replace("-", "")))
        beginnings = {word[:length] for word in words for length in range(1, len(word) + 1)}
        self._absent = [
            country
            for country in countries()
            if country.stems and beginnings.isdisjoint(country.stems)
        ]

    def absent(self, question: str, language: Language, *, foreign: bool = False) -> list[str]:
        """Countries and years of the question that no document mentions, as a reader says them.

        ``language`` is the reader's; ``foreign`` a question in neither German nor English.
        """
        words = re.findall(r"[^\W\d_]+", fold(question))
        named = []
        for country in self._absent:
            stems = country.stems + (country.other_stems if foreign else ())
            if any(word.startswith(stems) for word in words):
                named.append(country.name(language))
        years = [year for year in _YEAR.findall(question) if year not in self._years]
        return named + years


def figure_numbers(question: str) -> list[int]:
    """The numbers of the figures that a question names."""
    return [int(number) for number in _FIGURE.findall(question)]
