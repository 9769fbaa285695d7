"""multilingual-e5-small on onnxruntime, from a model file of natoqa's own.

Wang et al. 2024, 'Multilingual E5 Text Embeddings': questions and passages carry the prefixes
'query: ' and 'passage: ', the vector is the mean over all tokens, scaled to unit length. How the
file is made: ``natoqa.embeddings.build``; its provenance: ``model/MODEL_CARD.md``.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from natoqa.embeddings.pieces import PieceTokenizer, unpack
from natoqa.errors import EmbeddingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DIMENSIONS", "MODEL_FILE", "MODEL_SHA256", "E5Model"]

MODEL_FILE = Path(__file__).parent / "model" / "multilingual-e5-small.onnx"
MODEL_SHA256 = "48d7a4bcfdb939b1a18c648cdbb367b96623bc0e2dc36e3f9250cbdfff14fc3e"
DIMENSIONS = 384
MAX_TOKENS = 512  # of one window, with the marks at its beginning and end
MAX_WINDOWS = 16  # of one text; what lies behind is not embedded
_MAX_THREADS = 4  # more gain little on texts this short


class E5Model:
    """Vectors of 384 dimensions, unit length, for some hundred languages in Latin script.

    Each text is embedded by itself, so that its vector does not depend on its neighbours. A text
    longer than one window gets the mean of its windows. An empty text gets the vector of the bare
    prefix. ``threads`` is how many texts are embedded at once, None chooses; a single text is too
    small to be shared out. Safe to share between threads; nothing is loaded before the first text.
    """

    fingerprint = f"multilingual-e5-small:{MODEL_SHA256[:16]}"  # what an index calls it

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or min(_MAX_THREADS, os.cpu_count() or 1)
        self._loading = threading.Lock()
        self._loaded: tuple[Any, PieceTokenizer] | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order; none for no text."""
        prefixed = ["passage: " + text for text in texts]
        if len(texts) < 2 or self.threads == 1:
            return [self._embed(text).tolist() for text in prefixed]
        self._load()
        with ThreadPoolExecutor(self.threads) as pool:
            return [vector.tolist() for vector in pool.map(self._embed, prefixed)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self._embed("query: " + text).tolist()
        return vector

    def tokenize(self, text: str) -> list[str]:
        """The pieces that a text without prefix is cut into, marks included; for tests."""
        tokenizer = self._load()[1]
        return [tokenizer.pieces[at] for at in tokenizer.ids(text)]

    def _load(self) -> tuple[Any, PieceTokenizer]:
        """The session and the tokenizer, loaded once."""
        with self._loading:
            if self._loaded is None:
                session = _session()
                self._loaded = session, unpack(session.get_modelmeta().custom_metadata_map)
            return self._loaded

    def _embed(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        session, tokenizer = self._load()
        vectors = [
            session.run(None, {"ids": np.array([window], dtype=np.int64)})[0][0]
            for window in _windows(tokenizer.ids(text))
        ]
        if len(vectors) == 1:
            only: NDArray[np.float32] = vectors[0]
            return only
        mean = np.mean(vectors, axis=0)
        unit: NDArray[np.float32] = (mean / np.linalg.norm(mean)).astype(np.float32)
        return unit


def _windows(ids: Sequence[int]) -> list[list[int]]:
    """The token ids cut into windows, each with the marks of the whole."""
    if len(ids) <= MAX_TOKENS:
        return [list(ids)]
    first, last, body = ids[0], ids[-1], ids[1:-1]
    step = MAX_TOKENS - 2
    starts = range(0, len(body), step)[:MAX_WINDOWS]
    return [[first, *body[start : start + step], last] for start in starts]


def _session() -> Any:
    """A session whose runs use the thread that calls: threads share texts, not a text's parts."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena grows with the longest text and never shrinks
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(MODEL_FILE),
            options,
            providers=["CPUExecutionProvider"],
            # these fuse into kernels that are slower here than what they replace
            disabled_optimizers=["SkipLayerNormFusion", "BiasGeluFusion"],
        )
    except (onnxruntime.capi.onnxruntime_pybind11_state.Fail, OSError) as error:
        raise EmbeddingsError(
            f"the embedding model {str(MODEL_FILE)!r} cannot be loaded ({error}); it must be the "
            "file that came with natoqa. Install natoqa again."
        ) from error


def file_digest() -> str:
    """The sha256 of the model file as it lies on disk."""
    return hashlib.sha256(MODEL_FILE.read_bytes()).hexdigest()
