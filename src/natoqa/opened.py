"""One build of the index, open, with all that is derived from it, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

from natoqa.answerability import Judge
from natoqa.answerability.leading import led
from natoqa.answering.generative import Quotables
from natoqa.followups import Context, search_before, search_in_context
from natoqa.language import language_of
from natoqa.search import Evidence, Filters, Searcher
from natoqa.types import Document, Embedder, Language, Turn

__all__ = ["Found", "Opened", "Understood", "warming"]

DEPTH = 24  # passages that are found for a question


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made to stand alone and as it was asked, with the conversation before it.

    ``before`` is the last turn, its question made to stand alone; None when nothing leans on it.
    """

    question: str
    asked: str
    language: Language
    history: Sequence[Turn] = ()
    before: Turn | None = None
    rewritten: bool = False  # by a language model


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence, that of the turn before, and the build that both come from."""

    used: Opened
    evidence: Evidence
    before: Evidence | None = None


class Opened:
    """One build of the index and all that is derived from it; never changes."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.passages = {passage.id: passage for passage in searcher.passages}
        self.documents = searcher.index.documents
        self.judge = Judge(list(self.documents.values()), searcher.passages, searcher.propositions)
        self.quotables = Quotables(searcher.passages, searcher.propositions, self.document)
        self._stated = {proposition.document for proposition in searcher.propositions}

    def document(self, document_id: str) -> Document:
        """The document with this id."""
        return self.documents[document_id]

    def find(self, question: str, k: int, filters: Filters | None) -> Found:
        """What is found for a question that stands alone."""
        return self._found(self.searcher.search(question, k=k, filters=filters))

    def find_for(self, understood: Understood, filters: Filters | None) -> Found:
        """What is found for a question, given the turn before where it leans on that."""
        if understood.before is None:
            return self.find(understood.question, DEPTH, filters)
        before = search_before(self.searcher, understood.before.question, filters)
        if understood.rewritten or understood.question == understood.asked:
            return replace(self.find(understood.question, DEPTH, filters), before=before)
        evidence = search_in_context(
            self.searcher,
            understood.question,
            understood.asked,
            Context(understood.before.question, understood.before.answer, before),
            k=DEPTH,
            filters=filters,
        )
        return self._found(evidence, before)

    def _found(self, evidence: Evidence, before: Evidence | None = None) -> Found:
        """Without propositions where the best passage is of a document that has none."""
        if evidence.passages and evidence.passages[0].passage.document not in self._stated:
            evidence = replace(evidence, propositions=(), gaps=())
        return Found(self, led(evidence, self.documents), before)


@contextmanager
def warming(embeddings: Embedder) -> Iterator[None]:
    """Load beside other work what the first question needs; its errors are told by that question.

    Modules are imported before, because two threads must not import the same ones at once.
    """
    import onnxruntime  # noqa: F401
    import py3langid.langid  # noqa: F401

    from natoqa.embeddings import E5Model

    with ThreadPoolExecutor(2) as beside:
        beside.submit(language_of, "Wort")
        if isinstance(embeddings, E5Model):  # others may cost money
            beside.submit(embeddings.embed_query, "Wort")
        yield
