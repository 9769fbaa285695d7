"""Makes the vectors that travel with the package; for maintainers.

``python -m natoqa.ship`` embeds every entry of the shipped corpus with the default embedder. Run it
after the text, the statements, the passages or the model have changed; a test says when.
"""

from __future__ import annotations

import sys

from natoqa.corpus import document_ids, load_document
from natoqa.corpus.propositions import load_propositions
from natoqa.embeddings import default_embeddings, fingerprint
from natoqa.passages import passages
from natoqa.vectors import SHIPPED, VectorStore, embed_all, load_shipped, text_key
from natoqa.views import Entry, entries

__all__ = ["corpus_entries", "main"]


def corpus_entries() -> list[Entry]:
    """All entries of all documents that travel with the package."""
    found: list[Entry] = []
    for document in map(load_document, document_ids()):
        cut = passages(document)
        found.extend(entries(cut, load_propositions(document, cut)))
    return found


def main() -> None:
    """Write the shipped vectors, reusing those that are there."""
    import numpy as np

    embeddings = default_embeddings()
    model = fingerprint(embeddings)
    texts = list(dict.fromkeys(entry.text for entry in corpus_entries()))

    def tell(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} of {total} texts")

    matrix = embed_all(texts, embeddings.embed_documents, load_shipped(model), tell)
    VectorStore(model, [text_key(text) for text in texts], matrix.astype(np.float16)).save(SHIPPED)
    sys.stderr.write(f"\n{SHIPPED} {SHIPPED.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
