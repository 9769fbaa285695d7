"""One run for all evals: every question is asked once, and the figures come at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import command
import pytest
from broken import Remembering
from report import Report, lines, save

from natoqa import Assistant
from natoqa.settings import load_settings

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from shared_index import put_index

_REPORT = pytest.StashKey[Report]()
_NOTES = pytest.StashKey[list[tuple[str, str]]]()
_TOLD = pytest.StashKey[list[str]]()
_OUTPUT = "natoqa evals"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A model that is configured may be asked over the network; without one nothing may."""
    if command.offline():
        return
    for item in items:
        if Path(item.path).parent == command.FOLDER:
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the evals is kept; nothing is added to it."""
    folder = tmp_path_factory.mktemp("natoqa-evals")
    settings = load_settings()
    if settings.embeddings == "default" and not settings.chroma_url:
        put_index(folder, tmp_path_factory)
    return folder


@pytest.fixture(scope="session")
def assistant(data_dir: Path) -> Assistant:
    return command.opened(data_dir)


@pytest.fixture(scope="session")
def remembering(assistant: Assistant) -> Remembering:
    """The answerer under examination; what it was asked once it is not asked again."""
    return Remembering(command.plugged(assistant)[1])


@pytest.fixture(scope="session")
def report(assistant: Assistant, remembering: Remembering, pytestconfig: pytest.Config) -> Report:
    """The rows of all cases."""
    made = command.run(assistant, remembering)
    pytestconfig.stash[_REPORT] = made
    return made


@pytest.fixture(scope="session")
def notes(pytestconfig: pytest.Config) -> list[tuple[str, str]]:
    """Lines for the end of the run, a name and its figures, of what is not asked case by case."""
    return pytestconfig.stash.setdefault(_NOTES, [])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What is told at the end; a worker of several hands it to the process that tells it."""
    told = list(_told(session.config))
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[_OUTPUT] = told
    elif told:
        session.config.stash[_TOLD] = told


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep what a worker of pytest-xdist hands over."""
    if told := getattr(node, "workeroutput", {}).get(_OUTPUT):
        node.config.stash[_TOLD] = told


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The table, however many targets are missed."""
    if told := config.stash.get(_TOLD, []):
        terminalreporter.section("natoqa evals")
    for line in told:
        terminalreporter.write_line(line)


def _told(config: pytest.Config) -> Iterator[str]:
    made = config.stash.get(_REPORT, None)
    if made is not None:
        yield f"{made.answerer}, commit {made.commit}"
        yield from lines(made)
        yield f"\nfigures and cases: {save(made)}"
    for name, told in config.stash.get(_NOTES, []):
        yield f"{name}: {told}"
