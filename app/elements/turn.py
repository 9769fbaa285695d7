"""A question and its answer: sentences with numbers, and below them what they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from elements import excerpt, state
from natoqa import Answer, Citation, NatoqaError, Statement
from natoqa.archive import Exchange
from natoqa.literal import literal
from natoqa.terminal import excerpt_groups, place
from natoqa.texts import text
from natoqa.types import Language

FOLDED = "folded"  # begins the keys of folded excerpts; our script looks for it
_PEEK = 160  # characters of a quote shown while the pointer rests on its number


def draw(exchange: Exchange, language: Language, *, folded: bool = False) -> None:
    """An exchange as it was kept; ``folded`` excerpts are drawn when a reader unfolds them."""
    said, below = _frame(exchange)
    answer = exchange.answer
    if answer is None:
        with said:
            _draw_missing(exchange, language)
        return
    numbered = {citation.number: citation for citation in answer.citations}
    sentences = [_sentence(one, exchange.id, numbered, language) for one in answer.statements]
    with said:
        if understood := _understood(exchange, answer, language):
            st.caption(understood)
        if sentences:
            st.markdown("\n\n".join(sentences), anchors=False)
        _draw_remarks(answer, language)
    with below:
        for at, (heading, excerpts) in enumerate(excerpt_groups(answer)):
            if folded:
                label = text(f"{heading}_folded", language, count=len(excerpts))
                group = st.expander(
                    label, key=f"{FOLDED}-{exchange.id}-{at}", type="compact", on_change="rerun"
                )
                if not group.open:
                    continue
                with group:
                    _draw_group(heading, excerpts, exchange.id, language)
            else:
                st.caption(f"**{literal(text(heading, language))}**")
                _draw_group(heading, excerpts, exchange.id, language)


def draw_live(
    exchange: Exchange, language: Language, events: Iterable[Statement | Answer]
) -> Exchange:
    """An exchange while it is answered, each sentence in a place that it keeps.

    Returns the exchange with its answer, or as it was when it was stopped.
    """
    said, below = _frame(exchange)
    understood, first = said.empty(), below.empty()
    first.caption(f":shimmer[{literal(text('app_searching', language))}]")
    answer = None
    slots = []
    try:
        for event in events:
            if isinstance(event, Answer):
                answer = event
            else:
                slots.append(said.empty())
                slots[-1].markdown(_sentence(event, exchange.id, {}, language), anchors=False)
    except NatoqaError:
        first.empty()  # nothing is searched any more
        raise
    if answer is None:
        with said:
            _draw_missing(exchange, language)
        return exchange
    numbered = {citation.number: citation for citation in answer.citations}
    slots.extend(said.empty() for _ in answer.statements[len(slots) :])
    for slot, statement in zip(slots, answer.statements, strict=False):
        slot.markdown(_sentence(statement, exchange.id, numbered, language), anchors=False)
    if told := _understood(exchange, answer, language):
        understood.caption(told)
    with said:
        _draw_remarks(answer, language)
    groups = excerpt_groups(answer)
    if not groups:
        first.empty()
    with below:
        for at, (heading, excerpts) in enumerate(groups):  # the first where the waiting was told
            (st if at else first).caption(f"**{literal(text(heading, language))}**")
            _draw_group(heading, excerpts, exchange.id, language)
    return replace(exchange, answer=answer)


def _frame(exchange: Exchange) -> tuple[DeltaGenerator, DeltaGenerator]:
    """The question, and where the answer's sentences and its excerpts go."""
    question = st.container(key=f"question-{exchange.id}")
    with question.chat_message("user", avatar=":material/person:"):
        st.markdown(literal(exchange.question), anchors=False)
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        said = st.container(key=f"said-{exchange.id}")
        below = st.container(key=f"below-{exchange.id}")
    return said, below


def _understood(exchange: Exchange, answer: Answer, language: Language) -> str:
    """What the question was made into, where it leaned on what went before."""
    if answer.question == " ".join(exchange.question.split()):
        return ""
    return literal(text("understood", language, question=answer.question))


def _sentence(
    statement: Statement, exchange: int, numbered: Mapping[int, Citation], language: Language
) -> str:
    """The sentence and its numbers, each a link to its excerpt."""
    marks = [
        f"[{literal(f'[{number}]')}](#{excerpt.anchor(exchange, number)}{_peek(found, language)})"
        for number in statement.citations
        for found in (numbered.get(number),)
    ]
    return f"{literal(statement.text)} {' '.join(marks)}"


def _peek(citation: Citation | None, language: Language) -> str:
    """The title of a link: where its excerpt stands and how it begins."""
    if citation is None:
        return ""
    quote = " ".join(citation.quote.split())
    quote = quote if len(quote) <= _PEEK else quote[:_PEEK].rstrip() + " …"
    where = place(citation, language, titled=len(state.documents()) > 1)
    return f' "{literal(f"{where}: {quote}")}"'


def _draw_missing(exchange: Exchange, language: Language) -> None:
    if exchange.failure:
        st.warning(literal(exchange.failure))
    else:
        st.caption(literal(text("chat_stopped", language)))


def _draw_remarks(answer: Answer, language: Language) -> None:
    """What is missing, what was withheld, and why another engine answered."""
    if answer.abstained:
        st.markdown(f"**{literal(answer.text)}**", anchors=False)
        st.markdown(literal(answer.reason), anchors=False)
    if answer.notice:
        st.info(literal(answer.notice), icon=":material/info:")
    if answer.withheld:
        label = text("chat_withheld", language, count=len(answer.withheld))
        with st.expander(literal(label), icon=":material/visibility_off:"):
            st.caption(literal(text("chat_withheld_why", language)))
            for one in answer.withheld:
                st.markdown(f"{literal(one.text)}  \n:small[{literal(one.reason)}]", anchors=False)


def _draw_group(
    heading: str, excerpts: Sequence[Citation], exchange: int, language: Language
) -> None:
    """The first cards open, as many as was chosen; the others folded."""
    verified = heading != "nearest"
    shown = state.choices().excerpts
    for citation in excerpts[:shown]:
        excerpt.draw(citation, exchange, language, verified=verified)
    if excerpts[shown:]:
        label = text("excerpts_more", language, count=len(excerpts) - shown)
        with st.expander(label):
            for citation in excerpts[shown:]:
                excerpt.draw(citation, exchange, language, verified=verified)
