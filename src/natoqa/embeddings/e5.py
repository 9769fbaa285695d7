"""multilingual-e5-small on onnxruntime, from a model file of natoqa's own.

Wang et al. 2024, 'Multilingual E5 Text Embeddings': questions and passages carry the prefixes
'query: ' and 'passage: ', the vector is the mean over all tokens, scaled to unit length. How the
file is made: ``natoqa.embeddings.build``; its provenance: ``model/MODEL_CARD.md``.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from natoqa.errors import EmbeddingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DIMENSIONS", "MODEL_FILE", "MODEL_SHA256", "E5Embeddings"]

MODEL_FILE = Path(__file__).parent / "model" / "multilingual-e5-small.onnx"
MODEL_SHA256 = "edc5932d9d04b52c2390be62f7a3728be3438ea8219f82bb0577b23a56ad1091"
DIMENSIONS = 384
MAX_TOKENS = 512  # of one window, with the marks at its beginning and end
MAX_WINDOWS = 16  # of one text; what lies behind is not embedded
_MANY = 4  # texts from which on each thread takes its own
_MAX_THREADS = 4  # more gain little on texts this short

# Greek and Cyrillic letters have no pieces in the vocabulary; names in them are read as Latin.
_GREEK = (
    "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch"
    " ψ ps ω o"
)
_CYRILLIC = (
    "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh"
    " ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya і i ї yi є ye ґ g"
)


def _transliteration() -> dict[str, str]:
    table: dict[str, str] = {}
    words = f"{_GREEK} {_CYRILLIC}".split()
    for letter, to in zip(words[::2], words[1::2], strict=True):
        latin = to.strip("-")
        table[letter] = latin
        table[letter.upper()] = latin.capitalize()
    return table


class E5Embeddings(Embeddings):
    """Vectors of 384 dimensions, unit length, for some hundred languages in Latin script.

    Each text is embedded by itself, so that its vector does not depend on its neighbours. A text
    longer than one window gets the mean of its windows. An empty text gets the vector of the bare
    prefix. ``threads`` are those used at once, None chooses: one question is shared out among
    them, of several texts each thread takes its own. Safe to share between threads; nothing is
    loaded before the first text.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or min(_MAX_THREADS, os.cpu_count() or 1)
        self._loading = threading.Lock()
        self._sessions: dict[int, Any] = {}  # by the threads of one run

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order; none for no text."""
        prefixed = ["passage: " + text for text in texts]
        if len(texts) < _MANY or self.threads == 1:
            return [self._embed(text, self.threads).tolist() for text in prefixed]
        self._session(1)
        with ThreadPoolExecutor(self.threads) as pool:
            return [
                vector.tolist() for vector in pool.map(lambda text: self._embed(text, 1), prefixed)
            ]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self._embed("query: " + text, self.threads).tolist()
        return vector

    def tokenize(self, text: str) -> list[str]:
        """The pieces that a text without prefix is cut into, marks included; for tests."""
        self._session(self.threads)
        tokens: list[str] = self._tokenizer.encode(self._normal(text)).tokens
        return tokens

    def _session(self, threads: int) -> Any:
        """The session whose runs use so many threads, loaded once; with the first the tokenizer."""
        with self._loading:
            if threads not in self._sessions:
                session = _load(threads)
                if not self._sessions:
                    self._tokenizer, self._characters = _load_tokenizer(session)
                self._sessions[threads] = session
            return self._sessions[threads]

    def _normal(self, text: str) -> str:
        # a lone surrogate has no UTF-8 form; it counts as a character that is not known
        safe = text.encode("utf-8", "replace").decode("utf-8")
        return safe.translate(self._characters)

    def _embed(self, text: str, threads: int) -> NDArray[np.float32]:
        import numpy as np

        session = self._session(threads)
        ids: Sequence[int] = self._tokenizer.encode(self._normal(text)).ids
        vectors = [
            session.run(None, {"ids": np.array([window], dtype=np.int64)})[0][0]
            for window in _windows(ids)
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


def _load(threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena grows with the longest text and never shrinks
    options.log_severity_level = 3
    # a thread that waits by spinning takes the processor from everything else
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
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


def _load_tokenizer(session: Any) -> tuple[Any, dict[int, str]]:
    """The tokenizer and the character map that travel in the model file."""
    from tokenizers import Tokenizer

    facts = session.get_modelmeta().custom_metadata_map
    characters: dict[str, str] = json.loads(facts["normalization"])
    table = str.maketrans({**characters, **_transliteration()})
    return Tokenizer.from_str(facts["tokenizer"]), table


def file_digest() -> str:
    """The sha256 of the model file as it lies on disk."""
    return hashlib.sha256(MODEL_FILE.read_bytes()).hexdigest()
