"""The chat's pages, run by Streamlit's own test driver on the real study."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from natoqa.archive import Archive
from natoqa.assistant import Assistant
from natoqa.literal import literal
from natoqa.webapp import app_script


@pytest.fixture
def page(assistant: Assistant) -> AppTest:
    app = AppTest.from_file(str(app_script()), default_timeout=60)
    return app.run()


def shown(page: AppTest) -> str:
    texts = (element.value for element in (*page.markdown, *page.caption, *page.info))
    tables = (" ".join(cell for row in one.value.to_numpy() for cell in row) for one in page.table)
    return "\n".join((*texts, *tables))


def ask(page: AppTest, question: str) -> AppTest:
    return page.chat_input[0].set_value(question).run()


def button(page: AppTest, start: str) -> str:
    """The key of the last button whose key begins so."""
    return [one.key for one in page.button if (one.key or "").startswith(start)][-1] or ""


def unfold(page: AppTest, start: str) -> None:
    """Open the first popover or expander whose key begins so."""
    exchange = min(int(found) for found in re.findall(r"#beleg-(\d+)-1", shown(page)))
    at = 1 if start == "cite-" else 0
    page.session_state[f"{start}{exchange}-{at}"] = True
    page.run()


def test_first_view_names_the_study_and_offers_questions_by_theme(page: AppTest) -> None:
    assert not page.exception
    assert page.title[0].value == "natoqa"
    assert "Die ungewisse Zukunft der NATO" in shown(page)
    assert [one.value for one in page.subheader] == [
        "Bedrohungen",
        "Verteidigung",
        "Ukraine und USA",
        "Die Zukunft der NATO",
    ]
    assert page.button(key="starter-1").label == "Wie hoch ist die Kriegsgefahr in Polen?"


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_starter_question_is_answered(assistant: Assistant, language: str) -> None:
    from natoqa.texts import text

    for number in range(1, 9):
        question = text(f"starter_{number}", language)  # type: ignore[arg-type]
        answer = assistant.ask(question)
        assert not answer.abstained, question
        assert answer.language == language, question


def test_answer_with_numbers_and_excerpts(page: AppTest) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    assert not page.exception
    assert len(page.chat_message) == 2
    text = shown(page)
    assert f"[{literal('[1]')}](#beleg-" in text
    row = [f":yellow-background[{cell}]" for cell in ("Litauen", "hoch", "mittel")]
    assert page.table[0].value.to_numpy().tolist() == [row]  # below the head of its table
    assert [one.value for one in page.subheader] == [literal("[1] Seite 6")]
    assert "wörtlich geprüft" in text


def test_how_to_cite_is_shown_on_demand(page: AppTest) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    assert not page.code
    unfold(page, "cite-")
    assert "Spanger/Dembinski 2025, S. 6" in [one.value for one in page.code]


def test_excerpts_of_earlier_answers_are_folded(page: AppTest) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    ask(page, "Wie hoch ist die Kriegsgefahr in Polen?")
    folded = [one.label for one in page.expander if one.label.startswith("Belege (")]
    assert folded == ["Belege (1)"]
    tables = "yellow-background[Litauen]"
    assert tables not in shown(page)
    assert "(#beleg-" in shown(page)
    unfold(page, "folded-")
    assert not page.exception
    assert tables in shown(page)


def test_a_starter_question_is_asked(page: AppTest) -> None:
    page.button(key="starter-1").click().run()
    assert not page.exception
    assert len(page.chat_message) == 2
    assert "Polen" in shown(page)


def test_suggestion_is_asked_and_not_offered_again(page: AppTest) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    page.run()
    key = button(page, "suggestion-")
    label = page.button(key=key).label
    page.button(key=key).click().run()
    assert not page.exception
    assert len(page.chat_message) == 4
    labels = [one.label for one in page.button if (one.key or "").startswith("suggestion-")]
    assert labels
    assert label not in labels


def test_abstention_shows_the_nearest_excerpts_as_no_answer(page: AppTest) -> None:
    ask(page, "Wie backe ich einen Apfelkuchen?")
    assert literal("Das beantwortet die Studie nicht.") in shown(page)
    assert literal("Sie sind keine Antwort auf die Frage:") in shown(page)
    assert "wörtlich geprüft" not in shown(page)


def test_wrong_premise_is_set_right_by_an_excerpt_of_its_own(page: AppTest) -> None:
    ask(page, "Warum ist die Türkei 2023 aus der NATO ausgetreten?")
    assert not page.exception
    text = shown(page)
    assert literal("Die Frage setzt etwas voraus, das die Studie anders sagt.") in text
    headings = [one.value for one in page.caption if one.value.startswith("**")]
    assert headings == [
        f"**{literal('Das sagt die Studie stattdessen:')}**",
        f"**{literal('Am nächsten kommen diese Stellen. Sie sind keine Antwort auf die Frage:')}**",
    ]
    assert text.count("wörtlich geprüft") == 1


def test_conversation_has_its_time_and_can_be_left_from_any_page(page: AppTest) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    page.switch_page("views/conversations.py").run()
    assert not page.exception
    assert any(re.match(r"\d\d\\\.\d\d\\\.20\d\d", one.value) for one in page.caption)
    page.button(key="new").click().run()
    assert page.title[0].value == "natoqa"


def test_english_page_and_follow_up(page: AppTest) -> None:
    page.segmented_control(key="lang").set_value("en").run()
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
    page.run()  # and it is kept as such
    assert len(page.warning) == 1


def test_new_conversation_is_empty_and_the_old_one_kept(page: AppTest) -> None:
    ask(page, "Was sind hybride Bedrohungen?")
    page.button(key="new").click().run()
    assert len(page.chat_message) == 0
    page.button(key=button(page, "recent-")).click().run()
    assert len(page.chat_message) == 2


def test_ask_again_and_edit_replace_the_last_question(page: AppTest) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    page.run()
    page.button(key=button(page, "again-")).click().run()
    assert len(page.chat_message) == 2
    page.run()
    page.button(key=button(page, "edit-")).click().run()
    page.text_area[0].set_value("Wie hoch ist die Kriegsgefahr in Polen?")
    page.button[[one.label for one in page.button].index("So fragen")].click().run()
    assert not page.exception
    assert len(page.chat_message) == 2
    assert ":yellow-background[Polen]" in shown(page)
    asked = [message.markdown[0].value for message in page.chat_message]
    assert literal("Wie hoch ist die Kriegsgefahr in Litauen?") not in asked


def test_chapter_filter_and_strictness_reach_the_assistant(page: AppTest) -> None:
    chapter = "3 Unterstützung und Sicherheitsgarantien für die Ukraine"
    page.selectbox(key="chapter").set_value(f"[{chapter}]").run()
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    assert not page.exception
    assert "background[Litauen]" not in shown(page)
    assert f"Gesucht wird nur hier: [{chapter}]" in shown(page).replace("\\", "")


def test_number_of_excerpts_folds_the_rest(page: AppTest) -> None:
    page.number_input(key="excerpts").set_value(1).run()
    ask(page, "Welche drei Modelle für die Zukunft der NATO gibt es?")
    assert any(one.label.startswith("Weitere Belege (") for one in page.expander)


def test_conversation_of_another_is_not_opened(page: AppTest, assistant: Assistant) -> None:
    ask(page, "Wie hoch ist die Kriegsgefahr in Litauen?")
    conversation = page.query_params["c"]
    other = AppTest.from_file(str(app_script()), default_timeout=60)
    other.query_params["c"] = conversation
    other.run()
    assert not other.exception
    assert len(other.chat_message) == 0
    assert "Litauen" not in shown(other)
    assert literal("Dieses Gespräch gibt es nicht") in shown(other)


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
    labels = [one.label for one in page.button]
    assert hostile not in shown(page) + "\n".join(labels)
    assert literal(hostile) in shown(page)
    assert any(literal(hostile.split("\n")[0]) in label for label in labels)  # the side bar


@pytest.mark.parametrize(
    "address",
    [
        {"page": "99"},
        {"page": "x"},
        {"start": "-1"},
        {"start": "9" * 20},
        {"start": "5", "end": "1"},
        {"document": "../../etc/passwd"},
        {"document": "<script>alert(1)</script>", "start": "1"},
    ],
)
def test_address_that_leads_nowhere_opens_the_first_page(
    page: AppTest, address: dict[str, str]
) -> None:
    page.switch_page("views/read.py")
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    assert [one.value for one in page.title] == ["Die ungewisse Zukunft der NATO"]
    heading = page.header[0].value.replace(":yellow-background[", "").replace("]", "")
    assert heading == "Vorwort zur Studienreihe"
    told = literal(f"Das Dokument {address.get('document')} gibt es hier nicht.")
    assert [told in one.value for one in page.warning] == [True] * ("document" in address)


def test_older_conversations_are_drawn_on_demand(page: AppTest, data_dir: Path) -> None:
    archive = Archive(data_dir / "conversations.sqlite3")
    for number in range(30):
        archive.begin(page.session_state["owner"], f"Gespräch {number}")
    page.switch_page("views/conversations.py").run()
    assert len(page.subheader) == 20
    assert page.subheader[0].value == "Gespräch 29"
    assert page.button(key="more").label == "Ältere zeigen (10)"
    page.button(key="more").click().run()
    assert len(page.subheader) == 30
    assert "more" not in [one.key for one in page.button]


@pytest.mark.parametrize(("language", "told"), [("de", "Zitate stehen"), ("en", "Quotes stand")])
def test_about_tells_the_figures_of_the_evals(page: AppTest, language: str, told: str) -> None:
    page.segmented_control(key="lang").set_value(language).run()
    page.switch_page("views/about.py").run()
    assert not page.exception
    table = page.table[0].value.to_numpy().tolist()
    assert len(table) == 11
    assert [figure for what, figure, _ in table if what.startswith(told)] == [
        literal("1.00 [1.00, 1.00]")
    ]


def signed_in(subject: str) -> AppTest:
    app = AppTest.from_file(str(app_script()), default_timeout=60)
    app.user = {"is_logged_in": True, "iss": "https://login.example", "sub": subject}
    return app.run()


def test_signed_in_user_finds_conversations_in_every_browser(assistant: Assistant) -> None:
    anna = signed_in("anna")
    assert not anna.exception
    assert [one.label for one in anna.button if one.key == "sign-out"] == ["Abmelden"]
    ask(anna, "Wie hoch ist die Kriegsgefahr in Litauen?")
    kept = button(anna.run(), "recent-")
    again, ben = signed_in("anna"), signed_in("ben")
    assert kept in [one.key for one in again.button]
    assert kept not in [one.key for one in ben.button]
    again.button(key=kept).click().run()
    assert "Litauen" in shown(again)


def test_signing_in_is_offered_where_a_provider_is_configured(assistant: Assistant) -> None:
    app = AppTest.from_file(str(app_script()), default_timeout=60)
    assert "sign-in" not in [one.key for one in app.run().button]
    app.secrets["auth"] = {"redirect_uri": "https://chat.example/oauth2callback"}
    assert "sign-in" in [one.key for one in app.run().button]


def test_index_of_another_format_is_told_once_with_its_mend(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Wie hoch ist die Kriegsgefahr in Litauen?"
    told = (
        "Der Suchindex passt nicht zu dieser Fassung von natoqa. "
        "Er wird neu gebaut mit dem Befehl: natoqa index"
    )
    st.cache_resource.clear()
    with monkeypatch.context() as patched:
        patched.setattr("natoqa.index.building.FORMAT", -1)
        page = AppTest.from_file(str(app_script()), default_timeout=60).run()
        assert [one.value for one in page.error] == [literal(told)]
        ask(page, question)
        assert [one.value for one in page.error] == [literal(told)]
        assert not page.warning
    page.run()
    assert not page.error
    assert literal(question) in shown(page)  # kept, to be asked again
