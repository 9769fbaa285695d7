"""The side bar: recent conversations, language, settings, signing in."""

from __future__ import annotations

import streamlit as st

from elements import state
from natoqa.literal import literal
from natoqa.terminal import plain
from natoqa.texts import LANGUAGES, text
from natoqa.types import Document, Language

NAMES: dict[Language, str] = {"de": "Deutsch", "en": "English"}
RECENT = 6


def language_switch() -> Language:
    """The language of the page, kept in the address."""
    st.segmented_control(
        "Sprache / Language",
        LANGUAGES,
        format_func=NAMES.__getitem__,
        default="de",
        required=True,
        key="lang",
        bind="query-params",
    )
    return state.language()


def settings(language: Language) -> None:
    """What a visitor may choose; each choice is kept in the address."""
    label = text("settings", language)
    with st.expander(label, icon=":material/tune:"):
        st.selectbox(
            text("settings_strictness", language),
            ("lenient", "normal", "strict"),
            index=1,
            format_func=lambda name: text(f"strictness_{name}", language),
            help=text("settings_strictness_help", language),
            key="strictness",
            bind="query-params",
        )
        st.number_input(
            text("settings_excerpts", language),
            min_value=1,
            max_value=12,
            value=4,
            help=text("settings_excerpts_help", language),
            key="excerpts",
            bind="query-params",
        )
        document = _draw_document(language)
        top = min((section.level for section in document.sections), default=0)
        st.selectbox(
            text("settings_chapter", language),
            [section.title for section in document.sections if section.level == top],
            index=None,
            format_func=plain,  # Markdown is not read here
            placeholder=text("settings_whole", language),
            key="chapter",
            bind="query-params",
        )
        st.selectbox(
            text("settings_page", language),
            [page.number for page in document.pages if page.number],
            index=None,
            placeholder=text("settings_whole", language),
            key="only_page",
            bind="query-params",
        )
        model = state.model_name()
        if model:
            names = {
                "model": text("engine_model", language, name=model),
                "offline": text("engine_offline", language),
            }
            st.radio(
                text("settings_engine", language),
                tuple(names),
                format_func=lambda engine: literal(names[engine]),
                key="engine",
                bind="query-params",
            )
        else:
            st.caption(literal(text("settings_engine_offline", language)))


def _draw_document(language: Language) -> Document:
    """A choice of one document where there are several; the study while none is chosen."""
    known = state.documents()
    chosen = None
    if len(known) > 1:
        chosen = st.selectbox(
            text("settings_document", language),
            list(known),
            index=None,
            format_func=lambda name: plain(known[name].metadata.title),
            placeholder=text("settings_whole", language),
            key="only_document",
            bind="query-params",
        )
    return known[chosen] if chosen else next(iter(known.values()))


def recent(language: Language) -> None:
    """A new conversation, and the last ones."""
    if st.button(
        text("app_new", language),
        icon=":material/edit_square:",
        key="new",
        width="stretch",
    ):
        state.open_conversation(None)
        st.switch_page("views/ask.py")
    found = state.open_archive().conversations(state.owner(), limit=RECENT)
    for one in found:
        if st.button(literal(one.title), key=f"recent-{one.id}", type="tertiary", width="stretch"):
            state.open_conversation(one.id)
            st.switch_page("views/ask.py")
    if found and not state.kept():
        st.caption(literal(text("chat_not_kept", language)))


def sign_in(language: Language) -> None:
    """Signing in and out, where the operator has configured a provider."""
    if state.signed_in():
        st.button(text("sign_out", language), on_click=st.logout, key="sign-out")
    elif _provider_configured():
        st.button(text("sign_in", language), on_click=st.login, key="sign-in")


def _provider_configured() -> bool:
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False
