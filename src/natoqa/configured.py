"""What the settings name: the embedding model, and the index of the documents that travel along."""

from __future__ import annotations

from natoqa import corpus
from natoqa.embeddings import fingerprint, load_embedder
from natoqa.index import Place, Progress, build_index, has_index, open_index
from natoqa.settings import Settings
from natoqa.types import Document, Embedder

__all__ = ["embedder", "index_state", "rebuild_index", "shipped"]


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


def embedder(settings: Settings) -> tuple[Embedder, str]:
    """The embedding model that the settings name, and what an index calls it."""
    embeddings = load_embedder(settings.embeddings, threads=settings.threads or None)
    return embeddings, fingerprint(embeddings)
