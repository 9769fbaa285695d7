"""Small documents, an embedder whose similarities can be worked out on paper, and their index."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from natoqa.corpus import parse
from natoqa.index import Place, build_index
from natoqa.index.place import connect
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

MODEL = "word-count"
BASE = 5  # collections of an index when nothing is added: the pointer and one per view
ADDED = 5  # more when anything is: one per view, and the texts
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


def pear(text: str = "Birne um Birne im Korb.") -> Document:
    return small_document(f"## Korb\n\n{text}\n", "korb")


def build(place: Place, **options: bool) -> bool:
    """Build the index of the small document."""
    return build_index(place, [small_document()], WordCount(), MODEL, **options)


def put(place: Place, *documents: Document, embedder: WordCount | None = None) -> bool:
    """Make these the documents added to the small one."""
    wanted = {document.id: document for document in documents}
    return build_index(
        place, [small_document()], embedder or WordCount(), MODEL, change=lambda _: wanted
    )


def collections(place: Place) -> list[str]:
    return sorted(collection.name for collection in connect(place).list_collections())
