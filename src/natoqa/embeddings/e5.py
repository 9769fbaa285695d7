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
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from natoqa.errors import EmbeddingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DIMENSIONS", "MODEL_FILE", "MODEL_SHA256", "E5Embeddings"]

MODEL_FILE = Path(__file__).parent / "model" / "multilingual-e5-small.onnx"
MODEL_SHA256 = "0ae370c5f3dae8989cf906396662c4a49d4fe657e2457494bc2891e212dc5a33"
DIMENSIONS = 384
MAX_TOKENS = 512  # of one window, with the marks at its beginning and end
MAX_WINDOWS = 16  # of one text; what lies behind is not embedded
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

    One session serves all threads. Each text is embedded by itself, so that its vector does not
    depend on its neighbours. A text longer than one window gets the mean of its windows. An empty
    text gets the vector of the bare prefix. ``threads`` are those of one call, None chooses.
    Nothing is loaded before the first text.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or min(_MAX_THREADS, os.cpu_count() or 1)
        self._loading = threading.Lock()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order; none for no text."""
        return [self._embed("passage: " + text).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self._embed("query: " + text).tolist()
        return vector

    def tokenize(self, text: str) -> list[str]:
        """The pieces that a text without prefix is cut into, marks included; for tests."""
        tokens: list[str] = self._model[1].encode(self._normal(text)).tokens
        return tokens

    @cached_property
    def _model(self) -> tuple[Any, Any, dict[int, str]]:
        """The session, the tokenizer and the character map; loaded once, by one thread."""
        with self._loading:
            if "_loaded" not in self.__dict__:
                self.__dict__["_loaded"] = _load(self.threads)
        loaded: tuple[Any, Any, dict[int, str]] = self.__dict__["_loaded"]
        return loaded

    def _normal(self, text: str) -> str:
        # a lone surrogate has no UTF-8 form; it counts as a character that is not known
        safe = text.encode("utf-8", "replace").decode("utf-8")
        return safe.translate(self._model[2])

    def _embed(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        session, tokenizer, _ = self._model
        ids: Sequence[int] = tokenizer.encode(self._normal(text)).ids
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


def _load(threads: int) -> tuple[Any, Any, dict[int, str]]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena grows with the longest text and never shrinks
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(MODEL_FILE),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # that kernel is the slower one
        )
        facts = session.get_modelmeta().custom_metadata_map
        tokenizer = Tokenizer.from_str(facts["tokenizer"])
    except (onnxruntime.capi.onnxruntime_pybind11_state.Fail, OSError, KeyError) as error:
        raise EmbeddingsError(
            f"the embedding model {str(MODEL_FILE)!r} cannot be loaded ({error}); it must be the "
            "file that came with natoqa. Install natoqa again."
        ) from error
    characters: dict[str, str] = json.loads(facts["normalization"])
    return session, tokenizer, str.maketrans({**characters, **_transliteration()})


def file_digest() -> str:
    """The sha256 of the model file as it lies on disk."""
    return hashlib.sha256(MODEL_FILE.read_bytes()).hexdigest()
