"""Documents as JSON, so that an index holds the very texts that its offsets point into; pure."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from natoqa.types import Block, Document, Figure, Footnote, Metadata, Page, Section

__all__ = ["CHUNK", "from_json", "to_json"]

CHUNK = 12_000  # bytes of a stored piece; Chroma Cloud allows 16 KB


def to_json(document: Document) -> list[str]:
    """The document as pieces of at most ``CHUNK`` bytes, to be joined again."""
    whole = json.dumps(dataclasses.asdict(document), separators=(",", ":"))
    return [whole[at : at + CHUNK] for at in range(0, len(whole), CHUNK)]


def from_json(pieces: list[str]) -> Document:
    """The document again, equal to the one that was stored."""
    data: dict[str, Any] = json.loads("".join(pieces))
    metadata = data["metadata"] | {"authors": tuple(data["metadata"]["authors"])}
    return Document(
        id=data["id"],
        text=data["text"],
        metadata=Metadata(**metadata),
        pages=tuple(Page(**page) for page in data["pages"]),
        sections=tuple(Section(**s | {"path": tuple(s["path"])}) for s in data["sections"]),
        blocks=tuple(Block(**block) for block in data["blocks"]),
        footnotes=tuple(Footnote(**note) for note in data["footnotes"]),
        figures=tuple(
            Figure(**f | {"header": tuple(f["header"]), "rows": tuple(map(tuple, f["rows"]))})
            for f in data["figures"]
        ),
    )
