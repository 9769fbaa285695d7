"""Embedding models behind LangChain's Embeddings: the default one, and others by name."""

from __future__ import annotations

import warnings
from functools import cache

from langchain_core.embeddings import Embeddings

from natoqa.embeddings.e5 import MODEL_SHA256, E5Embeddings
from natoqa.errors import EmbeddingsError

__all__ = ["DEFAULT", "E5Embeddings", "default_embeddings", "fingerprint", "load_embeddings"]

DEFAULT = "default"

# of widely used models, the families that were trained on English alone
_ENGLISH_ONLY = (
    "all-minilm-l6", "all-minilm-l12", "all-mpnet-base", "bge-small-en", "bge-base-en",
    "bge-large-en", "e5-small-v2", "e5-base-v2", "e5-large-v2", "gte-small", "gte-base",
    "gte-large", "nomic-embed-text-v1", "mxbai-embed-large",
)  # fmt: skip


@cache
def default_embeddings() -> Embeddings:
    """The embedder in use by default; one per process, loaded at its first text."""
    return E5Embeddings()


def load_embeddings(spec: str = DEFAULT, *, threads: int | None = None) -> Embeddings:
    """The default embedder, or ``provider:model`` by LangChain's ``init_embeddings``.

    ``threads`` holds for the default embedder only. Warns about models that were trained on
    English alone, since the study is in German. Raises EmbeddingsError when the model or the
    package for its provider is missing.
    """
    if spec == DEFAULT:
        return default_embeddings() if threads is None else E5Embeddings(threads)
    from langchain.embeddings import init_embeddings

    if any(name in spec.lower() for name in _ENGLISH_ONLY):
        warnings.warn(
            f"{spec!r} was trained on English alone and the study is in German: much will not be "
            "found. Use 'default' or a multilingual model.",
            stacklevel=2,
        )
    try:
        model = init_embeddings(spec)
    except (ImportError, ValueError) as error:
        raise EmbeddingsError(
            f"embedding model {spec!r} cannot be loaded ({error}); allowed are 'default' and "
            "'provider:model' of a LangChain integration that is installed. Set "
            "NATOQA_EMBEDDINGS."
        ) from error
    return _Named(spec, model)


class _Named(Embeddings):
    """A model that knows what it was asked for by, so that an index can name it."""

    def __init__(self, spec: str, model: Embeddings) -> None:
        self.spec = spec
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._model.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._model.embed_query(text)


def fingerprint(embeddings: Embeddings) -> str:
    """What an index calls the model: its hash for the default one, else what it is known by."""
    if isinstance(embeddings, E5Embeddings):
        return f"multilingual-e5-small:{MODEL_SHA256[:16]}"
    if isinstance(embeddings, _Named):
        return embeddings.spec
    return f"{type(embeddings).__module__}.{type(embeddings).__qualname__}"
