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


@pytest.mark.parametrize("key", ["kurz", "zu kurz", "lang genug, aber mit Leerraum", "ü" * 20])
def test_key_that_cannot_be_used_is_not_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("NATOQA_API_KEY", key)
    with pytest.raises(SettingsError, match=r"NATOQA_API_KEY is not usable.*16 ASCII") as caught:
        load_settings()
    assert key not in str(caught.value)


def test_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATOQA_API_KEY", "ein-langer-schluessel")
    settings = load_settings()
    assert settings.shown["NATOQA_API_KEY"] == "set"
    assert "schluessel" not in f"{settings!r} {settings.shown}"
    monkeypatch.setenv("NATOQA_API_KEY", "  ")
    assert load_settings().api_key is None
    assert load_settings().shown["NATOQA_API_KEY"] == ""


@pytest.mark.parametrize("origins", ["*", "seite.example", "https://a.example/weg", "null"])
def test_origins_are_named_in_full(monkeypatch: pytest.MonkeyPatch, origins: str) -> None:
    monkeypatch.setenv("NATOQA_CORS_ORIGINS", origins)
    with pytest.raises(SettingsError, match="NATOQA_CORS_ORIGINS"):
        load_settings()
