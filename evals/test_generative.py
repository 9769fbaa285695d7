"""A language model under oath: what of scripted answers is shown, over real HTTP.

200 true sentences and 200 broken ones, each the answer to a question that its statement answers.
With NATOQA_LLM set, the questions of the evals are put to that model as well.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import metrics
import mutants
import pytest

from natoqa import Answer, Assistant
from natoqa.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from llm_server import LLMServer, Messages, Reply, excerpts_of, serving

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

EACH = 200
NEVER = {"number", "name", "country", "actor", "quote"}  # not one of these may be shown


@dataclass
class Model:
    """Says one sentence, with the number of the excerpt that holds the quote it was made from."""

    sentence: str = ""
    quote: str = ""

    def __call__(self, messages: Messages) -> Reply:
        if "correct sentences" in messages[0]["content"]:
            return Reply([self.sentence])  # it insists
        holding = [n for n, text in excerpts_of(messages).items() if self.quote in text]
        said = f"{self.sentence} [{holding[0] if holding else 1}]"
        return Reply([said[at : at + 9] for at in range(0, len(said), 9)])


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def server(model: Model) -> Iterator[LLMServer]:
    with serving(model) as running:
        yield running


@pytest.fixture(scope="module")
def writing(server: LLMServer, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("natoqa-generative")
    return Assistant.open(
        Settings(data_dir=folder, llm="openai:scripted", llm_base_url=server.base_url)
    )


@dataclass(frozen=True)
class Shown:
    """A sentence that the model said, and the answer it became."""

    sample: mutants.Sample
    answer: Answer
    seconds: float

    @property
    def passed(self) -> bool:
        return self.answer.engine == "generative"


def put(model: Model, assistant: Assistant, samples: list[mutants.Sample]) -> list[Shown]:
    """The answers; sentences whose question natoqa abstains from never reach the model."""
    by_id = {p.id.split(":")[1]: p for p in mutants.statements("report")}
    shown = []
    for sample in samples:
        model.sentence, model.quote = sample.claim, sample.excerpts[0].quote
        # an invented sentence has no statement: it answers the question of the one it comes near
        asked = by_id.get(sample.id) or next(
            p for p in by_id.values() if mutants.excerpts(p) == sample.excerpts
        )
        question = asked.questions[0 if sample.language == "de" else -1]
        start = time.perf_counter()
        answer = assistant.ask(question, language=sample.language)
        if not answer.abstained:
            shown.append(Shown(sample, answer, time.perf_counter() - start))
        if len(shown) == EACH:
            break
    return shown


def evenly(samples: list[mutants.Sample]) -> list[mutants.Sample]:
    """The kinds in turn, each in a drawn order."""
    by_kind: dict[str, list[mutants.Sample]] = defaultdict(list)
    for sample in samples:
        by_kind[sample.kind].append(sample)
    draw = random.Random(7)  # noqa: S311
    for group in by_kind.values():
        draw.shuffle(group)
    longest = max(map(len, by_kind.values()))
    return [group[at] for at in range(longest) for group in by_kind.values() if at < len(group)]


def test_true_sentences_are_shown(
    model: Model, writing: Assistant, report: list[tuple[str, str]]
) -> None:
    shown = put(model, writing, evenly(mutants.true_sentences("report")))
    assert len(shown) == EACH
    withheld = [one for one in shown if not one.passed]
    right = [
        any(c.quote in e.quote or e.quote in c.quote for c in one.answer.citations
            for e in one.sample.excerpts)
        for one in shown if one.passed
    ]  # fmt: skip
    report.append(
        (
            "model's true sentences",
            f"n={EACH} withheld {len(withheld)}, cited by their own quote "
            f"{metrics.mean([float(one) for one in right]):.2f}, median "
            f"{1000 * median(one.seconds for one in shown):.0f} ms for the whole answer",
        )
    )
    for one in withheld:
        print(
            one.sample.id,
            one.sample.claim,
            [w.reason for w in one.answer.withheld],
            one.answer.notice,
        )
    assert len(withheld) <= 0.03 * EACH


def test_broken_sentences_are_withheld(
    model: Model, writing: Assistant, report: list[tuple[str, str]]
) -> None:
    shown = put(model, writing, evenly(mutants.mutants("report")))
    assert len(shown) == EACH
    tried = Counter(one.sample.kind for one in shown)
    passed = Counter(one.sample.kind for one in shown if one.passed)
    for kind, count in sorted(tried.items()):
        report.append((f"model's broken sentences, {kind}", f"n={count} shown {passed[kind]}"))
    report.append(("model's broken sentences", f"n={EACH} withheld {EACH - passed.total()}"))
    for one in shown:
        if one.passed:
            print(
                one.sample.kind, "|", one.sample.claim, "|", [c.quote for c in one.answer.citations]
            )
    assert passed.total() <= 0.1 * EACH
    assert not {kind for kind in passed if kind in NEVER}
