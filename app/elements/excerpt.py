"""An excerpt as a card: the quote marked inside its paragraph, where it stands, how to cite it."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from elements import lines, state
from natoqa import Citation
from natoqa.literal import literal
from natoqa.pages import excerpt_lines
from natoqa.references import bibtex, full_reference, short_reference
from natoqa.terminal import page_of
from natoqa.texts import text
from natoqa.types import Language, Metadata


def anchor(exchange: int, number: int) -> str:
    """The name that a number in the answer leads to."""
    return f"beleg-{exchange}-{number}"


def address(citation: Citation) -> dict[str, str]:
    """What the address of the page 'Read' needs to open at the excerpt."""
    return {
        "document": citation.document,
        "start": str(citation.start),
        "end": str(citation.end),
    }


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
        shown = excerpt_lines(document, citation.start, citation.end)
        if all(line.kind in ("header", "row") for line in shown):
            lines.table(shown, label=text("excerpt_table", language))
        else:
            lines.draw(shown)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if verified:
                st.badge(text("app_verified", language), icon=":material/check:", color="green")
            st.page_link(
                "views/read.py",
                label=text("excerpt_read", language),
                icon=":material/menu_book:",
                query_params=address(citation) | _conversation(),
            )
            _draw_citing(document.metadata, citation, exchange, language)


def _conversation() -> dict[str, str]:
    """Has the quotes of the open conversation marked too; no part of a link for others."""
    conversation = st.session_state.get(state.CONVERSATION)
    return {state.CONVERSATION: conversation} if conversation else {}


def _draw_citing(facts: Metadata, citation: Citation, exchange: int, language: Language) -> None:
    """The button that shows how to cite; what it shows is made when it is opened."""
    cite = st.popover(
        text("excerpt_cite", language),
        icon=":material/format_quote:",
        type="tertiary",
        key=f"cite-{exchange}-{citation.number}",
        on_change="rerun",
    )
    if cite.open:
        with cite:
            _draw_references(facts, citation, language)


def _draw_references(facts: Metadata, citation: Citation, language: Language) -> None:
    """Each form with a button that copies it."""
    forms = {
        text("cite_short", language): short_reference(facts, citation),
        text("cite_full", language): full_reference(facts, citation),
        text("cite_link", language): _link(citation),
        "BibTeX": bibtex(facts, citation),
    }
    for label, form in forms.items():
        if form:
            st.caption(literal(label))
            st.code(form, language=None, wrap_lines=True)


def _link(citation: Citation) -> str:
    """The address of the excerpt in this chat; empty where the chat does not know its own."""
    here = urlsplit(st.context.url or "")
    return (
        f"{here.scheme}://{here.netloc}/read?{urlencode(address(citation))}" if here.netloc else ""
    )
