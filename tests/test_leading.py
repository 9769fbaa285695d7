"""Which statement leads an answer."""

from __future__ import annotations

from small import small_document

from natoqa.answerability.leading import led
from natoqa.search import Evidence, ScoredProposition
from natoqa.types import Proposition, PropositionKind

DOCUMENT = small_document(
    "## Haus\n\nDas Haus wurde 1990 gebaut. Es ist schön. Es kostet 5 Euro.\n"
)


def scored(
    score: float, quote: str, kind: PropositionKind = "claim", asked: str = "", near: float = 0
) -> ScoredProposition:
    start = DOCUMENT.text.index(quote)
    prop = Proposition(
        id=quote,
        document=DOCUMENT.id,
        kind=kind,
        de=quote,
        en=quote,
        questions=(asked,) if asked else (),
        spans=((start, start + len(quote)),),
        passages=(),
        parts=(),
    )
    return ScoredProposition(prop, score, 0, near, 0, 0)


def leads(question: str, *found: ScoredProposition) -> list[str]:
    evidence = led(Evidence(question, (), found), {DOCUMENT.id: DOCUMENT})
    return [one.proposition.id for one in evidence.propositions]


BUILT, FINE, COST = "Das Haus wurde 1990 gebaut.", "Es ist schön.", "Es kostet 5 Euro."


def test_the_statement_with_the_fact_leads() -> None:
    found = (scored(20, FINE), scored(15, COST), scored(14, BUILT))
    assert leads("Wann wurde das Haus gebaut?", *found) == [BUILT, FINE, COST]
    assert leads("Was kostet das Haus?", *found) == [COST, FINE, BUILT]


def test_too_far_behind_it_does_not_lead() -> None:
    assert leads("Wann wurde das Haus gebaut?", scored(20, FINE), scored(12.9, BUILT))[0] == FINE


def test_an_overview_steps_back_where_one_fact_is_asked_for() -> None:
    overview = scored(20, BUILT, "overview")
    assert leads("Wie hoch ist der Preis?", overview, scored(16.5, COST))[0] == COST
    assert leads("Wie ist das Haus?", overview, scored(16.5, COST))[0] == BUILT


def test_what_tells_of_the_text_steps_back_unless_the_text_is_asked_about() -> None:
    found = (scored(20, FINE, "reference"), scored(13.5, COST))
    assert leads("Warum ist das Haus ein Thema?", *found)[0] == COST
    assert leads("Wie lautet die Überschrift?", *found)[0] == FINE


def test_the_side_that_is_asked_about_leads() -> None:
    both = scored(20, BUILT, asked="Wer ist für und wer gegen das Haus?")
    one = scored(16.5, COST, asked="Wer lehnt das Haus ab?")
    assert leads("Wer ist gegen das Haus?", both, one)[0] == COST
    assert leads("Wer ist für das Haus?", both, one)[0] == BUILT
    assert leads("Was spricht gegen das Haus?", both, one)[0] == BUILT


def test_advantages_or_drawbacks_lead_where_they_are_asked_for() -> None:
    good = scored(20, BUILT, asked="Welche Vorteile hat das Haus?")
    bad = scored(12.5, COST, asked="What are the drawbacks of the house?")
    plain = scored(19, FINE)
    assert leads("Welche Schwächen hat das Haus?", good, plain, bad) == [COST, FINE]
    assert leads("What is good about the house?", good, plain, bad) == [BUILT, FINE, COST]
    assert leads("Risiken und Chancen?", good, plain, bad) == [BUILT, FINE, COST]


def test_a_row_leads_where_the_table_is_asked_about() -> None:
    found = (scored(20, FINE, "profile"), scored(16.5, COST, "table"))
    assert leads("Was sagt die Tabelle zum Haus?", *found)[0] == COST
    assert leads("Was sagt ihr zum Haus?", *found)[0] == FINE


def test_one_fact_that_the_first_statement_holds_settles_the_question() -> None:
    def settled(question: str, *found: ScoredProposition) -> bool:
        return led(Evidence(question, (), found), {DOCUMENT.id: DOCUMENT}).settled

    assert settled("Wann wurde das Haus gebaut?", scored(20, BUILT, near=0.9))
    assert not settled("Wann wurde das Haus gebaut?", scored(20, BUILT, near=0.8))
    assert not settled("Wann wurde das Haus gebaut?", scored(20, FINE, near=0.9))
    assert not settled("Wie ist das Haus?", scored(20, BUILT, near=0.9))
