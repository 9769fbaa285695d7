"""Does the quote say what the claim says? Shared words first, the embedder in between."""

from __future__ import annotations

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from math import log
from typing import TYPE_CHECKING

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.excerpts import Excerpt
from natoqa.grounding.words import Word, content_words, same, words
from natoqa.sentences import split_sentences
from natoqa.types import Embedder, Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Support", "around", "opening_of"]

_CACHED = 5_000  # vectors kept: some 8 MB
_EVEN_COSINE = 0.86
# a logistic regression by ``evals/fit_support.py``: weights of ``Support.features`` and a constant;
# fitted again on all sentences for tuning that there are now, it accuses and catches as many
WEIGHTS: dict[Language, tuple[float, float, float, float]] = {
    "de": (5.51, 52.9, -0.59, -4.00),
    "en": (7.40, 64.4, -0.91, -1.61),
}
THRESHOLD: dict[Language, float] = {"de": -0.85, "en": -1.3}
_PHRASE, _BARE = 3, 0.79  # content words of a phrase, share of them that may be missing
_LIKE: dict[Language, float] = {"de": 0.85, "en": 0.83}  # cosine of a phrase said in other words
_NAMED: dict[Language, float] = {"de": 0.91, "en": 0.88}  # cosine of a thing in other words
_PIECE = re.compile(r"[,.;:()–—»«|\n]|\b(?:und|oder|sowie)\b")
# of a phrase that only says whose view it is, or what it is about
_BEGINNING = re.compile(
    r"(?:according to|in the (?:view|opinion|eyes) of|on|under|laut|nach|in der frage|bei|zu)\b",
    re.I,
)
_SHORT = 4  # words of a piece
SURE: dict[Language, float] = {"de": 0.8, "en": 0.75}  # share of words that needs no vectors


class Support:
    """Overlap of words and, in doubt, likeness of meaning."""

    def __init__(self, embeddings: Embedder) -> None:
        self._embeddings = embeddings
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def missing(self, claim: str, excerpts: Sequence[Excerpt], alignment: Alignment) -> str:
        """The words of the claim that are not borne, when they are too many; else empty."""
        quotes = [excerpt.quote for excerpt in excerpts if excerpt.quote.strip()]
        content, language = alignment.claim_content, alignment.language
        if not content:  # it says nothing that an excerpt could bear
            return claim.strip()
        bare = self.bare(around(excerpts), alignment)
        told = ", ".join(alignment.claim[at].text for at in bare[:4])
        opening = opening_of(excerpts, alignment)
        for phrase in _lone_phrases(bare, alignment):
            if phrase == opening:
                continue
            if self.likeness(phrase, quotes) < _LIKE[language]:
                return told
        if sum(bool(alignment.pairs[at]) for at in content) >= SURE[language] * len(content):
            return ""
        *weights, constant = WEIGHTS[language]
        found = self.features(claim, quotes, bare, alignment)
        score = sum(w * f for w, f in zip(weights, found, strict=True)) + constant
        return "" if score >= THRESHOLD[language] else told

    def bare(self, beside: Sequence[Word], alignment: Alignment) -> list[int]:
        """The content words of the claim that neither the quotes bear nor what is beside them."""
        language = alignment.language
        return [
            at
            for at in alignment.claim_content
            if not alignment.pairs[at]
            and not any(same(alignment.claim[at].folded, w.folded, language) for w in beside)
        ]

    def features(
        self, claim: str, quotes: Sequence[str], bare: Sequence[int], alignment: Alignment
    ) -> tuple[float, float, float]:
        """Share of words borne, cosine over the even one, logarithm of words and one."""
        count = len(alignment.claim_content)
        likeness = self.likeness(claim, quotes) - _EVEN_COSINE
        return 1 - len(bare) / max(1, count), likeness, log(count + 1)

    def has(self, item: str, quotes: Sequence[str], language: Language) -> bool:
        """Whether an item of an enumeration stands in the quotes in other words."""
        here = self._vector(item)
        return any(
            float(here @ self._vector(piece)) >= _NAMED[language]
            for piece in dict.fromkeys(p for quote in quotes for p in _pieces(quote))
        )

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


def _pieces(quote: str) -> Iterator[str]:
    """What an item may stand for: short pieces between commas, nouns, and with the word before."""
    for piece in _PIECE.split(quote):
        found = piece.split()
        if 0 < len(found) <= _SHORT:
            yield " ".join(found)
        for before, word in zip(["", *found], found, strict=False):
            if word[0].isupper() and len(word) > _SHORT - 1:
                yield word
                yield f"{before} {word}".strip()


def around(excerpts: Sequence[Excerpt]) -> tuple[Word, ...]:
    """The words that bear beside the quotes: headings, and for rows of a table the whole table."""
    return words(
        "\n".join(
            excerpt.context if " | " in excerpt.quote else excerpt.context.split("\n", 1)[0]
            for excerpt in excerpts
        )
    )


def opening_of(excerpts: Sequence[Excerpt], alignment: Alignment) -> str:
    """The opening phrase of a claim, if it only says whose view it is, or of what, and the context
    has its words: 'According to the second school, ...'; else empty.
    """
    phrase = alignment.phrase_text(0) if alignment.claim else ""
    if not _BEGINNING.match(phrase):
        return ""
    language = alignment.language
    there = {w.folded for excerpt in excerpts for w in words(excerpt.context)}
    mine = content_words(phrase, language)
    borne = sum(any(same(w.folded, other, language) for other in there) for w in mine)
    return phrase if borne >= SURE[language] * len(mine) else ""


def _lone_phrases(bare: Sequence[int], alignment: Alignment) -> list[str]:
    """The phrases of the claim of which hardly a word is borne: each part needs its bearer."""
    sizes, missing = (
        Counter(alignment.claim_phrase[at] for at in places)
        for places in (alignment.claim_content, bare)
    )
    lone = [p for p, size in sizes.items() if size >= _PHRASE and missing[p] > _BARE * size]
    return [alignment.phrase_text(phrase) for phrase in lone]
