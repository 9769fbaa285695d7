"""What the pages share: the assistant, the archive, who is asking, and what they have chosen."""

from __future__ import annotations

import gc
import secrets
from dataclasses import dataclass

import streamlit as st

from natoqa import Assistant, library
from natoqa.archive import Archive, Exchange
from natoqa.search import Filters
from natoqa.settings import load_settings
from natoqa.types import Document, Language, Strictness
from natoqa.visitors import COOKIE, owner_of, valid_visitor

CONVERSATION = "c"  # of the address


@dataclass(frozen=True)
class Choices:
    """What a visitor has chosen under 'Settings'."""

    strictness: Strictness
    excerpts: int
    filters: Filters


@st.cache_resource(show_spinner=False)
def open_assistant() -> Assistant:
    """One assistant for all visitors; it keeps nothing of what they ask.

    Streamlit searches all objects for garbage after each run of a page, a third of its time with
    an index in memory; what is there to stay is taken out of that search.
    """
    assistant = Assistant.open()
    gc.collect()
    gc.freeze()
    return assistant


@st.cache_resource(show_spinner=False)
def offline_assistant() -> Assistant:
    """The same without a language model, for those who choose so."""
    return open_assistant().offline if model_name() else open_assistant()


@st.cache_resource(show_spinner=False, ttl=2)
def documents() -> dict[str, Document]:
    """All documents by id, the study first; a moment old at most. Does not wait for the index."""
    return {document.id: document for document in library.documents(load_settings())}


def model_name() -> str:
    """The language model that is configured; empty without one."""
    return str(getattr(load_settings(), "llm", ""))


def chosen_assistant() -> Assistant:
    """The assistant that the visitor wants answers from."""
    offline = st.session_state.get("engine") == "offline"
    return offline_assistant() if offline else open_assistant()


@st.cache_resource(show_spinner=False)
def open_archive() -> Archive:
    """The kept conversations of all visitors; every question to it names the owner."""
    return Archive(load_settings().data_dir / "conversations.sqlite3")


def owner() -> str:
    """The signed-in user, else the browser by its cookie, else this session alone.

    Neither changes within a session, so it is worked out once.
    """
    if "owner" not in st.session_state:
        cookie = st.context.cookies.get(COOKIE)
        if signed_in():
            known = owner_of("user", f"{st.user.get('iss')} {st.user.get('sub')}")
        elif valid_visitor(cookie):
            known = owner_of("browser", cookie)
        else:
            known = owner_of("session", secrets.token_urlsafe(32))
        st.session_state["owner"] = known
    return str(st.session_state["owner"])


def kept() -> bool:
    """Whether the visitor's conversations outlive this session."""
    return signed_in() or valid_visitor(st.context.cookies.get(COOKIE))


def signed_in() -> bool:
    """Whether the visitor has signed in; never without a configured provider."""
    return bool(st.user.get("is_logged_in"))


def language() -> Language:
    """The language of the page."""
    chosen: Language = st.session_state.get("lang") or "de"
    return chosen


def choices() -> Choices:
    """What is chosen under 'Settings'; the defaults before they are drawn."""
    kept = st.session_state
    return Choices(
        strictness=kept.get("strictness") or "normal",
        excerpts=kept.get("excerpts") or 4,
        filters=Filters(
            document=kept.get("only_document"),
            section=kept.get("chapter"),
            page=kept.get("only_page"),
        ),
    )


def conversation() -> str | None:
    """The conversation in the address, else the last one of this session, if it is the visitor's.

    It is put back into the address, so that a reload finds it again.
    """
    named = st.query_params.get(CONVERSATION) or st.session_state.get(CONVERSATION)
    if not named or open_archive().conversation(owner(), named) is None:
        return None
    open_conversation(named)
    return str(named)


def open_conversation(named: str | None) -> None:
    """Make a conversation the one that is open; None opens a new one."""
    st.session_state[CONVERSATION] = named
    if named:
        st.query_params[CONVERSATION] = named
    else:
        st.query_params.pop(CONVERSATION, None)


def exchanges() -> tuple[Exchange, ...]:
    """What was asked and answered in the open conversation."""
    named = conversation()
    return open_archive().exchanges(owner(), named) if named else ()


def ask_next(question: str) -> None:
    """Have the question asked in the run that follows; a callback of buttons."""
    st.session_state["pending"] = question


def ask_anew(conversation: str, exchange: int, question: str) -> None:
    """Have a question asked in place of an exchange and all after it; a callback of buttons."""
    open_archive().cut(owner(), conversation, exchange)
    st.session_state.pop("editing", None)
    st.session_state["pending"] = question
