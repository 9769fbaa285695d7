"""Conversations: what was asked before; find, open, rename, delete, save as a file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import streamlit as st
from babel.dates import format_date
from elements import state

from natoqa.archive import Conversation
from natoqa.export import FORMATS, MIME, export, file_name
from natoqa.literal import literal
from natoqa.texts import text
from natoqa.types import Language

AT_ONCE = 20  # conversations; each has a handful of buttons
MINUTES_A_DAY = 24 * 60
NAMES = {"md": "Markdown", "docx": "Word (DOCX)", "pdf": "PDF"}


def main() -> None:
    """The visitor's own conversations, last used first."""
    language = state.language()
    st.title(text("nav_conversations", language), anchor=False)
    st.caption(literal(text("kept" if state.kept() else "chat_not_kept", language)))
    search = st.text_input(
        text("conversations_search", language), key="search", icon=":material/search:"
    )
    found = state.open_archive().conversations(state.owner(), search)
    if not found:
        key = "conversations_none_found" if search.strip() else "conversations_none"
        st.info(literal(text(key, language)))
    shown = st.session_state.get("conversations_shown", AT_ONCE)
    for conversation in found[:shown]:
        draw(conversation, language)
    if found[shown:]:
        st.button(
            text("conversations_more", language, count=len(found) - shown),
            key="more",
            on_click=show_more,
            args=(shown,),
        )
    draw_feedback(language)


def show_more(shown: int) -> None:
    """Have as many again drawn; a callback."""
    st.session_state["conversations_shown"] = shown + AT_ONCE


def draw(conversation: Conversation, language: Language) -> None:
    """One conversation with what can be done with it."""
    with st.container(border=True, key=f"kept-{conversation.id}", gap="small"):
        st.subheader(literal(conversation.title), anchor=False)
        count = text("conversations_count", language, count=conversation.questions)
        st.caption(literal(f"{when(conversation.updated, language)} · {count}"))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                "views/ask.py",
                label=text("conversations_open", language),
                icon=":material/forum:",
                query_params={state.CONVERSATION: conversation.id},
            )
            with st.popover(
                text("conversations_export", language), icon=":material/download:", type="tertiary"
            ):
                draw_export(conversation, language)
            if st.button(
                text("conversations_rename", language),
                icon=":material/edit:",
                type="tertiary",
                key=f"rename-{conversation.id}",
            ):
                rename(conversation, language)
            if st.button(
                text("conversations_delete", language),
                icon=":material/delete:",
                type="tertiary",
                key=f"delete-{conversation.id}",
            ):
                delete(conversation, language)


def when(moment: str, language: Language) -> str:
    """A moment in UTC by the clock of the visitor's browser."""
    offset = st.context.timezone_offset  # minutes that UTC is ahead
    here = UTC
    if offset is not None and abs(offset) < MINUTES_A_DAY:
        here = timezone(timedelta(minutes=-offset))
    local = datetime.fromisoformat(moment).astimezone(here)
    locale = {"de": "de_DE", "en": "en_GB"}[language]
    said = f"{format_date(local, locale=locale)}, {local:%H:%M}"
    return said if offset is not None else f"{said} UTC"


def draw_export(conversation: Conversation, language: Language) -> None:
    """A button for each format; the file is made when it is asked for."""
    for format in FORMATS:
        st.download_button(
            NAMES[format],
            data=partial(exported, state.owner(), conversation, format, language),
            file_name=file_name(conversation.title, format),
            mime=MIME[format],
            key=f"export-{format}-{conversation.id}",
            on_click="ignore",
            width="stretch",
        )


def exported(owner: str, conversation: Conversation, format: str, language: Language) -> bytes:
    """The conversation as a file."""
    exchanges = state.open_archive().exchanges(owner, conversation.id)
    return export(conversation.title, exchanges, format, language)


def rename(conversation: Conversation, language: Language) -> None:
    """Ask for another title."""

    @st.dialog(text("conversations_rename", language))
    def ask() -> None:
        title = st.text_input(
            text("conversations_title", language), conversation.title, max_chars=80
        )
        if st.button(text("save", language), key="save-title"):
            state.open_archive().rename(state.owner(), conversation.id, title)
            st.rerun()

    ask()


def delete(conversation: Conversation, language: Language) -> None:
    """Ask once more, then delete."""

    @st.dialog(text("conversations_delete", language))
    def ask() -> None:
        st.markdown(literal(text("conversations_sure", language, title=conversation.title)))
        if st.button(text("conversations_delete", language), key="really-delete"):
            state.open_archive().delete(state.owner(), conversation.id)
            if state.conversation() == conversation.id:
                state.open_conversation(None)
            st.rerun()

    ask()


def draw_feedback(language: Language) -> None:
    """The visitor's own ratings as cases for the evals."""
    cases = state.open_archive().feedback(state.owner())
    if not cases:
        return
    st.subheader(text("feedback", language), anchor=False)
    st.caption(literal(text("feedback_about", language, count=len(cases))))
    st.download_button(
        text("feedback_export", language),
        data="".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases),
        file_name="natoqa-feedback.jsonl",
        mime="application/x-ndjson",
        icon=":material/download:",
        key="feedback-export",
        on_click="ignore",
    )


main()
