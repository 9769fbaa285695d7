"""Building: fresh collections beside those in use, then the pointer moves.

A build that is broken off, at whatever moment, leaves the old index in use. The build before is
kept until the next one, so that processes that still answer from it can go on; when a document was
removed or replaced it is dropped at once. Vectors of texts that the old build has are kept.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

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

FORMAT = 4  # raise when what is stored, or what is embedded for a view, changes
BATCH_NUMBERS = 2_000_000  # in the vectors of the rows written at once: some 10 MB on the way

Progress = Callable[[str, int, int], None]
Change = Callable[[Mapping[str, Document]], Mapping[str, Document]]


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
        current = str(state.get("build", ""))
        before = _added(client, current)
        after = dict(change(before) if change else before)
        if state.get("fingerprint") == want and after == before and not force:
            return False
        build = f"{want[:12]}-{secrets.token_hex(3)}"
        builds.drop_builds(client, keep={current, str(state.get("before", ""))})
        old = current if state.get("model") == model else ""
        every = [*documents, *after.values()]
        _write_build(client, build, every, embeddings, model, old, on_progress)
        builds.write_documents(client, build, list(after.values()))
        require_lock()
        facts: dict[str, str | int] = {
            "fingerprint": want,
            "build": build,
            "before": current,
            "model": model,
            "format": FORMAT,
        }
        builds.move_pointer(client, facts)
        gone = any(after.get(name) != document for name, document in before.items())
        builds.drop_builds(client, keep={build} if gone or force else {build, current})
        if not place.url:
            sweep(place.folder)
            if gone or force:
                compact(place.folder)
    return True


def _added(client: ClientAPI, build: str) -> dict[str, Document]:
    if not build:
        return {}
    try:
        return {document.id: document for document in builds.read_documents(client, build)}
    except BuildGoneError:  # made before documents could be added
        return {}


def _write_build(
    client: ClientAPI,
    build: str,
    documents: Sequence[Document],
    embeddings: Embedder,
    model: str,
    old: str,
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
    vectors = embed_all(texts, embeddings.embed_documents, _known(client, old, texts, model), tell)
    stored = Stored(found, propositions)
    keys = _keys(every, model)
    batch = max(1, min(steady(client.get_max_batch_size), BATCH_NUMBERS // vectors.shape[1]))
    for view in VIEWS:
        kept = [at for at, entry in enumerate(every) if entry.view == view]
        collection = builds.create(client, build, view, len(kept))
        for first in range(0, len(kept), batch):
            part = kept[first : first + batch]
            facts = [stored.metadata(every[at]) | keys[at] for at in part]
            _write(collection, [every[at].id for at in part], vectors[part], facts)
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


def _known(client: ClientAPI, build: str, texts: Iterable[str], model: str) -> Known:
    """The vectors that need not be made again: shipped ones, and those of the old build."""
    shipped = load_shipped(model)
    missing = {text_key(text) for text in texts if not (shipped and text in shipped)}
    old: dict[bytes, NDArray[np.float32]] = {}
    if build and missing:
        for view in VIEWS:
            old.update(_old_vectors(builds.get(client, build, view), missing))
    return _Vectors(shipped, old)


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
