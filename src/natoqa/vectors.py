"""Vectors that travel with the package, so that the first start does not embed the study again.

The file holds the fingerprint of the model and, for each text, a hash of it and its vector in
half precision. A text or a model that is not in it is simply embedded anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SHIPPED", "Known", "VectorStore", "embed_all", "load_shipped", "text_key"]

SHIPPED = Path(__file__).parent / "bundled" / "vectors.npz"


def text_key(text: str) -> bytes:
    """Sixteen bytes that stand for the exact text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Known(Protocol):
    """Vectors that need not be made again."""

    def get(self, text: str) -> NDArray[np.float32] | None:
        """The vector of ``text``, or None when it is not known."""


class VectorStore:
    """Vectors of known texts, made by one model."""

    def __init__(self, model: str, keys: Sequence[bytes], matrix: NDArray[np.float16]) -> None:
        self.model = model
        self._matrix = matrix
        self._row = {key: row for row, key in enumerate(keys)}

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, text: str) -> bool:
        return text_key(text) in self._row

    def get(self, text: str) -> NDArray[np.float32] | None:
        """The vector of ``text`` (unit length, float32), or None when it is not known."""
        import numpy as np

        row = self._row.get(text_key(text))
        if row is None:
            return None
        vector = self._matrix[row].astype(np.float32)
        unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
        return unit

    def save(self, path: Path) -> None:
        """Write the store; the same vectors always give the same bytes."""
        import numpy as np

        keys = np.frombuffer(b"".join(self._row), dtype=np.uint8).reshape(-1, 16)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, model=np.array(self.model), keys=keys, matrix=self._matrix)


@cache
def load_shipped(model: str) -> VectorStore | None:
    """The vectors shipped for this model; None when there are none for it."""
    if not SHIPPED.is_file():
        return None
    import numpy as np

    with np.load(SHIPPED, allow_pickle=False) as data:
        if str(data["model"]) != model:
            return None
        keys = [row.tobytes() for row in data["keys"]]
        return VectorStore(model, keys, data["matrix"])


def embed_all(
    texts: Sequence[str],
    embed: Callable[[list[str]], list[list[float]]],
    known: Known | None,
    on_progress: Callable[[int, int], None],
    batch: int = 32,
) -> NDArray[np.float32]:
    """One row per text, in order: known vectors where there are, else ``embed``, batch by batch.

    ``on_progress(done, total)`` is told after each batch.
    """
    import numpy as np

    rows: list[NDArray[np.float32] | None] = [known.get(text) if known else None for text in texts]
    missing = [at for at, row in enumerate(rows) if row is None]
    on_progress(len(texts) - len(missing), len(texts))
    # neighbours of like length are cheap to embed together
    missing.sort(key=lambda at: len(texts[at]))
    for first in range(0, len(missing), batch):
        part = missing[first : first + batch]
        for at, vector in zip(part, embed([texts[at] for at in part]), strict=True):
            rows[at] = np.asarray(vector, dtype=np.float32)
        on_progress(len(texts) - len(missing) + first + len(part), len(texts))
    return np.stack([row for row in rows if row is not None])
