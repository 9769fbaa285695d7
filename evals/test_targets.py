"""Does natoqa reach its targets? One test per target; the run is that of ``conftest``."""

from __future__ import annotations

import pytest
from report import Report
from targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.figure)
def test_target(report: Report, target: Target) -> None:
    for message in target.check(report.rows):
        pytest.fail(message, pytrace=False)
