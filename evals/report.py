"""The figures as a table, as a JSON file by commit, and beside those of another run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import metrics
from figures import DEFINITIONS, Which, by_category, calibration
from rows import Row
from targets import TARGETS

from natoqa.errors import DocumentError

FOLDER = Path(__file__).parent / "results"
FORMAT = 1

# part, heading, tags, and the figures told for each category
CATEGORIES = (
    ("answerable", ("kind", "style", "language", "paraphrased"),
     (("@1", "hit@1"), ("facts", "facts"), ("gold cited", "gold cited"), ("refused", "refused"))),
    ("unanswerable", ("kind", "style", "language"), (("refused", "refused"),)),
    ("dialogue", ("kind", "language", "place"), (("right", "followed"),)),
    ("hostile", ("kind", "language", "place"), (("harmless", "safe"),)),
    ("sentence", ("kind", "language"), (("accused", "accused"), ("caught", "caught"))),
)  # fmt: skip


@dataclass(frozen=True)
class Report:
    """The rows of one run and what they were made with."""

    commit: str
    answerer: str
    rows: Sequence[Row]

    def as_json(self, split: Which = "report") -> dict[str, Any]:
        """Figures by name, with every case, so that two runs can be compared case by case."""
        reliability = {name: asdict(calibration(self.rows, name)) for name in ("report", "tune")}
        return {
            "format": FORMAT,
            "commit": self.commit,
            "answerer": self.answerer,
            "split": split,
            "figures": {
                definition.name: asdict(definition.of(self.rows, split))
                for definition in DEFINITIONS
            },
            "calibration": reliability,
            "missed": [t.figure for t in TARGETS if t.check(self.rows)],
            "cases": [asdict(row) for row in self.rows if split in ("all", row.split)],
        }


def save(report: Report) -> Path:
    """Write the figures of both splits to ``results/<commit>.json``; a file there is replaced."""
    FOLDER.mkdir(exist_ok=True)
    tail = "" if report.answerer == "default" else f"-{_slug(report.answerer)}"
    path = FOLDER / f"{report.commit}{tail}.json"
    path.write_text(dumped(report, "all") + "\n", encoding="utf-8")
    return path


def dumped(report: Report, split: Which) -> str:
    """The report as JSON text."""
    text = json.dumps(report.as_json(split), ensure_ascii=False, indent=1)
    # hostile questions hold lone surrogates, which are JSON only when escaped
    return text.encode(errors="backslashreplace").decode()


def load(path: Path) -> Report:
    """The report in a JSON file; raises DocumentError when it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
        rows = [Row(**case) for case in data["cases"]]
        return Report(data["commit"], data["answerer"], rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DocumentError(
            f"{str(path)!r} is not a report of the evals ({error!s:.80}); allowed are JSON files "
            f"of format {FORMAT}. Write one with: natoqa eval --json > FILE"
        ) from error


def commit() -> str:
    """The short hash of the checkout's commit, with '-dirty' where files differ, or 'unknown'."""
    folder = Path(__file__).parent

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607 - whichever git is installed
            cwd=folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    try:
        name = git("rev-parse", "--short=12", "HEAD")
        return f"{name}-dirty" if git("status", "--porcelain") else name
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def lines(report: Report, split: Which = "all") -> Iterator[str]:
    """The table: every figure with its interval, then by category, then what is missed.

    The reporting split comes first; 'all' shows the tuning split in a column of its own.
    """
    splits: tuple[Which, ...] = ("report", "tune") if split == "all" else (split,)
    width = max(len(definition.name) for definition in DEFINITIONS)
    bounds = {target.figure: target for target in TARGETS}
    heads = "".join(f"{name + ' split':>26}" for name in splits)
    yield f"{'':{width}}{heads}   target"
    for definition in DEFINITIONS:
        figures = [definition.of(report.rows, name) for name in splits]
        if not any(figure.n for figure in figures):
            continue
        target = bounds.get(definition.name)
        bound = target.told if target else ""
        if target and target.check(report.rows):
            bound += "  MISSED"
        cells = "".join(f"{f'{figure}  n={figure.n:<3}':>26}" for figure in figures)
        yield f"{definition.name:{width}}{cells}   {bound}".rstrip()
    for name in splits:
        found = calibration(report.rows, name)
        yield f"calibration error (ECE), {name} split: {found.error:.3f} over {found.n} questions"
    yield from _category_lines(report.rows, splits[0])


def _category_lines(rows: Sequence[Row], split: Which) -> Iterator[str]:
    for part, tags, columns in CATEGORIES:
        heads = "".join(f"{label:>11}" for label, _ in columns)
        yield f"\n{part + f' ({split} split)':34}{'n':>4}{heads}"
        for tag in tags:
            tables = [by_category(rows, part, tag, value, split) for _, value in columns]
            for name, first in tables[-1].items():
                if first.n:
                    cells = "".join(
                        f"{table[name].value:>11.2f}" if table[name].n else f"{'-':>11}"
                        for table in tables
                    )
                    yield f"{f'  {tag}: {name}':34}{first.n:>4}{cells}"


def compare(old: Report, new: Report, split: Which = "report") -> Iterator[str]:
    """Each figure of both runs over the cases they share, and whether the difference counts."""
    before = {row.id: row for row in old.rows}
    after = {row.id: row for row in new.rows}
    only = len(before.keys() ^ after.keys())
    yield f"old {old.commit} ({old.answerer}), new {new.commit} ({new.answerer})"
    if only:
        yield f"{only} cases are in one of the runs only and left out"
    width = max(len(definition.name) for definition in DEFINITIONS)
    yield f"{'':{width}}{'n':>5}{'old':>8}{'new':>8}{'difference [95 %]':>28}"
    for definition in DEFINITIONS:
        chosen = [
            row.id
            for row in definition.chosen(new.rows, split)
            if row.id in before and definition.value in before[row.id].values
        ]
        if not chosen:
            continue
        a, b = ([side[i].values[definition.value] for i in chosen] for side in (before, after))
        difference, low, high = metrics.paired_bootstrap(a, b, definition.statistic)
        verdict = "significant" if low > 0 or high < 0 else ""
        digits = 0 if max(*a, *b) > 2 else 2
        told = [metrics.statistic(side, definition.statistic) for side in (a, b)]
        spread = f"{difference:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]"
        yield (
            f"{definition.name:{width}}{len(chosen):>5}{told[0]:>8.{digits}f}"
            f"{told[1]:>8.{digits}f}{spread:>28}  {verdict}"
        ).rstrip()


def _slug(name: str) -> str:
    return "".join(char if char.isalnum() or char in ".-" else "-" for char in name)
