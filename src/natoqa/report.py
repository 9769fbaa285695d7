"""The figures of the evals that travel with the package, as readers are told them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from natoqa.errors import DocumentError

__all__ = ["PUBLISHED", "Figure", "Report", "last_report", "read_report"]

FORMAT = 1
PUBLISHED = Path(__file__).parent / "bundled" / "report.json"  # see evals/publish.py


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure, its value with a 95 % interval, and over how many questions it was taken."""

    name: str
    value: float
    low: float
    high: float
    questions: int

    def __str__(self) -> str:
        digits = 0 if self.high > 2 else 2  # shares have two, words and milliseconds none
        return f"{self.value:.{digits}f} [{self.low:.{digits}f}, {self.high:.{digits}f}]"


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the evals."""

    commit: str
    figures: tuple[Figure, ...]


def last_report() -> Report | None:
    """The report that travels with the package; None without one."""
    return read_report(PUBLISHED) if PUBLISHED.is_file() else None


def read_report(path: Path) -> Report:
    """Read a report that ``natoqa eval`` wrote; figures taken over no question are left out.

    Raises DocumentError when the file is none.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
        figures = tuple(
            Figure(name, table["value"], table["low"], table["high"], table["n"])
            for name, table in data["figures"].items()
            if table["n"]
        )
        return Report(str(data["commit"]), figures)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DocumentError(
            f"{str(path)!r} is not a report of the evals ({error!s:.80}); allowed are JSON files "
            f"of format {FORMAT}. Write one with: natoqa eval"
        ) from error
