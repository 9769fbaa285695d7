"""Questions in, cited answers or abstentions out; on the real study."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natoqa import Answer, Statement, Turn, load_document
from natoqa.assistant import MAX_QUESTION, Assistant, clean_question
from natoqa.errors import QuestionError
from natoqa.search import Filters


def assert_sound(answer: Answer) -> None:
    """What holds for every answer: quotes are exact, pages right, markers numbered and used."""
    for citation in (*answer.citations, *answer.nearest):
        document = load_document(citation.document)
        assert document.text[citation.start : citation.end] == citation.quote
        assert document.page_at(citation.start) == citation.page
        assert document.page_at(citation.end - 1) == citation.page_end
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    used = {number for statement in answer.statements for number in statement.citations}
    assert used == set(numbers)
    assert all(statement.citations for statement in answer.statements)
    assert answer.abstained == (not answer.statements) == bool(answer.reason)
    for statement in answer.statements:
        assert statement.text in answer.text


def test_answers_in_german_with_page_and_section(assistant: Assistant) -> None:
    answer = assistant.ask("Wie hoch ist die Kriegsgefahr in Litauen?")
    assert_sound(answer)
    assert (answer.language, answer.engine, answer.abstained) == ("de", "extractive", False)
    assert "mittel" in answer.text
    assert answer.text.endswith("[1]")
    citation = answer.citations[0]
    assert (citation.quote, citation.page) == ("Litauen | hoch | mittel", 6)
    assert citation.section.endswith("Russland: die zentrale Bedrohung")
    assert not citation.page_inferred


def test_answers_in_english_on_the_german_quote(assistant: Assistant) -> None:
    answer = assistant.ask("How much would it cost if the US withdrew its troops?")
    assert_sound(answer)
    assert answer.language == "en"
    assert "250 billion" in answer.text
    assert "250 Milliarden Euro" in answer.citations[0].quote
    assert answer.citations[0].page_inferred


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("Wie backe ich einen Apfelkuchen?", "de", "Das beantwortet die Studie nicht."),
        ("Who won the World Cup in 2014?", "en", "The study does not answer this."),
    ],
)
def test_abstains_in_the_language_of_the_question(
    assistant: Assistant, question: str, language: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert_sound(answer)
    assert answer.abstained
    assert (answer.language, answer.text) == (language, words)
    assert answer.citations == ()
    assert 1 <= len(answer.nearest) <= 3


def test_filters_that_leave_nothing_abstain(assistant: Assistant) -> None:
    answer = assistant.ask("Was sagt die Studie zu Polen?", filters=Filters(document="nix"))
    assert answer.abstained
    assert answer.nearest == ()


def test_follow_up_takes_the_topic_from_the_turn_before(assistant: Assistant) -> None:
    history = [Turn("Wie hoch ist die Kriegsgefahr in Litauen?", "mittel")]
    answer = assistant.ask("Und in der Türkei?", history=history)
    assert_sound(answer)
    assert answer.question == "Wie hoch ist die Kriegsgefahr in Türkei?"
    assert "Türkei | mittel | niedrig" in [citation.quote for citation in answer.citations]


def test_stream_ends_with_the_answer_its_statements_came_before(assistant: Assistant) -> None:
    *statements, answer = assistant.stream("Welche Länder wurden untersucht?")
    assert isinstance(answer, Answer)
    assert statements == list(answer.statements)
    assert all(isinstance(statement, Statement) for statement in statements)


def test_same_question_same_answer(assistant: Assistant) -> None:
    question = "Was sind hybride Bedrohungen?"
    assert assistant.ask(question) == assistant.ask(question)
    assert dataclasses.asdict(assistant.ask(question))["engine"] == "extractive"


@pytest.mark.parametrize("question", ["", "   ", "?!", "\u200b\u202e", "🙂"])
def test_question_without_a_word_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(QuestionError, match="holds no word") as error:
        assistant.ask(question)
    assert error.value.kind == "empty"


def test_question_of_100_kb_is_refused_with_the_limit(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match=f"102400 characters, allowed are {MAX_QUESTION}"):
        assistant.ask("x" * 102_400)


def test_question_is_cleaned_of_what_cannot_be_seen() -> None:
    assert (
        clean_question("  Was\x00 sagt\u202e die\nStudie\x1b[31m?  ") == "Was sagt die Studie [31m?"
    )


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_question_is_answered_soundly_or_refused(question: str) -> None:
    try:
        answer = _shared().ask(question)
    except QuestionError:
        return
    assert_sound(answer)


def _shared() -> Assistant:
    if not hasattr(_shared, "assistant"):
        _shared.assistant = Assistant.open()  # type: ignore[attr-defined]
    found: Assistant = _shared.assistant  # type: ignore[attr-defined]
    return found
