"""Searching in the context of the turn before, on the real study."""

from __future__ import annotations

import pytest

from natoqa import Assistant, Turn, followups
from natoqa.followups import Context, search_before, search_in_context


def turn(assistant: Assistant, question: str) -> Turn:
    return Turn(question, assistant.ask(question).text)


def test_what_was_said_steps_back_and_its_passages_stay(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = turn(assistant, "Ist ein Austritt der USA aus der NATO wahrscheinlich?")
    found = search_before(assistant.searcher, before.question, None)
    context = Context(before.question, before.answer, found)
    said = context.said()
    assert said
    whole = f"{before.question} Warum?"
    evidence = search_in_context(assistant.searcher, whole, "Warum?", context, k=24)
    assert evidence.question == whole
    assert len(evidence.passages) == len(evidence.propositions) == 24
    scores = {p.proposition.id: p.score for p in evidence.propositions}
    monkeypatch.setattr(followups, "SAID", 0)
    again = search_in_context(assistant.searcher, whole, "Warum?", context, k=24)
    before_it = {p.proposition.id: p.score for p in again.propositions}
    assert before_it[said[0].id] - scores[said[0].id] == pytest.approx(2)
    assert evidence.passages[0].passage.id in {name for p in said for name in p.passages}


@pytest.mark.parametrize(
    ("first", "second", "page"),
    [
        ("Wie hoch ist die Kriegsgefahr in Finnland?", "Und Polen?", 6),
        ("Was ist die Igel-Option?", "Und was spricht dagegen?", 19),
        ("How high is the danger of war in Poland?", "What about Turkey?", 6),
    ],
)
def test_follow_ups_find_their_page(
    assistant: Assistant, first: str, second: str, page: int
) -> None:
    answer = assistant.ask(second, history=[turn(assistant, first)])
    assert page in [citation.page for citation in answer.citations]


def test_another_topic_is_answered_by_itself(assistant: Assistant) -> None:
    history = [turn(assistant, "Wie hoch ist die Kriegsgefahr in Finnland?")]
    question = "Danke! Was sind hybride Bedrohungen?"
    assert assistant.ask(question, history=history) == assistant.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wie backe ich einen Apfelkuchen?",
        "Wie ist das Wetter in Berlin?",
        "Schreib mir ein Gedicht.",
        "Who is Taylor Swift?",
        "Was sind hybride Bedrohungen?",
    ],
)
def test_a_question_that_leans_on_nothing_is_answered_by_itself(
    assistant: Assistant, question: str
) -> None:
    history = [turn(assistant, "Welche drei Modelle für die Zukunft der NATO gibt es?")]
    assert assistant.ask(question, history=history) == assistant.ask(question)
