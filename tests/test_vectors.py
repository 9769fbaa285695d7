"""Vectors that travel with the package."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from natoqa.vectors import VectorStore, embed_all, text_key


def store(*texts: str) -> VectorStore:
    matrix = np.eye(len(texts), 4, dtype=np.float16)
    return VectorStore("m", [text_key(text) for text in texts], matrix)


def test_known_text_gets_its_unit_vector() -> None:
    assert store("a", "b").get("b").tolist() == [0.0, 1.0, 0.0, 0.0]  # type: ignore[union-attr]
    assert store("a").get("A") is None


def test_same_store_same_bytes(tmp_path: Path) -> None:
    store("a", "b").save(tmp_path / "1.npz")
    store("a", "b").save(tmp_path / "2.npz")
    assert (tmp_path / "1.npz").read_bytes() == (tmp_path / "2.npz").read_bytes()


def test_only_unknown_texts_are_embedded_and_the_order_is_kept() -> None:
    asked: list[str] = []

    def embed(texts: list[str]) -> list[list[float]]:
        asked.extend(texts)
        return [[0.0, 0.0, 0.0, float(len(text))] for text in texts]

    told: list[tuple[int, int]] = []
    rows = embed_all(
        ["lang", "a", "x"], embed, store("a"), lambda done, total: told.append((done, total))
    )
    assert asked == ["x", "lang"]
    assert rows.tolist() == [[0, 0, 0, 4], [1, 0, 0, 0], [0, 0, 0, 1]]
    assert told == [(1, 3), (3, 3)]


def test_lone_surrogates_have_a_key() -> None:
    assert len(text_key("\ud800")) == 16
    assert text_key("a") != text_key("b")
