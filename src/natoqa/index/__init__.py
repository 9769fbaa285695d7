"""The index in Chroma, embedded or on a server: the only place that knows Chroma.

One collection per view and build, and one small collection ``natoqa`` whose metadata say which
build is in use and how it was made. A build writes fresh collections and then moves that pointer.
The documents that users add are stored with the build, so that every process that reads it has
the very texts that its offsets point into.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from natoqa.errors import DocumentError, IndexStateError
from natoqa.index import builds
from natoqa.index.building import FORMAT, Change, Progress, build_index, fingerprint
from natoqa.index.place import BuildGoneError, Place, connect, steady
from natoqa.index.stored import read_passages, read_propositions, split_id
from natoqa.types import Document, Embedder, Passage, Proposition
from natoqa.views import VIEWS, View

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.types import QueryResult

__all__ = [
    "FORMAT",
    "BuildGoneError",
    "Change",
    "Hits",
    "Index",
    "Place",
    "Progress",
    "added_document",
    "added_documents",
    "build_index",
    "fingerprint",
    "has_index",
    "open_index",
]

_OPEN_TRIES = 5  # another process may switch and drop the build while it is being read


class Hits(NamedTuple):
    """Entries found in a view, best first: their ids and their cosine similarities."""

    entries: Sequence[str]
    similarities: Sequence[float]

    @property
    def targets(self) -> list[str]:
        """The passages or propositions that the entries find."""
        return [split_id(entry)[0] for entry in self.entries]


class Index:
    """A finished build, open for search. Made by ``open_index``; safe to share between threads."""

    def __init__(self, client: ClientAPI, build: str, documents: Sequence[Document]) -> None:
        self.build = build
        self._client = client
        self._collections = {view: builds.get(client, build, view) for view in VIEWS}
        added = builds.read_documents(client, build)
        self.documents: Mapping[str, Document] = {d.id: d for d in (*documents, *added)}
        self.passages: tuple[Passage, ...] = tuple(
            read_passages(
                builds.rows(self._collections["passage"]),
                builds.rows(self._collections["sentence"]),
                {document.id: document.text for document in self.documents.values()},
            )
        )
        self.propositions: tuple[Proposition, ...] = tuple(
            read_propositions(builds.rows(self._collections["statement"]))
        )
        self._sizes = {view: self.count(view) for view in VIEWS}

    def is_current(self) -> bool:
        """Whether no other build has taken the place of this one."""
        state = builds.pointer(self._client)
        return state is not None and state["build"] == self.build

    def count(self, view: View) -> int:
        """How many entries the view has; raises BuildGoneError when the build has been dropped."""
        return steady(self._collections[view].count)

    def search(
        self,
        view: View,
        vector: Sequence[float],
        *,
        limit: int,
        within: Sequence[str] | None = None,
        document: str | None = None,
    ) -> Hits:
        """The entries of one view nearest to a vector, best first, at most ``limit``.

        ``within`` keeps the search to these targets, ``document`` to those of one document; an
        empty ``within`` finds nothing. Raises BuildGoneError when the build has been dropped.
        """
        if within is not None and not within:
            return Hits((), ())
        where: Any = None
        if within is not None:
            where = {"target": {"$in": list(within)}}
        elif document is not None:
            where = {"document": document}
        found = self._query(view, vector, limit, where)
        distances = (found["distances"] or [[]])[0]
        return Hits(found["ids"][0], [1.0 - distance for distance in distances])

    def _query(self, view: View, vector: Sequence[float], limit: int, where: Any) -> QueryResult:
        """What Chroma finds; BuildGoneError also for what a build that is dropped meanwhile gives.

        Such a build may give less than it has, or any error when its files are gone.
        """
        import numpy as np

        collection = self._collections[view]
        wanted = np.asarray([vector], dtype=np.float32)
        try:
            found = steady(
                lambda: collection.query(
                    query_embeddings=wanted, n_results=limit, where=where, include=["distances"]
                )
            )
        except BuildGoneError:
            raise
        except IndexStateError:
            self.count(view)
            raise
        if len(found["ids"][0]) < min(limit, self._sizes[view]):
            self.count(view)
        return found


def open_index(
    place: Place | Path,
    documents: Sequence[Document],
    embeddings: Embedder,
    model: str,
    *,
    on_progress: Progress | None = None,
) -> Index:
    """Open the index, building it when there is none.

    ``documents`` are those that travel with the package; the index adds those of the users.
    ``model`` names the embedding model in the fingerprint. Raises IndexStateError when the index
    there was made with other texts, settings or another model: it is never rebuilt unasked.
    """
    place = Place(place) if isinstance(place, Path) else place
    client = connect(place)
    want = fingerprint(documents, model)
    if builds.pointer(client) is None:
        build_index(place, documents, embeddings, model, on_progress=on_progress)
    for attempt in range(_OPEN_TRIES):
        state = builds.pointer(client) or {}
        if state.get("fingerprint") != want:
            raise IndexStateError(
                f"the index in {place} was made with {_difference(state, model)}; it cannot be "
                "used as it is. Run 'natoqa index' to build it again."
            )
        try:
            return Index(client, str(state["build"]), documents)
        except BuildGoneError:
            if attempt == _OPEN_TRIES - 1:
                raise
    raise AssertionError("unreachable")


def has_index(place: Place) -> bool:
    """Whether there is an index; makes no folder."""
    if not place.url and not place.folder.exists():
        return False
    return builds.pointer(connect(place)) is not None


def added_documents(place: Place) -> Mapping[str, Document]:
    """The documents that users added to the index, by id; none without an index."""
    if not has_index(place):
        return {}
    client = connect(place)
    build = ""
    while True:
        state = builds.pointer(client) or {}
        if state.get("build", "") == build:  # none, or made before documents could be added
            return {}
        build = str(state["build"])
        try:
            return _added_documents(place, build)
        except BuildGoneError:
            continue


def added_document(place: Place, document_id: str) -> Document:
    """A document that users added to the index; raises DocumentError for an unknown id."""
    known = added_documents(place)
    if document_id not in known:
        raise DocumentError(
            f"unknown document {document_id!r}; added are: {', '.join(known) or 'none'}. "
            "Run 'natoqa documents' to see all."
        )
    return known[document_id]


@lru_cache(maxsize=2)
def _added_documents(place: Place, build: str) -> Mapping[str, Document]:
    return {document.id: document for document in builds.read_documents(connect(place), build)}


def _difference(state: Mapping[str, Any], model: str) -> str:
    if state.get("model") != model:
        return f"the embedding model {state.get('model')!r}, not {model!r}"
    if state.get("format") != FORMAT:
        return f"index format {state.get('format')!r}, not {FORMAT}"
    return "another text or other passage sizes"
