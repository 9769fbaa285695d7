"""The figures that are told: which rows and which value each is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import metrics
from rows import Row

Which = Literal["report", "tune", "all"]


@dataclass(frozen=True)
class Definition:
    """One figure: a statistic of one value over the rows it is about."""

    name: str
    value: str
    about: Callable[[Row], bool]
    statistic: str = "mean"

    def chosen(self, rows: Sequence[Row], split: Which = "report") -> list[Row]:
        """The rows of a split that the figure is about and that have the value."""
        return [
            row
            for row in rows
            if split in ("all", row.split) and self.value in row.values and self.about(row)
        ]

    def of(self, rows: Sequence[Row], split: Which = "report") -> Figure:
        """The figure over a split, with its 95 % interval."""
        values = [row.values[self.value] for row in self.chosen(rows, split)]
        low, high = metrics.bootstrap(values, self.statistic)
        return Figure(metrics.statistic(values, self.statistic), low, high, len(values))


@dataclass(frozen=True)
class Figure:
    """A figure, its bootstrap interval, and over how many questions it was taken."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        if not self.n:
            return "-"
        if self.high > 2:  # words, milliseconds
            return f"{self.value:.0f} [{self.low:.0f}, {self.high:.0f}]"
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def _any(_: Row) -> bool:
    return True


def _answerable(row: Row) -> bool:
    return row.part == "answerable"


def _unanswerable(row: Row) -> bool:
    return row.part == "unanswerable"


def _later(row: Row) -> bool:
    return row.part == "dialogue" and row.tags["place"] == "later"


def _kind(kind: str) -> Callable[[Row], bool]:
    return lambda row: _unanswerable(row) and row.tags["kind"] == kind


def _speech(german: bool) -> Callable[[Row], bool]:
    return lambda row: _answerable(row) and (row.tags["language"] == "de") == german


def _sentence(language: str = "") -> Callable[[Row], bool]:
    return lambda row: row.part == "sentence" and language in ("", row.tags["language"])


def _hostile(place: str) -> Callable[[Row], bool]:
    return lambda row: row.part == "hostile" and row.tags["place"] == place


UNANSWERABLE_KINDS = ("near_miss", "neighbour", "far", "noise", "lost_figure", "false_premise")

DEFINITIONS = (
    *(
        Definition(f"evidence {label}, {speech}", value, _speech(speech == "German"))
        for speech in ("German", "other languages")
        for label, value in [
            ("@1", "hit@1"),
            ("@3", "hit@3"),
            ("@5", "hit@5"),
            ("MRR", "reciprocal rank"),
            ("nDCG@10", "nDCG@10"),
        ]
    ),
    Definition("quotes exact", "quote exact", _any),
    Definition("pages exact", "page exact", _any),
    Definition("sentences and citations linked", "linked", _any),
    Definition("citation recall", "citation recall", _answerable),
    Definition("citation precision", "citation precision", _answerable),
    Definition("gold evidence cited", "gold cited", _answerable),
    Definition("key facts, mean share", "facts", _answerable),
    Definition("key facts, all in the answer", "all facts", _answerable),
    Definition(
        "key facts, paraphrased questions",
        "facts",
        lambda row: _answerable(row) and row.tags["paraphrased"] == "yes",
    ),
    Definition("words of an answer, median", "words", _answerable, "median"),
    Definition("language of the answer", "language", _any),
    Definition("answerable, refused wrongly", "refused", _answerable),
    Definition("unanswerable, refused", "refused", _unanswerable),
    Definition("unanswerable, refused or set right", "set right", _unanswerable),
    *(Definition(f"refused, {kind}", "refused", _kind(kind)) for kind in UNANSWERABLE_KINDS),
    Definition("false premise, refused or set right", "set right", _kind("false_premise")),
    Definition("follow-ups", "followed", _later),
    Definition(
        "follow-ups, answerable",
        "followed",
        lambda row: _later(row) and bool(row.gold),
    ),
    Definition(
        "follow-ups, unanswerable",
        "followed",
        lambda row: _later(row) and not row.gold,
    ),
    Definition("hostile questions, harmless", "safe", _hostile("question")),
    Definition("hostile history, harmless", "safe", _hostile("history")),
    Definition(
        "real question inside a hostile one, answered",
        "followed",
        lambda row: row.part == "hostile",
    ),
    Definition("answered by another engine than configured", "fallback", _any),
    *(
        Definition(f"{label}{speech}", value, _sentence(language))
        for label, value in (
            ("wrong sentences, caught", "caught"),
            ("true sentences, accused", "accused"),
        )
        for speech, language in (("", ""), (", German", "de"), (", English", "en"))
    ),
    Definition("milliseconds of a check, median", "check", _any, "median"),
    Definition("milliseconds, median", "milliseconds", _any, "median"),
    Definition("milliseconds, 95 of 100 below", "milliseconds", _any, "p95"),
)

BY_NAME = {definition.name: definition for definition in DEFINITIONS}


def by_category(
    rows: Sequence[Row], part: str, tag: str, value: str, split: Which = "report"
) -> dict[str, Figure]:
    """A figure for each value of a tag, in alphabetical order."""
    names = sorted({row.tags[tag] for row in rows if row.part == part and tag in row.tags})

    def about(name: str) -> Callable[[Row], bool]:
        return lambda row: row.part == part and row.tags.get(tag) == name

    return {name: Definition(name, value, about(name)).of(rows, split) for name in names}


@dataclass(frozen=True)
class Calibration:
    """Does the probability of an answer mean what it says? See ``metrics.reliability``."""

    points: list[tuple[float, float, int]]
    error: float
    n: int


def calibration(rows: Sequence[Row], split: Which) -> Calibration:
    """Reliability of ``Answer.score`` as the probability that the study answers the question."""
    chosen = [
        row
        for row in rows
        if row.part in ("answerable", "unanswerable") and split in ("all", row.split)
    ]
    points, error = metrics.reliability(
        [row.values["probability"] for row in chosen], [_answerable(row) for row in chosen]
    )
    return Calibration(points, error, len(chosen))
