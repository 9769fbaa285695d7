"""Search by characters: BM25 over the 4-grams inside words, umlauts folded.

Character n-grams find what German compounds, inflection and typing errors hide from word search
(McNamee and Mayfield 2004, 'Character N-Gram Tokenization for European Language Text Retrieval').
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["LexicalView", "fold", "ngrams", "shared_view"]

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")  # with accents that have no letter of their own
_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SIZE = 4  # of an n-gram
_K1, _B = 1.2, 0.75  # of BM25: how soon repetition stops to count, how much length is held against
_MAX_WORDS = 400  # of a question; what lies behind no longer changes what is found


def fold(text: str) -> str:
    """Lower case, umlauts as two letters, other accents dropped: 'Türkei' and 'Tuerkei' agree."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUT)
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def ngrams(text: str, size: int = _SIZE) -> list[str]:
    """The character n-grams of each word, a word's edges marked; short words whole.

    >>> ngrams("Prag 3 %", 4)
    ['<pra', 'prag', 'rag>', '<3>']
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))[:_MAX_WORDS]
    return [gram for word in words for gram in _grams_of(word, size)]


@lru_cache(maxsize=20_000)  # a corpus repeats its words
def _grams_of(word: str, size: int) -> tuple[str, ...]:
    marked = f"<{fold(word)}>"
    last = max(1, len(marked) - size + 1) if len(marked) > 2 else 0
    return tuple(marked[at : at + size] for at in range(last))


class LexicalView:
    """BM25 scores of a fixed list of texts for any question.

    Robertson and Zaragoza 2009, 'The Probabilistic Relevance Framework: BM25 and Beyond', with the
    inverse document frequency of Lucene, which is never negative. All weights are worked out
    beforehand (Lù 2024, 'BM25S'), by word and not by n-gram: a corpus repeats its words, so that
    it is ready while the rest of a process starts.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        text_of, grams, counts = self._count(texts)
        self._starts, self._texts, self._weights = _weighted(
            text_of, grams, counts, self._size, len(self._ids)
        )

    def scores(self, question: str) -> NDArray[np.float32]:
        """One BM25 score per text, in their order; zeros when nothing is shared."""
        import numpy as np

        scores = np.zeros(self._size, dtype=np.float32)
        for gram in ngrams(question):
            at = self._ids.get(gram)
            if at is not None:  # a text stands once among those of a gram
                span = slice(self._starts[at], self._starts[at + 1])
                scores[self._texts[span]] += self._weights[span]
        return scores

    def _count(self, texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """By gram, then by text: which text, which gram, how often. Gives the grams their ids."""
        import numpy as np

        word_ids: defaultdict[str, int] = defaultdict(count().__next__)
        gram_ids: defaultdict[str, int] = defaultdict(count().__next__)
        told: list[int] = []
        sizes: list[int] = []
        for text in texts:
            words = _WORD.findall(unicodedata.normalize("NFC", text))
            told.extend(map(word_ids.__getitem__, words))
            sizes.append(len(words))
        by_word = [_grams_of(word, _SIZE) for word in word_ids]
        lengths = np.array([len(grams) for grams in by_word], dtype=np.int64)
        flat = np.array(
            list(map(gram_ids.__getitem__, chain.from_iterable(by_word))), dtype=np.int64
        )
        self._ids = dict(gram_ids)
        text_of = np.repeat(np.arange(len(texts)), sizes)
        pairs, often = np.unique(
            text_of * max(1, len(word_ids)) + np.array(told, dtype=np.int64), return_counts=True
        )
        text_of, word = np.divmod(pairs, max(1, len(word_ids)))
        grams = flat[_runs(np.cumsum(lengths) - lengths, lengths, word)]
        keys = grams * max(1, len(texts)) + np.repeat(text_of, lengths[word])
        order = np.argsort(keys, kind="stable")
        keys, often = keys[order], np.repeat(often, lengths[word])[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        grams, text_of = np.divmod(keys[first], max(1, len(texts)))
        return text_of, grams, np.add.reduceat(often, first) if len(first) else often


@lru_cache(maxsize=2)
def shared_view(texts: tuple[str, ...]) -> LexicalView:
    """The view of these texts, made once for all builds of an index that have them."""
    return LexicalView(texts)


def _runs(starts: Ints, lengths: Ints, chosen: Ints) -> Ints:
    """The places of the chosen runs, one run after the other."""
    import numpy as np

    wanted = lengths[chosen]
    before = np.cumsum(wanted) - wanted
    return np.repeat(starts[chosen] - before, wanted) + np.arange(wanted.sum())


def _weighted(
    text_of: Ints, grams: Ints, counts: Ints, texts: int, known: int
) -> tuple[list[int], NDArray[np.int32], NDArray[np.float32]]:
    """Where the texts of each gram begin and end, the texts, and the gram's weight in each."""
    import numpy as np

    lengths = np.bincount(text_of, weights=counts, minlength=texts)
    frequencies = np.bincount(grams, minlength=known)
    rarity = np.log1p((texts - frequencies + 0.5) / (frequencies + 0.5))
    usual = lengths.mean() if lengths.any() else 1.0
    damped = counts + _K1 * (1 - _B + _B * lengths[text_of] / usual)
    weights = rarity[grams] * counts / damped
    starts = [0, *np.cumsum(frequencies).tolist()]
    return starts, text_of.astype(np.int32), weights.astype(np.float32)
