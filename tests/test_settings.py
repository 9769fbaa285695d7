"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from natoqa.errors import SettingsError
from natoqa.settings import load_settings


def test_defaults_and_environment(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    monkeypatch.setenv("NATOQA_THREADS", "3")
    settings = load_settings()
    assert (settings.data_dir, settings.embeddings, settings.threads) == (data_dir, "default", 3)


def test_env_file_in_the_working_directory() -> None:
    Path(".env").write_text("NATOQA_THREADS=2\nOTHER=1\n")
    assert load_settings().threads == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("THREADS", "-1"), ("THREADS", "viele"), ("EMBEDDINGS", "nix"), ("EMBEDDINGS", "")],
)
def test_value_that_is_not_allowed(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"NATOQA_{name}", value)
    with pytest.raises(SettingsError, match=f"NATOQA_{name} is '{value}'.*Allowed: "):
        load_settings()
