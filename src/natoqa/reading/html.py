"""HTML -> pieces, by the standard library's parser: nothing is loaded, run or rendered.

Navigation, scripts, forms and what is hidden from readers are left out.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from natoqa.reading.clean import clean, fold_space
from natoqa.reading.pieces import Piece, Reading

__all__ = ["read_html"]

_LEFT_OUT = """
    script style noscript template svg math nav aside form footer button select iframe object head
    audio video canvas
"""
_APART = """
    p div section article main header ul ol dl dt dd table blockquote pre figure figcaption caption
    tr li body hr address h1 h2 h3 h4 h5 h6
"""
_SKIPPED = frozenset(_LEFT_OUT.split())
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
_HEADINGS = {f"h{level}": min(4, level + 1) for level in range(1, 7)}
_BLOCKS = frozenset(_APART.split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
)
_MAX_DEPTH = 400


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.title = ""
        self.authors: tuple[str, ...] = ()
        self.date = ""
        self._open: list[str] = []
        self._skip = 0  # depth at which skipping began, 0 when not skipping
        self._in_title = False
        self._kind = "p"
        self._parts: list[str] = []
        self._cells: list[str] | None = None
        self._head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._meta(facts)
        if tag == "title" and not self.title:
            self._in_title = True
        if tag in _VOID:
            if tag in ("br", "hr"):
                self._parts.append(" ")
            return
        if len(self._open) < _MAX_DEPTH:
            self._open.append(tag)
        hidden = "hidden" in facts or facts.get("aria-hidden") == "true"
        hidden = hidden or bool(_HIDDEN.search(facts.get("style", "").lower()))
        if not self._skip and (tag in _SKIPPED or hidden):
            self._skip = len(self._open)
        if self._skip:
            return
        if tag in ("td", "th"):
            self._head = tag == "th" if not self._cells else self._head and tag == "th"
            self._parts = []
        elif tag in _BLOCKS:
            self._flush()
            self._kind = tag
            if tag == "tr":
                self._cells = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if tag not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            if self._skip and len(self._open) < self._skip:
                self._skip = 0
                if closed == tag:
                    return
            if closed == tag:
                break
        if self._skip:
            return
        if tag in ("td", "th") and self._cells is not None:
            self._cells.append(fold_space("".join(self._parts)).replace("|", "/"))
            self._parts = []
        elif tag in _BLOCKS:
            self._flush()
            self._kind = "p"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._skip:
            self._parts.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _meta(self, facts: dict[str, str]) -> None:
        name, content = facts.get("name", "").lower(), fold_space(clean(facts.get("content", "")))
        if name == "author" and content:
            self.authors = (content,)
        if name in ("date", "dcterms.date", "citation_date"):
            self.date = content[:10]

    def _flush(self) -> None:
        if self._cells is not None and any(self._cells):
            self._row(self._cells)
        self._cells = None if self._kind != "tr" else self._cells
        text = fold_space("".join(self._parts))
        self._parts = []
        if not text:
            return
        if self._kind in _HEADINGS:
            self.pieces.append(Piece("heading", text, level=_HEADINGS[self._kind]))
        elif self._kind == "li" or "li" in self._open:
            self.pieces.append(Piece("item", f"- {text}"))
        elif self._kind in ("caption", "figcaption"):
            self.pieces.append(Piece("caption", text))
        else:
            self.pieces.append(Piece("paragraph", text))

    def _row(self, cells: list[str]) -> None:
        in_table = bool(self.pieces) and self.pieces[-1].kind in ("header", "row")
        kind = "row" if in_table and not self._head else "header"
        self.pieces.append(Piece(kind, " | ".join(cells)))  # type: ignore[arg-type]
        self._cells = None


def read_html(text: str) -> Reading:
    """Read an HTML page; it has no pages."""
    reader = _Reader()
    reader.feed(clean(text))
    reader.close()
    title = fold_space(reader.title)
    if not title:
        first = next((p for p in reader.pieces if p.kind == "heading"), None)
        title = first.text if first else ""
    return Reading(tuple(reader.pieces), title, reader.authors, reader.date)
