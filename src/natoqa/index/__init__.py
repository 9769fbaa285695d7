"""The index in Chroma, embedded or on a server: the only place that knows Chroma.

The rows stand in two shards: those of the documents that travel with the package, written once and
shared by all builds that follow, and those of the documents that users add, written by each build.
A shard is one collection per view. The metadata of the small collection ``natoqa`` say which
shards are in use and how they were made: a build writes fresh collections and then moves that
pointer. The added documents themselves are stored with their shard, so that every process that
reads it has the very texts that its offsets point into.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from natoqa.errors import DocumentError, StaleIndexError
from natoqa.index import builds
from natoqa.index.building import FORMAT, Change, Progress, build_index, fingerprint
from natoqa.index.builds import Shards
from natoqa.index.place import BuildGoneError, Place, connect
from natoqa.index.shard import Hits, Shard
from natoqa.types import Document, Embedder, Passage, Proposition
from natoqa.views import View

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

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

_bases: WeakValueDictionary[tuple[Place, str], Shard] = WeakValueDictionary()


class Index:
    """A finished build, open for search. Made by ``open_index``; safe to share between threads."""

    def __init__(self, client: ClientAPI, names: Shards, base: Shard) -> None:
        self.names = names
        self.base = base
        self._client = client
        self._shards = [base]
        if names.added:
            added = builds.read_documents(client, names.added)
            self._shards.append(Shard(client, names.added, added))
        self.documents: Mapping[str, Document] = {
            document.id: document for shard in self._shards for document in shard.documents.values()
        }
        self.passages: tuple[Passage, ...] = tuple(
            sorted(
                (passage for shard in self._shards for passage in shard.passages),
                key=lambda passage: (passage.document, passage.start),
            )
        )
        self.propositions: tuple[Proposition, ...] = tuple(
            proposition for shard in self._shards for proposition in shard.propositions
        )

    def is_current(self) -> bool:
        """Whether no other build has taken the place of this one."""
        state = builds.pointer(self._client)
        return state is not None and builds.shards(state) == self.names

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
        found = [
            shard.search(view, vector, limit=limit, within=within, document=document)
            for shard in self._shards
        ]
        pairs = [pair for hits in found for pair in zip(*hits, strict=True)]
        pairs.sort(key=lambda pair: -pair[1])
        best = pairs[:limit]
        return Hits(tuple(entry for entry, _ in best), tuple(score for _, score in best))


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
    ``model`` names the embedding model in the fingerprint. Raises StaleIndexError when the index
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
            raise StaleIndexError(
                f"the index in {place} was made with {_difference(state, model)}; it cannot be "
                "used as it is. Run 'natoqa index' to build it again."
            )
        names = builds.shards(state)
        try:
            return Index(client, names, _base(place, client, names.base, documents))
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
    seen = ""
    while True:
        added = builds.shards(builds.pointer(client) or {}).added
        if added in ("", seen):  # none, or made before documents could be added
            return {}
        seen = added
        try:
            return _added_documents(place, added)
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
def _added_documents(place: Place, added: str) -> Mapping[str, Document]:
    return {document.id: document for document in builds.read_documents(connect(place), added)}


def _base(place: Place, client: ClientAPI, name: str, documents: Sequence[Document]) -> Shard:
    """The shard of the package's documents, read once as long as an index is open that has it."""
    shard = _bases.get((place, name))
    if shard is None:
        shard = _bases[place, name] = Shard(client, name, documents)
    return shard


def _difference(state: Mapping[str, Any], model: str) -> str:
    if state.get("model") != model:
        return f"the embedding model {state.get('model')!r}, not {model!r}"
    if state.get("format") != FORMAT:
        return f"index format {state.get('format')!r}, not {FORMAT}"
    return "another text or other passage sizes"
