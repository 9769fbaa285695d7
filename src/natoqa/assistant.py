"""The assistant: the one place where text, index, search and answers are wired together."""

from __future__ import annotations

import unicodedata
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from natoqa import corpus
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
from natoqa.conversation import changes_topic, standalone
from natoqa.errors import QuestionError
from natoqa.followups import Context, search_before, search_in_context
from natoqa.grounding import Grounding
from natoqa.index import Progress, build_index, open_index
from natoqa.language import answer_language
from natoqa.prompts import trim_history
from natoqa.search import Evidence, Filters, Searcher
from natoqa.settings import Settings, load_settings
from natoqa.texts import text
from natoqa.types import Answer, Language, Statement, Strictness, Turn

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

__all__ = [
    "MAX_QUESTION",
    "Assistant",
    "clean_question",
    "index_state",
    "make_writer",
    "rebuild_index",
]

MAX_QUESTION = 4000  # characters
_DEPTH = 24  # passages that are found for a question
_SHORT_QUESTION = 8  # words; in a conversation, a shorter question may lean on it unnoticed
_HISTORY_TOKENS = 800


def clean_question(question: str) -> str:
    """The question without control and invisible characters, white space folded.

    Raises QuestionError when nothing is left or more than ``MAX_QUESTION`` characters are.
    """
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(question)} characters, allowed are {MAX_QUESTION}. "
            "Ask more briefly.",
            kind="too_long",
            got=len(question),
            limit=MAX_QUESTION,
        )
    visible = "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in question
        if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn")
    )
    cleaned = " ".join(visible.split())
    if not any(char.isalnum() for char in cleaned):
        raise QuestionError(
            f"the question {question[:40]!r} holds no word. Ask a question about the study.",
            kind="empty",
        )
    return cleaned


@dataclass(frozen=True, slots=True)
class _Understood:
    """A question made to stand alone and as it was asked, with the turn before it."""

    question: str
    asked: str
    language: Language
    history: Sequence[Turn] = ()
    context: Context | None = None
    rewritten: bool = False  # by a language model


class Assistant:
    """Answers questions about the study. Open one and share it: asking keeps no state.

    With a ``writer`` a language model writes the answers; without one they are made offline.
    """

    def __init__(self, searcher: Searcher, *, writer: Writer | None = None) -> None:
        self.searcher = searcher
        self._writer = writer
        self._passages = {passage.id: passage for passage in searcher.passages}
        documents = [corpus.load_document(name) for name in corpus.document_ids()]
        self.judge = Judge(documents, searcher.passages, searcher.propositions)

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
        embeddings, name = _embedder(settings)
        documents = [corpus.load_document(name) for name in corpus.document_ids()]
        index = open_index(
            _index_folder(settings), documents, embeddings, name, on_progress=on_progress
        )
        searcher = Searcher(index, embeddings)
        if model is None:
            return cls(searcher)
        return cls(searcher, writer=make_writer(model, searcher, embeddings, settings))

    def search(self, question: str, *, k: int = 8, filters: Filters | None = None) -> Evidence:
        """The passages and propositions that fit the question, best first."""
        return self.searcher.search(clean_question(question), k=k, filters=filters)

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
        understood = self._understand(clean_question(question), history, language, filters)
        evidence = self._found(understood, filters)
        offline = self._offline(understood, evidence, strictness)
        if self._writer is None or offline.abstained:  # no evidence, no call of the model
            yield from offline.statements
            yield offline
            return
        yield from self._written(self._writer, understood, evidence, offline)

    def _understand(
        self,
        asked: str,
        history: Sequence[Turn],
        language: Language | None,
        filters: Filters | None,
    ) -> _Understood:
        earlier = [turn for turn in history if turn.question.strip()]
        default = language or (answer_language(earlier[-1].question) if earlier else "de")
        spoken = answer_language(asked, default=default)
        full = standalone(asked, earlier)[-MAX_QUESTION:]
        alone = full == asked and len(asked.split()) > _SHORT_QUESTION
        if not earlier or alone or changes_topic(asked):
            return _Understood(asked, asked, spoken)
        kept = trim_history(earlier, _HISTORY_TOKENS)
        rewritten = None
        if self._writer is not None:
            limits = Limits(self._writer.limits.total / 4)
            rewritten = rewrite(self._writer.model, asked, kept, limits)
        before = standalone(earlier[-1].question, earlier[:-1])[-MAX_QUESTION:]
        found = search_before(self.searcher, before, filters)
        context = Context(before, earlier[-1].answer, found)
        return _Understood(
            rewritten or full, asked, spoken, kept, context, rewritten=rewritten is not None
        )

    def _found(self, understood: _Understood, filters: Filters | None) -> Evidence:
        if understood.context is None or understood.rewritten:
            return self.searcher.search(understood.question, k=_DEPTH, filters=filters)
        return search_in_context(
            self.searcher,
            understood.question,
            understood.asked,
            understood.context,
            k=_DEPTH,
            filters=filters,
        )

    def _offline(
        self, understood: _Understood, evidence: Evidence, strictness: Strictness
    ) -> Answer:
        """The answer without a language model."""
        spoken = understood.language
        statements, citations = compose(evidence, spoken, corpus.load_document, self._passages)
        verdict = self.judge.assess(evidence, statements, citations, spoken, strictness)
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
            nearest=nearest_excerpts(
                evidence, corpus.load_document, self._passages, first=verdict.gap
            ),
            score=verdict.probability,
        )

    def _written(
        self, writer: Writer, understood: _Understood, evidence: Evidence, offline: Answer
    ) -> Iterator[Statement | Answer]:
        """The model's answer; the offline one, with a line that says why, when nothing is left."""
        before = understood.context.found if understood.context else None
        excerpts = choose(evidence, before, self._passages, writer.budget, whole=writer.whole)
        request = Request(understood.question, understood.language, excerpts, understood.history)
        shown: list[Statement] = []
        with closing(writer.write(request)) as events:
            for event in events:
                if isinstance(event, Statement):
                    shown.append(event)
                    yield event
                    continue
                answer = self._finished(event, shown, evidence, offline)
                if not shown:
                    yield from answer.statements
                yield answer

    def _finished(
        self, written: Written, shown: Sequence[Statement], evidence: Evidence, offline: Answer
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
                nearest=nearest_excerpts(evidence, corpus.load_document, self._passages),
            )
        notice = text(f"notice_{written.failure or 'unsupported'}", spoken)
        return replace(offline, withheld=written.withheld, notice=notice)


def make_writer(
    model: BaseChatModel, searcher: Searcher, embeddings: Embeddings, settings: Settings
) -> Writer:
    """What lets a chat model write the answers, within the limits that are set."""
    return Writer(
        model,
        Grounding(embeddings),
        searcher.propositions,
        corpus.load_document,
        Limits(settings.llm_timeout),
        budget=reserve(model_window(model, settings)),
        whole=settings.context == "study",
    )


def rebuild_index(
    settings: Settings, *, force: bool = False, on_progress: Progress | None = None
) -> bool:
    """Build the index anew where it is missing or stale (always with ``force``); True if built."""
    embeddings, model = _embedder(settings)
    documents = [corpus.load_document(name) for name in corpus.document_ids()]
    return build_index(
        _index_folder(settings), documents, embeddings, model, force=force, on_progress=on_progress
    )


def index_state(settings: Settings) -> str:
    """One line on the index in the data directory; raises IndexStateError when it is unusable."""
    embeddings, model = _embedder(settings)
    documents = [corpus.load_document(name) for name in corpus.document_ids()]
    folder = _index_folder(settings)
    if not folder.exists():
        return f"none yet in {str(folder)!r}; it is built at the first question"
    index = open_index(folder, documents, embeddings, model)
    return (
        f"{len(index.passages)} passages, {len(index.propositions)} statements in {str(folder)!r}"
    )


def _embedder(settings: Settings) -> tuple[Embeddings, str]:
    from natoqa.embeddings import fingerprint, load_embeddings

    embeddings = load_embeddings(settings.embeddings, threads=settings.threads or None)
    return embeddings, fingerprint(embeddings)


def _index_folder(settings: Settings) -> Path:
    return settings.data_dir / "index"
