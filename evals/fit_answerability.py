"""Fits the weights of ``natoqa.answerability`` on the tuning split of the evals and prints them.

Run: ``python evals/fit_answerability.py``. Questions that a rule settles (a country that is never
mentioned, a lost figure) are left out, as in use. Told for each split, and for the tuning split by
cross-validation: the share of answerable questions refused and of unanswerable ones refused.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import cases
import numpy as np
from numpy.typing import NDArray

from natoqa import Assistant
from natoqa.answerability import THRESHOLDS, held
from natoqa.answering.extractive import compose
from natoqa.assistant import clean_question
from natoqa.corpus import load_document
from natoqa.errors import QuestionError
from natoqa.language import answer_language, question_language
from natoqa.settings import Settings

PENALTY = 1.0  # of the squared weights, but for the constant
FOLDS = 8

Array = NDArray[np.float64]


def measured(assistant: Assistant, question: str) -> tuple[float, ...] | None:
    """The features of a question, and 1 for the constant; None when a rule settles it."""
    passages = {passage.id: passage for passage in assistant.searcher.passages}
    try:
        evidence = assistant.search(clean_question(question), k=24)
    except QuestionError:
        return None
    language = answer_language(question)
    statements, citations = compose(evidence, language, load_document, passages)
    verdict = assistant.judge.assess(evidence, statements, citations, language)
    if verdict.reason in ("abstain_absent", "abstain_figure", "abstain_empty"):
        return None
    said = held(statements, citations, language)
    spoken = question_language(evidence.question, language)
    return (*assistant.judge.features(evidence, said, spoken).values(), 1.0)


def fitted(x: Array, y: Array) -> Array:
    """The weights of a penalised logistic regression, by Newton's method."""
    weights = np.zeros(x.shape[1])
    penalty = PENALTY * np.diag(np.append(np.ones(x.shape[1] - 1), 1e-9))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + penalty @ weights
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, slope)
    return weights


def main() -> None:
    """Print the weights, then what they do."""
    rows, answers, tune = [], [], []
    settled = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(Settings(data_dir=Path(folder)))
        for case in [*cases.load("answerable"), *cases.load("unanswerable")]:
            row = measured(assistant, case.question)
            if row is None:
                settled[bool(case.gold)] += case.split == "report"
                continue
            rows.append(row)
            answers.append(bool(case.gold))
            tune.append(case.split == "tune")
    x, y, chosen = np.array(rows), np.array(answers, dtype=float), np.array(tune)
    weights = fitted(x[chosen], y[chosen])
    print("WEIGHTS =", tuple(round(float(w), 2) for w in weights))
    held_out = np.zeros(len(y))
    order = np.random.default_rng(0).permutation(np.flatnonzero(chosen))
    for fold in range(FOLDS):
        test = order[fold::FOLDS]
        train = np.setdiff1d(order, test)
        held_out[test] = 1 / (1 + np.exp(-x[test] @ fitted(x[train], y[train])))
    p = np.where(chosen, held_out, 1 / (1 + np.exp(-x @ weights)))
    for name, split in (("tune, cross-validated", chosen), ("report", ~chosen)):
        for threshold in (*THRESHOLDS.values(), 0.45, 0.55):
            wrongly = (p[split & (y == 1)] < threshold).mean()
            rightly = (p[split & (y == 0)] < threshold).mean()
            print(
                f"{name}, below {threshold}: answerable refused {wrongly:.3f}, "
                f"unanswerable refused {rightly:.3f}"
            )
    print(f"settled by rules on the reporting split: answerable {settled[True]}, "
          f"unanswerable {settled[False]}")  # fmt: skip


if __name__ == "__main__":
    main()
