"""What a search gives and where it may look: filters, scored passages and propositions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from natoqa.types import Passage, Proposition

__all__ = ["Evidence", "Filters", "ScoredPassage", "ScoredProposition"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look: passages that match all that is set. ``section`` is a title on the path."""

    document: str | None = None
    section: str | None = None
    page: int | None = None

    def allow(self, passage: Passage) -> bool:
        """Whether the passage lies within the filters."""
        if self.document is not None and passage.document != self.document:
            return False
        if self.section is not None and self.section not in (
            passage.section,
            *passage.section.split(" › "),
        ):
            return False
        if self.page is None:
            return True
        return passage.page is not None and passage.page <= self.page <= (passage.page_end or 0)

    @property
    def empty(self) -> bool:
        """Whether nothing is filtered."""
        return self.document is None and self.section is None and self.page is None

    @property
    def only_document(self) -> bool:
        """Whether a document is set and nothing else."""
        return self.document is not None and self.section is None and self.page is None


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with its fused score, its own cosine, and the cosine of each of its sentences.

    Sentences that the search did not reach have no entry in ``sentences``.
    """

    passage: Passage
    score: float
    similarity: float
    sentences: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class ScoredProposition:
    """A proposition with its fused score and what it is made of.

    Cosines of its best ``statement`` and ``question``; BM25 scores by ``characters`` of all that is
    written about it, and of its best question alone (``wording``).
    """

    proposition: Proposition
    score: float
    statement: float
    question: float
    characters: float
    wording: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question, each list best first.

    ``propositions`` answer questions; ``gaps`` are those that do not: what the documents leave
    open, say otherwise, or are not about. ``settled``: one fact is asked for, and the first
    proposition holds one of its kind (see ``answerability.leading``).
    """

    question: str
    passages: tuple[ScoredPassage, ...]
    propositions: tuple[ScoredProposition, ...]
    gaps: tuple[ScoredProposition, ...] = ()
    settled: bool = False
