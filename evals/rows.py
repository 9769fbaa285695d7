"""Every question asked once, and what is kept of each: one row per question."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import cases
import measures
from metrics import Span

from natoqa import Answer, Turn, load_document
from natoqa.errors import QuestionError
from natoqa.search import Evidence
from natoqa.types import Passage

Part = Literal["answerable", "unanswerable", "dialogue", "hostile", "sentence"]
Progress = Callable[[int, int], None]


class Answerer(Protocol):
    """What the evals ask: an Assistant, or whatever is plugged in for it."""

    def search(self, question: str, *, k: int) -> Evidence:
        """The passages that fit, best first."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        """An answer or an abstention."""


@dataclass(frozen=True)
class Row:
    """One question, what came back, and its figures by name (see ``measures``).

    ``tags`` are the categories it counts to: kind, style, language, paraphrased, place.
    """

    id: str
    part: Part
    split: str
    question: str
    answer: str
    gold: str
    tags: dict[str, str] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Cases:
    """All questions there are, by part."""

    answerable: Sequence[cases.Case]
    unanswerable: Sequence[cases.Case]
    dialogues: Sequence[cases.Dialogue]
    hostile: Sequence[cases.Attack]

    @classmethod
    def load(cls) -> Cases:
        """All cases of the folder but hostile models and documents, which tests plug in."""
        return cls(
            cases.load("answerable"),
            cases.load("unanswerable"),
            cases.load_dialogues(),
            [attack for attack in cases.load_hostile() if attack.place in ("question", "history")],
        )

    def reported(self) -> Cases:
        """Those of the reporting split."""
        return Cases(
            [case for case in self.answerable if case.split == "report"],
            [case for case in self.unanswerable if case.split == "report"],
            [dialogue for dialogue in self.dialogues if dialogue.split == "report"],
            [attack for attack in self.hostile if attack.split == "report"],
        )

    def __len__(self) -> int:
        turns = sum(len(dialogue.turns) for dialogue in self.dialogues)
        return len(self.answerable) + len(self.unanswerable) + turns + len(self.hostile)


class Run:
    """Asks an answerer; ``passages`` are all there are, ``support`` decides on citations."""

    def __init__(
        self, answerer: Answerer, passages: Sequence[Passage], support: measures.Support
    ) -> None:
        self.answerer = answerer
        self.passages = passages
        self.support = support

    def rows(self, chosen: Cases, on_progress: Progress | None = None) -> list[Row]:
        """One row per question, in the order of the cases; each question is asked once."""
        self.answerer.ask("Was ist die NATO?")  # the first question loads what the others find
        rows: list[Row] = []
        for row in self._all(chosen):
            rows.append(row)
            if on_progress:
                on_progress(len(rows), len(chosen))
        return rows

    def _all(self, chosen: Cases) -> Iterator[Row]:
        for case in chosen.answerable:
            yield self._single(case, "answerable")
        for case in chosen.unanswerable:
            yield self._single(case, "unanswerable")
        for dialogue in chosen.dialogues:
            yield from self._dialogue(dialogue)
        for attack in chosen.hostile:
            yield self._hostile(attack)

    def _single(self, case: cases.Case, part: Part) -> Row:
        answer, values = self._ask(case.id, case.question, (), case.gold, case.facts, case.need_all)
        if case.kind != "noise":
            values |= measures.language(answer, case.language)
        if case.gold:
            found = self.answerer.search(case.question, k=10).passages
            ranked = [scored.passage for scored in found]
            values |= measures.search(ranked, case.gold, self.passages)
            values |= measures.citations(answer, self.support)
        else:
            values |= measures.set_right(answer, case.contradicted_by)
        tags = {"kind": case.kind, "style": case.style, "language": case.language}
        if part == "answerable":
            tags["paraphrased"] = "yes" if case.paraphrased else "no"
        return _row(case.id, part, case.split, case.question, answer, case.gold, tags, values)

    def _dialogue(self, dialogue: cases.Dialogue) -> Iterator[Row]:
        """The turns in order, each after what natoqa itself answered before."""
        history: list[Turn] = []
        for place, turn in enumerate(dialogue.turns):
            name = f"{dialogue.id}.{place + 1}"
            answer, values = self._ask(name, turn.question, history, turn.gold, turn.facts, False)
            values |= measures.followed(answer, turn.gold, self.passages)
            asked = " / ".join([*(earlier.question for earlier in history), turn.question])
            tags = {
                "kind": turn.kind,
                "language": dialogue.language,
                "place": "later" if place else "first",
            }
            yield _row(name, "dialogue", dialogue.split, asked, answer, turn.gold, tags, values)
            history.append(Turn(turn.question, answer.text))

    def _hostile(self, attack: cases.Attack) -> Row:
        """A hostile question, or an honest one after a turn that is hostile on both sides."""
        question, history = attack.text, list[Turn]()
        if attack.place == "history":
            question, history = attack.question, [Turn(attack.text, attack.text)]
        tags = {"kind": attack.kind, "language": attack.language, "place": attack.place}
        answer, values = self._ask(attack.id, question, history, attack.gold, (), False)
        values |= measures.safe(answer, attack.forbidden)
        if attack.gold:
            values |= measures.followed(answer, attack.gold, self.passages)
        return _row(attack.id, "hostile", attack.split, question, answer, attack.gold, tags, values)

    def _ask(
        self,
        name: str,
        question: str,
        history: Sequence[Turn],
        gold: Sequence[Span],
        facts: Sequence[Sequence[str]],
        need_all: bool,
    ) -> tuple[Answer, dict[str, float]]:
        start = time.perf_counter()
        try:
            answer = self.answerer.ask(question, history=history)
        except QuestionError as error:  # a question without words is refused before it is asked
            answer = Answer(question, "", "de", "extractive", abstained=True, reason=error.kind)
        except Exception as error:
            error.add_note(f"while case {name} of the evals was asked")
            raise
        values = {"milliseconds": 1000 * (time.perf_counter() - start)}
        values |= measures.answer(answer)
        if gold:
            values |= measures.against_gold(answer, gold, facts, need_all)
        return answer, values


def _row(
    name: str,
    part: Part,
    split: str,
    question: str,
    answer: Answer,
    gold: Sequence[Span],
    tags: dict[str, str],
    values: dict[str, float],
) -> Row:
    study = load_document().text
    shown = f"{answer.text} {answer.reason}" if answer.abstained else answer.text
    quotes = " | ".join(study[start:end] for start, end in gold)
    return Row(name, part, split, question, shown, quotes, tags, values)
