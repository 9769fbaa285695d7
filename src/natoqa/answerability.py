"""Does the study answer this question? One calibrated decision, in one place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from natoqa.search import Evidence

__all__ = ["Verdict", "assess"]

_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer, how probable it is that the study answers, and why not (a text key)."""

    answerable: bool
    probability: float
    reason: str = ""


def assess(evidence: Evidence, threshold: float = _THRESHOLD) -> Verdict:
    """Judge by the likeness of the question to the best statement and question, or sentence.

    An empty search is never answerable.
    """
    if not evidence.passages:
        return Verdict(False, 0.0, "abstain_empty")
    if evidence.propositions:
        statement = max(scored.statement for scored in evidence.propositions)
        question = max(scored.question for scored in evidence.propositions)
        logit = 60.0 * (statement - 0.845) + 60.0 * (question - 0.865)
    else:
        best = max(
            (max(scored.sentences.values(), default=0.0) for scored in evidence.passages),
            default=0.0,
        )
        logit = 80.0 * (best - 0.835)
    probability = 1.0 / (1.0 + math.exp(-logit))
    if probability < threshold:
        return Verdict(False, probability, "abstain_weak")
    return Verdict(True, probability)
