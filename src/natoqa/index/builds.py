"""Shards, builds and the pointer to the build in use.

A shard is one collection per view; that of the added documents has one more of their texts. A build
is the shard of the package's documents and, where any are added, that of the added ones. The
metadata of the small collection ``natoqa`` say which build is in use and how it was made. A shard
that the pointer does not name may be half-written: it is never used, and the next build drops it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from natoqa.errors import IndexStateError
from natoqa.index.documents import from_json, to_json
from natoqa.index.place import BuildGoneError, steady
from natoqa.index.stored import Row, split_id
from natoqa.types import Document
from natoqa.views import VIEWS, View

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

__all__ = [
    "POINTER",
    "Shards",
    "create",
    "drop_shards",
    "get",
    "is_whole",
    "move_pointer",
    "pointer",
    "read_documents",
    "require_rows",
    "rows",
    "shards",
    "write_documents",
]

POINTER = "natoqa"
PAGE = 1000  # rows asked for at once
PIECES = 100  # pieces of documents written at once
_ROWS = "rows"  # in the metadata of a collection: how many it was made for

# Searching wide: the views are fused by all their scores. A build is written to disk once, when
# all its rows are there (``sync_threshold``): that halves its time, and opening replays nothing.
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_search": 500, "ef_construction": 100}

Part = View | Literal["document"]

_SHARD = re.compile(rf"{POINTER}-([0-9a-f]{{12}}-[0-9a-f]{{6}})-[a-z]+")


class Shards(NamedTuple):
    """The names of the shards of a build; ``added`` is empty when nothing is added."""

    base: str
    added: str


def shards(state: Mapping[str, Any]) -> Shards:
    """The shards that the pointer names; an older index has all its rows in the second."""
    return Shards(str(state.get("base", "")), str(state.get("build", "")))


def pointer(client: ClientAPI) -> dict[str, Any] | None:
    """How the index in use was made; None when there is none."""
    try:
        found = steady(lambda: client.get_collection(POINTER, embedding_function=None)).metadata
    except BuildGoneError:
        return None
    return dict(found) if found and "build" in found else None


def move_pointer(client: ClientAPI, facts: dict[str, str | int]) -> None:
    """Switch to another build, in one step."""
    at = steady(lambda: client.get_or_create_collection(POINTER, embedding_function=None))
    steady(lambda: at.modify(metadata=facts))


def drop_shards(client: ClientAPI, keep: set[str]) -> None:
    """Remove the collections of all shards but those to keep."""
    for name in list(_names(client)):
        found = _SHARD.fullmatch(name)
        if found and found[1] not in keep:
            try:
                steady(partial(client.delete_collection, name))
            except BuildGoneError:
                continue


def create(client: ClientAPI, shard: str, part: Part, size: int) -> Collection:
    """A fresh collection of a shard, for ``size`` rows; names of shards are never used twice."""
    hnsw = HNSW | {"sync_threshold": max(2, size)}
    return steady(
        partial(
            client.get_or_create_collection,
            f"{POINTER}-{shard}-{part}",
            metadata={_ROWS: size},
            configuration={"hnsw": hnsw},
            embedding_function=None,
        )
    )


def get(client: ClientAPI, shard: str, part: Part) -> Collection:
    """A collection of a shard; raises BuildGoneError when it has been dropped."""
    return steady(
        lambda: client.get_collection(f"{POINTER}-{shard}-{part}", embedding_function=None)
    )


def is_whole(client: ClientAPI, shard: str) -> bool:
    """Whether all collections of the views are there with all the rows they were made for."""
    try:
        collections = [get(client, shard, view) for view in VIEWS]
        return all(steady(one.count) == (one.metadata or {}).get(_ROWS) for one in collections)
    except BuildGoneError:
        return False


def rows(collection: Collection) -> Iterator[Row]:
    """All rows of a collection, page by page; raises BuildGoneError when it has been dropped."""
    total = steady(collection.count)
    seen = 0
    for at in range(0, total, PAGE):
        found = steady(
            partial(collection.get, limit=PAGE, offset=at, include=["documents", "metadatas"])
        )
        texts, facts = found["documents"] or [], found["metadatas"] or []
        seen += len(found["ids"])
        for entry_id, text, fact in zip(found["ids"], texts, facts, strict=True):
            yield entry_id, text or "", dict(fact)
    # a collection that is dropped meanwhile loses its rows without any error: asked after reading
    if not seen == total == steady(collection.count):
        raise BuildGoneError(
            f"the index changed while it was read (got {seen} of {total} rows of "
            f"{collection.name!r}); all must be there. Start again; if that does not help, run "
            "'natoqa index --force'."
        )


def write_documents(client: ClientAPI, shard: str, documents: list[Document]) -> None:
    """Store the texts of the added documents with their shard."""
    import numpy as np

    pieces = [
        (f"{document.id}#{order}", document.id, piece)
        for document in documents
        for order, piece in enumerate(to_json(document))
    ]
    collection = create(client, shard, "document", len(pieces))
    for at in range(0, len(pieces), PIECES):
        ids, names, texts = zip(*pieces[at : at + PIECES], strict=True)
        steady(
            partial(
                collection.upsert,
                ids=list(ids),
                embeddings=np.ones((len(ids), 1), dtype=np.float32),  # Chroma wants some
                metadatas=[{"document": name} for name in names],
                documents=list(texts),
            )
        )
    require_rows(collection, len(pieces))


def require_rows(collection: Collection, rows: int) -> None:
    """Raise IndexStateError unless that many were written; then Chroma has put them on disk."""
    taken = steady(collection.count)
    if taken != rows:
        raise IndexStateError(
            f"the index took {taken} of {rows} rows of {collection.name!r}; it must take all. "
            "The old index stays in use; try again."
        )


def read_documents(client: ClientAPI, shard: str) -> tuple[Document, ...]:
    """The added documents of a shard, by id."""
    pieces: dict[str, dict[int, str]] = {}
    for entry_id, text, _ in rows(get(client, shard, "document")):
        document_id, order = split_id(entry_id)
        pieces.setdefault(document_id, {})[order] = text
    return tuple(
        from_json([parts[order] for order in sorted(parts)]) for _, parts in sorted(pieces.items())
    )


def _names(client: ClientAPI) -> Iterator[str]:
    at = 0
    while True:
        found = steady(partial(client.list_collections, limit=100, offset=at))
        # names first: the list is read to its end before anything is dropped
        yield from [collection.name for collection in found]
        if len(found) < 100:
            return
        at += len(found)
