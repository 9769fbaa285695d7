"""The chat's page, run by Streamlit's own test driver on the real study."""

from __future__ import annotations

import sys

import pytest
from streamlit.testing.v1 import AppTest

from natoqa.assistant import Assistant
from natoqa.webapp import app_script

sys.path.insert(0, str(app_script().parent))
from literal import literal


@pytest.fixture
def page(assistant: Assistant) -> AppTest:
    app = AppTest.from_file(str(app_script()), default_timeout=60)
    return app.run()


def shown(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption))


def ask(page: AppTest, question: str) -> AppTest:
    return page.chat_input[0].set_value(question).run()


def test_first_view_names_the_study_and_offers_questions(page: AppTest) -> None:
    assert not page.exception
    assert page.title[0].value == "natoqa"
    assert "Die ungewisse Zukunft der NATO" in shown(page)
    assert page.button(key="starter-1").label == "Worum geht es in der Studie?"


def test_answer_with_numbers_and_excerpts(page: AppTest) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    assert not page.exception
    assert len(page.chat_message) == 2
    text = shown(page)
    assert literal("[1]") in text
    assert literal("Litauen | hoch | mittel") in text
    assert literal("Seite 6") in text
    assert literal("wörtlich geprüft") in text


def test_a_starter_question_is_asked(page: AppTest) -> None:
    page.button(key="starter-4").click().run()
    assert not page.exception
    assert len(page.chat_message) == 2
    assert literal("Kriegsgefahr in Polen") in shown(page)


def test_abstention_shows_the_nearest_excerpts_as_no_answer(page: AppTest) -> None:
    ask(page, "Wie backe ich einen Apfelkuchen?")
    assert literal("Das beantwortet die Studie nicht.") in shown(page)
    assert literal("Sie sind keine Antwort auf die Frage:") in shown(page)
    assert literal("wörtlich geprüft") not in shown(page)


def test_english_page_and_follow_up(page: AppTest) -> None:
    page.segmented_control[0].set_value("en").run()
    ask(page, "How high is the danger of war in Lithuania?")
    ask(page, "And Poland?")
    assert not page.exception
    assert len(page.chat_message) == 4
    assert literal("Understood as: How high is the danger of war in Poland?") in shown(page)


@pytest.mark.parametrize("question", ["?!", "x" * 5000])
def test_question_that_cannot_be_asked(page: AppTest, question: str) -> None:
    ask(page, question)
    assert not page.exception
    assert len(page.warning) == 1
    assert "4000" in page.warning[0].value or "leer" in page.warning[0].value


def test_new_conversation_is_empty(page: AppTest) -> None:
    ask(page, "Was sind hybride Bedrohungen?")
    page.button(key="new").click().run()
    assert len(page.chat_message) == 0


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "![x](http://evil.example/x.png)",
        "[x](javascript:alert(1))",
        ":smile: :red[rot] $x^2$",
        "# Titel\n- Punkt",
        "`code` **fett** ~weg~",
    ],
)
def test_foreign_text_is_shown_letter_by_letter(page: AppTest, hostile: str) -> None:
    ask(page, f"Was sagt die Studie zu {hostile}?")
    assert not page.exception
    text = shown(page)
    assert hostile not in text
    assert literal(hostile) in text
