"""What is found for a question that leans on the turn before it.

Three searches are blended: for the question made to stand alone, for its own words, and for the
turn before. Passages that the last answer stood on stay candidates; statements it made already
step back, so that 'and why?' brings what has not been said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from natoqa.search import Evidence, Filters, ScoredPassage, ScoredProposition, Searcher
from natoqa.types import Proposition

__all__ = ["Context", "search_before", "search_in_context"]

# chosen on the tuning split of the dialogues among the evals
WHOLE, OWN, BEFORE = 1.0, 1.0, 0.3  # of the fused scores of the three searches
STAYS = 3.0  # for passages that the last answer stood on
SAID = 2.0  # against what it said already
_LOWEST = -2.0  # fused score of what a search did not reach
_REACH = 400  # passages and statements asked for of each search: all that may come first


@dataclass(frozen=True, slots=True)
class Context:
    """The turn before: its question made to stand alone, its answer, what was found for it."""

    question: str
    answer: str
    found: Evidence

    def said(self) -> list[Proposition]:
        """The statements that the answer made, word for word; of one in parts, any of them."""
        return [
            scored.proposition
            for scored in self.found.propositions
            if any(
                part.de in self.answer or part.en in self.answer
                for part in scored.proposition.sentences
            )
        ]


def search_before(searcher: Searcher, question: str, filters: Filters | None) -> Evidence:
    """What is found for the turn before, deep enough to blend."""
    return searcher.search(question, k=_REACH, filters=filters)


def search_in_context(
    searcher: Searcher,
    whole: str,
    own: str,
    context: Context,
    *,
    k: int,
    filters: Filters | None = None,
) -> Evidence:
    """What fits ``whole`` and its ``own`` words, given the turn before; ``k`` of each at most."""
    together = whole if whole != own else f"{context.question} {own}"
    full = searcher.search(together, k=_REACH, filters=filters)
    alone = searcher.search(own, k=_REACH, filters=filters)
    said = context.said()
    stays = {passage for proposition in said for passage in proposition.passages}
    if not said:
        stays = {scored.passage.id for scored in context.found.passages[:2]}
    return Evidence(
        whole,
        _passages(full, alone, context.found, stays)[:k],
        _propositions(
            full.propositions,
            alone.propositions,
            context.found.propositions,
            stays,
            {p.id for p in said},
        )[:k],
        _propositions(full.gaps, alone.gaps, context.found.gaps, stays, set()),
    )


def _passages(
    full: Evidence, alone: Evidence, before: Evidence, stays: set[str]
) -> tuple[ScoredPassage, ...]:
    own = {scored.passage.id: scored for scored in alone.passages}
    earlier = {scored.passage.id: scored.score for scored in before.passages}
    blended = []
    for scored in full.passages:
        name = scored.passage.id
        other = own.get(name)
        score = _blend(scored.score, other.score if other else None, earlier.get(name))
        blended.append(replace(scored, score=score + STAYS * (name in stays)))
    return tuple(sorted(blended, key=lambda scored: -scored.score))


def _propositions(
    full: Sequence[ScoredProposition],
    alone: Sequence[ScoredProposition],
    before: Sequence[ScoredProposition],
    stays: set[str],
    said: set[str],
) -> tuple[ScoredProposition, ...]:
    own = {scored.proposition.id: scored for scored in alone}
    earlier = {scored.proposition.id: scored.score for scored in before}
    blended = []
    for scored in full:
        name = scored.proposition.id
        other = own.get(name)
        score = _blend(scored.score, other.score if other else None, earlier.get(name))
        score += STAYS * bool(stays.intersection(scored.proposition.passages))
        score -= SAID * (name in said)
        blended.append(_likelier(replace(scored, score=score), other))
    return tuple(sorted(blended, key=lambda scored: -scored.score))


def _blend(whole: float, own: float | None, before: float | None) -> float:
    own = _LOWEST if own is None else own
    before = _LOWEST if before is None else before
    return WHOLE * whole + OWN * own + BEFORE * before


def _likelier(scored: ScoredProposition, other: ScoredProposition | None) -> ScoredProposition:
    """With the better likeness of both searches: either wording may be the one it answers."""
    if other is None:
        return scored
    return replace(
        scored,
        statement=max(scored.statement, other.statement),
        question=max(scored.question, other.question),
        characters=max(scored.characters, other.characters),
    )
