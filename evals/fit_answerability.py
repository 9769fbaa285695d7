"""Fits the weights of ``natoqa.answerability`` on the tuning split of the evals and prints them.

Run: ``python evals/fit_answerability.py``. Questions that a rule settles (a country never named,
a lost figure, a person not named) are left out, as in use; questions from far away are made up
besides, since the split has few. Told for each split, and for the tuning split by cross-validation:
the share of answerable questions refused and of unanswerable ones refused.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import cases
import far
import numpy as np
from numpy.typing import NDArray

from natoqa import Assistant
from natoqa.answerability import THRESHOLDS, held
from natoqa.answerability.expectations import unmet_kind
from natoqa.answering.extractive import compose
from natoqa.assistant import clean_question
from natoqa.corpus import load_document
from natoqa.errors import QuestionError
from natoqa.language import answer_language, question_language
from natoqa.settings import Settings

PENALTY = 3.0  # of the squared weights, but for the constant
FOLDS = 8
FAR = 0.6  # what a made-up question from far away weighs

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
    said = held(statements, citations, language)
    spoken = question_language(evidence.question, language)
    by_rule = ("abstain_absent", "abstain_figure", "abstain_empty")
    if verdict.reason in by_rule or unmet_kind(evidence.question, said[0], spoken or "en"):
        return None
    return (*assistant.judge.features(evidence, said, spoken).values(), 1.0)


def fitted(x: Array, y: Array, each: Array) -> Array:
    """The weights of a penalised logistic regression, by Newton's method.

    ``each`` is what a row counts.
    """
    weights = np.zeros(x.shape[1])
    penalty = PENALTY * np.diag(np.append(np.ones(x.shape[1] - 1), 1e-9))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (each * (p - y)) + penalty @ weights
        weights -= np.linalg.solve((x * (each * p * (1 - p))[:, None]).T @ x + penalty, slope)
    return weights


def main() -> None:
    """Print the weights, then what they do."""
    rows, answers, splits = [], [], []
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
            splits.append(case.split)
        for _, question in far.questions():
            row = measured(assistant, question)
            if row is not None:
                rows.append(row)
                answers.append(False)
                splits.append("far")
    x, y, split = np.array(rows), np.array(answers, dtype=float), np.array(splits)
    each = np.where(split == "far", FAR, 1.0)
    tune, seen = split == "tune", split != "report"
    weights = fitted(x[seen], y[seen], each[seen])
    print("WEIGHTS =", tuple(round(float(w), 2) for w in weights))
    held_out = np.zeros(len(y))
    order = np.random.default_rng(0).permutation(np.flatnonzero(tune))
    for fold in range(FOLDS):
        test = order[fold::FOLDS]
        train = np.setdiff1d(np.flatnonzero(seen), test)
        held_out[test] = 1 / (1 + np.exp(-x[test] @ fitted(x[train], y[train], each[train])))
    p = np.where(tune, held_out, 1 / (1 + np.exp(-x @ weights)))
    for name, these in (("tune, cross-validated", tune), ("report", split == "report")):
        for threshold in (*THRESHOLDS.values(), 0.3, 0.35):
            wrongly = (p[these & (y == 1)] < threshold).mean()
            rightly = (p[these & (y == 0)] < threshold).mean()
            print(
                f"{name}, below {threshold}: answerable refused {wrongly:.3f}, "
                f"unanswerable refused {rightly:.3f}"
            )
    print(f"settled by rules on the reporting split: answerable {settled[True]}, "
          f"unanswerable {settled[False]}")  # fmt: skip


if __name__ == "__main__":
    main()
