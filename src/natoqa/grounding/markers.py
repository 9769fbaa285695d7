"""The words that turn what a sentence says, by kind (``polarity.txt``)."""

from __future__ import annotations

from functools import cache, lru_cache

from natoqa.grounding.words import data_lines

__all__ = ["begins", "marks"]


@cache
def _forms(kind: str) -> tuple[str, ...]:
    """The words of one kind in the table."""
    rows = data_lines("polarity.txt")
    return tuple(word for left, right in rows if left == [kind] for word in right)


@lru_cache(maxsize=50_000)
def marks(word: str, kind: str) -> bool:
    """Whether a folded word is of a kind: 'negator', 'hedge', 'all', ..."""
    return begins(word, _forms(kind))


def begins(word: str, forms: tuple[str, ...]) -> bool:
    """Whether a folded word has one of these beginnings; '=' behind: is one of them."""
    return any(word == f[:-1] if f.endswith("=") else word.startswith(f) for f in forms)
