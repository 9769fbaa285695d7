"""The test of the tester: samples that are what they say, and judges that judge badly noticed.

What the grounding itself reaches is told with the other figures (see ``targets``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import grounded
import pytest
from figures import BY_NAME
from mutants import citations, mutants, true_sample, true_sentences
from report import Report
from targets import TARGETS

from natoqa import load_document
from natoqa.answering.citing import exact


def test_samples_are_many_and_of_every_kind() -> None:
    chosen = grounded.samples()
    assert chosen == (*true_sample(grounded.SPLIT), *mutants(grounded.SPLIT)), "drawn anew"
    count = Counter((sample.kind, sample.language) for sample in chosen)
    true = count["true", "de"] + count["true", "en"]
    assert count["true", "de"] == count["true", "en"]
    assert true >= 300
    assert len(chosen) - true >= 400
    assert min(count.values()) >= 10
    assert {language for _, language in count} == {"de", "en"}
    said = {(s.language, s.claim, s.excerpts) for s in true_sentences(grounded.SPLIT)}
    for sample in chosen:
        assert ((sample.language, sample.claim, sample.excerpts) in said) is (sample.kind == "true")


@pytest.mark.parametrize(
    ("kind", "spoilt", "figure"),
    [
        ("caught", 0.0, "wrong sentences, caught"),
        ("accused", 1.0, "true sentences, accused"),
    ],
)
def test_a_judge_that_judges_badly_is_noticed(
    report: Report, kind: str, spoilt: float, figure: str
) -> None:
    """One that accuses nothing or everything, and one that is wrong in a fifth of the cases."""
    target = next(target for target in TARGETS if target.figure == figure)
    rows = BY_NAME[figure].chosen(report.rows)
    assert target.check([replace(row, values={kind: spoilt}) for row in rows])
    assert target.check(
        [
            replace(row, values={kind: spoilt if at % 5 == 0 else 1 - spoilt})
            for at, row in enumerate(rows)
        ]
    )


def test_true_citations_are_exact_and_stitched_or_misplaced_ones_are_not() -> None:
    count = Counter((c.kind, exact(c.citation, load_document())) for c in citations("report"))
    assert {kind for kind, whole in count if whole} == {"true citation"}
    assert {kind for kind, whole in count if not whole} == {"stitched", "wrong page"}
    assert min(count.values()) >= 40
