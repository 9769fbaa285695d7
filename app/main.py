"""The chat: it renders what the assistant says and decides nothing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from literal import literal

from natoqa import Answer, Assistant, Citation, NatoqaError, Turn, load_document
from natoqa.errors import QuestionError
from natoqa.terminal import place
from natoqa.texts import LANGUAGES, text
from natoqa.types import Language

ICON = Path(__file__).parent / "icon.svg"
STARTERS = 4
NAMES: dict[Language, str] = {"de": "Deutsch", "en": "English"}


@st.cache_resource(show_spinner=False)
def open_assistant() -> Assistant:
    """One assistant for all visitors; it keeps nothing of what they ask."""
    return Assistant.open()


def main() -> None:
    """Draw the page; Streamlit runs this anew at each interaction."""
    st.set_page_config(page_title="natoqa", page_icon=str(ICON), layout="centered")
    history: list[dict[str, object]] = st.session_state.setdefault("history", [])
    language = sidebar(history)
    st.title(text("app_title", language))
    st.markdown(literal(text("app_tagline", language, title=load_document().metadata.title)))
    if not history:
        st.caption(literal(text("app_intro", language)))
    for entry in history:
        draw_turn(entry, language)
    asked = st.chat_input(text("app_ask", language)) or (None if history else starters(language))
    if asked:
        answer_question(asked, history, language)
    try:
        open_assistant()  # while the first question is being typed
    except NatoqaError as error:
        st.error(literal(text("app_error", language, error=error)))


def sidebar(history: list[dict[str, object]]) -> Language:
    """The language switch, a new conversation, and what the study is."""
    with st.sidebar:
        chosen = st.segmented_control(
            "Sprache / Language",
            LANGUAGES,
            format_func=NAMES.__getitem__,
            default="de",
            key="language",
        )
        language: Language = chosen or "de"
        if st.button(
            text("app_new", language), icon=":material/add:", key="new", disabled=not history
        ):
            history.clear()
            st.rerun()
        facts = load_document().metadata
        st.subheader(text("app_about", language))
        st.markdown(f"**{literal(facts.title)}**")
        for key, value in (
            ("app_authors", ", ".join(facts.authors)),
            ("app_publisher", facts.publisher),
            ("app_date", text("month_" + facts.date[5:7], language) + " " + facts.date[:4]),
        ):
            st.markdown(f"{literal(text(key, language))}: {literal(value)}")
        st.caption(literal(facts.rights))
        st.caption(literal(text("app_offline", language)))
    return language


def starters(language: Language) -> str | None:
    """Questions to begin with; the one that was clicked."""
    st.markdown(f"**{literal(text('app_starters', language))}**")
    for number in range(1, STARTERS + 1):
        question = text(f"starter_{number}", language)
        if st.button(question, key=f"starter-{number}"):
            return question
    return None


def answer_question(asked: str, history: list[dict[str, object]], language: Language) -> None:
    """Ask the assistant, draw the turn and keep it for this session."""
    entry: dict[str, object] = {"question": asked}
    with st.chat_message("user"):
        st.markdown(literal(asked))
    with st.chat_message("assistant"), st.spinner(text("app_searching", language)):
        turns = [
            Turn(str(old["question"]), old["answer"].text)
            for old in history
            if isinstance(old.get("answer"), Answer)
        ]
        try:
            entry["answer"] = open_assistant().ask(asked, history=turns, language=language)
        except QuestionError as error:
            entry["error"] = text(f"question_{error.kind}", language, **error.values)
        except NatoqaError as error:
            entry["error"] = text("app_error", language, error=error)
    history.append(entry)
    st.rerun()


def draw_turn(entry: dict[str, object], language: Language) -> None:
    """A question and its answer, or the reason why there is none."""
    with st.chat_message("user"):
        st.markdown(literal(str(entry["question"])))
    with st.chat_message("assistant"):
        answer = entry.get("answer")
        if isinstance(answer, Answer):
            draw_answer(answer, str(entry["question"]), language)
        else:
            st.warning(literal(str(entry["error"])))


def draw_answer(answer: Answer, asked: str, language: Language) -> None:
    """The sentences with their numbers, and below them the excerpts."""
    if answer.question != " ".join(asked.split()):
        st.caption(literal(text("understood", language, question=answer.question)))
    if answer.abstained:
        st.markdown(f"**{literal(answer.text)}**")
        st.markdown(literal(answer.reason))
        if answer.nearest:
            st.caption(literal(text("nearest", answer.language)))
    for statement in answer.statements:
        marks = "".join(f":small[{literal(f'[{number}]')}]" for number in statement.citations)
        st.markdown(f"{literal(statement.text)} {marks}")
    excerpts = answer.nearest if answer.abstained else answer.citations
    if excerpts and not answer.abstained:
        st.caption(f"**{literal(text('excerpts', language))}**")
    for citation in excerpts:
        draw_excerpt(citation, language, verified=not answer.abstained)


def draw_excerpt(citation: Citation, language: Language, *, verified: bool) -> None:
    """One excerpt, compared with the document once more before it is shown as checked."""
    document = load_document(citation.document)
    exact = document.text[citation.start : citation.end] == citation.quote
    with st.container(border=True):
        quote = literal(citation.quote).replace("\n", "  \n> ")
        st.markdown(f"**{literal(f'[{citation.number}]')}**\n\n> {quote}")
        foot = literal(place(citation, language))
        if verified and exact:
            foot += f" · :green[:material/check: {literal(text('app_verified', language))}]"
        st.caption(foot)


main()
