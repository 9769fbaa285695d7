"""Search by characters: BM25 over the 4-grams inside words, umlauts folded.

Character n-grams find what German compounds, inflection and typing errors hide from word search
(McNamee and Mayfield 2004, 'Character N-Gram Tokenization for European Language Text Retrieval').
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LexicalView", "fold", "ngrams"]

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")  # with accents that have no letter of their own
_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_MAX_WORDS = 400  # of a question; what lies behind no longer changes what is found


def fold(text: str) -> str:
    """Lower case, umlauts as two letters, other accents dropped: 'Türkei' and 'Tuerkei' agree."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUT)
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def ngrams(text: str, size: int = 4, max_words: int = _MAX_WORDS) -> list[str]:
    """The character n-grams of each word, a word's edges marked; short words whole.

    >>> ngrams("Prag 3 %", 4)
    ['<pra', 'prag', 'rag>', '<3>']
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))[:max_words]
    return [gram for word in words for gram in _grams_of(word, size)]


@lru_cache(maxsize=20_000)  # a corpus repeats its words
def _grams_of(word: str, size: int) -> tuple[str, ...]:
    marked = f"<{fold(word)}>"
    last = max(1, len(marked) - size + 1) if len(marked) > 2 else 0
    return tuple(marked[at : at + size] for at in range(last))


class LexicalView:
    """BM25 scores of a fixed list of texts for any question."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._size = len(texts)
        self._model = bm25s.BM25(k1=1.2, b=0.75)
        corpus = [ngrams(text, max_words=10**6) for text in texts]
        self._known = {gram for grams in corpus for gram in grams}
        self._model.index(corpus, show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """One BM25 score per text, in their order; zeros when nothing is shared."""
        import numpy as np

        grams = [gram for gram in ngrams(question) if gram in self._known]
        if not grams:
            return np.zeros(self._size, dtype=np.float32)
        found: NDArray[np.float32] = self._model.get_scores(grams)
        return found
