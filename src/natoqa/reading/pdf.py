"""PDF -> pieces: pages, one or two columns, running heads and page numbers left out, footnotes."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from natoqa.errors import DocumentError
from natoqa.reading.clean import clean, fold_space
from natoqa.reading.lines import Hyphens, is_bullet, is_closed, is_float, mend, strip_bullet
from natoqa.reading.page import Fragment, Line, ordered_lines, to_lines
from natoqa.reading.pieces import Piece, Reading

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

__all__ = ["MAX_PAGES", "read_pdf"]

MAX_PAGES = 2000
_MARGIN = 0.1  # of the page's height, above and below: where running heads stand
_SMALL = 0.92  # of the size of the text: footnotes are smaller
_LARGE = 1.1  # headings are larger
_SUPERSCRIPT = 0.85

_PAGE_NUMBER = re.compile(
    r"(?:Seite|Page|S\.|p\.)?\s*[-–|]?\s*(\d{1,4})\s*[-–|]?(?:\s*(?:/|von|of)\s*\d+)?", re.I
)
_NOTE = re.compile(r"(\d{1,3})[.)]?\s+\S|(\d{1,3})(?=[^\W\d_»„\"])")
_DATE = re.compile(r"D:(\d{4})(\d\d)?")


@dataclass(slots=True)
class _Page:
    index: int
    height: float
    lines: list[Line]
    notes: list[list[Line]] = field(default_factory=list)
    number: int = 0


def read_pdf(data: bytes) -> Reading:
    """Read a PDF with a text layer.

    Its page numbers are those printed on it where they run on evenly, else the count of its pages.
    Raises DocumentError for a file that is encrypted, broken, too long or without text.
    """
    from pypdf.errors import PyPdfError

    # what pypdf lets through from broken files, besides its own errors
    broken = (
        PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError,
        AssertionError, NotImplementedError, OSError, zlib.error,
    )  # fmt: skip
    try:
        reader, pages = _pages(data)
    except broken as error:
        raise DocumentError(
            f"the PDF is broken ({type(error).__name__}: {str(error)[:80]}); it must be one that "
            "a PDF reader opens. Save it again with another program."
        ) from error
    if not any(page.lines for page in pages):
        raise DocumentError(
            f"the PDF has {len(pages)} pages and no text layer (scanned only?); natoqa reads "
            "text, not pictures. Run it through text recognition (OCR) first."
        )
    inferred = _number(pages)
    body = _body_size(pages)
    _drop_running_heads(pages)
    for page in pages:
        _take_notes(page, body)
    hyphens = Hyphens(line.text for page in pages for line in page.lines)
    pieces = _pieces(pages, body, hyphens)
    title, authors, date = _facts(reader)
    return Reading(tuple(pieces), title or _first_title(pieces), authors, date, inferred)


def _pages(data: bytes) -> tuple[PdfReader, list[_Page]]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # what is broken is told in one line
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(
            "the PDF is encrypted; natoqa reads files that open without a password. Save it "
            "without one."
        )
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise DocumentError(
            f"the PDF has {count} pages, allowed are {MAX_PAGES}. Split it into parts."
        )
    return reader, [_page(page, index) for index, page in enumerate(reader.pages, start=1)]


def _page(page: PageObject, index: int) -> _Page:
    fragments: list[Fragment] = []

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        shown = clean(text).replace("\n", "")
        if not shown:
            return
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        name = str(font.get("/BaseFont", "")) if isinstance(font, Mapping) else ""
        bold = bool(re.search("bold|black|heavy|semibold", name, re.I))
        fragments.append(Fragment(x, y, round((size or 1.0) * scale, 1), bold, shown))

    page.extract_text(visitor_text=visit)
    box = page.mediabox
    lines = ordered_lines(to_lines(fragments), float(box.width))
    return _Page(index, float(box.height), [line for line in lines if line.text])


def _number(pages: Sequence[_Page]) -> frozenset[int]:
    """Give pages their numbers and take out where those are printed; the inferred ones."""
    offsets: Counter[int] = Counter()
    for page in pages:
        offsets.update({number - page.index for _, number in _stamps(page)})
    offset, often = offsets.most_common(1)[0] if offsets else (0, 0)
    if often < max(2, 0.4 * len(pages)) or offset < 0:
        offset = 0
    inferred: set[int] = set()
    for page in pages:
        page.number = page.index + offset
        stamps = [line for line, number in _stamps(page) if number == page.number]
        page.lines = [line for line in page.lines if not any(line is one for one in stamps)]
        if offset and not stamps:
            inferred.add(page.number)
    return frozenset(inferred)


def _stamps(page: _Page) -> list[tuple[Line, int]]:
    """Lines in the margin that are page numbers."""
    found = [(line, _PAGE_NUMBER.fullmatch(line.text)) for line in _marginal(page)]
    return [(line, int(match[1])) for line, match in found if match]


def _marginal(page: _Page) -> list[Line]:
    """The lines in the upper and lower margin."""
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return [line for line in page.lines if not low < line.y < high]


def _drop_running_heads(pages: Sequence[_Page]) -> None:
    """Take out marginal lines that come back on other pages, whatever their page number."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_without_digits(line) for line in _marginal(page)})
    needed = 2 if len(pages) < 6 else max(3, len(pages) // 5)
    for page in pages:
        edge = _marginal(page)
        page.lines = [
            line
            for line in page.lines
            if not any(line is one for one in edge) or seen[_without_digits(line)] < needed
        ]


def _without_digits(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text).casefold()


def _body_size(pages: Sequence[_Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _take_notes(page: _Page, body: float) -> None:
    """Move the small print at the foot of each column, where it begins with a number, to notes."""
    for column in (0, 1):
        lines = [line for line in page.lines if line.column == column]
        small: list[Line] = []
        for line in sorted(lines, key=lambda one: one.y):
            if line.size > _SMALL * body:
                break
            small.insert(0, line)
        while small and not _NOTE.match(small[0].text):
            small.pop(0)
        for line in small:
            if _NOTE.match(line.text) or not page.notes:
                page.notes.append([])
            page.notes[-1].append(line)
        page.lines = [line for line in page.lines if not any(line is one for one in small)]


def _note_number(line: Line) -> int:
    found = _NOTE.match(line.text)
    return int(found[1] or found[2]) if found else 0


def _pieces(pages: Sequence[_Page], body: float, hyphens: Hyphens) -> list[Piece]:
    sizes = sorted({_level_size(line, body) for page in pages for line in page.lines} - {0.0})
    levels = {size: 2 + at for at, size in enumerate(reversed(sizes))}
    pieces: list[Piece] = []
    full: set[int] = set()
    notes: list[Piece] = []
    for page in pages:
        known = {_note_number(note[0]) for note in page.notes}
        for block in _blocks(page, body):
            level = levels.get(_level_size(block[0], body), 0)
            piece = _piece(block, page, min(level, 4), known, hyphens)
            if block[-1].end >= _column_end(page, block[-1]) - 3 * body:
                full.add(len(pieces))
            pieces.append(piece)
        for note in page.notes:
            text = hyphens.join(line.text for line in note)
            number = _note_number(note[0])
            bare = re.sub(rf"^{number}[.)]?\s*", "", text)
            notes.append(Piece("footnote", bare, page.number, note=number))
    return _with_notes(mend(pieces, hyphens, frozenset(full)), notes)


def _with_notes(pieces: Sequence[Piece], notes: Sequence[Piece]) -> list[Piece]:
    """Footnotes behind the paragraph that their page ends in."""
    placed: list[Piece] = []
    waiting = list(notes)
    for at, piece in enumerate(pieces):
        placed.append(piece)
        following = pieces[at + 1].page if at + 1 < len(pieces) else None
        while waiting and (following is None or (waiting[0].page or 0) < following):
            placed.append(waiting.pop(0))
    return placed


def _column_end(page: _Page, line: Line) -> float:
    ends = sorted(other.end for other in page.lines if other.column == line.column)
    return ends[int(0.8 * (len(ends) - 1))]


def _level_size(line: Line, body: float) -> float:
    """The size that makes a line a heading; 0 for text. Bold lines of the text's size count."""
    if line.size >= _LARGE * body and not line.text.isdigit():
        return line.size
    short = len(line.text) < 90 and not is_closed(line.text) and not is_float(line.text)
    return body if line.bold and short and line.size >= body else 0.0


def _blocks(page: _Page, body: float) -> Iterator[list[Line]]:
    """Runs of lines that make one heading, paragraph or item."""
    steps = [
        round(a.y - b.y, 1)
        for a, b in zip(page.lines, page.lines[1:], strict=False)
        if a.column == b.column and 0 < a.y - b.y < 3 * body
    ]
    step = median(steps) if steps else 1.2 * body
    block: list[Line] = []
    for line in page.lines:
        if block and _begins(block, line, step, body, page):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _begins(block: Sequence[Line], line: Line, step: float, body: float, page: _Page) -> bool:
    last = block[-1]
    if line.column != last.column or line.y > last.y:
        return True
    if abs(line.size - last.size) > 0.08 * body or (
        _level_size(line, body) != _level_size(last, body)
    ):
        return True
    if _level_size(line, body):
        return last.y - line.y > 1.7 * line.size
    if last.y - line.y > 1.3 * step or (is_bullet(line.text) and not line.text[0].isdigit()):
        return True
    indented = line.x > min(one.x for one in block) + 0.7 * body
    short = last.end < _column_end(page, last) - 0.25 * (_column_end(page, last) - last.x)
    hanging = is_bullet(block[0].text)
    return is_closed(last.text) and (short or (indented and not hanging))


def _piece(
    block: Sequence[Line], page: _Page, level: int, known: set[int], hyphens: Hyphens
) -> Piece:
    text = ""
    marks: list[tuple[int, int]] = []
    for line in block:
        shown, found = _without_marks(line, known)
        if not text and not level:
            stripped = strip_bullet(shown)
            shift = len(stripped) - len(shown)
            shown, found = stripped, [(at + shift, number) for at, number in found]
        text, offset = hyphens.append(text, shown)
        marks.extend((offset + at, number) for at, number in found)
    if level:
        return Piece("heading", text, page.number, level=level)
    item = is_bullet(text) and not is_float(text)
    kind = "item" if item else "caption" if _is_caption(text) else "paragraph"
    return Piece(kind, text, page.number, marks=tuple(marks))  # type: ignore[arg-type]


def _is_caption(text: str) -> bool:
    return is_float(text) and len(text) < 300 and not text[0].isdigit()


def _without_marks(line: Line, known: set[int]) -> tuple[str, list[tuple[int, int]]]:
    """The line's text without the raised numbers of this page's footnotes, and where they stood."""
    text = ""
    marks: list[tuple[int, int]] = []
    for fragment in line.fragments:
        bare = fragment.text.strip()
        raised = fragment.size <= _SUPERSCRIPT * line.size and bare.isdecimal()
        if raised and text and int(bare) in known:
            marks.append((len(fold_space(text)), int(bare)))
            continue
        text += fragment.text
    return fold_space(text), marks


def _facts(reader: PdfReader) -> tuple[str, tuple[str, ...], str]:
    info: Mapping[str, Any] = reader.metadata or {}
    title = fold_space(clean(str(info.get("/Title") or "")))
    if re.fullmatch(r"(?i)untitled|unbenannt|anonymous|.*\.(docx?|indd|tex|pdf|odt)", title):
        title = ""
    author = fold_space(clean(str(info.get("/Author") or "")))
    known = () if author.lower() in ("", "anonymous", "unknown") else (author,)
    found = _DATE.match(str(info.get("/CreationDate") or ""))
    date = "-".join(part for part in found.groups() if part) if found else ""
    return title, known, date


def _first_title(pieces: Sequence[Piece]) -> str:
    first = next((piece for piece in pieces[:5] if piece.kind == "heading"), None)
    return first.text if first is not None else ""
