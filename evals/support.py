"""Whether citations bear a sentence: natoqa's own grounding, asked once per sentence and set."""

from __future__ import annotations

from collections.abc import Sequence

from natoqa import Assistant, Citation, load_document
from natoqa.embeddings import load_embedder
from natoqa.grounding import Excerpt, Grounding
from natoqa.settings import load_settings


class Support:
    """Decides with the passages of an assistant and the embedder of the settings."""

    def __init__(self, assistant: Assistant) -> None:
        self.grounding = Grounding(load_embedder(load_settings().embeddings))
        self._passages = assistant.searcher.passages
        self._known: dict[tuple[str, tuple[Excerpt, ...]], bool] = {}

    def __call__(self, claim: str, citations: Sequence[Citation]) -> bool:
        """Whether the citations together bear the claim."""
        excerpts = tuple(self._excerpt(citation) for citation in citations)
        key = (claim, excerpts)
        if key not in self._known:
            self._known[key] = self.grounding.check(claim, excerpts).supported
        return self._known[key]

    def _excerpt(self, citation: Citation) -> Excerpt:
        found = Excerpt.of(load_document(), self._passages, citation.start, citation.end)
        return Excerpt(citation.quote, found.context)
