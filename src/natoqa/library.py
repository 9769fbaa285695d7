"""The documents that users add: read, put into the index, listed, taken out.

They are kept in the index itself, with their passages and vectors, so that a switch of the index
is a switch of all of it, and so that every process that shares a Chroma server has the same texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from natoqa import corpus
from natoqa.assistant import embedder, shipped
from natoqa.errors import DocumentError
from natoqa.index import Place, Progress, added_document, added_documents, build_index
from natoqa.reading import find_files, read_document
from natoqa.settings import Settings, load_settings
from natoqa.types import Document

__all__ = ["Added", "Outcome", "add", "documents", "find_document", "remove"]

Outcome = Literal["added", "replaced", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file; ``document`` is None and ``error`` says why when it failed."""

    path: Path
    outcome: Outcome
    document: Document | None = None
    error: str = ""


def add(
    paths: Sequence[Path],
    settings: Settings,
    *,
    on_file: Callable[[Path], None] | None = None,
    on_progress: Progress | None = None,
) -> list[Added]:
    """Add files, or all files below folders, in one build of the index.

    The same file again changes nothing, a changed one replaces what it was. A file that cannot be
    read is told among the results and harms no other. ``on_file`` is told of each file before it
    is read. Raises DocumentError for a path that does not exist.
    """
    read: list[Added] = []
    for path in dict.fromkeys(file for given in paths for file in find_files(given)):
        if on_file:
            on_file(path)
        try:
            read.append(Added(path, "added", read_document(path)))
        except DocumentError as error:
            read.append(Added(path, "failed", error=str(error)))
    results: list[Added] = []

    def change(before: Mapping[str, Document]) -> Mapping[str, Document]:
        after = dict(before)
        results[:] = [_enter(after, one) for one in read]
        return after

    if any(one.document for one in read):
        embeddings, model = embedder(settings)
        build_index(
            Place.of(settings),
            shipped(),
            embeddings,
            model,
            change=change,
            on_progress=on_progress,
        )
    return results or read


def _enter(known: dict[str, Document], one: Added) -> Added:
    document = one.document
    if document is None:
        return one
    digest = document.metadata.source_sha256
    for other in known.values():
        if other.metadata.source_sha256 == digest:
            return Added(one.path, "unchanged", other)
    outcome: Outcome = "replaced" if document.id in known else "added"
    known[document.id] = document
    return Added(one.path, outcome, document)


def remove(ids: Sequence[str], settings: Settings, *, on_progress: Progress | None = None) -> None:
    """Take documents out of the index, with their texts, passages and vectors.

    Raises DocumentError for an id that was not added; then nothing is removed.
    """

    def change(before: Mapping[str, Document]) -> Mapping[str, Document]:
        for document_id in ids:
            if document_id not in before:
                _refuse(document_id, before)
        return {name: document for name, document in before.items() if name not in ids}

    embeddings, model = embedder(settings)
    build_index(
        Place.of(settings), shipped(), embeddings, model, change=change, on_progress=on_progress
    )


def _refuse(document_id: str, known: Mapping[str, Document]) -> None:
    if document_id in corpus.document_ids():
        raise DocumentError(
            f"{document_id!r} belongs to natoqa; only documents that were added can be removed. "
            "Run 'natoqa documents' to see them."
        )
    raise DocumentError(
        f"unknown document {document_id!r}; added are: {', '.join(known) or 'none'}. "
        "Run 'natoqa documents' to see all."
    )


def documents(settings: Settings) -> list[Document]:
    """All documents: those that travel with the package, then those added, by id."""
    return [*shipped(), *added_documents(Place.of(settings)).values()]


def find_document(document_id: str) -> Document:
    """The document of the package, or the one added by the settings in force, with this id.

    Raises DocumentError for an unknown id.
    """
    if document_id in corpus.document_ids():
        return corpus.load_document(document_id)
    return added_document(Place.of(load_settings()), document_id)
