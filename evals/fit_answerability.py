"""Fits the weights of ``natoqa.answerability`` on the tuning split and prints them.

Run: ``python evals/fit_answerability.py``. Wrong premises are left out: nothing in the features
tells them from questions that the study answers.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import cases
import numpy as np

from natoqa import Assistant
from natoqa.answering.extractive import compose
from natoqa.corpus import load_document
from natoqa.language import answer_language
from natoqa.settings import Settings

PENALTY = 0.3


def main() -> None:
    """Print weights, and for both splits the share refused on either side."""
    rows, answers, tune = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(Settings(data_dir=Path(folder)))
        passages = {passage.id: passage for passage in assistant.searcher.passages}
        for case in [*cases.load("answerable"), *cases.load("unanswerable")]:
            if case.kind in ("false_premise", "lost_figure"):
                continue
            evidence = assistant.search(case.question, k=24)
            language = answer_language(case.question)
            statements, _ = compose(evidence, language, load_document, passages)
            rows.append((*assistant.judge.features(evidence, statements).values(), 1.0))
            answers.append(bool(case.gold))
            tune.append(case.split == "tune")
    x, y, chosen = np.array(rows), np.array(answers, dtype=float), np.array(tune)
    weights = np.zeros(x.shape[1])
    for _ in range(20_000):
        p = 1 / (1 + np.exp(-x[chosen] @ weights))
        penalty = PENALTY * np.append(weights[:-1], 0.0)
        weights -= 0.01 * (x[chosen].T @ (p - y[chosen]) + penalty)
    print("WEIGHTS =", tuple(round(float(w), 2) for w in weights))
    p = 1 / (1 + np.exp(-x @ weights))
    for name, split in (("tune", chosen), ("report", ~chosen)):
        wrongly = (p[split & (y == 1)] < 0.5).mean()
        rightly = (p[split & (y == 0)] < 0.5).mean()
        print(f"{name}: answerable refused {wrongly:.3f}, unanswerable refused {rightly:.3f}")


if __name__ == "__main__":
    main()
