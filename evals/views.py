"""What each view adds to search: all together, each alone, and all but each.

Run: ``python evals/views.py``. All answerable cases count, those of the tuning split too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import cases
import metrics

from natoqa import Assistant, search
from natoqa.settings import Settings

NAMES = {
    "passage": "passage with heading (e5)",
    "sentence": "best sentence (e5)",
    "characters": "characters of the passage with its statements and questions (BM25)",
    "statement": "best statement (e5)",
    "question": "best question (e5)",
    "question_characters": "characters of the best question (BM25)",
}


def figures(assistant: Assistant, weights: Mapping[str, float]) -> list[str]:
    """@1, @5 and MRR for German and for other languages, with these weights."""
    search.PASSAGE_WEIGHTS = weights
    cells = []
    for german in (True, False):
        chosen = [c for c in cases.load("answerable") if (c.language == "de") == german]
        ranks = []
        for case in chosen:
            found = assistant.search(case.question, k=20)
            ranks.append(metrics.first_rank([s.passage for s in found.passages], case.gold))
        cells.append(
            f"{metrics.hit_at(ranks, 1):.2f} / {metrics.hit_at(ranks, 5):.2f} / "
            f"{metrics.reciprocal_rank(ranks):.2f}"
        )
    return cells


def main() -> None:
    """Print a Markdown table."""
    weights = dict(search.PASSAGE_WEIGHTS)
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(Settings(data_dir=Path(folder)))
        print(
            "| view | alone: German @1 / @5 / MRR | alone: others "
            "| without it: German | without it: others |"
        )
        print("|---|---|---|---|---|")
        for name, label in NAMES.items():
            alone = figures(assistant, {key: float(key == name) for key in weights})
            without = figures(assistant, weights | {name: 0.0})
            print(f"| {label} | {' | '.join(alone + without)} |")
        print(f"| **all together** | {' | '.join(figures(assistant, weights))} | | |")


if __name__ == "__main__":
    main()
