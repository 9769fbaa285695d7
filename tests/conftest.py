"""Fixtures: the real study, the real index (built once), and small documents of known content."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chroma_server import ChromaServer
from serving import KEY, serving
from shared_index import put_index

from natoqa.assistant import Assistant
from natoqa.corpus import load_document
from natoqa.index import Place
from natoqa.passages import passages
from natoqa.settings import Settings
from natoqa.types import Document, Passage


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Among several workers (``-n 2``) files are dealt out whole and in order.

    The evals are one run and stay together; the browser tests come last, and one by one: they are
    long, and whoever is left with a whole file of them lets the others wait.
    """
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith("tests/browser/"):
                return nodeid
            return "evals" if nodeid.startswith("evals/") else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(scope="session")
def study() -> Document:
    return load_document()


@pytest.fixture(scope="session")
def study_passages(study: Document) -> tuple[Passage, ...]:
    return passages(study)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("natoqa")


@pytest.fixture(scope="session")
def settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, llm="")


@pytest.fixture(scope="session")
def assistant(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    put_index(settings.data_dir, tmp_path_factory)
    return Assistant.open(settings)


@pytest.fixture(scope="session")
def copied(assistant: Assistant, data_dir: Path) -> Callable[[Path], Path]:
    """Puts a copy of the built index where a test wants a data directory of its own."""

    def copy(folder: Path) -> Path:
        shutil.copytree(data_dir / "index", folder / "index")
        return folder

    return copy


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server; each test has a database of its own there."""
    running = ChromaServer(tmp_path_factory.mktemp("chroma"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(params=["embedded", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where no index is yet: in a folder, and on a server."""
    if request.param == "embedded":
        return Place(tmp_path / "index")
    chroma: ChromaServer = request.getfixturevalue("chroma")
    return chroma.fresh_place()


@pytest.fixture(autouse=True)
def _own_data_dir(data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the user's own settings, or writes to the data directory or .env file."""
    for name in ("LLM", "LLM_BASE_URL", "LLM_TIMEOUT", "LLM_WINDOW", "CONTEXT", "CHROMA_URL"):
        monkeypatch.delenv(f"NATOQA_{name}", raising=False)
    monkeypatch.setenv("NATOQA_DATA_DIR", str(data_dir))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def http(
    assistant: Assistant, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of ``natoqa serve`` with its defaults, but without a rate limit."""
    log = tmp_path_factory.mktemp("http") / "log"
    with serving(data_dir, log, "serve", NATOQA_RATE_LIMIT="0") as address:
        yield address
    where, *more = log.read_text().splitlines()
    assert where.startswith(f"natoqa: {address}/openapi.json")
    assert set(more) <= {"WARNING:  Invalid HTTP request received."}  # nothing of what was asked


@pytest.fixture(scope="session")
def guarded_http(
    assistant: Assistant, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of ``natoqa serve`` with a key, one allowed page and a rate limit."""
    log = tmp_path_factory.mktemp("http") / "log"
    with serving(
        data_dir,
        log,
        "serve",
        NATOQA_API_KEY=KEY,
        NATOQA_CORS_ORIGINS="https://seite.example",
        NATOQA_RATE_LIMIT="100",
    ) as address:
        yield address
    assert KEY not in log.read_text()
