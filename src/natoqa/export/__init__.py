"""Conversations as files: Markdown, DOCX and PDF, with excerpts, pages and a reference list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from importlib import import_module
from typing import Literal, get_args

from natoqa.archive import Exchange
from natoqa.export.parts import parts
from natoqa.types import Language

__all__ = ["FORMATS", "MIME", "Format", "export", "file_name"]

Format = Literal["md", "docx", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
MIME: dict[Format, str] = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_WRITERS: dict[Format, str] = {"md": "markdown", "docx": "word", "pdf": "pdf"}


def export(title: str, exchanges: Sequence[Exchange], format: Format, language: Language) -> bytes:
    """The conversation as a file of this format; ``language`` is that of the labels."""
    writer = import_module(f"natoqa.export.{_WRITERS[format]}")
    data: bytes = writer.write(parts(title, exchanges, language), language)
    return data


def file_name(title: str, format: Format) -> str:
    """A name that every file system takes: letters, digits and hyphens of the title."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode().lower())
    return f"natoqa-{'-'.join(words)[:50].strip('-') or 'gespraech'}.{format}"
