"""A shard, open for search: the rows of the package's documents, or of those that users added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from natoqa.errors import IndexStateError
from natoqa.index import builds
from natoqa.index.place import BuildGoneError, steady
from natoqa.index.stored import read_passages, read_propositions, split_id
from natoqa.types import Document, Passage, Proposition
from natoqa.views import VIEWS, View

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.types import QueryResult

__all__ = ["Hits", "Shard"]


class Hits(NamedTuple):
    """Entries found in a view, best first: their ids and their cosine similarities."""

    entries: Sequence[str]
    similarities: Sequence[float]

    @property
    def targets(self) -> list[str]:
        """The passages or propositions that the entries find."""
        return [split_id(entry)[0] for entry in self.entries]


class Shard:
    """The collections of one set of documents; they never change. Safe to share by threads."""

    def __init__(self, client: ClientAPI, name: str, documents: Sequence[Document]) -> None:
        self._collections = {view: builds.get(client, name, view) for view in VIEWS}
        self.documents = {document.id: document for document in documents}
        self.passages: tuple[Passage, ...] = tuple(
            read_passages(
                builds.rows(self._collections["passage"]),
                builds.rows(self._collections["sentence"]),
                {document.id: document.text for document in documents},
            )
        )
        self.propositions: tuple[Proposition, ...] = tuple(
            read_propositions(builds.rows(self._collections["statement"]))
        )
        self._targets = {passage.id for passage in self.passages}
        self._targets |= {proposition.id for proposition in self.propositions}
        self._sizes = {view: self.count(view) for view in VIEWS}

    def count(self, view: View) -> int:
        """How many entries the view has; raises BuildGoneError when the shard has been dropped."""
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
        """As ``Index.search``; Chroma is not asked where the shard has nothing that is allowed."""
        where: Any = None
        if within is not None:
            here = [target for target in within if target in self._targets]
            if not here:
                return Hits((), ())
            where = {"target": {"$in": here}}
        elif document is not None:
            if document not in self.documents:
                return Hits((), ())
            if len(self.documents) > 1:  # a filter costs Chroma more than the search itself
                where = {"document": document}
        if not self._sizes[view]:
            return Hits((), ())
        found = self._query(view, vector, limit, where)
        distances = (found["distances"] or [[]])[0]
        return Hits(found["ids"][0], [1.0 - distance for distance in distances])

    def _query(self, view: View, vector: Sequence[float], limit: int, where: Any) -> QueryResult:
        """What Chroma finds; BuildGoneError also for what a shard that is dropped meanwhile gives.

        Such a shard may give less than it has, or any error when its files are gone.
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
