"""Countries in a text."""

from __future__ import annotations

import pytest

from natoqa.countries import countries, find_countries, stem


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Polen und die Türkei", ["PL", "TR"]),
        ("Norwegens Haltung, Norweger, norwegisch", ["NO", "NO", "NO"]),
        ("the USA, the UK and Turkey", ["US", "GB", "TR"]),
        ("Die NATO und ihre Mitglieder", []),
        ("spannende Spanien-Frage", ["ES"]),
    ],
)
def test_find_countries(text: str, codes: list[str]) -> None:
    found = list(find_countries(text))
    assert [code for code, _, _ in found] == codes
    assert all(text[start:end].isalpha() for _, start, end in found)


def test_names_in_both_languages() -> None:
    norway = next(country for country in countries() if country.code == "NO")
    assert (norway.name("de"), norway.name("en")) == ("Norwegen", "Norway")


def test_stem_keeps_five_letters() -> None:
    assert stem("Norwegen") == "norweg"
    assert stem("Oman") == "oman"
