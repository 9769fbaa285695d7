"""One assistant for all evals, every answer asked for once, and a table at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from results import Result, run

from natoqa import Assistant
from natoqa.settings import Settings, load_settings

TABLE: list[tuple[str, str]] = []


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("natoqa-evals")
    return Assistant.open(Settings(data_dir=folder))


@pytest.fixture(scope="session")
def answerable(assistant: Assistant) -> list[Result]:
    return run(assistant, "answerable")


@pytest.fixture(scope="session")
def unanswerable(assistant: Assistant) -> list[Result]:
    return run(assistant, "unanswerable")


@pytest.fixture(scope="session")
def report() -> list[tuple[str, str]]:
    """Lines for the table at the end: a name and its figures."""
    return TABLE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With NATOQA_LLM set the evals ask that model, so they may reach its server."""
    if load_settings().llm:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.enable_socket)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TABLE:
        terminalreporter.section("natoqa evals")
        width = max(len(name) for name, _ in TABLE)
        for name, figures in TABLE:
            terminalreporter.write_line(f"{name:{width}}  {figures}")
