"""The figures of the evals, worked out on paper."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evals"))
import metrics


def test_hits_and_ranks() -> None:
    ranks = [1, 3, None, 6]
    assert metrics.hit_at(ranks, 1) == 0.25
    assert metrics.hit_at(ranks, 5) == 0.5
    assert metrics.reciprocal_rank(ranks) == pytest.approx((1 + 1 / 3 + 1 / 6) / 4)
    assert metrics.hit_at([], 1) == 0.0


def test_spans_that_touch_do_not_overlap() -> None:
    assert metrics.overlaps((0, 5), (4, 9))
    assert not metrics.overlaps((0, 5), (5, 9))


def test_ndcg() -> None:
    assert metrics.ndcg_at([True, False], 1) == 1.0
    assert metrics.ndcg_at([False, True], 1) == pytest.approx(0.6309, abs=1e-4)
    assert metrics.ndcg_at([], 0) == 0.0
    # 1/log2(2) + 1/log2(4) over 1/log2(2) + 1/log2(3)
    assert metrics.ndcg_at([True, False, True], 2) == pytest.approx(1.5 / 1.6309, abs=1e-4)


def test_facts_have_alternatives() -> None:
    assert metrics.facts_found("250 Milliarden Euro", [["€250bn", "250 milliarden"], ["x"]]) == 0.5


def test_gold_cited_of_any_and_of_all() -> None:
    gold = [(0, 5), (10, 15)]
    assert metrics.gold_cited([(3, 4)], gold, need_all=False) == 1.0
    assert metrics.gold_cited([(3, 4)], gold, need_all=True) == 0.5
    assert metrics.gold_cited([], gold, need_all=False) == 0.0


def bears(*sets: set[int]) -> metrics.Supports:
    """Supports a statement when one of the sets is among the citations."""

    def supports(numbers: Sequence[int]) -> bool:
        return any(needed <= set(numbers) for needed in sets)

    return supports


@pytest.mark.parametrize(
    ("numbers", "supports", "recall", "precision"),
    [
        ([1], bears({1}), 1.0, 1.0),
        ([1], bears(), 0.0, 0.0),  # does not bear it: neither supported nor precise
        ([1, 2], bears({1, 2}), 1.0, 1.0),  # neither alone, both together: both are needed
        ([1, 2], bears({1}), 1.0, 0.5),  # 2 bears nothing and can go
        ([1, 2], bears({1}, {2}), 1.0, 1.0),  # each alone bears it: neither is irrelevant
        ([1, 2, 3], bears({1, 2}), 1.0, 2 / 3),
        ([], bears(set()), 0.0, 0.0),  # without a citation nothing is supported
    ],
)
def test_citation_recall_and_precision(
    numbers: list[int], supports: metrics.Supports, recall: float, precision: float
) -> None:
    found = metrics.citation_quality([(numbers, supports)])
    assert found == pytest.approx((recall, precision))


def test_citation_recall_counts_statements_and_precision_citations() -> None:
    found = metrics.citation_quality([([1], bears({1})), ([2, 3], bears())])
    assert found == pytest.approx((1 / 2, 1 / 3))


def test_words_without_markers() -> None:
    assert metrics.words("Drei Wörter hier. [1][12] Und [3] vier.") == 5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Studie nennt drei Modelle für die Zukunft der NATO.", "de"),
        ("The study names three models for the future of NATO.", "en"),
        ("250 Milliarden Euro", None),
        ("", None),
    ],
)
def test_language_by_function_words(text: str, language: str | None) -> None:
    assert metrics.language_of(text) == language


def test_statistics() -> None:
    values = [float(value) for value in range(1, 102)]
    assert metrics.statistic(values) == 51.0
    assert metrics.statistic(values, "median") == 51.0
    assert metrics.statistic(values, "p95") == 96.0
    assert metrics.statistic([], "p95") == 0.0


def test_bootstrap_is_repeatable_and_holds_the_mean() -> None:
    values = [0.0, 1.0] * 20
    low, high = metrics.bootstrap(values)
    assert (low, high) == metrics.bootstrap(values)
    # standard error of 40 coin tosses: .079; the interval is some 1.96 of it to each side
    assert low == pytest.approx(0.5 - 0.155, abs=0.03)
    assert high == pytest.approx(0.5 + 0.155, abs=0.03)
    assert metrics.bootstrap([1.0] * 5) == (1.0, 1.0)
    assert metrics.bootstrap([]) == (0.0, 0.0)


def test_paired_bootstrap_sees_what_single_intervals_hide() -> None:
    old = [0.0, 1.0] * 20
    better = [0.0, 1.0] * 15 + [1.0] * 10  # 5 of 40 questions won, none lost
    difference, low, high = metrics.paired_bootstrap(old, better)
    assert difference == 0.125
    assert 0 < low < 0.125 < high
    assert metrics.bootstrap(old)[1] > metrics.bootstrap(better)[0]
    assert metrics.paired_bootstrap(old, old) == (0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="40 and 1"):
        metrics.paired_bootstrap(old, [1.0])


def test_reliability_and_calibration_error() -> None:
    points, error = metrics.reliability([0.9, 0.95, 0.1, 1.0], [True, False, False, True])
    assert points == [(0.1, 0.0, 1), (pytest.approx(0.95), pytest.approx(2 / 3), 3)]
    assert error == pytest.approx((0.1 + 3 * (0.95 - 2 / 3)) / 4)
    assert metrics.reliability([], []) == ([], 0)
