"""Parts of a conversation as Markdown; foreign text stays text in every reader of Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.export.parts import Part
from natoqa.types import Language

__all__ = ["write"]

# what begins markup, HTML, a formula, a table or an entity; the rest stays readable
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#$|~^!&])")
_LINE_START = re.compile(r"(?m)^(\d*)(?=[-+=:.)])")
_ADDRESS = re.compile(r"(?i)(?=://)|(?<=\bwww)(?=\.)|(?<=\bmailto)(?=:)|(?=@)")
_BEFORE = {"title": "# ", "question": "## ", "heading": "## ", "label": "**", "excerpt": "> "}
_AFTER = {"label": "**"}


def write(parts: Sequence[Part], language: Language) -> bytes:
    """The parts as UTF-8, one paragraph each."""
    return ("\n\n".join(_paragraph(part) for part in parts) + "\n").encode()


def _paragraph(part: Part) -> str:
    lines = part.text.split("\n")
    if part.tail:
        lines.append(part.tail)
    if part.kind in ("title", "question", "heading", "label"):
        lines = [" ".join(lines)]
    before = _BEFORE.get(part.kind, "")
    between = "  \n" + (before if part.kind == "excerpt" else "")
    return before + between.join(_escaped(line) for line in lines) + _AFTER.get(part.kind, "")


def _escaped(foreign: str) -> str:
    marked = _MARKUP.sub(r"\\\1", foreign)
    return _ADDRESS.sub(r"\\", _LINE_START.sub(r"\1\\", marked))
