"""Follow-up questions made to stand alone."""

from __future__ import annotations

import pytest

from natoqa.conversation import changes_topic, leans, standalone
from natoqa.types import Turn

BEFORE = Turn("Wie steht Litauen zu China?", "…")


@pytest.mark.parametrize(
    "question",
    ["Und sonst?", "Warum?", "Warum ist das so?", "Was spricht dagegen?", "ja, gern", "Why?",
     "And the costs?", "Wer sagt das?", "Erzähl mehr dazu", "mehr davon",
     "Und was spricht dagegen?", "Könnten die abgezogen werden?", "yes please",
     "Was spricht gegen die französischen?"],
)  # fmt: skip
def test_follow_ups_take_the_question_before(question: str) -> None:
    assert standalone(question, [BEFORE]) == f"{BEFORE.question} {question}"


@pytest.mark.parametrize(
    "question",
    ["Welche drei Modelle für die Zukunft der NATO gibt es?", "Was kostet ein Abzug der USA?",
     "How many US troops are stationed in Europe today?"],
)  # fmt: skip
def test_questions_that_stand_alone_stay(question: str) -> None:
    assert standalone(question, [BEFORE]) == question


def test_without_history_nothing_changes() -> None:
    assert standalone("Und Polen?", []) == "Und Polen?"


def test_a_chain_of_follow_ups_goes_back_to_its_topic() -> None:
    history = [BEFORE, Turn("Und sonst?", "…")]
    assert standalone("Warum?", history) == "Wie steht Litauen zu China? Und sonst? Warum?"


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("Wie hoch ist die Gefahr in Polen?", "Und in der Türkei?",
         "Wie hoch ist die Gefahr in Türkei?"),
        ("What does Lithuania want?", "And the Netherlands?", "What does Netherlands want?"),
        ("Wie steht Litauen zu China?", "Und Polen?", "Wie steht Litauen zu China? Und Polen?"),
        ("Wie sehen die Mitglieder China?", "Und die Türkei?",
         "Wie sehen die Mitglieder China? Und die Türkei?"),
        ("Was will die Türkei von der NATO?", "Und wie sieht sie Russland?",
         "Was will die Türkei von der NATO? Und wie sieht sie Russland?"),
        ("Wie hoch ist die Gefahr in Polen?", "What about Turkey?",
         "Wie hoch ist die Gefahr in Turkey?"),
        ("Wie steht Polen dazu?", "Und Polen?", "Wie steht Polen dazu? Und Polen?"),
    ],
)  # fmt: skip
def test_another_country_takes_the_place_of_the_only_one(
    before: str, question: str, whole: str
) -> None:
    assert standalone(question, [Turn(before)]) == whole


@pytest.mark.parametrize(
    "question",
    [
        "Danke! Was fordert Trump?",
        "Ganz anderes Thema: Und Polen?",
        "Thanks. What does Trump want?",
    ],
)
def test_another_topic_takes_nothing_along(question: str) -> None:
    assert changes_topic(question)
    assert standalone(question, [BEFORE]) == question
    assert not changes_topic("Danke, und warum?")


@pytest.mark.parametrize(
    ("question", "leaning"),
    [
        ("Wie ist das Wetter in Berlin?", False),
        ("Ist das sicher?", True),
        ("Wie teuer wäre das?", True),
        ("wie ist das wetter?", True),  # without capitals an article cannot be told
    ],
)
def test_an_article_before_its_noun_points_to_nothing(question: str, leaning: bool) -> None:
    assert leans(question) is leaning
