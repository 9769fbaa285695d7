"""The shipped vectors fit the shipped corpus."""

from __future__ import annotations

import numpy as np

from natoqa.embeddings import default_embeddings, fingerprint
from natoqa.ship import corpus_entries
from natoqa.vectors import load_shipped


def test_every_entry_of_the_corpus_has_its_vector() -> None:
    shipped = load_shipped(fingerprint(default_embeddings()))
    assert shipped is not None, "run 'python -m natoqa.ship'"
    missing = [e.text for e in corpus_entries() if shipped.get(e.text) is None]
    assert missing == [], "run 'python -m natoqa.ship'"


def test_shipped_vectors_are_those_of_the_model() -> None:
    shipped = load_shipped(fingerprint(default_embeddings()))
    assert shipped is not None
    texts = [entry.text for entry in corpus_entries()[::400]]
    fresh = default_embeddings().embed_documents(texts)
    for text, vector in zip(texts, fresh, strict=True):
        stored = shipped.get(text)
        assert stored is not None
        assert float(np.dot(stored, vector)) > 0.999


def test_no_vectors_for_another_model() -> None:
    assert load_shipped("another") is None
