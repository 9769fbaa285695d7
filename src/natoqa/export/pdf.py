"""Parts of a conversation as a PDF, set in a font that travels with natoqa."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from natoqa.export.parts import Part
from natoqa.types import Language

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["write"]

_FONTS = Path(__file__).parent / "fonts"
_MARGIN = 22  # mm
_INDENT = 6
# size in points, bold, space before in mm, indent in mm, grey value
_LOOKS = {
    "title": (18, True, 0, 0, 0),
    "note": (8.5, False, 2, 0, 90),
    "question": (13, True, 9, 0, 0),
    "heading": (13, True, 10, 0, 0),
    "text": (10.5, False, 3, 0, 0),
    "label": (9, True, 4, 0, 60),
    "excerpt": (9, False, 2, _INDENT, 30),
    "reference": (9.5, False, 2, 0, 0),
}


def write(parts: Sequence[Part], language: Language) -> bytes:
    """The parts as a .pdf file with page numbers; letters the font lacks show as empty boxes."""
    pdf = _new(language)
    pdf.set_title(parts[0].text[:250] if parts else "natoqa")
    pdf.set_creator("natoqa")
    pdf.add_page()
    for part in parts:
        _write(pdf, part)
    return bytes(pdf.output())


def _new(language: Language) -> FPDF:
    from fpdf import FPDF

    # letters that the font lacks are boxes in the file, not lines in the server's log
    logging.getLogger("fpdf").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)

    class Numbered(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("DejaVu", size=8)
            self.set_text_color(90)
            self.cell(0, 6, str(self.page_no()), align="C")

    pdf = Numbered(format="A4")
    pdf.set_lang(language)
    pdf.add_font("DejaVu", "", _FONTS / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", _FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.set_auto_page_break(True, margin=_MARGIN)
    return pdf


def _write(pdf: FPDF, part: Part) -> None:
    size, bold, before, indent, grey = _LOOKS[part.kind]
    pdf.ln(before)
    if part.kind in ("question", "label") and pdf.will_page_break(3 * size / 2):
        pdf.add_page()  # a heading stays with what it heads
    pdf.set_font("DejaVu", "B" if bold else "", size)
    pdf.set_text_color(grey)
    if part.kind == "question":
        pdf.start_section(part.text[:100].replace("\n", " "))
    _cell(pdf, part.text, size, indent)
    if part.tail:
        pdf.set_text_color(90)
        pdf.set_font("DejaVu", "", size - 1)
        _cell(pdf, part.tail, size - 1, indent)


def _cell(pdf: FPDF, text: str, size: float, indent: float) -> None:
    pdf.set_x(_MARGIN + indent)
    pdf.multi_cell(
        pdf.w - 2 * _MARGIN - indent, size * 0.52, text, align="L", new_x="LMARGIN", new_y="NEXT"
    )
