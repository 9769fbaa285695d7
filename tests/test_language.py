"""The language to answer in."""

from __future__ import annotations

import pytest

from natoqa.language import answer_language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Was kostet ein Abzug der USA?", "de"),
        ("was sagt die studie ueber die tuerkei", "de"),
        ("Was fordert Rutte?", "de"),
        ("Will Trump die NATO verlassen?", "de"),
        ("neuseeland zitat wer", "de"),
        ("Was it Crimea?", "en"),
        ("Wat wil Trump?", "en"),
        ("costs of US withdrawal", "en"),
        ("Why?", "en"),
        ("Quels sont les trois modèles ?", "en"),
        ("Co studium mówi o Polsce?", "en"),
    ],
)
def test_language_of_a_question(question: str, language: str) -> None:
    assert answer_language(question) == language


@pytest.mark.parametrize("question", ["NATO", "Und Polen?", "Trump"])
def test_what_is_too_short_to_tell_follows_the_default(question: str) -> None:
    assert answer_language(question, default="en") == "en"
    assert answer_language(question, default="de") == "de"
