"""The figures of the evals as the chat shows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natoqa.errors import DocumentError
from natoqa.report import Figure, last_report, read_report

FIGURES = {
    "hit@1": {"value": 0.8333, "low": 0.75, "high": 0.9, "n": 60},
    "words": {"value": 31.4, "low": 28.0, "high": 35.2, "n": 60},
    "dialogue": {"value": 0.0, "low": 0.0, "high": 0.0, "n": 0},
}


def test_figures_with_their_interval(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"format": 1, "commit": "abc", "figures": FIGURES}))
    report = read_report(path)
    assert report.commit == "abc"
    assert report.figures[0] == Figure("hit@1", 0.8333, 0.75, 0.9, 60)
    assert [str(one) for one in report.figures] == ["0.83 [0.75, 0.90]", "31 [28, 35]"]


@pytest.mark.parametrize("content", ["", "[]", '{"format": 2}', '{"format": 1}'])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content)
    with pytest.raises(DocumentError, match="is not a report of the evals"):
        read_report(path)


def test_the_figures_that_travel_with_the_package() -> None:
    report = last_report()
    assert report is not None
    figures = {one.name: one for one in report.figures}
    assert figures["quotes exact"].value == 1.0
    assert 0.5 < figures["evidence @5, German"].low <= figures["evidence @5, German"].value <= 1
