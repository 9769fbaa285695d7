"""Text -> ids of word pieces: a unigram model (Kudo 2018), the likeliest cut of each word.

It cuts as the package ``tokenizers`` does with the same pieces (``evals/bench_embeddings.py``
compares them), which takes twice the time of all else to load and 85 MB for this vocabulary.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

__all__ = ["BEGIN", "END", "UNKNOWN", "PieceTokenizer", "pack", "unpack"]

BEGIN, END, UNKNOWN = 0, 2, 3
SPACE = "▁"  # begins each word
_PENALTY = 10.0  # of a character without piece, below the least likely piece
_WORDS = 20_000  # cuts that are kept
_LONG = 40  # characters from which on a word is unlikely to come again

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


class PieceTokenizer:
    """Cuts text into pieces. ``characters`` says which characters are read as which others."""

    def __init__(
        self, pieces: Sequence[str], scores: Sequence[float], characters: Mapping[str, str]
    ) -> None:
        self.pieces = pieces
        self._scores = scores
        self._ids = dict(zip(pieces, range(len(pieces)), strict=True))
        self._longest = max(map(len, pieces))
        self._unknown = min(scores) - _PENALTY
        self._table = str.maketrans({**characters, **_transliteration()})
        self._known_cut = lru_cache(_WORDS)(self._cut)

    def ids(self, text: str) -> list[int]:
        """The ids of a text's pieces between the marks of its beginning and end."""
        # a lone surrogate has no UTF-8 form; it counts as a character that is not known
        safe = text.encode("utf-8", "replace").decode("utf-8").translate(self._table)
        marked = SPACE + re.sub(" +", SPACE, safe).removeprefix(SPACE) if safe else ""
        found = [BEGIN]
        for word in re.findall(f"{SPACE}[^{SPACE}]*", marked):
            found.extend(self._known_cut(word) if len(word) < _LONG else self._cut(word))
        found.append(END)
        return found

    def _cut(self, word: str) -> tuple[int, ...]:
        """The ids whose scores have the greatest sum; neighbours without piece count once."""
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (size + 1)  # start and id of the last piece
        for start in range(size):
            single = False
            for end in range(start + 1, min(start + self._longest, size) + 1):
                at = self._ids.get(word[start:end])
                if at is None:
                    continue
                single |= end == start + 1
                score = best[start] + self._scores[at]
                if score > best[end]:
                    best[end], came[end] = score, (start, at)
            if not single and best[start] + self._unknown > best[start + 1]:
                best[start + 1] = best[start] + self._unknown
                came[start + 1] = (start, UNKNOWN)
        backwards: list[int] = []
        end = size
        while end:
            end, at = came[end]
            backwards.append(at)
        ids = backwards[::-1]
        kept = [b for a, b in pairwise(ids) if not a == b == UNKNOWN]
        return (*ids[:1], *kept)


def pack(
    pieces: Sequence[str], scores: Sequence[float], characters: Mapping[str, str]
) -> dict[str, str]:
    """A tokenizer as strings that travel in a model file."""
    import numpy as np

    return {
        "pieces": "\n".join(pieces),
        "scores": base64.b64encode(np.array(scores, "<f4").tobytes()).decode(),
        "characters": json.dumps(characters, ensure_ascii=False),
    }


def unpack(facts: Mapping[str, str]) -> PieceTokenizer:
    """The tokenizer that ``pack`` made strings of."""
    import numpy as np

    scores = np.frombuffer(base64.b64decode(facts["scores"]), "<f4").tolist()
    return PieceTokenizer(facts["pieces"].split("\n"), scores, json.loads(facts["characters"]))
