"""Questions to go on with, from the real study."""

from __future__ import annotations

import pytest

from natoqa.assistant import Assistant
from natoqa.conversation import standalone
from natoqa.language import answer_language
from natoqa.lexical import ngrams
from natoqa.suggestions import suggest
from natoqa.types import Language, Turn

QUESTIONS: list[tuple[str, Language]] = [
    ("Wie hoch ist die Kriegsgefahr in Litauen?", "de"),
    ("Welche drei Modelle für die Zukunft der NATO gibt es?", "de"),
    ("What would a withdrawal of US troops cost?", "en"),
]


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_suggestions_are_answered_new_and_in_the_readers_language(
    assistant: Assistant, question: str, language: Language
) -> None:
    answer = assistant.ask(question)
    found = suggest(assistant, answer, asked=[question], language=language)
    assert len(found) == 3
    for suggestion in found:
        assert not assistant.ask(suggestion).abstained
        assert answer_language(suggestion, default=language) == language
        assert standalone(suggestion, [Turn(question)]) == suggestion
        grams = set(ngrams(suggestion))
        assert len(grams & set(ngrams(question))) < 0.5 * len(grams)


def test_what_was_asked_is_not_suggested_again(assistant: Assistant) -> None:
    question = QUESTIONS[0][0]
    answer = assistant.ask(question)
    first = suggest(assistant, answer, asked=[question], language="de")
    second = suggest(assistant, answer, asked=[question, *first], language="de")
    assert not set(first) & set(second)


def test_nothing_follows_an_abstention(assistant: Assistant) -> None:
    answer = assistant.ask("Wie backe ich einen Apfelkuchen?")
    assert suggest(assistant, answer, asked=[], language="de") == ()
