"""Follow-up questions: do later turns cite the gold passage, without a language model?"""

from __future__ import annotations

from collections import defaultdict

import cases
import metrics
import pytest

from natoqa import Answer, Assistant, Turn


@pytest.fixture(scope="module")
def later_turns(assistant: Assistant) -> list[tuple[str, cases.Turn, Answer]]:
    """Split, turn and answer of every turn but the first of each dialogue."""
    found = []
    for dialogue in cases.load_dialogues():
        history: list[Turn] = []
        for at, turn in enumerate(dialogue.turns):
            answer = assistant.ask(turn.question, history=history)
            if at:
                found.append((dialogue.split, turn, answer))
            history.append(Turn(turn.question, answer.text))
    return found


def test_later_turns_cite_the_gold_passage(
    later_turns: list[tuple[str, cases.Turn, Answer]],
    assistant: Assistant,
    report: list[tuple[str, str]],
) -> None:
    passages = {passage.id: passage for passage in assistant.searcher.passages}
    hits: dict[str, list[float]] = defaultdict(list)
    exact: dict[str, list[float]] = defaultdict(list)
    for split, turn, answer in later_turns:
        if not turn.gold:
            continue
        cited = [(c.start, c.end) for c in answer.citations]
        around = [(passages[c.passage_id].start, passages[c.passage_id].end)
                  for c in answer.citations]  # fmt: skip
        hits[split].append(float(_meet(around, turn.gold)))
        exact[split].append(float(_meet(cited, turn.gold)))
    for split in ("tune", "report"):
        report.append(
            (
                f"later turns of dialogues ({split} split)",
                f"n={len(hits[split])} gold passage cited {metrics.mean(hits[split]):.2f}, "
                f"gold words quoted {metrics.mean(exact[split]):.2f}",
            )
        )
    assert metrics.mean(hits["report"]) >= 0.8


def test_later_turns_the_study_does_not_answer(
    later_turns: list[tuple[str, cases.Turn, Answer]], report: list[tuple[str, str]]
) -> None:
    refused = [float(a.abstained) for s, t, a in later_turns if not t.gold and s == "report"]
    wrongly = [float(a.abstained) for s, t, a in later_turns if t.gold and s == "report"]
    report.append(
        (
            "later turns refused (report split)",
            f"rightly {sum(refused):.0f} of {len(refused)}, "
            f"wrongly {sum(wrongly):.0f} of {len(wrongly)}",
        )
    )
    assert metrics.mean(wrongly) <= 0.1


def _meet(spans: list[tuple[int, int]], gold: cases.Spans) -> bool:
    return any(a < y and x < b for a, b in spans for x, y in gold)
