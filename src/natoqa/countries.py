"""Countries in a text by their names in German and English: 'Polen', 'Poland', 'Norweger'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["Country", "countries", "find_countries", "stem"]

_CODES = """
AL AD AM AR AT AU AZ BA BE BG BR BY CA CH CL CN CO CU CY CZ DE DK DZ EE EG ES FI FR GB GE GL GR HR
HU ID IE IL IN IQ IR IS IT JP KP KR KZ LB LT LU LV LY MA MC MD ME MK MT MX NG NL NO NZ OM PE PH PK
PL PT QA RO RS RU SA SE SI SK SS SY TH TN TR TW UA US UZ VE VN XK YE ZA
"""
_WORD = re.compile(r"[^\W\d_]+")
# first words that alone name no country: 'new members', 'southern flank', 'united Europe'
_NOT_ALONE = frozenset(
    [
        "new",
        "north",
        "south",
        "saudi",
        "united",
        "vereinigte",
        "vereinigtes",
        "nouvelle",
        "nowa",
        "yeni",
    ]
)
_OTHER_LANGUAGES = ("fr", "pl", "tr", "it", "es", "nl")
_STEM = 5  # letters that a name must keep to be looked for in other forms
# names in daily use that Unicode's table does not have
_ALSO = {
    "USA": "US",
    "Amerika": "US",
    "America": "US",
    "UK": "GB",
    "Großbritannien": "GB",
    "Britain": "GB",
    "Türkiye": "TR",
    "Turkey": "TR",
}


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO code, with its names (Unicode CLDR, by Babel)."""

    code: str
    german: str
    english: str
    others: tuple[str, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """What the forms of its German and of its English name have in common."""
        return tuple(filter(None, (stem(self.german), stem(self.english))))

    @property
    def other_stems(self) -> tuple[str, ...]:
        """The same for its names in further languages, those long enough to be told apart."""
        return tuple(found for name in self.others if len(found := stem(name)) > _STEM)

    def name(self, language: Language) -> str:
        """Its name as a reader says it."""
        return self.german if language == "de" else self.english


@cache
def countries() -> tuple[Country, ...]:
    """The countries of Europe, of the study, and others that readers ask for."""
    from babel import Locale

    german, english = Locale("de").territories, Locale("en").territories
    others = [Locale(language).territories for language in _OTHER_LANGUAGES]
    return tuple(
        Country(code, german[code], english[code], tuple(names[code] for names in others))
        for code in _CODES.split()
    )


@cache
def stem(name: str) -> str:
    """What the forms of a name have in common: 'Norwegen', 'norwegisch', 'Norweger'.

    Empty for a name whose first word alone names no country.
    """
    word = fold(name.split(" ")[0])
    if word in _NOT_ALONE:
        return ""
    for ending in ("land", "en", "ia", "ei", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _STEM and word != "austria":
            return word.removesuffix(ending)  # 'austr' would be in 'Austritt' and 'Australien'
    return word


@cache
def _stems() -> dict[str, str]:
    found = {beginning: c.code for c in countries() for beginning in c.stems}
    return found | {fold(name): code for name, code in _ALSO.items()}


def find_countries(text: str) -> Iterator[tuple[str, int, int]]:
    """Code and place of each country that is named, in the order of the text."""
    for word in _WORD.finditer(text):
        folded = fold(word[0])
        for beginning, code in _stems().items():
            whole = len(beginning) < _STEM
            if folded == beginning or (not whole and folded.startswith(beginning)):
                yield code, word.start(), word.end()
                break
