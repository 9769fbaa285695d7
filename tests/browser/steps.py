"""What readers do on the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

LITHUANIA = "Wie hoch ist die Kriegsgefahr in Litauen?"
SENTENCE = "Grafik 1 stuft für Litauen das aktuelle Spannungsniveau mit Russland als hoch"


# Streamlit tells of each run of the script; an action leads to one within this many milliseconds
QUIET = """() => new Promise(done => {
    let since = performance.now();
    const look = () => {
        const app = document.querySelector('[data-testid="stApp"]');
        const now = performance.now();
        if (app?.dataset.testScriptState !== "notRunning") since = now;
        now - since < 150 ? setTimeout(look, 20) : done();
    };
    look();
})"""


def settle(page: Page) -> None:
    """Wait until the server has drawn what the last action led to."""
    page.evaluate(QUIET)


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("h1")
    settle(page)


def question_box(page: Page) -> Locator:
    return page.get_by_test_id("stChatInputTextArea")


def ask(page: Page, question: str) -> None:
    question_box(page).fill(question)
    question_box(page).press("Enter")
    settle(page)


def answers(page: Page) -> Locator:
    return page.locator('[class*="st-key-said-"]')


def go(page: Page, name: str) -> None:
    """Open a page from the navigation in the side bar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    expect(page.get_by_test_id("stSidebarNav").locator("[aria-current]")).to_contain_text(name)
    settle(page)


def visible_text(page: Page) -> str:
    """What is shown, without the invisible joiner that keeps addresses from becoming links."""
    return page.locator("body").inner_text().replace("\u2060", "")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)
