"""Fixtures: the real study, the real index (built once), and small documents of known content."""

from __future__ import annotations

from pathlib import Path

import pytest

from natoqa.assistant import Assistant
from natoqa.corpus import load_document
from natoqa.passages import passages
from natoqa.settings import Settings
from natoqa.types import Document, Passage


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
def assistant(settings: Settings) -> Assistant:
    return Assistant.open(settings)


@pytest.fixture(autouse=True)
def _own_data_dir(data_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the user's own settings, or writes to the data directory or .env file."""
    for name in ("LLM", "LLM_BASE_URL", "LLM_TIMEOUT", "LLM_WINDOW", "CONTEXT"):
        monkeypatch.delenv(f"NATOQA_{name}", raising=False)
    monkeypatch.setenv("NATOQA_DATA_DIR", str(data_dir))
    monkeypatch.chdir(tmp_path)
