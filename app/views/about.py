"""About: what this is and is not, how an answer is made, how well it does, rights."""

from __future__ import annotations

import streamlit as st
from elements import state

from natoqa import __version__, load_document
from natoqa.literal import literal
from natoqa.references import full_reference
from natoqa.report import last_report
from natoqa.texts import text
from natoqa.types import Language

STEPS = 4
# figures of the evals that readers are told of, in this order; the texts are measure_1 and so on
TOLD = (
    "evidence @5, German",
    "evidence @5, other languages",
    "quotes exact",
    "pages exact",
    "citation recall",
    "key facts, mean share",
    "answerable, refused wrongly",
    "unanswerable, refused or set right",
    "follow-ups",
    "hostile questions, harmless",
    "words of an answer, median",
)


def main() -> None:
    """Everything a reader needs in order to judge an answer."""
    language = state.language()
    st.title(text("nav_about", language), anchor=False)
    for key in ("about_is", "about_is_not"):
        st.header(text(f"{key}_title", language), anchor=False)
        st.markdown(literal(text(key, language)))
    st.header(text("about_how_title", language), anchor=False)
    steps = (text(f"about_how_{step + 1}", language) for step in range(STEPS))
    st.markdown("\n".join(f"{at}. {literal(said)}" for at, said in enumerate(steps, start=1)))
    draw_report(language)
    draw_rights(language)


def draw_report(language: Language) -> None:
    """The figures of the last run of the evals."""
    st.header(text("about_report_title", language), anchor=False)
    report = last_report()
    if report is None:
        st.markdown(literal(text("about_report_none", language)))
        return
    st.caption(literal(text("about_report", language, commit=report.commit)))
    figures = {one.name: one for one in report.figures}
    told = [(number, figures[name]) for number, name in enumerate(TOLD, 1) if name in figures]
    st.table(
        {
            text("about_report_what", language): [
                literal(text(f"measure_{number}", language)) for number, _ in told
            ],
            text("about_report_figures", language): [literal(str(one)) for _, one in told],
            text("about_report_n", language): [str(one.questions) for _, one in told],
        },
        hide_index=True,
        border="horizontal",
        alt=text("about_report_title", language),
    )


def draw_rights(language: Language) -> None:
    """Whose text it is, and what stays on this computer."""
    facts = load_document().metadata
    st.header(text("app_rights", language), anchor=False)
    st.markdown(literal(full_reference(facts)))
    st.markdown(literal(facts.rights))
    st.header(text("about_data_title", language), anchor=False)
    st.markdown(literal(text("about_data", language)))
    st.caption(f"natoqa {literal(__version__)}")


main()
