"""The texts that readers see."""

from __future__ import annotations

from string import Formatter

import pytest

from natoqa.texts import text, texts


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_both_languages_have_the_same_texts_and_placeholders() -> None:
    german, english = texts("de"), texts("en")
    assert german.keys() == english.keys()
    for key in german:
        assert fields(german[key]) == fields(english[key]), key
        assert german[key].strip()


def test_placeholders_are_filled() -> None:
    assert text("page", "de", page=7) == "Seite 7"


def test_unknown_text() -> None:
    with pytest.raises(KeyError):
        text("nix", "en")
