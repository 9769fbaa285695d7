"""Writes two-column PDFs of known text, as a publisher would set them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
SIZE, STEP = 9.5, 12.0
LEFT, RIGHT, COLUMN = 56.0, 306.0, 232.0
TOP, BOTTOM = 760.0, 90.0
FONT = "Helvetica"


@dataclass
class Writer:
    """Sets paragraphs and headings; ``words`` are those of the text, each with its page."""

    running_head: str = "Kleine Schriften zur Sicherheit"
    first_number: int = 1
    words: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT), invariant=True)
        self.canvas.setTitle("Die gesetzte Schrift")
        self.page = self.first_number
        self.column = 0
        self.y = TOP
        self.floor = BOTTOM
        self._furnish()

    def _furnish(self) -> None:
        self.canvas.setFont(FONT, 8)
        self.canvas.drawString(LEFT, 800, self.running_head)
        self.canvas.drawString(WIDTH - 70 if self.page % 2 else LEFT, 40, str(self.page))

    def note(self, number: int, text: str) -> None:
        """A footnote at the foot of the first column of this page."""
        lines = self._wrap(text.split(), COLUMN - 14, 7.0, hyphenate=False)
        y = BOTTOM - STEP + 9 * len(lines)
        self.floor = y + 14
        self.canvas.setFont(FONT, 7)
        for at, (line, _) in enumerate(lines):
            self.canvas.drawString(LEFT, y - 9 * at, f"{number} {line}" if at == 0 else line)

    def heading(self, text: str) -> None:
        """A heading of the text's own column, bold and larger."""
        self._room(3)
        self.y -= STEP
        self.canvas.setFont("Helvetica-Bold", 12)
        self.canvas.drawString(self._x(), self.y, text)
        self.words.extend((word, self.page) for word in text.split())
        self.y -= 1.6 * STEP

    def paragraph(self, text: str, marks: Sequence[tuple[str, int]] = ()) -> None:
        """Lines broken with hyphens; ``marks`` put a raised number behind a word."""
        raised = dict(marks)
        for line, words in self._wrap(text.split(), COLUMN, SIZE, hyphenate=True):
            self._room(1)
            self._draw(line, raised)
            self.words.extend((word, self.page) for word in words)
            self.y -= STEP
        self.y -= 0.6 * STEP

    def finish(self) -> bytes:
        """The PDF."""
        self.canvas.save()
        return self.buffer.getvalue()

    def _x(self) -> float:
        return RIGHT if self.column else LEFT

    def _room(self, lines: int) -> None:
        if self.y - (lines - 1) * STEP >= (self.floor if not self.column else BOTTOM):
            return
        if self.column == 0:
            self.column, self.y = 1, TOP
            return
        self.canvas.showPage()
        self.page += 1
        self.column, self.y, self.floor = 0, TOP, BOTTOM
        self._furnish()

    def _draw(self, line: str, raised: dict[str, int]) -> None:
        text = self.canvas.beginText(self._x(), self.y)
        text.setFont(FONT, SIZE)
        for at, word in enumerate(line.split(" ")):
            text.textOut(word if at == 0 else f" {word}")
            if word in raised:
                text.setFont(FONT, 6)
                text.setRise(3)
                text.textOut(str(raised[word]))
                text.setRise(0)
                text.setFont(FONT, SIZE)
        self.canvas.drawText(text)

    def _wrap(
        self, words: list[str], width: float, size: float, *, hyphenate: bool
    ) -> list[tuple[str, list[str]]]:
        """Lines, each with the words that begin on it."""
        lines: list[tuple[str, list[str]]] = []
        line, begun = "", []
        for word in words:
            wide = f"{line} {word}".strip()
            if self._fits(wide, width, size):
                line, begun = wide, [*begun, word]
                continue
            cut = self._cut(line, word, width, size) if hyphenate else 0
            if cut:
                lines.append((f"{line} {word[:cut]}-".strip(), [*begun, word]))
                line, begun = word[cut:], []
            else:
                lines.append((line, begun))
                line, begun = word, [word]
        if line:
            lines.append((line, begun))
        return lines

    def _fits(self, text: str, width: float, size: float) -> bool:
        return self.canvas.stringWidth(text, FONT, size) <= width

    def _cut(self, line: str, word: str, width: float, size: float) -> int:
        """How many letters of a word still fit before a hyphen; none when it cannot be broken."""
        for cut in range(len(word) - 3, 2, -1):
            pair = word[cut - 1 : cut + 1]
            if (
                pair.isalpha()
                and pair[1].islower()
                and self._fits(f"{line} {word[:cut]}-".strip(), width, size)
            ):
                return cut
        return 0
