"""Figures of the evals as pure functions."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from natoqa.types import Passage

Span = tuple[int, int]


def overlaps(a: Span, b: Span) -> bool:
    """Whether two half-open spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def first_rank(passages: Sequence[Passage], gold: Sequence[Span]) -> int | None:
    """The place, from 1, of the first passage that holds gold evidence; None when none does."""
    for rank, passage in enumerate(passages, start=1):
        if any(overlaps((passage.start, passage.end), span) for span in gold):
            return rank
    return None


def hit_at(ranks: Sequence[int | None], k: int) -> float:
    """The share of questions whose evidence stands in the first ``k``; 0 for no questions."""
    return mean([float(rank is not None and rank <= k) for rank in ranks])


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Mean reciprocal rank of the first evidence."""
    return mean([1 / rank if rank else 0.0 for rank in ranks])


def ndcg_at(relevant: Sequence[bool], total: int, k: int = 10) -> float:
    """Normalised discounted cumulative gain of one ranking with ``total`` relevant passages."""
    gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(relevant[:k]) if hit)
    best = sum(1 / math.log2(place + 2) for place in range(min(total, k)))
    return gain / best if best else 0.0


def facts_found(text: str, facts: Sequence[Sequence[str]]) -> float:
    """The share of key facts of which one alternative stands in the text, case ignored."""
    low = text.lower()
    return mean([float(any(form.lower() in low for form in forms)) for forms in facts])


def citation_recall(cited: Sequence[Span], gold: Sequence[Span], need_all: bool) -> float:
    """How much of the gold evidence is cited: all places where all are needed, else any one."""
    found = [any(overlaps(span, place) for place in cited) for span in gold]
    return mean([float(hit) for hit in found]) if need_all else float(any(found))


def mean(values: Sequence[float]) -> float:
    """The mean; 0 for no values."""
    return sum(values) / len(values) if values else 0.0


def bootstrap(
    values: Sequence[float],
    statistic: Callable[[Sequence[float]], float] = mean,
    rounds: int = 1000,
    level: float = 0.95,
) -> tuple[float, float]:
    """The percentile bootstrap interval of a statistic (Efron 1979); fixed seed, so repeatable."""
    if not values:
        return (0.0, 0.0)
    draw = random.Random(0)  # noqa: S311 - not a secret
    drawn = sorted(statistic(draw.choices(values, k=len(values))) for _ in range(rounds))
    cut = int(rounds * (1 - level) / 2)
    return drawn[cut], drawn[-cut - 1]
