"""The index in Chroma: the only place that knows Chroma.

One collection per view and build, and one small collection ``natoqa`` whose metadata say which
build is in use and how it was made. A build writes fresh collections and then moves that pointer,
so that a build that is broken off, at whatever moment, leaves the old index in use.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from natoqa.corpus.propositions import load_propositions, propositions_digest
from natoqa.errors import IndexStateError
from natoqa.index.stored import Row, Stored, read_passages, read_propositions, split_id
from natoqa.passages import MAX_TOKENS, MIN_TOKENS, passages
from natoqa.types import Document, Passage, Proposition
from natoqa.vectors import embed_all, load_shipped
from natoqa.views import VIEWS, View, entries

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from langchain_core.embeddings import Embeddings

__all__ = ["FORMAT", "Hit", "Index", "Progress", "build_index", "fingerprint", "open_index"]

FORMAT = 1  # raise when what is stored, or what is embedded for a view, changes
POINTER = "natoqa"
LOCK_SECONDS = 600

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a view: what it finds, its place in that, and its cosine similarity."""

    target: str
    order: int
    similarity: float


def fingerprint(documents: Sequence[Document], model: str) -> str:
    """A hash of all that an index depends on: format, texts, passage sizes, embedding model."""
    parts: list[object] = [FORMAT, MAX_TOKENS, MIN_TOKENS, list(VIEWS), model]
    for document in documents:
        # page numbers are derived data that the index stores beside the text
        pages = [(page.number, page.start) for page in document.pages]
        digest = hashlib.sha256(document.text.encode()).hexdigest()
        sections = [section.label for section in document.sections]
        parts.append([document.id, digest, pages, sections, propositions_digest(document)])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]


class Index:
    """A finished index, open for search. Made by ``open_index``; safe to share between threads."""

    def __init__(self, client: ClientAPI, build: str) -> None:
        self._collections = {
            view: client.get_collection(f"{POINTER}-{build}-{view}", embedding_function=None)
            for view in VIEWS
        }
        self.passages: tuple[Passage, ...] = tuple(
            read_passages(_rows(self._collections["passage"]), _rows(self._collections["sentence"]))
        )
        self.propositions: tuple[Proposition, ...] = tuple(
            read_propositions(_rows(self._collections["statement"]))
        )

    def count(self, view: View) -> int:
        """How many entries the view has."""
        with _chroma_errors():
            return self._collections[view].count()

    def search(
        self,
        view: View,
        vector: Sequence[float],
        *,
        limit: int,
        within: Sequence[str] | None = None,
    ) -> list[Hit]:
        """The entries of one view nearest to a vector, best first, at most ``limit``.

        ``within`` keeps the search to these targets; an empty one finds nothing.
        """
        if within is not None and not within:
            return []
        where: Any = {"target": {"$in": list(within)}} if within is not None else None
        with _chroma_errors():
            found = self._collections[view].query(
                query_embeddings=[vector], n_results=limit, where=where, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [
            Hit(*split_id(entry_id), 1.0 - distance)
            for entry_id, distance in zip(found["ids"][0], distances[0], strict=True)
        ]


def open_index(
    folder: Path,
    documents: Sequence[Document],
    embeddings: Embeddings,
    model: str,
    *,
    on_progress: Progress | None = None,
) -> Index:
    """Open the index in ``folder``, building it when there is none.

    ``model`` names the embedding model in the fingerprint. Raises IndexStateError when the index
    there was made with other texts, settings or another model: it is never rebuilt unasked.
    """
    client = _client(folder)
    want = fingerprint(documents, model)
    state = _pointer(client)
    if state is None:
        build_index(folder, documents, embeddings, model, on_progress=on_progress)
        state = _pointer(client) or {}
    if state.get("fingerprint") != want:
        reason = _difference(state, model)
        raise IndexStateError(
            f"the index in {str(folder)!r} was made with {reason}; it cannot be used as it is. "
            "Run 'natoqa index' to build it again."
        )
    with _chroma_errors():
        return Index(client, str(state["build"]))


def build_index(
    folder: Path,
    documents: Sequence[Document],
    embeddings: Embeddings,
    model: str,
    *,
    force: bool = False,
    on_progress: Progress | None = None,
) -> bool:
    """Build the index beside the one in use, then switch; False when nothing had changed.

    ``on_progress(stage, done, total)`` is told how far it is. Only one process builds at a time,
    others wait for it. Raises IndexStateError when the folder cannot be written.
    """
    client = _client(folder)
    want = fingerprint(documents, model)
    with _build_lock(folder):
        state = _pointer(client)
        if state and state.get("fingerprint") == want and not force:
            return False
        build = f"{want[:12]}-{secrets.token_hex(3)}"
        with _chroma_errors():
            _drop_builds(client, keep=str(state["build"]) if state else None)
            _write_build(client, build, documents, embeddings, model, on_progress)
            facts: dict[str, str | int] = {
                "fingerprint": want,
                "build": build,
                "model": model,
                "format": FORMAT,
            }
            _move_pointer(client, facts)
            _drop_builds(client, keep=build)
    return True


def _write_build(
    client: ClientAPI,
    build: str,
    documents: Sequence[Document],
    embeddings: Embeddings,
    model: str,
    on_progress: Progress | None,
) -> None:
    found: list[Passage] = []
    propositions: list[Proposition] = []
    for document in documents:
        cut = passages(document)
        found.extend(cut)
        propositions.extend(load_propositions(document, cut))
    if not found:
        raise IndexStateError(
            "there is no passage to index: got documents without text, allowed are documents "
            "with at least one paragraph. Add a document."
        )
    every = entries(found, propositions)

    def tell(done: int, total: int) -> None:
        if on_progress:
            on_progress("embed", done, total)

    texts = [entry.text for entry in every]
    vectors = embed_all(texts, embeddings.embed_documents, load_shipped(model), tell)
    stored = Stored(found, propositions)
    for view in VIEWS:
        rows = [at for at, entry in enumerate(every) if entry.view == view]
        collection = client.create_collection(
            f"{POINTER}-{build}-{view}",
            # searching wide: the corpus is small, and the views are fused by all their scores
            configuration={"hnsw": {"space": "cosine", "ef_search": 400, "ef_construction": 200}},
            embedding_function=None,
        )
        for first in range(0, len(rows), 1000):
            part = rows[first : first + 1000]
            collection.add(
                ids=[every[at].id for at in part],
                embeddings=vectors[part],
                metadatas=[stored.metadata(every[at]) for at in part],
                documents=[stored.text(every[at]) for at in part],
            )


def _rows(collection: Collection) -> Iterator[Row]:
    got = collection.get(include=["documents", "metadatas"])
    texts, facts = got["documents"] or [], got["metadatas"] or []
    yield from zip(got["ids"], texts, (dict(fact) for fact in facts), strict=True)


def _client(folder: Path) -> ClientAPI:
    """Chroma's embedded client, telemetry off; one per folder and process inside Chroma itself."""
    _require_writable(folder)
    import chromadb
    from chromadb.config import Settings

    with _chroma_errors():
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as error:
        raise IndexStateError(
            f"the data directory {str(folder)!r} cannot be made ({error.strerror}); it must be a "
            "folder that you may write to. Set NATOQA_DATA_DIR to one."
        ) from error
    if not writable:
        raise IndexStateError(
            f"the data directory {str(folder)!r} is not writable; it must be a folder that you "
            "may write to. Set NATOQA_DATA_DIR to one, or change its rights."
        )


@contextmanager
def _build_lock(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / "build.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise IndexStateError(
            f"another process has been building the index in {str(folder)!r} for "
            f"{LOCK_SECONDS} seconds; only one may. Wait for it, or end it and try again."
        ) from error


@contextmanager
def _chroma_errors() -> Iterator[None]:
    """Chroma's errors as ours, at this one border."""
    import sqlite3

    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, sqlite3.Error) as error:
        raise IndexStateError(
            f"the index cannot be read or written ({type(error).__name__}: {error}); it must be "
            "an index that natoqa made and that nobody removes while it is open. Start again; "
            "if that does not help, run 'natoqa index --force'."
        ) from error


def _pointer(client: ClientAPI) -> dict[str, Any] | None:
    """How the index in use was made; None when there is none."""
    with _chroma_errors():
        if POINTER not in {collection.name for collection in client.list_collections()}:
            return None
        found = client.get_collection(POINTER, embedding_function=None).metadata
    return dict(found) if found and "build" in found else None


def _move_pointer(client: ClientAPI, facts: dict[str, str | int]) -> None:
    pointer = client.get_or_create_collection(POINTER, embedding_function=None)
    pointer.modify(metadata=facts)


def _drop_builds(client: ClientAPI, keep: str | None) -> None:
    """Remove the collections of all builds but one: broken-off ones, or the one replaced."""
    for collection in client.list_collections():
        name = collection.name
        if name.startswith(f"{POINTER}-") and not (keep and name.startswith(f"{POINTER}-{keep}-")):
            client.delete_collection(name)


def _difference(state: dict[str, Any], model: str) -> str:
    if state.get("model") != model:
        return f"the embedding model {state.get('model')!r}, not {model!r}"
    if state.get("format") != FORMAT:
        return f"index format {state.get('format')!r}, not {FORMAT}"
    return "another text or other passage sizes"
