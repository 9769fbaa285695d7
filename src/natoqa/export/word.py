"""Parts of a conversation as a Word document; all text is in plain runs, none in fields."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from natoqa.export.parts import Part
from natoqa.types import Language

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["write"]

_STYLES = {
    "title": "Title",
    "question": "Heading 1",
    "heading": "Heading 1",
    "label": "Heading 2",
    "excerpt": "Quote",
    "reference": "List Bullet",
}


def write(parts: Sequence[Part], language: Language) -> bytes:
    """The parts as a .docx file."""
    import docx

    document = docx.Document()
    document.core_properties.title = parts[0].text[:250] if parts else ""
    document.core_properties.author = "natoqa"
    document.core_properties.comments = ""
    _set_language(document, {"de": "de-DE", "en": "en-GB"}[language])
    for part in parts:
        paragraph = document.add_paragraph(style=_STYLES.get(part.kind))
        run = paragraph.add_run(part.text)
        if part.kind == "note":
            run.italic = True
        if part.tail:
            run.add_break()
            paragraph.add_run(part.tail).italic = False
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_language(document: Document, code: str) -> None:
    """For the spelling checker and for screen readers."""
    from docx.oxml.ns import qn

    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), code)
