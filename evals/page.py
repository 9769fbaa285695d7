"""The report as one HTML page that loads nothing: figures, plots, failures."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import plots
from figures import DEFINITIONS, Which, by_category, calibration
from report import CATEGORIES, Report
from rows import Row
from targets import TARGETS

from natoqa.terminal import plain

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.missed { color: #b3261e; font-weight: 600; }
svg { max-width: 100%; height: auto; font-size: 12px; }
svg text { fill: currentColor; }
.bar { fill: #4a7ebb; }
.interval { stroke: currentColor; stroke-width: 1.5; }
.grid { stroke: #8886; }
.frame { fill: none; stroke: #8886; }
.point { fill: #4a7ebb; fill-opacity: .7; }
.plots { display: flex; flex-wrap: wrap; gap: 2rem; }
details { margin: .4rem 0; }
dl { display: grid; grid-template-columns: 6rem 1fr; margin: .3rem 0 1rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { .missed { color: #f2b8b5; } }
"""


def html(report: Report, split: Which = "report") -> str:
    """The page. Questions, answers and excerpts are shown as text, whatever they hold."""
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>natoqa evals {_shown(report.commit)}</title>",
            f"<style>{_STYLE}</style>\n</head>\n<body>",
            f"<h1>natoqa evals</h1>\n<p>Commit {_shown(report.commit)}, answerer "
            f"{_shown(report.answerer)}, {len(report.rows)} cases, split: {split}. Intervals "
            "are 95 % percentile bootstrap.</p>",
            *_figures(report, split),
            *_plots(report, split),
            *_failures(report, split),
            "</body>\n</html>\n",
        ]
    )


def _figures(report: Report, split: Which) -> Iterator[str]:
    bounds = {target.figure: target for target in TARGETS}
    yield "<h2>Figures</h2>\n<table>\n<tr><th>Figure<th>Value<th>n<th>Target"
    for definition in DEFINITIONS:
        figure = definition.of(report.rows, split)
        if not figure.n:
            continue
        target = bounds.get(definition.name)
        bound = f"{'≤' if target.at_most else '≥'} {target.bound:g}" if target else ""
        if target and target.check(report.rows):
            bound += ' <span class="missed">missed</span>'
        yield (
            f'<tr><td>{_shown(definition.name)}<td class="number">{figure}'
            f'<td class="number">{figure.n}<td>{bound}'
        )
    yield "</table>"


def _plots(report: Report, split: Which) -> Iterator[str]:
    for part, tags, columns in CATEGORIES:
        yield f"<h2>By category: {part}</h2>"
        for tag in tags:
            for label, value in columns:
                figures = by_category(report.rows, part, tag, value, split)
                if any(figure.n for figure in figures.values()):
                    yield f"<h3>{label}, by {tag}</h3>"
                    yield plots.bars({_cut(name): figure for name, figure in figures.items()})
    yield (
        "<h2>Does the probability mean what it says?</h2>\n<p>The share of questions that the "
        "study answers, over the probability that natoqa gave (Guo et al. 2017). On the diagonal "
        'both agree; the area of a point is its share of the questions.</p>\n<div class="plots">'
    )
    for name in ("report", "tune"):
        found = calibration(report.rows, name)
        if found.n:
            yield f"<div><h3>{name} split: ECE {found.error:.3f}, n={found.n}</h3>"
            yield f"{plots.reliability(found)}</div>"
    yield "</div>\n<h2>How long an answer takes</h2>"
    yield plots.histogram([_ms(row) for row in _chosen(report, split) if _ms(row)], "ms")


def _failures(report: Report, split: Which) -> Iterator[str]:
    """For each target the questions that fall short, whether the target is met or not."""
    definitions = {definition.name: definition for definition in DEFINITIONS}
    yield "<h2>Failures</h2>"
    for target in TARGETS:
        definition = definitions[target.figure]
        if definition.statistic != "mean":
            continue
        perfect = 0.0 if target.at_most else 1.0
        rows = [
            row
            for row in definition.chosen(report.rows, split)
            if row.values[definition.value] != perfect
        ]
        if rows:
            yield f"<details><summary>{_shown(target.figure)} ({len(rows)})</summary>"
            yield from (_failure(row, row.values[definition.value]) for row in rows)
            yield "</details>"


def _failure(row: Row, value: float) -> str:
    tags = ", ".join(f"{name} {tag}" for name, tag in row.tags.items())
    gold = f"<dt>Gold<dd>{_shown(row.gold)}" if row.gold else ""
    return (
        f"<dl><dt>{_shown(row.id)}<dd>{value:.2f} ({_shown(tags)})<dt>Question<dd>"
        f"{_shown(row.question)}<dt>Answer<dd>{_shown(row.answer)}{gold}</dl>"
    )


def _chosen(report: Report, split: Which) -> list[Row]:
    return [row for row in report.rows if split in ("all", row.split)]


def _ms(row: Row) -> float:
    return row.values.get("milliseconds", 0.0)


def _cut(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:25]}…"


def _shown(foreign: str) -> str:
    return escape(plain(foreign))
