"""The default embedder as the ``Embeddings`` of LangChain, whose import takes its time."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from natoqa.embeddings.e5 import E5Model

__all__ = ["E5Embeddings"]


class E5Embeddings(Embeddings):
    """``E5Model`` for chains, vector stores and async callers of LangChain.

    ``threads`` is how many texts are embedded at once, None chooses; ``model`` is one to share.
    """

    fingerprint = E5Model.fingerprint

    def __init__(self, threads: int | None = None, *, model: E5Model | None = None) -> None:
        self.model = model or E5Model(threads)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order; none for no text."""
        return self.model.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.model.embed_query(text)
