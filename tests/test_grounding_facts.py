"""Numbers and names, however they are written."""

from __future__ import annotations

import pytest

from natoqa.grounding.names import names
from natoqa.grounding.numbers import quantities
from natoqa.grounding.words import language_of, same
from natoqa.types import Language


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("fünf", "n5"), ("five", "n5"), ("5", "n5"), ("fünfundzwanzig", "n25"),
        ("twenty-five", "n25"), ("100 000", "n100000"), ("100,000", "n100000"),
        ("100.000", "n100000"), ("3,5", "n3.5"), ("3.5", "n3.5"),
        ("250 Milliarden", "n250000000000"), ("250 billion", "n250000000000"),
        ("zwei Millionen", "n2000000"), ("1960er", "d1960"), ("1960s", "d1960"),
        ("dritte", "o3"), ("third", "o3"), ("Hälfte", "f0.5"), ("half", "f0.5"),
        ("Februar", "m2"), ("February", "m2"), ("two hundred", "n200"), ("Zweiprozentziel", "n2"),
    ],
)  # fmt: skip
def test_one_key_for_all_ways_to_write_a_number(written: str, key: str) -> None:
    assert [quantity.key for quantity in quantities(f"x {written} y")] == [key]


def test_may_is_a_month_only_beside_a_date() -> None:
    assert [q.key for q in quantities("It may rise in May 2025.")] == ["m5", "n2025"]


def test_bounds_and_per_cent() -> None:
    least, most = quantities("mindestens 5 Prozent, at most ten brigades")
    assert (least.bound, least.percent, most.bound, most.percent) == (">", True, "<", False)


def test_digits_of_a_name_are_no_number() -> None:
    assert quantities("AP4 und F35") == ()


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("polnische Regierung", "de", "c:PL"), ("the Polish government", "en", "c:PL"),
        ("Kiew", "de", "c:UA"), ("in Kyiv", "en", "c:UA"), ("Peking", "de", "c:CN"),
        ("in Beijing", "en", "c:CN"), ("Vereinigtes Königreich", "de", "c:GB"),
        ("in the UK", "en", "c:GB"), ("der Kreml", "de", "c:RU"), ("the UN", "en", "o:un"),
        ("die Vereinten Nationen", "de", "o:un"), ("Südkorea", "de", "c:KR"),
        ("in South Korea", "en", "c:KR"), ("das Bündnis", "de", "o:nato"),
    ],
)  # fmt: skip
def test_one_key_for_all_forms_of_a_name(text: str, language: Language, key: str) -> None:
    assert [name.key for name in names(text, language)] == [key]


@pytest.mark.parametrize(
    "text", ["der Austritt aus dem Vertrag", "das Spannungsniveau", "die Ungarn"]
)
def test_words_that_only_begin_like_a_country(text: str) -> None:
    found = [name.key for name in names(text, "de")]
    assert found == (["c:HU"] if "Ungarn" in text else [])


def test_words_of_both_languages() -> None:
    assert same("defence", "verteidigungsausgaben", "en")
    assert same("buendnisses", "buendnis", "de")
    assert same("truppen", "us-truppenabzug", "de")
    assert not same("butter", "verteidigung", "en")
    assert language_of("Donald Trump was re-elected in November 2024.") == "en"
    assert language_of("Er sagte: »take a course in Russian or go to the USA«.") == "de"
