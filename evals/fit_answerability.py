"""Fits the weights of ``natoqa.answerability`` on the cases for tuning and prints them.

Run: ``python evals/fit_answerability.py``. Questions that a rule settles (a country never named, a
lost figure, an attribute of a person) are left out, as in use; questions from far away are made up
besides, since the cases have few. Told for the cases for tuning, by cross-validation: what each
threshold refuses, by kind.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import cases
import far
import numpy as np
from numpy.typing import NDArray

from natoqa import Assistant
from natoqa.answerability import THRESHOLDS, Features, held
from natoqa.answering.extractive import compose
from natoqa.assistant import clean_question
from natoqa.corpus import load_document
from natoqa.errors import QuestionError
from natoqa.language import answer_language, question_language
from natoqa.settings import Settings

PENALTY = 3.0  # of the squared weights, but for the constant
FOLDS = 8
FAR = 1.5  # what a made-up question from far away weighs
TOLD = (*THRESHOLDS.values(), 0.2, 0.25, 0.3)

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
    if verdict.probability == 0.0:
        return None
    said = held(statements, citations, language)
    spoken = question_language(evidence.question, language)
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
    asked = [
        (case.question, "" if case.gold else case.kind)
        for name in ("answerable", "unanswerable")
        for case in cases.load_for_tuning(name)
    ]
    asked += [(question, "made up") for _, question in far.questions()]
    rows, kinds = [], []
    settled = 0
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(Settings(data_dir=Path(folder)))
        for question, kind in asked:
            row = measured(assistant, question)
            if row is None:
                settled += 1
                continue
            rows.append(row)
            kinds.append(kind)
    x, kind_of = np.array(rows), np.array(kinds)
    y, each = (kind_of == "").astype(float), np.where(kind_of == "made up", FAR, 1.0)
    weights = fitted(x, y, each)
    print("WEIGHTS: Mapping[str, float] = {")
    for name, weight in zip((*Features.names_in_order(), "constant"), weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("}")
    told(x, y, each, kind_of)
    print(f"settled by rules: {settled}")


def told(x: Array, y: Array, each: Array, kind_of: NDArray[np.str_]) -> None:
    """Print by kind what each threshold refuses, each fold judged by the weights of the others."""
    p = np.zeros(len(y))
    order = np.random.default_rng(0).permutation(len(y))
    for fold in range(FOLDS):
        test = order[fold::FOLDS]
        train = np.setdiff1d(order, test)
        p[test] = 1 / (1 + np.exp(-x[test] @ fitted(x[train], y[train], each[train])))
    for threshold in sorted(set(TOLD)):
        refused = [
            f"{kind or 'answerable'} {(p[kind_of == kind] < threshold).mean():.3f}"
            for kind in sorted(set(kind_of))
        ]
        every = (p[(y == 0) & (kind_of != "made up")] < threshold).mean()
        print(f"below {threshold}: all unanswerable {every:.3f}, {', '.join(refused)}")


if __name__ == "__main__":
    main()
