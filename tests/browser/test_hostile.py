"""Hostile text is shown as text on every page, and no browser asks another host for anything."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from scripted import HOSTILE
from steps import answers, ask, go, open_page, settle, squeezed, visible_text
from visits import Visits

QUESTIONS = [
    '<script>window.pwned = 1</script><img src=x onerror="window.pwned = 1"></div></body> {{7*7}}',
    "![x](http://evil.example/x.png) [x](javascript:alert(1)) http://evil.example www.evil.example",
    ":red[rot] :smile: :material/home: $x^2$ `code` **fett** ~~weg~~ -> <- >= ~= -- # > | &lt; \\",
]


def assert_harmless(page: Page, text: str) -> None:
    assert squeezed(text) in squeezed(visible_text(page))
    assert page.evaluate("window.pwned") is None
    assert page.locator('img[src*="evil"], a[href*="evil"], a[href^="javascript"]').count() == 0
    assert page.locator("main .katex, main script").count() == 0


def test_questions_on_every_page(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    for question in QUESTIONS:
        page.get_by_test_id("stSidebar").get_by_role("button", name="Neues Gespräch").click()
        expect(page.get_by_role("heading", name="natoqa", exact=True)).to_be_visible()
        ask(page, f"Was ist {question}")
        assert_harmless(page, question)
    go(page, "Gespräche")  # as titles, here and in the side bar
    for question in QUESTIONS:
        assert squeezed(visible_text(page)).count(squeezed(f"Was ist {question}")[:60]) >= 2
        assert_harmless(page, question[:60])
    for place, question in enumerate(reversed(QUESTIONS)):  # the last one stands first
        assert_title_harmless(page, place, f"Was ist {question}")
    go(page, "Lesen")
    box = page.get_by_role("textbox", name="In der Studie suchen")
    for question in QUESTIONS:
        box.fill(question)
        box.press("Enter")
        expect(page.locator(".st-key-found")).to_contain_text(re.compile(r"\b0 Stellen"))
        settle(page)
        assert_harmless(page, question[:100].strip())


def assert_title_harmless(page: Page, place: int, title: str) -> None:
    """In the dialog, and as the name of each kind of file."""
    page.get_by_role("button", name="Löschen").nth(place).click()
    expect(page.get_by_role("dialog")).to_contain_text("wird mit allen Fragen")
    said = squeezed(page.get_by_role("dialog").inner_text().replace("\u2060", ""))
    assert squeezed(title)[:60] in said
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Speichern als").nth(place).click()
    for label in ("Markdown", "Word (DOCX)", "PDF"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=label).click()
        assert saved.value.path().stat().st_size > 200
        name = saved.value.suggested_filename.removeprefix("natoqa-").rsplit(".", 1)[0]
        assert name.replace("-", "").isalnum()
    page.keyboard.press("Escape")


def test_model_output(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, "feindlich")
    assert squeezed(HOSTILE) in squeezed(answers(page).inner_text().replace("\u2060", ""))
    page.get_by_text("Zurückgehalten: 1").click()
    expect(page.get_by_text("Diese Sätze eines Sprachmodells sind nicht belegt")).to_be_visible()
    shown = squeezed(visible_text(page))
    assert shown.count(squeezed(HOSTILE)) == 4  # sentence, notice, what was withheld and why
    assert_harmless(page, HOSTILE)
    page.reload()
    expect(answers(page)).to_contain_text("window.pwned")
    assert_harmless(page, HOSTILE)


def test_a_million_brackets(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    ask(page, "[" * 10**6)
    expect(page.get_by_text("Die Frage hat 1000000 Zeichen, erlaubt sind 4000.")).to_be_visible()
    ask(page, "Was sind hybride Bedrohungen?")
    expect(answers(page).last).to_contain_text("[1]")


def test_page_forbids_other_hosts(visit: Visits, chat: str) -> None:
    page = visit()
    open_page(page, chat)
    loaded = page.evaluate(
        """() => new Promise(done => {
            const image = new Image();
            image.onload = () => done(true);
            image.onerror = () => done(false);
            image.src = "http://localhost:9/x.png";
        })"""
    )
    assert loaded is False
    assert visit.foreign == ["http://localhost:9/x.png"]  # the guard of these tests sees it
    visit.foreign.clear()
    headers = page.request.get(chat, headers={"accept": "text/html"}).headers
    assert "img-src 'self' data: blob:" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
