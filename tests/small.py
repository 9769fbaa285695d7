"""A small document and an embedder whose similarities can be worked out on paper."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from natoqa.corpus import parse
from natoqa.types import Document, Metadata

METADATA = Metadata(
    title="Kleine Schrift",
    authors=("A. Muster",),
    publisher="Verlag",
    date="2025-01",
    language="de",
    source="klein.txt",
    source_sha256="",
    rights="frei",
)

WORDS = ("Apfel", "Birne", "Kirsche", "Dattel")


class WordCount(Embeddings):
    """Counts four fruits: the cosine of two texts is that of their counts."""

    def __init__(self) -> None:
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    @staticmethod
    def _vector(text: str) -> list[float]:
        return [float(text.count(word)) + 0.01 for word in WORDS]


def small_document(markdown: str = "", document_id: str = "klein") -> Document:
    """Two sections of two paragraphs each, or what ``markdown`` says."""
    return parse(
        markdown
        or "<!-- page 1 -->\n\n## Obst\n\nApfel und Apfel.\n\nBirne allein.\n\n"
        "<!-- page 2 -->\n\n## Mehr Obst\n\nKirsche am Baum.\n\nDattel im Sack.\n",
        id=document_id,
        metadata=METADATA,
        printed_pages=[1],
    )
