"""What readers do, in a real browser against the real server."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from steps import (
    LITHUANIA,
    SENTENCE,
    answers,
    ask,
    go,
    open_page,
    question_box,
    settle,
    squeezed,
    visible_text,
)
from visits import Visits


def in_view(page: Page, selector: str) -> bool:
    return bool(
        page.evaluate(
            """selector => {
                const box = document.querySelector(selector).getBoundingClientRect();
                return box.bottom > 0 && box.top < window.innerHeight;
            }""",
            selector,
        )
    )


def test_ask_click_a_number_read_at_the_place(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    expect(answers(page)).to_contain_text(SENTENCE)
    number = answers(page).get_by_role("link", name="[1]")
    assert "Litauen | hoch | mittel" in (number.get_attribute("title") or "")
    number.click()
    heading = page.locator("h3:target")
    expect(heading).to_have_text("[1] Seite 6")
    expect(heading).to_be_in_viewport()
    expect(page.get_by_text("wörtlich geprüft")).to_be_visible()

    page.get_by_role("link", name="Weiterlesen").click()
    expect(page.get_by_role("heading", name="Die ungewisse Zukunft der NATO")).to_be_visible()
    settle(page)
    assert re.search(r"/read\?.*document=zukunft-der-nato-2025&start=\d+&end=\d+", page.url)
    expect(page.locator(".st-key-place")).to_be_in_viewport()
    expect(page.locator(".st-key-place")).to_contain_text("Litauen")

    go(page, "Fragen")
    expect(answers(page)).to_contain_text(SENTENCE)


def test_number_of_an_earlier_answer_unfolds_its_excerpts(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    ask(page, "Wie hoch ist die Kriegsgefahr in Polen?")
    expect(page.locator("h3").filter(has_text="Seite 6")).to_have_count(1)
    answers(page).first.get_by_role("link", name="[1]").click()
    settle(page)
    heading = page.locator("h3:target")
    expect(heading).to_have_text("[1] Seite 6")
    expect(heading).to_be_in_viewport()
    expect(page.locator("h3").filter(has_text="Seite 6")).to_have_count(2)


def test_how_to_cite(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    page.get_by_role("button", name="Zitieren").click()
    expect(page.get_by_text("Spanger/Dembinski 2025, S. 6", exact=True)).to_be_visible()
    expect(page.get_by_text("@techreport")).to_be_visible()


def test_follow_up_and_suggestion(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    ask(page, "Und Polen?")
    expect(answers(page).last).to_contain_text("Verstanden als: Wie hoch ist die Kriegsgefahr in")
    expect(answers(page).last).to_contain_text("Polen")
    suggestion = page.locator('[class*="st-key-suggestion-"] button').first
    asked = suggestion.inner_text().split("\n")[-1]
    suggestion.click()
    settle(page)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(6)
    expect(page.locator('[class*="st-key-question-"]').last).to_contain_text(asked)


def test_refusal_shows_the_nearest_excerpts_apart(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, "Wie backe ich einen Apfelkuchen?")
    expect(answers(page)).to_contain_text("Das beantwortet die Studie nicht.")
    expect(page.get_by_text("Sie sind keine Antwort auf die Frage:")).to_be_visible()
    expect(page.get_by_text("wörtlich geprüft")).to_have_count(0)


def test_language_switch_is_kept_by_a_reload(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("radio", name="English").click()
    settle(page)
    expect(page.get_by_role("heading", name="Threats")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "lang=English" in page.url
    page.reload()
    page.wait_for_selector("h1")
    settle(page)
    expect(page.get_by_role("heading", name="Threats")).to_be_visible()
    for name in ("Read", "Conversations", "About natoqa"):
        go(page, name)


def test_reload_keeps_the_conversation(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    page.reload()
    expect(answers(page)).to_contain_text(SENTENCE)
    settle(page)
    page.goto(chat)  # another day, without the conversation in the address
    page.get_by_test_id("stSidebar").get_by_role("button", name=LITHUANIA).click()
    expect(answers(page)).to_contain_text(SENTENCE)


def test_edit_and_ask_again_replace_the_last_question(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    page.get_by_role("button", name="Frage bearbeiten").click()
    box = page.get_by_label("Die Frage in anderen Worten")
    box.fill("Wie hoch ist die Kriegsgefahr in Polen?")
    box.press("Tab")  # what was typed is sent when the field is left
    page.get_by_role("button", name="So fragen").click()
    settle(page)
    expect(answers(page)).to_have_count(1)
    expect(answers(page)).to_contain_text("für Polen")
    page.get_by_role("button", name="Noch einmal fragen").click()
    settle(page)
    expect(answers(page)).to_have_count(1)
    expect(answers(page)).to_contain_text("für Polen")


def test_feedback_is_kept_and_saved_as_a_case(visit: Visits, chat: str, tmp_path: Path) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    page.get_by_test_id("stFeedbackButton").first.click()
    comment = page.get_by_label("Was war gut, was fehlt?")
    comment.fill("sehr <b>gut</b>")
    comment.press("Enter")
    settle(page)
    go(page, "Gespräche")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Als JSONL speichern").click()
    saved.value.save_as(tmp_path / "f.jsonl")
    line = (tmp_path / "f.jsonl").read_text(encoding="utf-8")
    assert '"comment": "sehr <b>gut</b>"' in line
    assert '"good": true' in line
    assert '"quote": "Litauen | hoch | mittel"' in line


def test_conversation_is_searched_renamed_saved_and_deleted(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, LITHUANIA)
    go(page, "Gespräche")
    page.get_by_role("button", name="Umbenennen").click()
    page.get_by_role("textbox", name="Titel").fill("Mein Litauen")
    page.get_by_role("dialog").get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Mein Litauen")).to_be_visible()

    search = page.get_by_label("In den Gesprächen suchen")
    search.fill("spannungsniveau")
    search.press("Enter")
    settle(page)
    expect(page.get_by_role("heading", name="Mein Litauen")).to_be_visible()

    page.get_by_role("button", name="Speichern als").click()
    for label, ending in (("Markdown", "md"), ("Word (DOCX)", "docx"), ("PDF", "pdf")):
        with page.expect_download() as saved:
            page.get_by_role("button", name=label).click()
        assert saved.value.suggested_filename == f"natoqa-mein-litauen.{ending}"
        assert_readable(saved.value.path().read_bytes(), ending)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Löschen").click()
    page.get_by_role("dialog").get_by_role("button", name="Löschen").click()
    expect(page.get_by_role("heading", name="Mein Litauen")).to_have_count(0)
    settle(page)
    expect(page.get_by_test_id("stSidebar").get_by_text("Mein Litauen")).to_have_count(0)


def assert_readable(data: bytes, ending: str) -> None:
    """The file opens in another program and holds the excerpt."""
    if ending == "docx":
        import docx

        text = "\n".join(one.text for one in docx.Document(BytesIO(data)).paragraphs)
    elif ending == "pdf":
        from pypdf import PdfReader

        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    else:
        text = data.decode().replace("\\", "")
    assert "»Litauen | hoch | mittel«" in squeezed(text)


def test_two_browsers_share_nothing(visit: Visits, chat: str) -> None:
    anna, ben = visit(), visit()
    open_page(anna, chat)
    ask(anna, LITHUANIA)
    address = anna.url
    open_page(ben, chat)
    assert "Litauen" not in visible_text(ben)
    go(ben, "Gespräche")
    assert "Litauen" not in visible_text(ben)
    open_page(ben, address)  # even with the address in hand
    expect(ben.get_by_text("Dieses Gespräch gibt es nicht")).to_be_visible()
    assert "Litauen" not in visible_text(ben)
    ask(ben, "Was sind hybride Bedrohungen?")
    anna.reload()
    expect(answers(anna)).to_contain_text(SENTENCE)
    settle(anna)
    assert "hybride" not in visible_text(anna)
    cookies = {cookie["value"] for one in (anna, ben) for cookie in one.context.cookies()
               if cookie["name"] == "natoqa_visitor" and cookie["httpOnly"]}  # fmt: skip
    assert len(cookies) == 2
    assert all(value not in anna.url + ben.url for value in cookies)


def test_read_page_by_page(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, f"{chat}/read?page=6")
    expect(page.get_by_test_id("stTable")).to_contain_text("Litauen")
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    page.get_by_role("button", name="Weiter").first.click()
    settle(page)
    assert "page=7" in page.url
    expect(page.get_by_text("Die Daten dieser Grafik sind in der Vorlage verloren")).to_be_visible()
    expect(page.get_by_text("Seite 7 (Seitenzahl erschlossen)")).to_be_visible()

    page.get_by_role("button", name="Gliederung").click()
    page.get_by_role("button", name="Nukleare Abschreckung Reloaded").click()
    settle(page)
    expect(page.locator(".st-key-place")).to_contain_text("Nukleare Abschreckung Reloaded")
    expect(page.locator(".st-key-place")).to_be_in_viewport()

    box = page.get_by_role("textbox", name="In der Studie suchen")
    box.fill("grauzone")
    box.press("Enter")
    settle(page)
    page.locator(".st-key-found button").first.click()
    settle(page)
    expect(page.locator(".st-key-place")).to_contain_text("Grauzone")
    expect(page.locator(".st-key-place")).to_be_in_viewport()


def test_address_that_leads_nowhere(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, f"{chat}/read?document=<script>alert(1)</script>&start=1")
    expect(page.get_by_text("Das Dokument <script>alert(1)</script> gibt es hier")).to_be_visible()
    expect(page.get_by_role("heading", name="Die ungewisse Zukunft der NATO")).to_be_visible()
    expect(page.get_by_text("Vorwort zur Studienreihe").last).to_be_visible()


def test_phone(visit: Visits, chat: str) -> None:
    page = visit(width=390, height=844)
    open_page(page, chat)
    expect(question_box(page)).to_be_in_viewport()
    expect(page.get_by_role("heading", name="natoqa")).to_be_in_viewport()
    ask(page, LITHUANIA)
    expect(answers(page)).to_be_in_viewport()
    for path in ("", "/read?page=6", "/conversations", "/about"):
        if path:
            open_page(page, chat + path)
        wide = page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth")
        assert not wide, path
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Fragen").click()
    expect(page.get_by_role("heading", name="natoqa", exact=True)).to_be_visible()


def test_keyboard_alone(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText")
        if focused == "Wie hoch ist die Kriegsgefahr in Polen?":
            break
    else:
        pytest.fail("the first starter question cannot be reached with the tabulator")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    settle(page)
    expect(answers(page)).to_contain_text("Polen")


def test_stop(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    question_box(page).fill("langsam bitte")
    question_box(page).press("Enter")
    expect(answers(page)).to_contain_text("Satz 2")
    page.get_by_test_id("stChatInputStopButton").click()
    settle(page)  # nothing runs any more
    assert "Satz 6" not in visible_text(page)
    page.reload()
    expect(page.get_by_text("Angehalten, bevor eine Antwort fertig war.")).to_be_visible()
    page.get_by_role("button", name="Noch einmal fragen").click()
    expect(answers(page)).to_contain_text("Satz 6")


def test_nothing_jumps_while_an_answer_comes(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    question_box(page).fill("langsam bitte")
    question_box(page).press("Enter")
    first = answers(page).get_by_text("Satz 1 einer")
    expect(answers(page)).to_contain_text("Satz 2")  # the question has come to the top by now
    before = first.bounding_box()
    places = []
    for number in range(3, 7):
        expect(answers(page)).to_contain_text(f"Satz {number}")
        places.append(first.bounding_box())
    settle(page)
    places.append(first.bounding_box())
    assert places == [before] * 5
