"""What readers see: one file per language, the same keys in each."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from natoqa.types import Language

__all__ = ["LANGUAGES", "text", "texts"]

LANGUAGES: tuple[Language, ...] = ("de", "en")


@cache
def texts(language: Language) -> dict[str, str]:
    """All texts of one language by key."""
    path = Path(__file__).parent / f"{language}.toml"
    table: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table


def text(key: str, language: Language, **values: object) -> str:
    """The text of ``key``, its placeholders filled; KeyError for an unknown key."""
    return texts(language)[key].format(**values)
