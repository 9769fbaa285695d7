"""axe-core finds nothing serious or critical on any page, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from steps import LITHUANIA, ask, open_page, settle
from visits import Visits


def findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
)
def test_every_page(visit: Visits, chat: str, scheme: str, width: int) -> None:
    page = visit(scheme=scheme, width=width, height=844)
    open_page(page, chat)
    found = {"welcome": findings(page)}
    ask(page, LITHUANIA)
    found["answer"] = findings(page)
    open_page(page, f"{chat}/read?page=6")
    found["table"] = findings(page)
    if width > 640:
        found |= the_rest(page, chat)
    assert {name: told for name, told in found.items() if told} == {}


def the_rest(page: Page, chat: str) -> dict[str, list[str]]:
    """What is laid out alike on a phone."""
    found = {}
    page.get_by_text("Einstellungen").click()
    page.get_by_role("button", name="Gliederung").click()
    settle(page)
    found["settings and outline"] = findings(page)
    open_page(page, f"{chat}/read?document=zukunft-der-nato-2025&start=15417")
    found["lost figure"] = findings(page)
    open_page(page, f"{chat}/conversations")
    found["conversations"] = findings(page)
    open_page(page, f"{chat}/about")
    found["about"] = findings(page)
    open_page(page, chat)
    ask(page, "Wie backe ich einen Apfelkuchen?")
    page.get_by_role("button", name="Zitieren").first.click()
    settle(page)
    found["refusal, cited"] = findings(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Frage bearbeiten").click()
    settle(page)
    found["editing"] = findings(page)
    return found
