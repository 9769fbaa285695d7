"""Embedding models: the default one, and any of LangChain's by name."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

from natoqa.embeddings.e5 import E5Model
from natoqa.errors import EmbeddingsError
from natoqa.types import Embedder

if TYPE_CHECKING:
    from natoqa.embeddings.langchain import E5Embeddings

__all__ = [
    "DEFAULT",
    "E5Embeddings",
    "E5Model",
    "default_embeddings",
    "fingerprint",
    "load_embedder",
]

DEFAULT = "default"

# of widely used models, the families that were trained on English alone
_ENGLISH_ONLY = (
    "all-minilm-l6", "all-minilm-l12", "all-mpnet-base", "bge-small-en", "bge-base-en",
    "bge-large-en", "e5-small-v2", "e5-base-v2", "e5-large-v2", "gte-small", "gte-base",
    "gte-large", "nomic-embed-text-v1", "mxbai-embed-large",
)  # fmt: skip


@cache
def _default_model() -> E5Model:
    """One per process, loaded at its first text."""
    return E5Model()


def default_embeddings() -> E5Embeddings:
    """The default embedder for LangChain; it shares the one model of the process."""
    from natoqa.embeddings.langchain import E5Embeddings

    return E5Embeddings(model=_default_model())


def load_embedder(spec: str = DEFAULT, *, threads: int | None = None) -> Embedder:
    """The default embedder, or ``provider:model`` by LangChain's ``init_embeddings``.

    ``threads`` holds for the default embedder only. Warns about models that were trained on
    English alone, since the study is in German. Raises EmbeddingsError when the model or the
    package for its provider is missing.
    """
    if spec == DEFAULT:
        return _default_model() if threads is None else E5Model(threads)
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


class _Named:
    """A model that knows what it was asked for by, so that an index can name it."""

    def __init__(self, spec: str, model: Embedder) -> None:
        self.fingerprint = spec
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._model.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._model.embed_query(text)


def fingerprint(embedder: Embedder) -> str:
    """What an index calls the model: its hash for the default one, else what it is known by."""
    known: str | None = getattr(embedder, "fingerprint", None)
    return known or f"{type(embedder).__module__}.{type(embedder).__qualname__}"


def __getattr__(name: str) -> object:
    if name != "E5Embeddings":  # LangChain is imported by those who ask for it
        raise AttributeError(f"module 'natoqa.embeddings' has no attribute {name!r}")
    from natoqa.embeddings.langchain import E5Embeddings

    return E5Embeddings
