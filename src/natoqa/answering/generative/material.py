"""Which excerpts a model is given, chosen to fit its window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from natoqa.search import Evidence
from natoqa.tokens import count_tokens
from natoqa.types import Passage

__all__ = ["choose", "numbered", "reserve"]

MAX_EXCERPTS = 14
MAX_TOKENS = 4000  # of excerpts; more of them dilute what matters
_FENCE = 45  # tokens of the lines around an excerpt
_RESERVED = 2600  # tokens for rules, conversation, question and answer

_PASSAGES = 3  # the best passages, then those of the best statements, then the rest
_STATEMENTS = 4
_BEFORE = 2  # passages of the turn before


def reserve(window: int) -> int:
    """How many tokens of a model's window excerpts may take."""
    return max(window - _RESERVED, window // 3)


def choose(
    evidence: Evidence,
    before: Evidence | None,
    passages: Mapping[str, Passage],
    budget: int,
    *,
    whole: bool = False,
) -> list[Passage]:
    """The passages to give, at least one: the likeliest first.

    With ``whole`` all passages in the order of the text when they fit into ``budget`` tokens.
    ``before`` is what was found for the turn before.
    """
    if whole:
        documents = {scored.passage.document for scored in evidence.passages}
        study = [p for p in passages.values() if p.document in documents]
        if sum(map(_cost, study)) <= budget:
            return study
    return _fitting(_ranked(evidence, before, passages), min(budget, MAX_TOKENS))


def _excerpt_text(passage: Passage) -> str:
    """A passage as a model reads it: its section, then its text."""
    return f"({passage.section})\n{passage.text}" if passage.section else passage.text


def _ranked(
    evidence: Evidence, before: Evidence | None, passages: Mapping[str, Passage]
) -> Iterator[Passage]:
    """Passages without repetition; a statement about a chapter brings all its passages."""
    best = [scored.passage.id for scored in evidence.passages]
    stated = [
        name
        for scored in evidence.propositions[:_STATEMENTS]
        for name in scored.proposition.passages
    ]
    earlier = [scored.passage.id for scored in before.passages[:_BEFORE]] if before else []
    order = dict.fromkeys([*best[:_PASSAGES], *stated, *earlier, *best[_PASSAGES:]])
    return (passages[name] for name in order if name in passages)


def _fitting(ranked: Iterable[Passage], budget: int) -> list[Passage]:
    chosen: list[Passage] = []
    left = budget
    for passage in ranked:
        cost = _cost(passage)
        if chosen and cost > left:
            continue
        chosen.append(passage)
        left -= cost
        if len(chosen) == MAX_EXCERPTS:
            break
    return chosen


def _cost(passage: Passage) -> int:
    return count_tokens(_excerpt_text(passage)) + _FENCE


def numbered(excerpts: Sequence[Passage]) -> list[tuple[int, str]]:
    """The excerpts with their numbers from 1."""
    return [(number, _excerpt_text(passage)) for number, passage in enumerate(excerpts, start=1)]
