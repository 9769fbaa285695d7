"""Builds and the pointer to the one in use.

A build is one collection per view and one of the added documents' texts. The metadata of the small
collection ``natoqa`` say which build is in use and how it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from natoqa.index.documents import from_json, to_json
from natoqa.index.place import BuildGoneError, steady
from natoqa.index.stored import Row, split_id
from natoqa.types import Document
from natoqa.views import View

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

__all__ = [
    "POINTER",
    "create",
    "drop_builds",
    "get",
    "move_pointer",
    "pointer",
    "read_documents",
    "rows",
    "write_documents",
]

POINTER = "natoqa"
PAGE = 1000  # rows asked for at once

Part = View | Literal["document"]

_BUILD = re.compile(rf"{POINTER}-([0-9a-f]{{12}}-[0-9a-f]{{6}})-[a-z]+")


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


def drop_builds(client: ClientAPI, keep: set[str]) -> None:
    """Remove the collections of all builds but those to keep."""
    for name in list(_names(client)):
        found = _BUILD.fullmatch(name)
        if found and found[1] not in keep:
            try:
                steady(partial(client.delete_collection, name))
            except BuildGoneError:
                continue


def create(client: ClientAPI, build: str, part: Part) -> Collection:
    """A fresh collection of a build; build names are never used twice."""
    return steady(
        partial(
            client.get_or_create_collection,
            f"{POINTER}-{build}-{part}",
            # searching wide: the views are fused by all their scores
            configuration={"hnsw": {"space": "cosine", "ef_search": 400, "ef_construction": 200}},
            embedding_function=None,
        )
    )


def get(client: ClientAPI, build: str, part: Part) -> Collection:
    """A collection of a build; raises BuildGoneError when it has been dropped."""
    return steady(
        lambda: client.get_collection(f"{POINTER}-{build}-{part}", embedding_function=None)
    )


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
        yield from zip(found["ids"], texts, (dict(fact) for fact in facts), strict=True)
    # a collection that is dropped meanwhile loses its rows without any error: asked after reading
    if not seen == total == steady(collection.count):
        raise BuildGoneError(
            f"the index changed while it was read (got {seen} of {total} rows of "
            f"{collection.name!r}); all must be there. Start again; if that does not help, run "
            "'natoqa index --force'."
        )


def write_documents(client: ClientAPI, build: str, documents: list[Document]) -> None:
    """Store the texts of the added documents with the build."""
    import numpy as np

    collection = create(client, build, "document")
    for document in documents:
        pieces = to_json(document)
        for at in range(0, len(pieces), 100):
            part = pieces[at : at + 100]
            steady(
                partial(
                    collection.upsert,
                    ids=[f"{document.id}#{at + order}" for order in range(len(part))],
                    embeddings=np.ones((len(part), 1), dtype=np.float32),  # Chroma wants some
                    metadatas=[{"document": document.id}] * len(part),
                    documents=part,
                )
            )


def read_documents(client: ClientAPI, build: str) -> tuple[Document, ...]:
    """The added documents of a build by id; none in builds without."""
    pieces: dict[str, dict[int, str]] = {}
    for entry_id, text, _ in rows(get(client, build, "document")):
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
