"""The assistant: the one place where text, index, search and answers are wired together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from natoqa.answerability import Judge
from natoqa.answering.citing import marked_text
from natoqa.answering.extractive import compose, nearest_excerpts
from natoqa.answering.generative import (
    Limits,
    Request,
    Writer,
    Written,
    choose,
    load_model,
    model_window,
    reserve,
    rewrite,
)
from natoqa.configured import embedder, index_state, rebuild_index, shipped
from natoqa.conversation import changes_topic, standalone
from natoqa.grounding import Grounding
from natoqa.index import BuildGoneError, Index, Place, Progress, open_index
from natoqa.language import answer_language
from natoqa.opened import Found, Opened, Understood, warming
from natoqa.prompts import trim_history
from natoqa.questions import MAX_QUESTION, clean_question
from natoqa.search import Evidence, Filters, Searcher
from natoqa.settings import Settings, load_settings
from natoqa.texts import text
from natoqa.types import Answer, Document, Embedder, Language, Passage, Statement, Strictness, Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = [
    "MAX_QUESTION",
    "Assistant",
    "clean_question",
    "embedder",
    "index_state",
    "make_writer",
    "rebuild_index",
    "shipped",
]

LOOK_EVERY = 1.0  # seconds between two looks whether another process has built the index anew
TRIES = 4  # times a question is asked again because its build was dropped meanwhile
_SHORT_QUESTION = 8  # words; a shorter one may lean on the conversation as only a model notices
_HISTORY_TOKENS = 800


class Assistant:
    """Answers questions about the study and the documents added to it.

    Open one and share it: asking keeps no state. When another process has built the index anew,
    the next question notices it, at most ``LOOK_EVERY`` seconds later. With a ``writer`` a
    language model writes the answers; without one they are made offline.
    """

    def __init__(
        self,
        searcher: Searcher,
        reopen: Callable[[], Searcher] | None = None,
        *,
        writer: Writer | None = None,
    ) -> None:
        self._open = Opened(searcher)
        self._reopen = reopen
        self._writer = writer
        self._opening = threading.Lock()
        self._looked = time.monotonic()

    @classmethod
    def open(
        cls, settings: Settings | None = None, *, on_progress: Progress | None = None
    ) -> Assistant:
        """Open the assistant, building the index when there is none.

        ``on_progress(stage, done, total)`` is told how far the building is. Raises
        IndexStateError when the index there was made with another text or model, SettingsError
        when the language model that is set cannot be opened.
        """
        settings = settings or load_settings()
        model = load_model(settings)
        place = Place.of(settings)
        embeddings, name = embedder(settings)

        def index() -> Index:
            return open_index(place, shipped(), embeddings, name, on_progress=on_progress)

        writer = make_writer(model, embeddings, settings) if model else None
        first = index()
        with warming(embeddings):
            searcher = Searcher(first, embeddings)
        return cls(searcher, lambda: Searcher(index(), embeddings), writer=writer)

    @property
    def offline(self) -> Assistant:
        """Another assistant over the same builds of the index, without a language model."""

        def current() -> Searcher:
            self.refresh()
            return self.searcher

        return Assistant(self.searcher, current)

    @property
    def searcher(self) -> Searcher:
        """The search over the build in use."""
        return self._open.searcher

    @property
    def judge(self) -> Judge:
        """What decides whether the documents answer."""
        return self._open.judge

    @property
    def documents(self) -> Mapping[str, Document]:
        """All documents by id: the study first, then those added."""
        return self._open.documents

    @property
    def passages(self) -> Mapping[str, Passage]:
        """All passages by id."""
        return self._open.passages

    def refresh(self) -> bool:
        """Open the index again when another build is in use now; True if so."""
        if self._reopen is None or self.searcher.index.is_current():
            return False
        self._replace(self._open)
        return True

    def _replace(self, old: Opened) -> None:
        with self._opening:
            if self._open is old and self._reopen is not None:
                self._open = Opened(self._reopen())

    def _look(self) -> None:
        """Notice a new build; one thread opens it, the others go on with the old one."""
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY or self._opening.locked():
            return
        self._looked = now
        self.refresh()

    def _find(self, find: Callable[[Opened], Found]) -> Found:
        """What ``find`` finds in the build in use, tried again when that is dropped meanwhile."""
        self._look()
        for _ in range(TRIES):
            used = self._open
            try:
                return find(used)
            except BuildGoneError:
                if self._reopen is None:
                    raise
                self._replace(used)
        return find(self._open)

    def search(self, question: str, *, k: int = 8, filters: Filters | None = None) -> Evidence:
        """The passages and propositions that fit the question, best first."""
        cleaned = clean_question(question)
        return self._find(lambda used: used.find(cleaned, k, filters)).evidence

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        filters: Filters | None = None,
        strictness: Strictness = "normal",
    ) -> Answer:
        """Answer a question, or abstain with a reason.

        ``history`` holds earlier turns, oldest first; ``language`` is the language to answer in
        where the question itself leaves it open; ``strictness`` how readily to abstain. Raises
        QuestionError for a question without words or one that is too long.
        """
        *_, answer = self.stream(
            question, history=history, language=language, filters=filters, strictness=strictness
        )
        assert isinstance(answer, Answer)  # noqa: S101 - the last event always is
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        filters: Filters | None = None,
        strictness: Strictness = "normal",
    ) -> Generator[Statement | Answer, None, None]:
        """The checked sentences as they are ready, then the whole answer.

        Closing the iterator stops the language model.
        """
        understood = self._understand(clean_question(question), history, language)
        found = self._find(lambda used: used.find_for(understood, filters))
        offline = self._offline(understood, found, strictness)
        if self._writer is None or offline.abstained:  # no evidence, no call of the model
            yield from offline.statements
            yield offline
            return
        yield from self._written(self._writer, understood, found, offline)

    def _understand(
        self, asked: str, history: Sequence[Turn], language: Language | None
    ) -> Understood:
        earlier = [turn for turn in history if turn.question.strip()]
        default = language or (answer_language(earlier[-1].question) if earlier else "de")
        spoken = answer_language(asked, default=default)
        full = standalone(asked, earlier)[-MAX_QUESTION:]
        plain = self._writer is None or len(asked.split()) > _SHORT_QUESTION
        if not earlier or (full == asked and plain) or changes_topic(asked):
            return Understood(asked, asked, spoken)
        kept = trim_history(earlier, _HISTORY_TOKENS)
        rewritten = None
        if self._writer is not None:
            limits = Limits(self._writer.limits.total / 4)
            rewritten = rewrite(self._writer.model, asked, kept, limits)
        before = Turn(
            standalone(earlier[-1].question, earlier[:-1])[-MAX_QUESTION:], earlier[-1].answer
        )
        return Understood(
            rewritten or full, asked, spoken, kept, before, rewritten=rewritten is not None
        )

    def _offline(self, understood: Understood, found: Found, strictness: Strictness) -> Answer:
        """The answer without a language model."""
        spoken, used, evidence = understood.language, found.used, found.evidence
        statements, citations = compose(evidence, spoken, used.document, used.passages)
        verdict = used.judge.assess(evidence, statements, citations, spoken, strictness)
        if verdict.answerable:
            return Answer(
                question=understood.question,
                text=marked_text(statements),
                language=spoken,
                engine="extractive",
                statements=statements,
                citations=citations,
                score=verdict.probability,
            )
        return Answer(
            question=understood.question,
            text=text("abstain", spoken),
            language=spoken,
            engine="extractive",
            abstained=True,
            reason=text(
                verdict.reason,
                spoken,
                missing=verdict.gap.text(spoken) if verdict.gap else verdict.missing,
            ),
            nearest=nearest_excerpts(evidence, used.document, used.passages, first=verdict.gap),
            score=verdict.probability,
        )

    def _written(
        self, writer: Writer, understood: Understood, found: Found, offline: Answer
    ) -> Iterator[Statement | Answer]:
        """The model's answer; the offline one, with a line that says why, when nothing is left."""
        used = found.used
        excerpts = choose(
            found.evidence, found.before, used.passages, writer.budget, whole=writer.whole
        )
        request = Request(understood.question, understood.language, excerpts, understood.history)
        shown: list[Statement] = []
        with closing(writer.write(request, used.quotables, used.document)) as events:
            for event in events:
                if isinstance(event, Statement):
                    shown.append(event)
                    yield event
                    continue
                answer = self._finished(event, shown, found, offline)
                if not shown:
                    yield from answer.statements
                yield answer

    def _finished(
        self, written: Written, shown: Sequence[Statement], found: Found, offline: Answer
    ) -> Answer:
        spoken = offline.language
        if shown:
            notice = text("notice_unfinished", spoken) if written.failure else ""
            return replace(
                offline,
                engine="generative",
                text=marked_text(shown),
                statements=tuple(shown),
                citations=written.citations,
                withheld=written.withheld,
                notice=notice,
            )
        if written.refused:
            return replace(
                offline,
                engine="generative",
                text=text("abstain", spoken),
                statements=(),
                citations=(),
                abstained=True,
                reason=text("abstain_model", spoken),
                nearest=nearest_excerpts(found.evidence, found.used.document, found.used.passages),
            )
        notice = text(f"notice_{written.failure or 'unsupported'}", spoken)
        return replace(offline, withheld=written.withheld, notice=notice)


def make_writer(model: BaseChatModel, embeddings: Embedder, settings: Settings) -> Writer:
    """What lets a chat model write the answers, within the limits that are set."""
    return Writer(
        model,
        Grounding(embeddings),
        Limits(settings.llm_timeout),
        budget=reserve(model_window(model, settings)),
        whole=settings.context == "study",
    )
