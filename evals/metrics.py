"""Figures of the evals as pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from natoqa.types import Passage

Span = tuple[int, int]
Supports = Callable[[Sequence[int]], bool]

_FUNCTION_WORDS = {
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder ist sind war wird werden
        wurde nicht mit von vom zu zum zur im auf für als sich auch dass aus bei nach über um sie er
        es ihre ihrer ihren sein seine hat haben kann soll nur noch aber wie studie
    """,
    "en": """
        the a an and or is are was were be been will would not with of to in on for as that this
        from by at after over they it its their his her has have can should only but how study
    """,
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def overlaps(a: Span, b: Span) -> bool:
    """Whether two half-open spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def relevant(passage: Passage, gold: Sequence[Span]) -> bool:
    """Whether a passage holds gold evidence."""
    return any(overlaps((passage.start, passage.end), span) for span in gold)


def first_rank(passages: Sequence[Passage], gold: Sequence[Span]) -> int | None:
    """The place, from 1, of the first passage that holds gold evidence; None when none does."""
    return next((at for at, p in enumerate(passages, start=1) if relevant(p, gold)), None)


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


def gold_cited(cited: Sequence[Span], gold: Sequence[Span], need_all: bool) -> float:
    """How much of the gold evidence is cited: all places where all are needed, else any one."""
    found = [any(overlaps(span, place) for place in cited) for span in gold]
    return mean([float(hit) for hit in found]) if need_all else float(any(found))


def citation_quality(statements: Sequence[tuple[Sequence[int], Supports]]) -> tuple[float, float]:
    """Citation recall and precision of one answer (Gao et al. 2023, ALCE).

    Each statement comes with the numbers it cites and a function that says whether some of them
    together support it. Recall is the share of statements that all their citations together
    support. A citation is precise when its statement is supported and it is not irrelevant:
    irrelevant is one that does not support the statement alone and that the others can do without.
    """
    supported: list[float] = []
    precise: list[float] = []
    for numbers, supports in statements:
        whole = bool(numbers) and supports(numbers)
        supported.append(float(whole))
        for number in numbers:
            others = [other for other in numbers if other != number]
            needed = whole and (supports([number]) or not (others and supports(others)))
            precise.append(float(needed))
    return mean(supported), mean(precise)


def words(text: str) -> int:
    """Words of an answer, without its markers [1]."""
    return len(re.sub(r"\[\d+\]", "", text).split())


def language_of(text: str) -> str | None:
    """'de' or 'en' by the function words of a text; None where they do not decide."""
    found = re.findall(r"\w+", text.lower())
    german, english = (sum(w in _WORDS[language] for w in found) for language in ("de", "en"))
    if german == english:
        return None
    return "de" if german > english else "en"


def mean(values: Sequence[float]) -> float:
    """The mean; 0 for no values."""
    return sum(values) / len(values) if values else 0.0


STATISTICS: dict[str, Callable[..., Any]] = {
    "mean": np.mean,
    "median": np.median,
    "p95": partial(np.percentile, q=95),
}


def statistic(values: Sequence[float], name: str = "mean") -> float:
    """The mean, median or 95th percentile; 0 for no values."""
    return float(STATISTICS[name](np.asarray(values, dtype=float))) if values else 0.0


def bootstrap(
    values: Sequence[float], name: str = "mean", *, rounds: int = 1000, level: float = 0.95
) -> tuple[float, float]:
    """The percentile bootstrap interval of a statistic (Efron 1979); fixed seed, so repeatable."""
    if not values:
        return (0.0, 0.0)
    data = np.asarray(values, dtype=float)
    return _interval(STATISTICS[name](data[_draws(len(data), rounds)], axis=1), level)


def paired_bootstrap(
    old: Sequence[float],
    new: Sequence[float],
    name: str = "mean",
    *,
    rounds: int = 2000,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """New minus old over the same cases in the same order, and the interval of the difference.

    The same cases are drawn for both sides (Koehn 2004); a difference is significant when its
    interval leaves out 0.
    """
    if len(old) != len(new):
        raise ValueError(f"paired values differ in number: {len(old)} and {len(new)}.")
    if not old:
        return (0.0, 0.0, 0.0)
    a, b = np.asarray(old, dtype=float), np.asarray(new, dtype=float)
    drawn = _draws(len(a), rounds)
    compute = STATISTICS[name]
    low, high = _interval(compute(b[drawn], axis=1) - compute(a[drawn], axis=1), level)
    return float(compute(b) - compute(a)), low, high


def _draws(count: int, rounds: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, count, (rounds, count))


def _interval(drawn: np.ndarray, level: float) -> tuple[float, float]:
    low, high = np.percentile(drawn, [50 * (1 - level), 50 * (1 + level)])
    return float(low), float(high)


def reliability(
    probabilities: Sequence[float], outcomes: Sequence[bool], bins: int = 10
) -> tuple[list[tuple[float, float, int]], float]:
    """Points of the reliability plot and the expected calibration error (Guo et al. 2017).

    For each bin of equal width that holds cases: mean probability, share that came true, number.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for probability, outcome in zip(probabilities, outcomes, strict=True):
        held[min(int(probability * bins), bins - 1)].append((probability, outcome))
    points = [
        (mean([p for p, _ in pairs]), mean([float(o) for _, o in pairs]), len(pairs))
        for pairs in held
        if pairs
    ]
    total = len(probabilities) or 1
    return points, sum(n * abs(said - true) for said, true, n in points) / total
