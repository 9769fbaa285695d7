"""The assistant: the one place where text, index, search and answers are wired together."""

from __future__ import annotations

import dataclasses
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from natoqa import corpus
from natoqa.answerability import Judge
from natoqa.answering.citing import marked_text
from natoqa.answering.extractive import compose, nearest_excerpts
from natoqa.conversation import standalone
from natoqa.errors import DocumentError, QuestionError
from natoqa.index import BuildGoneError, Place, Progress, build_index, has_index, open_index
from natoqa.language import answer_language
from natoqa.search import Evidence, Filters, Searcher
from natoqa.settings import Settings, load_settings
from natoqa.texts import text
from natoqa.types import Answer, Document, Language, Passage, Statement, Turn

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

__all__ = [
    "MAX_QUESTION",
    "Assistant",
    "clean_question",
    "embedder",
    "index_state",
    "rebuild_index",
    "shipped",
]

MAX_QUESTION = 4000  # characters
LOOK_EVERY = 1.0  # seconds between two looks whether another process has built the index anew
TRIES = 4  # times a question is asked again because its build was dropped meanwhile


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


class _Open:
    """One build of the index and all that is derived from it; never changes."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.passages = {passage.id: passage for passage in searcher.passages}
        self.documents = searcher.index.documents
        self.judge = Judge(list(self.documents.values()), searcher.passages, searcher.propositions)
        self._stated = {proposition.document for proposition in searcher.propositions}

    def document(self, document_id: str) -> Document:
        """The document with this id; raises DocumentError for an unknown one."""
        if document_id not in self.documents:
            raise DocumentError(
                f"unknown document {document_id!r}; known are: {', '.join(self.documents)}."
            )
        return self.documents[document_id]

    def find(self, question: str, k: int, filters: Filters | None) -> Evidence:
        """The evidence; without propositions where the best passage is of a document without."""
        evidence = self.searcher.search(question, k=k, filters=filters)
        if evidence.passages and evidence.passages[0].passage.document not in self._stated:
            return dataclasses.replace(evidence, propositions=())
        return evidence


class Assistant:
    """Answers questions about the study and the documents added to it.

    Open one and share it: asking keeps no state. When another process has built the index anew,
    the next question notices it, at most ``LOOK_EVERY`` seconds later.
    """

    def __init__(self, searcher: Searcher, reopen: Callable[[], Searcher] | None = None) -> None:
        self._open = _Open(searcher)
        self._reopen = reopen
        self._opening = threading.Lock()
        self._looked = time.monotonic()

    @classmethod
    def open(
        cls, settings: Settings | None = None, *, on_progress: Progress | None = None
    ) -> Assistant:
        """Open the assistant, building the index when there is none.

        ``on_progress(stage, done, total)`` is told how far the building is. Raises
        IndexStateError when the index there was made with another text or model.
        """
        settings = settings or load_settings()
        place = Place.of(settings)
        embeddings, model = embedder(settings)

        def searcher() -> Searcher:
            index = open_index(place, shipped(), embeddings, model, on_progress=on_progress)
            return Searcher(index, embeddings)

        return cls(searcher(), searcher)

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

    def _replace(self, old: _Open) -> None:
        with self._opening:
            if self._open is old and self._reopen is not None:
                self._open = _Open(self._reopen())

    def _look(self) -> None:
        """Notice a new build; one thread opens it, the others go on with the old one."""
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY or self._opening.locked():
            return
        self._looked = now
        self.refresh()

    def _find(self, question: str, *, k: int, filters: Filters | None) -> tuple[_Open, Evidence]:
        """The evidence and the build it comes from, asked again when that is dropped meanwhile."""
        self._look()
        for _ in range(TRIES):
            used = self._open
            try:
                return used, used.find(question, k, filters)
            except BuildGoneError:
                if self._reopen is None:
                    raise
                self._replace(used)
        used = self._open
        return used, used.find(question, k, filters)

    def search(self, question: str, *, k: int = 8, filters: Filters | None = None) -> Evidence:
        """The passages and propositions that fit the question, best first."""
        return self._find(clean_question(question), k=k, filters=filters)[1]

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """Answer a question, or abstain with a reason.

        ``history`` holds earlier turns, oldest first; ``language`` is the language to answer in
        where the question itself leaves it open. Raises QuestionError for a question without
        words or one that is too long.
        """
        asked = clean_question(question)
        spoken = answer_language(asked, default=language or "de")
        full = standalone(asked, history)[-MAX_QUESTION:]
        used, evidence = self._find(full, k=24, filters=filters)
        statements, citations = compose(evidence, spoken, used.document, used.passages)
        verdict = used.judge.assess(evidence, statements, spoken)
        if verdict.answerable:
            return Answer(
                question=full,
                text=marked_text(statements),
                language=spoken,
                engine="extractive",
                statements=statements,
                citations=citations,
                score=verdict.probability,
            )
        return Answer(
            question=full,
            text=text("abstain", spoken),
            language=spoken,
            engine="extractive",
            abstained=True,
            reason=text(verdict.reason, spoken, missing=verdict.missing),
            nearest=nearest_excerpts(evidence, used.document),
            score=verdict.probability,
        )

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        filters: Filters | None = None,
    ) -> Iterator[Statement | Answer]:
        """The verified sentences as they are ready, then the whole answer."""
        answer = self.ask(question, history=history, language=language, filters=filters)
        yield from answer.statements
        yield answer


def rebuild_index(
    settings: Settings, *, force: bool = False, on_progress: Progress | None = None
) -> bool:
    """Build the index anew where it is missing or stale (always with ``force``); True if built."""
    embeddings, model = embedder(settings)
    return build_index(
        Place.of(settings), shipped(), embeddings, model, force=force, on_progress=on_progress
    )


def index_state(settings: Settings) -> str:
    """One line on the index; raises IndexStateError when it is unusable."""
    place = Place.of(settings)
    if not has_index(place):
        return f"none yet in {place}; it is built at the first question"
    embeddings, model = embedder(settings)
    index = open_index(place, shipped(), embeddings, model)
    return f"{len(index.passages)} passages, {len(index.propositions)} statements in {place}"


def shipped() -> list[Document]:
    """The documents that travel with the package."""
    return [corpus.load_document(name) for name in corpus.document_ids()]


def embedder(settings: Settings) -> tuple[Embeddings, str]:
    """The embedding model that the settings name, and what an index calls it."""
    from natoqa.embeddings import fingerprint, load_embeddings

    embeddings = load_embeddings(settings.embeddings, threads=settings.threads or None)
    return embeddings, fingerprint(embeddings)
