"""Ask: the conversation."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

import streamlit as st
from elements import after, look, state, turn

from natoqa import Answer, NatoqaError, Statement, load_document
from natoqa.archive import MAX_QUESTION, Exchange, turns
from natoqa.errors import IndexStateError, QuestionError
from natoqa.literal import literal
from natoqa.references import imprint
from natoqa.suggestions import suggest
from natoqa.texts import text
from natoqa.types import Language

SHOWN = 5  # exchanges; older ones are drawn on demand
THEMES = 4
PER_THEME = 2


def main() -> None:
    """The conversation in the address, and what is asked now."""
    language = state.language()
    with st.bottom:  # there, the page does not scroll to its end by itself
        draw_filters(language)
        typed = st.chat_input(text("app_ask", language), submit_mode="stop", key="question")
    asked = typed or st.session_state.pop("pending", None)
    earlier = state.exchanges()
    if not earlier and not asked:
        welcome(language)
        return
    st.title(text("nav_ask", language), anchor=False)
    conversation = state.conversation()
    draw_earlier(earlier, conversation or "", language, last=not asked)
    if asked:
        answer_question(asked, earlier, conversation, language)


def draw_filters(language: Language) -> None:
    """Above the question, where not everything is searched."""
    chosen = state.choices().filters
    page = text("page", language, page=chosen.page) if chosen.page else None
    document = state.documents().get(chosen.document or "")
    title = document.metadata.title if document else None
    where = ", ".join(part for part in (title, chosen.section, page) if part)
    if where:
        st.caption(literal(text("settings_active", language, where=where)))


def welcome(language: Language) -> None:
    """What this is, and questions to begin with."""
    st.title(text("app_title", language), anchor=False)
    st.markdown(literal(text("app_tagline", language, title=load_document().metadata.title)))
    st.caption(literal(text("app_intro", language)))
    if st.query_params.get(state.CONVERSATION):
        st.info(literal(text("chat_unknown", language)))
    st.caption(literal(imprint(load_document().metadata, language)))
    for theme in range(THEMES):
        if theme % 2 == 0:
            columns = st.columns(2, gap="medium")
        with columns[theme % 2].container(key=f"theme-{theme}", gap="xsmall"):
            st.subheader(text(f"theme_{theme + 1}", language), anchor=False)
            for number in range(PER_THEME * theme + 1, PER_THEME * (theme + 1) + 1):
                question = text(f"starter_{number}", language)
                st.button(
                    question,
                    key=f"starter-{number}",
                    width="stretch",
                    on_click=state.ask_next,
                    args=(question,),
                )


def draw_earlier(
    earlier: tuple[Exchange, ...], conversation: str, language: Language, *, last: bool
) -> None:
    """The exchanges so far; of a long conversation the last ones, unless all are wanted."""
    hidden = max(0, len(earlier) - SHOWN)
    if hidden and not st.toggle(text("chat_older", language, count=hidden), key="older"):
        earlier = earlier[hidden:]
    for exchange in earlier:
        newest = last and exchange is earlier[-1]
        turn.draw(exchange, language, folded=not newest)
        after.draw(exchange, conversation, language, last=newest)


def answer_question(
    asked: str, earlier: tuple[Exchange, ...], conversation: str | None, language: Language
) -> None:
    """Keep the question, draw its answer as it comes, keep that too."""
    archive, owner = state.open_archive(), state.owner()
    if conversation is None:
        conversation = archive.begin(owner, asked)
        state.open_conversation(conversation)
    shown = asked[:MAX_QUESTION]
    exchange = Exchange(archive.ask(owner, conversation, asked), shown, "")
    look.seek(f"question-{exchange.id}", "start")
    look.behaviour(language, "asked")
    try:
        with closing(events(asked, earlier, language)) as said:  # stopping stops a model too
            exchange = turn.draw_live(exchange, language, said)
    except QuestionError as error:
        fail(exchange, text(f"question_{error.kind}", language, **error.values))
        return
    except IndexStateError:  # the frame tells it; the question is there to be asked again
        raise
    except NatoqaError as error:
        fail(exchange, text("app_error", language, error=error))
        return
    if exchange.answer is None:
        return
    questions = [one.question for one in (*earlier, exchange)]
    searcher = state.open_assistant().searcher
    found = suggest(
        exchange.answer,
        searcher.propositions,
        searcher.passages,
        asked=questions,
        language=language,
    )
    archive.answer(owner, exchange.id, exchange.answer, found)
    kept = archive.exchanges(owner, conversation)[-1]
    after.draw(kept, conversation, language, last=True)


def events(
    asked: str, earlier: tuple[Exchange, ...], language: Language
) -> Generator[Statement | Answer]:
    """What the assistant says under the visitor's settings."""
    chosen = state.choices()
    yield from state.chosen_assistant().stream(
        asked,
        history=turns(earlier),
        language=language,
        filters=chosen.filters,
        strictness=chosen.strictness,
    )


def fail(exchange: Exchange, why: str) -> None:
    """Show and keep why there is no answer."""
    st.warning(literal(why))
    state.open_archive().fail(state.owner(), exchange.id, why)


main()
