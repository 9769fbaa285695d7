"""Questions to go on with, from the real study."""

from __future__ import annotations

import pytest

from natoqa.assistant import Assistant
from natoqa.conversation import standalone
from natoqa.language import answer_language
from natoqa.lexical import ngrams
from natoqa.suggestions import suggest
from natoqa.types import Answer, Language, Turn

QUESTIONS: list[tuple[str, Language]] = [
    ("Wie hoch ist die Kriegsgefahr in Litauen?", "de"),
    ("Welche drei Modelle für die Zukunft der NATO gibt es?", "de"),
    ("What would a withdrawal of US troops cost?", "en"),
]


def suggested(
    assistant: Assistant, answer: Answer, asked: list[str], language: Language = "de"
) -> tuple[str, ...]:
    searcher = assistant.searcher
    return suggest(answer, searcher.propositions, searcher.passages, asked=asked, language=language)


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_suggestions_are_answered_new_and_in_the_readers_language(
    assistant: Assistant, question: str, language: Language
) -> None:
    found = suggested(assistant, assistant.ask(question), [question], language)
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
    first = suggested(assistant, answer, [question])
    second = suggested(assistant, answer, [question, *first])
    assert not set(first) & set(second)


def test_nothing_follows_an_abstention(assistant: Assistant) -> None:
    answer = assistant.ask("Wie backe ich einen Apfelkuchen?")
    assert suggested(assistant, answer, []) == ()


def test_questions_written_for_statements_are_answered(assistant: Assistant) -> None:
    stated = [p for p in assistant.searcher.propositions if p.kind != "figure"]
    questions = [p.questions[at % len(p.questions)] for at, p in enumerate(stated)][::9]
    refused = [question for question in questions if assistant.ask(question).abstained]
    assert len(questions) > 70
    assert refused == []


def test_lost_figures_are_not_suggested(assistant: Assistant) -> None:
    answer = assistant.ask("Welche Grafiken enthält die Studie?")
    lost = {q for p in assistant.searcher.propositions if p.kind == "figure" for q in p.questions}
    assert lost
    assert lost.isdisjoint(suggested(assistant, answer, [answer.question]))
