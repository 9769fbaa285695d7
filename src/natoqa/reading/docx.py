"""DOCX -> pieces: headings, lists, tables, footnotes; hidden and deleted text is left out.

A DOCX is a zip of XML. Both are read within limits, and XML that declares a document type, which
no word processor writes, is refused: so no entity is expanded and nothing outside is loaded.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from natoqa.errors import DocumentError
from natoqa.reading.clean import clean, fold_space
from natoqa.reading.pieces import Piece, Reading

__all__ = ["MAX_UNPACKED", "read_docx"]

MAX_UNPACKED = 200 * 1024 * 1024  # bytes of XML
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_HEADING = re.compile(r"(?:heading|berschrift|titel|title)\s*(\d)?", re.IGNORECASE)


@dataclass
class _State:
    styles: dict[str, str]
    # where Word broke the pages when it saved; files that it never laid out have set breaks only
    page_break: str = "lastRenderedPageBreak"
    page: int = 1
    order: list[int] = field(default_factory=list)


def read_docx(data: bytes) -> Reading:
    """Read a Word document; its pages are where Word last broke them, and so are inferred.

    Raises DocumentError when it is broken, encrypted or unpacks to more than ``MAX_UNPACKED``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {
                name: _xml(archive, f"{folder}{name}.xml")
                for folder, name in (
                    ("word/", "document"),
                    ("word/", "styles"),
                    ("word/", "footnotes"),
                    ("docProps/", "core"),
                )
            }
    except (
        zipfile.BadZipFile, ElementTree.ParseError, zlib.error, RuntimeError, NotImplementedError,
        EOFError, RecursionError,
    ) as error:  # fmt: skip
        raise DocumentError(
            f"the Word file is broken or encrypted ({type(error).__name__}); it must be a .docx "
            "that opens without a password. Save it again."
        ) from error
    document = parts["document"]
    if document is None:
        raise DocumentError(
            "the file holds no Word document; it must be a .docx. Save it again as one."
        )
    state = _State(_styles(parts["styles"]))
    if document.find(f".//{_W}lastRenderedPageBreak") is None:
        state.page_break = "br"
    notes = _notes(parts["footnotes"])
    body = document.find(f"{_W}body")
    pieces: list[Piece] = []
    for element in body if body is not None else ():
        pieces.extend(_block(element, state))
        while state.order:
            number = state.order.pop(0)
            if number in notes:
                pieces.append(Piece("footnote", notes[number], state.page, note=number))
    paged = state.page > 1
    shown = tuple(piece if paged else _unpaged(piece) for piece in pieces)
    title, authors, date = _facts(parts["core"])
    first = next((piece for piece in shown[:3] if piece.kind == "heading"), None)
    inferred = frozenset(range(1, state.page + 1)) if paged else frozenset()
    return Reading(shown, title or (first.text if first else ""), authors, date, inferred)


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in archive.namelist():
        return None
    with archive.open(name) as packed:
        data = packed.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise DocumentError(
            f"the Word file unpacks to more than {MAX_UNPACKED} bytes; that is no text. Split it."
        )
    # a NUL stands in UTF-16, in which a document type could hide
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data:
        raise DocumentError(
            "the Word file declares entities, which no word processor writes; it must be plain. "
            "Save it again with a word processor."
        )
    return ElementTree.fromstring(data)  # noqa: S314 - no document type, so no entities


def _styles(styles: ElementTree.Element | None) -> dict[str, str]:
    """Style names by id."""
    found: dict[str, str] = {}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name = style.find(f"{_W}name")
        found[style.get(f"{_W}styleId", "")] = name.get(f"{_W}val", "") if name is not None else ""
    return found


def _notes(footnotes: ElementTree.Element | None) -> dict[int, str]:
    found: dict[int, str] = {}
    for note in footnotes.iter(f"{_W}footnote") if footnotes is not None else ():
        state = _State({})
        text = fold_space(" ".join(_text(p, state)[0] for p in note.iter(f"{_W}p")))
        number = note.get(f"{_W}id", "")
        if text and number.isdecimal():
            found[int(number)] = text
    return found


def _block(element: ElementTree.Element, state: _State) -> Iterator[Piece]:
    if element.tag == f"{_W}p":
        yield from _paragraph(element, state)
    elif element.tag == f"{_W}tbl":
        rows = 0
        for row in element.iter(f"{_W}tr"):
            cells = [
                fold_space(" ".join(_text(p, state)[0] for p in cell.iter(f"{_W}p")))
                for cell in row.findall(f"{_W}tc")
            ]
            if any(cells):
                kind = "row" if rows else "header"
                line = " | ".join(cell.replace("|", "/") for cell in cells)
                yield Piece(kind, line, state.page)  # type: ignore[arg-type]
                rows += 1
    elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
        for child in element:
            yield from _block(child, state)


def _paragraph(element: ElementTree.Element, state: _State) -> Iterator[Piece]:
    before = state.page
    raw, breaks, marks = _text(element, state)
    if not raw.strip():
        return
    page = before
    if breaks and not raw[: breaks[0][0]].strip():
        page = breaks.pop(0)[1]
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = state.styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""
    found = _HEADING.search(name)
    if found:
        level = min(4, max(2, int(found[1] or 1) + 1))
        yield Piece("heading", raw.strip(), page, level=level)
        return
    listed = element.find(f"{_W}pPr/{_W}numPr") is not None or name.lower().startswith("list")
    lead = "- " if listed else ""
    caption = name.lower() in ("caption", "beschriftung")
    yield Piece(
        "item" if listed else "caption" if caption else "paragraph",
        lead + raw,
        page,
        breaks=tuple((at + len(lead), number) for at, number in breaks),
        marks=tuple((at + len(lead), number) for at, number in marks),
    )


def _text(
    paragraph: ElementTree.Element, state: _State
) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """The words of a paragraph, with the offsets of its page breaks and footnote marks."""
    text = ""
    breaks: list[tuple[int, int]] = []
    marks: list[tuple[int, int]] = []
    for run in _runs(paragraph):
        tag = run.tag.removeprefix(_W)
        if tag == "t":
            shown = re.sub(r"\s+", " ", clean(run.text or ""))
            text += shown.lstrip() if not text or text.endswith(" ") else shown
        elif tag in ("tab", "cr", "br") and run.get(f"{_W}type") != "page":
            text += "" if not text or text.endswith(" ") else " "
        elif tag == state.page_break:
            state.page += 1
            breaks.append((len(text), state.page))
        elif tag == "footnoteReference" and run.get(f"{_W}id", "").isdecimal():
            marks.append((len(text.rstrip()), int(run.get(f"{_W}id", ""))))
            state.order.append(marks[-1][1])
    ended = len(text.rstrip())
    return text.rstrip(), [(min(at, ended), n) for at, n in breaks], marks


def _runs(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The parts of runs that readers see: no deleted, hidden or alternative text."""
    for child in element:
        if child.tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_MC}Fallback"):
            continue
        if child.tag == f"{_W}r":
            hidden = child.find(f"{_W}rPr/{_W}vanish")
            if hidden is not None and hidden.get(f"{_W}val", "1") not in ("0", "false"):
                continue
        if len(child) and child.tag != f"{_W}rPr":
            yield from _runs(child)
        elif child.tag != f"{_W}rPr":
            yield child


def _unpaged(piece: Piece) -> Piece:
    return Piece(piece.kind, piece.text, None, piece.level, (), piece.marks, piece.note)


def _facts(core: ElementTree.Element | None) -> tuple[str, tuple[str, ...], str]:
    if core is None:
        return "", (), ""
    title = fold_space(clean(core.findtext(f"{_DC}title") or ""))
    author = fold_space(clean(core.findtext(f"{_DC}creator") or ""))
    date = (core.findtext(f"{_TERMS}modified") or "")[:7]
    return title, (author,) if author else (), date
