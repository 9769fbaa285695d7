"""The chat's frame: navigation, language, settings, recent conversations. It decides nothing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from elements import look, sidebar, state

from natoqa import NatoqaError
from natoqa.errors import StaleIndexError
from natoqa.literal import literal
from natoqa.texts import text

ICON = Path(__file__).parent / "icon.svg"


def main() -> None:
    """Draw the frame and the page in it; Streamlit runs this anew at each interaction."""
    st.set_page_config(page_title="natoqa", page_icon=str(ICON), layout="centered")
    st.logo(str(ICON), size="large")
    look.style()
    recent, controls = st.sidebar.container(key="recent"), st.sidebar.container(key="controls")
    with controls:
        language = sidebar.language_switch()
    page = st.navigation(
        [
            st.Page("views/ask.py", title=text("nav_ask", language), icon=":material/forum:"),
            st.Page("views/read.py", title=text("nav_read", language), icon=":material/menu_book:"),
            st.Page(
                "views/conversations.py",
                title=text("nav_conversations", language),
                icon=":material/history:",
            ),
            st.Page("views/about.py", title=text("nav_about", language), icon=":material/info:"),
        ],
        expanded=True,
    )
    st.set_page_config(page_title=f"{page.title} · natoqa")
    try:
        with controls:
            sidebar.settings(language)
            sidebar.sign_in(language)
        page.run()
        with recent:
            sidebar.recent(language)
        look.behaviour(language)
        state.open_assistant()  # while the first question is being typed
    except StaleIndexError:
        st.error(literal(text("index_stale", language)))
    except NatoqaError as error:
        st.error(literal(text("app_error", language, error=error)))


main()
