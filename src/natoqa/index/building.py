"""Building: fresh collections beside those in use, then the pointer moves.

The shard of the package's documents is written once and shared by the builds that follow, as long
as it is whole and was made of the same texts by the same model; that of the added documents is
written by each build. A build that is broken off, at whatever moment, leaves the old index in use.
The shards of the build before are kept until the next one, so that processes that still answer from
them can go on; when a document was removed or replaced, the shard it is in is dropped at once.
Vectors of texts that the old build has are kept.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from natoqa.corpus.propositions import load_propositions, propositions_digest
from natoqa.errors import IndexStateError
from natoqa.index import builds
from natoqa.index.lock import build_lock
from natoqa.index.place import BuildGoneError, Place, connect, steady
from natoqa.index.stored import Stored
from natoqa.index.sweep import compact, sweep
from natoqa.passages import MAX_TOKENS, MIN_TOKENS, passages
from natoqa.types import Document, Embedder, Passage, Proposition
from natoqa.vectors import Known, embed_all, load_shipped, text_key
from natoqa.views import VIEWS, Entry, entries

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

__all__ = ["FORMAT", "Change", "Progress", "build_index", "fingerprint"]

FORMAT = 6  # raise when what is stored, or what is embedded for a view, changes
BATCH_NUMBERS = 2_000_000  # in the vectors of the rows written at once: some 10 MB on the way

Progress = Callable[[str, int, int], None]
Change = Callable[[Mapping[str, Document]], Mapping[str, Document]]


class _Rows(NamedTuple):
    """What is written to a shard."""

    entries: Sequence[Entry]
    stored: Stored


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


def build_index(
    place: Place | Path,
    documents: Sequence[Document],
    embeddings: Embedder,
    model: str,
    *,
    change: Change | None = None,
    force: bool = False,
    on_progress: Progress | None = None,
) -> bool:
    """Build the index of ``documents`` and of those added; False when nothing had changed.

    ``change`` makes the documents added from those added so far, both by id; it is called while
    no other process builds. ``on_progress(stage, done, total)`` is told how far it is. Others wait
    for it. Raises IndexStateError when the place cannot be written.
    """
    place = Place(place) if isinstance(place, Path) else place
    client = connect(place)
    want = fingerprint(documents, model)
    with build_lock(client, place) as require_lock:
        state = builds.pointer(client) or {}
        current = builds.shards(state)
        before = _added(client, current.added)
        after = dict(change(before) if change else before)
        stale = force or state.get("fingerprint") != want
        if not stale and after == before:
            return False
        builds.drop_shards(client, keep={*current, *str(state.get("before", "")).split()})
        shared = not stale and builds.is_whole(client, current.base)
        base = current.base if shared else _new_name(want)
        added = _new_name(want) if after else ""
        parts = {} if shared else {base: _prepare(documents)}
        if added:
            parts[added] = _prepare(after.values())
        if not shared:
            _require_passages(parts)
        known = [] if state.get("model") != model else [current.added] if shared else [*current]
        _write_shards(client, parts, embeddings, model, known, on_progress)
        if added:
            builds.write_documents(client, added, list(after.values()))
        require_lock()
        facts: dict[str, str | int] = {
            "fingerprint": want,
            "base": base,
            "build": added,  # where older versions look for the added documents
            "before": " ".join(current).strip(),
            "model": model,
            "format": FORMAT,
        }
        builds.move_pointer(client, facts)
        gone = any(after.get(name) != document for name, document in before.items())
        builds.drop_shards(client, keep={base, added, *(() if gone or force else current)})
        if not place.url:
            sweep(place.folder)
            if gone or force:
                compact(place.folder)
    return True


def _new_name(want: str) -> str:
    return f"{want[:12]}-{secrets.token_hex(3)}"


def _added(client: ClientAPI, shard: str) -> dict[str, Document]:
    if not shard:
        return {}
    try:
        return {document.id: document for document in builds.read_documents(client, shard)}
    except BuildGoneError:  # made before documents could be added
        return {}


def _prepare(documents: Iterable[Document]) -> _Rows:
    found: list[Passage] = []
    propositions: list[Proposition] = []
    for document in documents:
        cut = passages(document)
        found.extend(cut)
        propositions.extend(load_propositions(document, cut))
    return _Rows(entries(found, propositions), Stored(found, propositions))


def _require_passages(parts: Mapping[str, _Rows]) -> None:
    if not any(rows.entries for rows in parts.values()):
        raise IndexStateError(
            "there is no passage to index: got documents without text, allowed are documents "
            "with at least one paragraph. Add a document."
        )


def _write_shards(
    client: ClientAPI,
    parts: Mapping[str, _Rows],
    embeddings: Embedder,
    model: str,
    known: Sequence[str],
    on_progress: Progress | None,
) -> None:
    """Write the shards; vectors of texts that the ``known`` ones have are not made again."""
    import numpy as np

    every = [entry for rows in parts.values() for entry in rows.entries]

    def tell(done: int, total: int) -> None:
        if on_progress:
            on_progress("embed", done, total)

    vectors = np.empty((0, 1), dtype=np.float32)
    if every:
        texts = [entry.text for entry in every]
        kept = _known(client, known, texts, model)
        vectors = embed_all(texts, embeddings.embed_documents, kept, tell)
    keys = _keys(every, model)
    first = 0
    for shard, rows in parts.items():
        here = slice(first, first := first + len(rows.entries))
        _write_shard(client, shard, rows, vectors[here], keys[here])


def _write_shard(
    client: ClientAPI,
    shard: str,
    rows: _Rows,
    vectors: NDArray[np.float32],
    keys: Sequence[dict[str, str | int]],
) -> None:
    batch = max(1, min(steady(client.get_max_batch_size), BATCH_NUMBERS // vectors.shape[1]))
    for view in VIEWS:
        kept = [at for at, entry in enumerate(rows.entries) if entry.view == view]
        collection = builds.create(client, shard, view, len(kept))
        for first in range(0, len(kept), batch):
            part = kept[first : first + batch]
            entries_here = [rows.entries[at] for at in part]
            facts = [
                rows.stored.metadata(entry) | keys[at]
                for at, entry in zip(part, entries_here, strict=True)
            ]
            _write(collection, [entry.id for entry in entries_here], vectors[part], facts)
        builds.require_rows(collection, len(kept))


def _write(
    collection: Collection,
    ids: list[str],
    vectors: NDArray[np.float32],
    facts: list[dict[str, str | int]],
) -> None:
    steady(lambda: collection.upsert(ids=ids, embeddings=vectors, metadatas=facts))  # type: ignore[arg-type]


def _keys(every: Sequence[Entry], model: str) -> list[dict[str, str | int]]:
    """By what the next build finds a vector again that does not travel with the package."""
    shipped = load_shipped(model)
    return [
        {} if shipped and entry.text in shipped else {"key": text_key(entry.text).hex()}
        for entry in every
    ]


class _Vectors:
    """Vectors by the key of the text they stand for, the shipped ones first."""

    def __init__(self, shipped: Known | None, old: dict[bytes, NDArray[np.float32]]) -> None:
        self._shipped = shipped
        self._old = old

    def get(self, text: str) -> NDArray[np.float32] | None:
        found = self._shipped.get(text) if self._shipped else None
        return found if found is not None else self._old.get(text_key(text))


def _known(client: ClientAPI, old: Sequence[str], texts: Iterable[str], model: str) -> Known:
    """The vectors that need not be made again: shipped ones, and those of the old shards."""
    shipped = load_shipped(model)
    missing = {text_key(text) for text in texts if not (shipped and text in shipped)}
    found: dict[bytes, NDArray[np.float32]] = {}
    for shard, view in product(filter(None, old if missing else ()), VIEWS):
        try:
            found.update(_old_vectors(builds.get(client, shard, view), missing))
        except BuildGoneError:  # somebody took the collection away: made anew
            continue
    return _Vectors(shipped, found)


def _old_vectors(
    collection: Collection, wanted: set[bytes]
) -> Iterable[tuple[bytes, NDArray[np.float32]]]:
    import numpy as np

    for at in range(0, steady(collection.count), builds.PAGE):
        found = steady(
            partial(
                collection.get, limit=builds.PAGE, offset=at, include=["embeddings", "metadatas"]
            )
        )
        for fact, vector in zip(
            found["metadatas"] or [], np.asarray(found["embeddings"]), strict=True
        ):
            key = bytes.fromhex(str(fact.get("key", "")))
            if key in wanted:
                yield key, np.asarray(vector, dtype=np.float32)
