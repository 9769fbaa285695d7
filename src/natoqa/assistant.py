"""The assistant: the one place where text, index, search and answers are wired together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from natoqa import corpus
from natoqa.answerability import Judge
from natoqa.answering.citing import marked_text
from natoqa.answering.extractive import compose, nearest_excerpts
from natoqa.conversation import standalone
from natoqa.errors import QuestionError
from natoqa.index import Progress, build_index, open_index
from natoqa.language import answer_language
from natoqa.search import Evidence, Filters, Searcher
from natoqa.settings import Settings, load_settings
from natoqa.texts import text
from natoqa.types import Answer, Language, Statement, Strictness, Turn

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

__all__ = ["MAX_QUESTION", "Assistant", "clean_question", "index_state", "rebuild_index"]

MAX_QUESTION = 4000  # characters


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


class Assistant:
    """Answers questions about the study. Open one and share it: asking keeps no state."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self._passages = {passage.id: passage for passage in searcher.passages}
        documents = [corpus.load_document(name) for name in corpus.document_ids()]
        self.judge = Judge(documents, searcher.passages, searcher.propositions)

    @classmethod
    def open(
        cls, settings: Settings | None = None, *, on_progress: Progress | None = None
    ) -> Assistant:
        """Open the assistant, building the index when there is none.

        ``on_progress(stage, done, total)`` is told how far the building is. Raises
        IndexStateError when the index there was made with another text or model.
        """
        settings = settings or load_settings()
        embeddings, model = _embedder(settings)
        documents = [corpus.load_document(name) for name in corpus.document_ids()]
        index = open_index(
            _index_folder(settings), documents, embeddings, model, on_progress=on_progress
        )
        return cls(Searcher(index, embeddings))

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
        asked = clean_question(question)
        spoken = answer_language(asked, default=language or "de")
        full = standalone(asked, history)[-MAX_QUESTION:]
        evidence = self.searcher.search(full, k=24, filters=filters)
        statements, citations = compose(evidence, spoken, corpus.load_document, self._passages)
        verdict = self.judge.assess(evidence, statements, spoken, strictness)
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
            nearest=nearest_excerpts(evidence, corpus.load_document),
            score=verdict.probability,
        )

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        filters: Filters | None = None,
        strictness: Strictness = "normal",
    ) -> Iterator[Statement | Answer]:
        """The verified sentences as they are ready, then the whole answer."""
        answer = self.ask(
            question, history=history, language=language, filters=filters, strictness=strictness
        )
        yield from answer.statements
        yield answer


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
