"""The figures of the evals, worked out on paper."""

from __future__ import annotations

import sys
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


def test_facts_have_alternatives() -> None:
    assert metrics.facts_found("250 Milliarden Euro", [["€250bn", "250 milliarden"], ["x"]]) == 0.5


def test_citation_recall_of_any_and_of_all() -> None:
    gold = [(0, 5), (10, 15)]
    assert metrics.citation_recall([(3, 4)], gold, need_all=False) == 1.0
    assert metrics.citation_recall([(3, 4)], gold, need_all=True) == 0.5
    assert metrics.citation_recall([], gold, need_all=False) == 0.0


def test_bootstrap_is_repeatable_and_holds_the_mean() -> None:
    values = [0.0, 1.0] * 20
    low, high = metrics.bootstrap(values)
    assert (low, high) == metrics.bootstrap(values)
    assert low < 0.5 < high
    assert metrics.bootstrap([1.0] * 5) == (1.0, 1.0)
