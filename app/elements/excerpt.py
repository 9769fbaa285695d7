"""An excerpt as a card: the quote marked inside its paragraph, where it stands, how to cite it."""

from __future__ import annotations

import streamlit as st

from elements import lines, state
from natoqa import Citation
from natoqa.literal import literal
from natoqa.pages import excerpt_lines
from natoqa.references import bibtex, full_reference, short_reference
from natoqa.terminal import page_of
from natoqa.texts import text
from natoqa.types import Language


def anchor(exchange: int, number: int) -> str:
    """The name that a number in the answer leads to."""
    return f"beleg-{exchange}-{number}"


def address(citation: Citation) -> dict[str, str]:
    """What the address of the page 'Read' needs to open at the excerpt."""
    place = {
        "document": citation.document,
        "start": str(citation.start),
        "end": str(citation.end),
    }
    conversation = st.session_state.get(state.CONVERSATION)
    return place | ({state.CONVERSATION: conversation} if conversation else {})


def draw(citation: Citation, exchange: int, language: Language, *, verified: bool) -> None:
    """One excerpt, compared with the document once more before it is called checked."""
    known = state.documents()
    document = known.get(citation.document)  # it may have been changed or removed since
    exact = bool(document) and document.text[citation.start : citation.end] == citation.quote
    with st.container(border=True, key=f"excerpt-{exchange}-{citation.number}"):
        title = f"»{citation.title}«" if len(known) > 1 and citation.title else ""
        where = ", ".join(part for part in (title, page_of(citation, language)) if part)
        st.subheader(
            literal(f"[{citation.number}] {where}".strip()),
            anchor=anchor(exchange, citation.number),
        )
        if citation.section:
            st.caption(literal(citation.section))
        if document is None or not exact:
            st.markdown(literal(f"»{citation.quote}«"), anchors=False)
            st.caption(literal(text("excerpt_gone", language)))
            return
        lines.draw(excerpt_lines(document, citation.start, citation.end))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if verified:
                st.badge(text("app_verified", language), icon=":material/check:", color="green")
            st.page_link(
                "views/read.py",
                label=text("excerpt_read", language),
                icon=":material/menu_book:",
                query_params=address(citation),
            )
            with st.popover(
                text("excerpt_cite", language), icon=":material/format_quote:", type="tertiary"
            ):
                facts = document.metadata
                st.caption(text("cite_short", language))
                st.code(short_reference(facts, citation), language=None, wrap_lines=True)
                st.caption(text("cite_full", language))
                st.code(full_reference(facts, citation), language=None, wrap_lines=True)
                st.caption("BibTeX")
                st.code(bibtex(facts, citation), language=None, wrap_lines=True)
