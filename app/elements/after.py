"""What a reader can do with an answer: rate it, ask again, edit the question, go on."""

from __future__ import annotations

import streamlit as st

from elements import look, state
from natoqa.archive import Exchange
from natoqa.literal import literal
from natoqa.texts import text
from natoqa.types import Language


def draw(exchange: Exchange, conversation: str, language: Language, *, last: bool) -> None:
    """The buttons below an exchange; those that change the conversation only below the last."""
    with st.container(
        horizontal=True, vertical_alignment="top", gap="small", key=f"after-{exchange.id}"
    ):
        if last:
            _draw_again(exchange, conversation, language)
        if exchange.answer is not None:
            _draw_rating(exchange, language)
    if last and st.session_state.get("editing") == exchange.id:
        _draw_editor(exchange, conversation, language)
    if last and exchange.suggestions:
        with st.container(key=f"suggestions-{exchange.id}"):
            st.caption(literal(text("suggestions", language)))
            for at, question in enumerate(exchange.suggestions):
                st.button(
                    literal(question),
                    key=f"suggestion-{exchange.id}-{at}",
                    icon=":material/subdirectory_arrow_right:",
                    type="tertiary",
                    on_click=state.ask_next,
                    args=(question,),
                )


def _draw_again(exchange: Exchange, conversation: str, language: Language) -> None:
    st.button(
        text("chat_again", language),
        icon=":material/refresh:",
        type="tertiary",
        key=f"again-{exchange.id}",
        on_click=state.ask_anew,
        args=(conversation, exchange.id, exchange.question),
    )
    st.button(
        text("chat_edit", language),
        icon=":material/edit:",
        type="tertiary",
        key=f"edit-{exchange.id}",
        on_click=_edit,
        args=(exchange.id,),
    )


def _edit(exchange: int) -> None:
    st.session_state["editing"] = exchange
    look.seek(f"editing-{exchange}", "center")


def _draw_editor(exchange: Exchange, conversation: str, language: Language) -> None:
    with st.container(key=f"editing-{exchange.id}"), st.form(f"editor-{exchange.id}"):
        edited = st.text_area(text("chat_edit_label", language), exchange.question)
        if st.form_submit_button(text("chat_edit_ask", language)):
            state.ask_anew(conversation, exchange.id, edited)
            st.rerun()


@st.fragment
def _draw_rating(exchange: Exchange, language: Language) -> None:
    """Thumbs, and a comment once one is given; only this part is drawn anew."""
    key = f"good-{exchange.id}"
    kept = None if exchange.good is None else int(exchange.good)
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        width="content",
        key=f"rating-{exchange.id}",
    ):
        st.caption(literal(text("rate", language)))
        rated = st.feedback("thumbs", key=key, default=kept)
        if rated is not None:  # no toast: Streamlit's has no name that a screen reader could say
            st.caption(f":material/check: {literal(text('rate_thanks', language))}")
    comment = exchange.comment
    if rated is not None:
        comment = st.text_input(
            text("rate_comment", language), exchange.comment, key=f"comment-{exchange.id}"
        )
    good = None if rated is None else bool(rated)
    if (good, comment) != st.session_state.get(
        f"rated-{exchange.id}", (exchange.good, exchange.comment)
    ):
        state.open_archive().rate(state.owner(), exchange.id, good, comment)
        st.session_state[f"rated-{exchange.id}"] = (good, comment)
