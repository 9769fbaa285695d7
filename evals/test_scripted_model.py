"""A language model under oath: what of scripted answers is shown, over real HTTP.

200 true sentences and 200 broken ones, each the answer to a question that its statement answers.
"""

from __future__ import annotations

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

from natoqa import Answer, Assistant, load_document
from natoqa.answering.generative import choose, load_model
from natoqa.answering.generative.markers import Claim
from natoqa.answering.generative.verify import Quotables, Verifier
from natoqa.assistant import make_writer
from natoqa.embeddings import default_embeddings
from natoqa.grounding import Grounding
from natoqa.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from llm_server import LLMServer, Messages, Reply, excerpts_of, serving

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

EACH = 200
GOAL_TRUE, GOAL_BROKEN = 0.03, 0.9  # at most, at least
# not worse than this as it stands, with room for the index, which differs from build to build
TRUE_WITHHELD, BROKEN_WITHHELD = 0.04, 0.87
NAMES_AND_NUMBERS_SHOWN = 3  # the goal is none
# true sentences under a foreign number: shown under the excerpt that bears them, if there is one
TRUE_ELSEWHERE = {"other topic", "same passage"}


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
def writing(server: LLMServer, assistant: Assistant) -> Assistant:
    """The assistant of the evals with the scripted model."""
    settings = Settings(llm="openai:scripted", llm_base_url=server.base_url)
    model = load_model(settings)
    assert model is not None
    writer = make_writer(model, assistant.searcher.embeddings, settings)
    return Assistant(assistant.searcher, writer=writer)


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


def of_one_claim(samples: list[mutants.Sample]) -> list[mutants.Sample]:
    """Those that stand on one quote: a model is asked for one claim a sentence, and cites one."""
    return [sample for sample in samples if len(sample.excerpts) == 1]


def evenly(samples: list[mutants.Sample]) -> list[mutants.Sample]:
    """The kinds in turn, each in the order in which it was drawn."""
    by_kind: dict[str, list[mutants.Sample]] = defaultdict(list)
    for sample in samples:
        by_kind[sample.kind].append(sample)
    for kind, group in by_kind.items():
        group.sort(key=lambda sample: mutants.place("model", kind, sample.claim))
    longest = max(map(len, by_kind.values()))
    return [group[at] for at in range(longest) for group in by_kind.values() if at < len(group)]


def test_true_sentences_are_shown(
    model: Model, writing: Assistant, notes: list[tuple[str, str]]
) -> None:
    shown = put(model, writing, evenly(of_one_claim(mutants.true_sentences("report"))))
    assert len(shown) == EACH
    withheld = [one for one in shown if not one.passed]
    for one in withheld:
        print(one.sample.id, one.sample.claim, [w.reason for w in one.answer.withheld])
    right = [
        any(c.quote in e.quote or e.quote in c.quote for c in one.answer.citations
            for e in one.sample.excerpts)
        for one in shown if one.passed
    ]  # fmt: skip
    notes.append(
        (
            "model's true sentences",
            f"n={EACH} withheld {len(withheld)} (goal: {GOAL_TRUE:.0%}), "
            f"cited by their own quote {metrics.mean([float(one) for one in right]):.2f}",
        )
    )
    assert len(withheld) <= TRUE_WITHHELD * EACH


def test_broken_sentences_are_withheld(
    model: Model, writing: Assistant, notes: list[tuple[str, str]]
) -> None:
    broken = [m for m in mutants.mutants("report") if m.kind not in TRUE_ELSEWHERE]
    shown = put(model, writing, evenly(of_one_claim(broken)))
    assert len(shown) == EACH
    tried = Counter(one.sample.kind for one in shown)
    passed = Counter(one.sample.kind for one in shown if one.passed)
    for kind, count in sorted(tried.items()):
        notes.append((f"model's broken sentences, {kind}", f"n={count} shown {passed[kind]}"))
    notes.append(
        (
            "model's broken sentences",
            f"n={EACH} withheld {EACH - passed.total()} (goal: {GOAL_BROKEN:.0%})",
        )
    )
    for one in shown:
        if one.passed:
            quotes = [citation.quote for citation in one.answer.citations]
            print(one.sample.kind, "|", one.sample.claim, "|", quotes)
    assert EACH - passed.total() >= BROKEN_WITHHELD * EACH
    assert passed["number"] + passed["country"] + passed["actor"] <= NAMES_AND_NUMBERS_SHOWN


def test_overhead_of_checking_a_sentence(writing: Assistant, notes: list[tuple[str, str]]) -> None:
    quotables = Quotables(writing.searcher.passages, writing.searcher.propositions, load_document)
    checker = Grounding(default_embeddings())
    passages = {passage.id: passage for passage in writing.searcher.passages}
    processor: list[float] = []
    for sample in evenly(of_one_claim(mutants.true_sentences("report")))[:50]:
        found = choose(writing.searcher.search(sample.claim, k=24), None, passages, 4000)
        verifier = Verifier(checker, found, quotables, load_document, sample.language)
        start = time.process_time()
        verifier.check(Claim(sample.claim, (1,)))
        processor.append(1000 * (time.process_time() - start))
    notes.append(("check of one sentence", f"median {median(processor[20:]):.0f} ms of processor"))
    assert len(processor) == 50
