"""Read: the study page by page, with what was cited marked."""

from __future__ import annotations

from itertools import takewhile

import streamlit as st
from elements import figure, lines, look, state

from natoqa import load_document
from natoqa.errors import DocumentError
from natoqa.literal import literal
from natoqa.pages import Line, Mark, excerpt_lines, figure_at, find, page_lines, sentence_end
from natoqa.references import imprint
from natoqa.texts import text
from natoqa.types import Document, Language, Page

FOUND = 20  # places of a search that are listed
AROUND = 60  # lines on each side of a place, in a document without pages


def main() -> None:
    """The page that the address names, or the first."""
    language = state.language()
    document = wanted_document(language)
    sought = wanted_place(document)
    page = wanted_page(document, sought)
    st.title(literal(document.metadata.title), anchor=False)
    st.caption(literal(imprint(document.metadata, language)))
    search_and_outline(document, language)
    turn_pages(document, page, language, place="top")
    with st.container(key="page"):
        draw_page(document, page, sought, language)
    turn_pages(document, page, language, place="bottom")


def wanted_document(language: Language) -> Document:
    """The document in the address; the study where that is unknown."""
    named = st.query_params.get("document")
    try:
        return load_document(named) if named else load_document()
    except DocumentError:
        st.warning(literal(text("read_unknown", language, document=named)))
        return load_document()


def wanted_place(document: Document) -> Mark | None:
    """The span in the address; without an end, its sentence."""
    start, end = (st.query_params.get(name, "") for name in ("start", "end"))
    if not start.isdecimal() or int(start[:9]) >= len(document.text):
        return None
    first = int(start[:9])
    last = int(end[:9]) if end.isdecimal() else 0
    if not first < last <= len(document.text):
        last = sentence_end(document, first)
    if st.session_state.get("shown_place") != (first, last):
        st.session_state["shown_place"] = (first, last)
        look.seek("place", "center")
    return Mark(first, last)


def wanted_page(document: Document, sought: Mark | None) -> Page:
    """The page of the place that is sought, else the one in the address, else the first."""
    if not document.pages:
        return Page(None, 0, inferred=False)
    numbers = [page.number for page in document.pages]
    if sought is not None:
        number = document.page_at(sought.start)
        return document.pages[numbers.index(number)] if number in numbers else document.pages[0]
    named = st.query_params.get("page", "")
    if named == "back" and None in numbers:
        return document.pages[numbers.index(None)]
    if named.isdecimal() and int(named[:6]) in numbers:
        return document.pages[numbers.index(int(named[:6]))]
    return document.pages[0]


def go_to(document: Document, page: Page) -> None:
    """Open a page; a callback of buttons and of the list of pages."""
    for name in ("start", "end"):
        st.query_params.pop(name, None)
    st.query_params["page"] = "back" if page.number is None else str(page.number)


def open_place(start: int, end: int) -> None:
    """Open the page of a span with the span marked; a callback of buttons."""
    st.query_params.pop("page", None)
    st.query_params["start"], st.query_params["end"] = str(start), str(end)
    st.session_state.pop("shown_place", None)


def label(page: Page, language: Language) -> str:
    """A page as its number, or as the back cover."""
    if page.number is None:
        return text("back_cover", language)
    return text("page", language, page=page.number)


def turn_pages(document: Document, page: Page, language: Language, *, place: str) -> None:
    """Back, the list of pages, on."""
    if len(document.pages) < 2:
        return
    at = document.pages.index(page)
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="small", key=f"turn-{place}"
    ):
        st.button(
            text("read_back", language),
            icon=":material/chevron_left:",
            key=f"back-{place}",
            disabled=at == 0,
            on_click=go_to,
            args=(document, document.pages[max(at - 1, 0)]),
        )
        if place == "top":
            st.session_state["page_list"] = page
            st.selectbox(
                text("read_pages", language),
                document.pages,
                format_func=lambda one: label(one, language),
                label_visibility="collapsed",
                key="page_list",
                width=140,
                on_change=lambda: go_to(document, st.session_state["page_list"]),
            )
        st.button(
            text("read_on", language),
            icon=":material/chevron_right:",
            icon_position="right",
            key=f"on-{place}",
            disabled=at == len(document.pages) - 1,
            on_click=go_to,
            args=(document, document.pages[min(at + 1, len(document.pages) - 1)]),
        )


def search_and_outline(document: Document, language: Language) -> None:
    """Find words in the text, or a section by its title."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(
            text("read_search", language),
            key="wanted",
            icon=":material/search:",
            placeholder=text("read_search", language),
            label_visibility="collapsed",
        )
        with (
            st.popover(text("read_outline", language), icon=":material/toc:"),
            st.container(gap=None),
        ):
            draw_outline(document)
    if wanted:
        draw_found(document, wanted[:100], language)


def draw_outline(document: Document) -> None:
    """Every section as a button that opens it."""
    for section in document.sections:
        page = document.page_at(section.start)
        title = literal(section.title)
        named = f"**{title}**" if section.level == 2 else f"\u2003{title}"
        st.button(
            named + (f" · {page}" if page else ""),
            key=f"section-{section.start}",
            type="tertiary",
            on_click=open_place,
            args=(section.start, section.start + len(section.title)),
        )


def draw_found(document: Document, wanted: str, language: Language) -> None:
    """Where the words stand, each a button that opens the place."""
    found = find(document, wanted)
    shown = found[:FOUND]
    with st.container(border=True, key="found", gap="xsmall"):
        st.caption(literal(text("read_found", language, count=len(found), wanted=wanted)))
        for start, end in shown:
            where = document.page_at(start)
            page = text("back_cover", language) if where is None else f"S. {where}"
            if not document.pages:
                section = document.section_at(start)
                page = literal(section.title if section else document.metadata.title)
            around = excerpt_lines(document, start, end, reach=45)
            st.button(
                f"{page}: {' '.join(lines.inline(line) for line in around)}",
                key=f"found-{start}",
                type="tertiary",
                on_click=open_place,
                args=(start, end),
            )


def draw_page(document: Document, page: Page, sought: Mark | None, language: Language) -> None:
    """The text of a page: the place that is sought and what the conversation cites are marked."""
    heading = label(page, language)
    if page.inferred:
        heading += f" ({text('page_inferred', language)})"
    if document.pages:
        st.caption(f"**{literal(heading)}**")
    marks = [*([sought] if sought else []), *cited_marks(document)]
    found = page_lines(document, page.number, marks)
    place = next((line for line in found if any(run.mark == "sought" for run in line.runs)), None)
    if not document.pages:
        at = found.index(place) if place else 0
        found = found[max(0, at - AROUND) : at + AROUND]
    in_table: list[Line] = []
    for line in found:
        if line in in_table:
            continue
        drawn = figure_at(document, line)
        in_table = table_of(found, line) if drawn and drawn.rows else []
        with st.container(key="place" if place in (line, *in_table) else None):
            draw_line(line)
            if drawn is not None:
                figure.draw(drawn, in_table, language)


def table_of(found: tuple[Line, ...], caption: Line) -> list[Line]:
    """The lines of a table and its legend, which follow its caption."""
    behind = found[found.index(caption) + 1 :]
    return list(takewhile(lambda line: line.kind in ("header", "row", "legend"), behind))


def draw_line(line: Line) -> None:
    """One line after its kind."""
    said = lines.markdown(line)
    if line.kind == "heading":
        (st.header if line.level <= 2 else st.subheader)(said, anchor=False)
    elif line.kind in ("note", "legend", "footnote"):
        st.caption(said)
    else:
        st.markdown(said, anchors=False)


def cited_marks(document: Document) -> list[Mark]:
    """The quotes that the answers of the open conversation stand on."""
    return [
        Mark(citation.start, citation.end, "cited")
        for exchange in state.exchanges()
        if exchange.answer
        for citation in exchange.answer.citations
        if citation.document == document.id
    ]


main()
