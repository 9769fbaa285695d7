"""The texts natoqa answers from: the study that travels with it, as Documents with offsets."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from natoqa.corpus.folder import DEFAULT_DOCUMENT, corpus_folder
from natoqa.corpus.markdown import parse
from natoqa.errors import DocumentError
from natoqa.types import Document, Metadata

__all__ = ["DEFAULT_DOCUMENT", "corpus_folder", "document_ids", "load_document", "parse"]


def document_ids() -> tuple[str, ...]:
    """The ids of all documents that can be loaded, in a fixed order."""
    return (DEFAULT_DOCUMENT,)


@cache
def load_document(document_id: str = DEFAULT_DOCUMENT) -> Document:
    """The document with this id; loaded once per process.

    Raises DocumentError for an unknown id.
    """
    if document_id not in document_ids():
        raise DocumentError(
            f"unknown document {document_id!r}; known are: {', '.join(document_ids())}."
        )
    folder = corpus_folder()
    facts: dict[str, Any] = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    metadata = Metadata(
        title=facts["title"],
        authors=tuple(facts["authors"]),
        publisher=facts["publisher"],
        place=facts["place"],
        date=facts["date"],
        language=facts["language"],
        source=facts["source"],
        source_sha256=facts["source_sha256"],
        url=facts["url"],
        rights=facts["rights"],
    )
    return parse(
        (folder / "study.md").read_text(encoding="utf-8"),
        id=facts["id"],
        metadata=metadata,
        printed_pages=facts["printed_pages"],
    )
