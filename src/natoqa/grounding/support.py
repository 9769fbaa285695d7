"""Does the quote say what the claim says? Shared words first, the embedder in between."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.words import same, words
from natoqa.sentences import split_sentences
from natoqa.types import Language

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

__all__ = ["Support"]

_CACHED = 5_000  # vectors kept: some 8 MB
_EVEN_COSINE = 0.86
# a logistic regression by ``evals/fit_support.py``: share of words borne, cosine over the even one,
# logarithm of the content words and one more, constant
WEIGHTS: dict[Language, tuple[float, float, float, float]] = {
    "de": (6.73, 54.3, -1.16, -4.00),
    "en": (9.40, 83.0, -1.77, -0.74),
}
THRESHOLD = -1.0
_PHRASE, _BARE = 3, 0.79  # content words of a phrase, share of them that may be missing
_LIKE: dict[Language, float] = {"de": 0.87, "en": 0.85}  # cosine of a phrase said in other words
SURE: dict[Language, float] = {"de": 0.8, "en": 0.75}  # share of words that needs no vectors


class Support:
    """Overlap of words and, in doubt, likeness of meaning."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def missing(self, claim: str, quotes: Sequence[str], around: str, alignment: Alignment) -> str:
        """The words of the claim that are not borne, when they are too many; else empty.

        ``around`` may bear words too: the headings, and for rows of a table the whole table.
        """
        content = alignment.claim_content
        if not content:  # it says nothing that an excerpt could bear
            return claim.strip()
        bare = [at for at in content if not alignment.pairs[at]]
        share = 1 - len(bare) / len(content)
        if bare and around:
            seen, language = words(around), alignment.language
            bare = [
                at
                for at in bare
                if not any(same(alignment.claim[at].folded, w.folded, language) for w in seen)
            ]
        told = ", ".join(alignment.claim[at].text for at in bare[:4])
        for phrase in _lone_phrases(bare, alignment):
            if self.likeness(phrase, quotes) < _LIKE[alignment.language]:
                return told
        if share >= SURE[alignment.language]:
            return ""
        share = 1 - len(bare) / len(content)
        weight, cosine, size, constant = WEIGHTS[alignment.language]
        likeness = self.likeness(claim, quotes) - _EVEN_COSINE
        score = weight * share + cosine * likeness + size * log(len(content) + 1) + constant
        return "" if score >= THRESHOLD else told

    def likeness(self, claim: str, quotes: Sequence[str]) -> float:
        """The cosine of the claim and the sentence of the quotes nearest to it."""
        here = self._vector(claim)
        sentences = [quote[a:b] for quote in quotes for a, b in split_sentences(quote)]
        return max(float(here @ self._vector(text)) for text in {*sentences, *quotes})

    def _vector(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        with self._lock:
            known = self._vectors.get(text)
            if known is not None:
                self._vectors.move_to_end(text)
                return known
        vector = np.asarray(self._embeddings.embed_query(text), dtype=np.float32)
        vector /= np.linalg.norm(vector) or 1.0
        with self._lock:
            self._vectors[text] = vector
            while len(self._vectors) > _CACHED:
                self._vectors.popitem(last=False)
        return vector


def _lone_phrases(bare: Sequence[int], alignment: Alignment) -> list[str]:
    """The phrases of the claim of which hardly a word is borne: each part needs its bearer."""
    sizes, missing = (
        Counter(alignment.claim_phrase[at] for at in places)
        for places in (alignment.claim_content, bare)
    )
    lone = [p for p, size in sizes.items() if size >= _PHRASE and missing[p] > _BARE * size]
    return [alignment.phrase_text(phrase) for phrase in lone]
