"""A real server and a real Chromium; each test has a browser that has forgotten all others."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from visits import SECONDS, Contexts, Visits

from natoqa.assistant import Assistant

expect.set_options(timeout=SECONDS * 1000)
SCRIPTED = [sys.executable, str(Path(__file__).with_name("scripted.py"))]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def in_browser(item: pytest.Item) -> bool:
        return Path(__file__).parent in item.path.parents

    for item in filter(in_browser, items):
        item.add_marker(pytest.mark.enable_socket)
    # last: Playwright keeps an event loop running, and tests that are coroutines need their own
    items.sort(key=in_browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        told = f"none of {names} is installed; install Chromium to run the browser tests"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


def serving(command: list[str], folder: Path, index: Path) -> Iterator[str]:
    """The address of a server that runs until it is no longer needed; it begins with an index."""
    shutil.copytree(index, folder / "data")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, str(port)],
            stdout=log,
            stderr=log,
            env={**os.environ, "NATOQA_DATA_DIR": str(folder / "data")},
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def wait_for(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


@pytest.fixture(scope="session")
def chat(
    browser: Browser, assistant: Assistant, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The chat as readers get it, but for two questions that ``scripted.py`` answers itself."""
    yield from serving(SCRIPTED, tmp_path_factory.mktemp("chat"), data_dir)


@pytest.fixture(scope="session")
def contexts(browser: Browser, chat: str) -> Contexts:
    return Contexts(browser, chat)


@pytest.fixture
def visit(contexts: Contexts) -> Iterator[Visits]:
    """Every test asserts at its end that nothing was asked of another host and nothing ran."""
    visits = Visits(contexts)
    yield visits
    visits.end()
    assert visits.foreign == []
    assert visits.dialogs == []
