"""Is the evidence among the passages found?"""

from __future__ import annotations

import metrics
import pytest
from results import Result

# share of questions whose evidence stands in the first 1 and 5 passages, at least
WANTED = {"German": (0.65, 0.90), "other languages": (0.65, 0.90)}


@pytest.mark.parametrize("group", WANTED)
def test_evidence_is_found(
    answerable: list[Result], report: list[tuple[str, str]], group: str
) -> None:
    chosen = [r for r in answerable if (r.case.language == "de") == (group == "German")]
    ranks = [result.rank for result in chosen]
    first, five = metrics.hit_at(ranks, 1), metrics.hit_at(ranks, 5)
    low, high = metrics.bootstrap([float(rank is not None and rank <= 5) for rank in ranks])
    report.append(
        (
            f"retrieval, {group}",
            f"n={len(ranks)} @1 {first:.2f} @3 {metrics.hit_at(ranks, 3):.2f} @5 {five:.2f} "
            f"[{low:.2f}, {high:.2f}] MRR {metrics.reciprocal_rank(ranks):.2f}",
        )
    )
    missed = [r.case.question for r in chosen if r.rank is None or r.rank > 5]
    wanted_first, wanted_five = WANTED[group]
    assert first >= wanted_first, missed
    assert five >= wanted_five, missed
