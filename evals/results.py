"""What the assistant found and answered for each case."""

from __future__ import annotations

import time
from dataclasses import dataclass

import cases
import metrics

from natoqa import Answer, Assistant
from natoqa.types import Passage


@dataclass(frozen=True)
class Result:
    """What the assistant found and answered for one case."""

    case: cases.Case
    passages: tuple[Passage, ...]
    answer: Answer
    seconds: float

    @property
    def rank(self) -> int | None:
        """The place of the first gold evidence among the passages found."""
        return metrics.first_rank(self.passages, self.case.gold)


def run(assistant: Assistant, name: str) -> list[Result]:
    """Ask all cases of a file."""
    results = []
    for case in cases.load(name):
        found = assistant.search(case.question, k=10)
        start = time.perf_counter()
        answer = assistant.ask(case.question)
        seconds = time.perf_counter() - start
        passages = tuple(scored.passage for scored in found.passages)
        results.append(Result(case, passages, answer, seconds))
    return results
