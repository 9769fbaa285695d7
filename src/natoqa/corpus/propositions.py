"""The statements written in advance about a document, with their quotes as offsets."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from natoqa.corpus.folder import DEFAULT_DOCUMENT, corpus_folder
from natoqa.errors import DocumentError
from natoqa.types import Document, Part, Passage, Proposition

__all__ = ["load_propositions", "locate", "propositions_digest", "read_propositions"]


def load_propositions(document: Document, passages: Sequence[Passage]) -> tuple[Proposition, ...]:
    """The statements that travel with a document, in the order of the file; none for others.

    Raises DocumentError when a quote is not in the document word for word, on the page given.
    """
    return tuple(
        proposition
        for path in _shipped(document)
        for proposition in read_propositions(path, document, passages)
    )


def propositions_digest(document: Document) -> str:
    """A hash of the statements that travel with a document; empty when there are none."""
    files = [path.read_bytes() for path in _shipped(document)]
    return hashlib.sha256(b"".join(files)).hexdigest() if files else ""


def _shipped(document: Document) -> list[Path]:
    """The files of the statements, of what the study leaves open and of what it is not about."""
    if document.id != DEFAULT_DOCUMENT:
        return []
    paths = (corpus_folder() / f"{name}.jsonl" for name in ("statements", "gaps", "elsewhere"))
    return [path for path in paths if path.is_file()]


def read_propositions(
    path: Path, document: Document, passages: Sequence[Passage]
) -> tuple[Proposition, ...]:
    """Read a file of statements, one JSON object a line, and find their quotes in the text.

    Where each sentence stands on quotes of its own, ``parts`` hold the sentences, each with the
    places of its quotes in ``quotes``, instead of ``de`` and ``en``.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_proposition(json.loads(line), document, passages) for line in lines if line)


def _proposition(
    row: dict[str, Any], document: Document, passages: Sequence[Passage]
) -> Proposition:
    quoted = [locate(document, q["quote"], q["page"]) for q in row.get("quotes", ())]
    spans = sorted(set(quoted))
    parts = tuple(
        Part(part["de"], part["en"], tuple(sorted({quoted[at] for at in part["quotes"]})))
        for part in row.get("parts", ())
    )
    foreign = tuple(row.get("questions_other", ()))
    about_nothing = "kind" not in row  # all subjects elsewhere have foreign questions
    holders = dict.fromkeys(_holder(passages, start).id for start, _ in spans)
    return Proposition(
        id=f"{document.id}:{row['id']}",
        document=document.id,
        kind=row.get("kind", "elsewhere"),
        de=" ".join(part.de for part in parts) or row["de"],
        en=" ".join(part.en for part in parts) or row["en"],
        questions=(*row["questions_de"], *row["questions_en"], *(foreign if about_nothing else ())),
        spans=tuple(spans),
        passages=tuple(holders),
        parts=parts,
        foreign_questions=() if about_nothing else foreign,
    )


def _holder(passages: Sequence[Passage], start: int) -> Passage:
    """The passage that a quote begins in; for a quoted heading the passage it stands over."""
    ends = [passage.end for passage in passages]
    return passages[min(bisect_right(ends, start), len(passages) - 1)]


@cache
def locate(document: Document, quote: str, page: int | None) -> tuple[int, int]:
    """The span of a quote that stands in the text word for word and begins on ``page``.

    Raises DocumentError when it does not.
    """
    start = document.text.find(quote)
    pages: list[int | None] = []
    while start >= 0:
        pages.append(document.page_at(start))
        if pages[-1] == page:
            return start, start + len(quote)
        start = document.text.find(quote, start + 1)
    where = f"it stands on page {pages}" if pages else "it stands nowhere in the text"
    raise DocumentError(
        f"quote {quote[:80]!r} is not on page {page!r} of {document.id!r}: {where}. "
        "A quote is word for word and names the page it begins on."
    )
