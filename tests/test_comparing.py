"""Questions about several countries."""

from __future__ import annotations

from natoqa.comparing import named, others_asked_about, portraits
from natoqa.search import Evidence, ScoredProposition
from natoqa.types import Part, Proposition, PropositionKind


def scored(name: str, *said: str, score: float, kind: PropositionKind) -> ScoredProposition:
    parts = tuple(Part(text, text, ((at, at + 1),)) for at, text in enumerate(said))
    prop = Proposition(
        id=name,
        document="klein",
        kind=kind,
        de=" ".join(said),
        en=" ".join(said),
        questions=(),
        spans=tuple(part.spans[0] for part in parts),
        passages=(),
        parts=parts if len(parts) > 1 else (),
    )
    return ScoredProposition(prop, score, 0, 0, 0, 0)


def evidence(question: str, *found: ScoredProposition) -> Evidence:
    return Evidence(question, (), found)


POLAND = scored(
    "pl", "Polen rüstet gegen Russland.", "Das dauert.", "Polen ist eng verbündet.",
    score=9, kind="profile",
)  # fmt: skip
ITALY = scored(
    "it", "Italien spart.", "Italien hat Schulden.", "Italien zögert.", score=8, kind="profile"
)
BOTH = scored("both", "Polen und Italien sind Mitglieder.", score=12, kind="claim")


def test_countries_compared_in_nothing_special_are_portrayed() -> None:
    for question in (
        "Vergleiche Polen und Italien",
        "How do Poland and Italy differ?",
        "Was trennt Italien von Polen?",
    ):
        told = portraits(evidence(question, BOTH, POLAND, ITALY), 4)
        assert [part.de for _, part in told] == [
            "Italien spart.",
            "Italien hat Schulden.",
            "Polen rüstet gegen Russland.",
            "Polen ist eng verbündet.",
        ], question


def test_no_portraits_where_something_special_is_asked_or_one_is_missing() -> None:
    found = (BOTH, POLAND, ITALY)
    assert portraits(evidence("Vergleiche die Ausgaben von Polen und Italien", *found), 4) == []
    assert portraits(evidence("Was ist mit Polen?", *found), 4) == []
    assert portraits(evidence("Vergleiche Polen und Italien", BOTH, POLAND), 4) == []


def test_the_best_statement_leaves_room_for_the_other_country() -> None:
    told = named(ITALY, "Schulden in Polen und Italien?", 3)
    assert [part.de for _, part in told] == ["Italien spart.", "Italien hat Schulden."]
    assert len(named(ITALY, "Schulden in Italien?", 3)) == 3


def test_the_other_country_is_told_by_the_next_statement_that_names_it() -> None:
    best = scored("best", "Italien hat Schulden.", score=10, kind="claim")
    next_one = scored("next", "Nichts davon.", "Polen hat auch Schulden.", score=7, kind="list")
    last = scored("last", "Polen ist groß.", score=6, kind="claim")
    told = others_asked_about(
        best, evidence("Schulden in Polen und Italien?", best, POLAND, next_one, last)
    )
    assert [part.de for _, part in told] == ["Polen hat auch Schulden."]
