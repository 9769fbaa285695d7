"""axe-core finds nothing serious or critical on any page, light and dark, desktop and phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from steps import LITHUANIA, ask, open_page, settle
from visits import Visits

BACKGROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 24, 31)"


def findings(page: Page, name: str) -> list[str]:
    """What axe finds on the page as it stands; in the dark only colours can differ."""
    return [
        f"{name}, {scheme}: {one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for scheme, background in (("dark", DARK), ("light", LIGHT))
        for one in examined(page, scheme, background)
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def examined(page: Page, scheme: str, background: str) -> list[dict]:  # type: ignore[type-arg]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(f"{BACKGROUND} === '{background}'")  # Streamlit follows
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else None
    return list(Axe().run(page, options=options).response["violations"])


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page(visit: Visits, chat: str, width: int) -> None:
    page = visit(width=width, height=844)
    open_page(page, chat)
    found = findings(page, "welcome")
    ask(page, LITHUANIA)
    found += findings(page, "answer")
    page.get_by_role("button", name="Frage bearbeiten").click()
    page.get_by_test_id("stFeedbackButton").first.click()
    settle(page)
    found += findings(page, "editing, rating")
    ask(page, "Warum ist die Türkei 2023 aus der NATO ausgetreten?")
    page.get_by_role("button", name="Zitieren").last.click()
    settle(page)
    found += findings(page, "refusal, cited")
    for name, path in (
        ("conversations", "/conversations"),
        ("about", "/about"),
        ("lost figure", "/read?document=zukunft-der-nato-2025&start=15417"),
        ("table", "/read?page=6"),
    ):
        open_page(page, chat + path)
        found += findings(page, name)
    page.get_by_role("button", name="Gliederung").click()
    settle(page)
    found += findings(page, "outline")
    page.keyboard.press("Escape")
    if width < 640:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_text("Einstellungen").click()
    settle(page)
    found += findings(page, "settings")
    assert found == []
