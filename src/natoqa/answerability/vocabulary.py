"""Words of a question that nothing written about answers has in any form."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from difflib import get_close_matches

from natoqa.grounding.words import content_words
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["Vocabulary"]

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters; shorter words are too many and say too little
_PART = 6  # letters that a known word must have to count as a part of a compound
_MISTYPED = 6  # letters from which on a word may be one that is known, mistyped
_NAME = 4  # the same for a name
_LIKE = 0.84  # share of letters in common


class Vocabulary:
    """All words of some texts, folded."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = {word for text in texts for word in _WORD.findall(fold(text))}
        self._sorted = sorted(self._words)
        self._parts = {word for word in self._words if len(word) >= _PART}
        self._run = "\n".join(sorted(self._parts))  # one search finds a part of any of them
        self._by_letter: dict[str, list[str]] = {}
        for word in self._sorted:
            self._by_letter.setdefault(word[0], []).append(word)

    def knows(self, word: str) -> bool:
        """Whether the word, another form of it, or a part of the compound is in the texts."""
        folded = fold(word)
        if folded in self._words:
            return True
        stem = folded[: max(5, len(folded) - 2)]
        after = bisect_left(self._sorted, stem)
        if after < len(self._sorted) and self._sorted[after].startswith(stem):
            return True
        if len(folded) >= 8 and folded[:-2] in self._run:
            return True
        size = len(folded)
        return any(
            folded[start:end] in self._parts
            for start in range(size - _PART + 1)
            for end in range(start + _PART, size + 1)
        )

    def unknown(self, question: str, language: Language) -> list[str]:
        """The content words of a question that are not known, mistyped ones aside."""
        return [
            word.text
            for word in content_words(question, language)
            if len(word.folded) >= _SHORTEST
            and not self.knows(word.text)
            and not self._mistyped(word.folded)
        ]

    def lacks_name(self, name: str) -> bool:
        """Whether no word begins with a name, nor is like it; 'Macrons' is no other than 'Macron'.

        Stricter than for other words: 'Merkel' is no form of 'merken'.
        """
        folded = fold(name)
        if self.has_beginning(folded) or self.has_beginning(folded.removesuffix("s")):
            return False
        return not self._mistyped(folded, _NAME)

    def has_beginning(self, form: str) -> bool:
        """Whether a word begins so; with '=' behind, whether it is a word."""
        if form[-1:] == "=":
            return form[:-1] in self._words
        after = bisect_left(self._sorted, form)
        return after < len(self._sorted) and self._sorted[after].startswith(form)

    def _mistyped(self, word: str, shortest: int = _MISTYPED) -> bool:
        if len(word) < shortest:
            return False
        near = [w for w in self._by_letter.get(word[0], ()) if abs(len(w) - len(word)) <= 2]
        return bool(get_close_matches(word, near, n=1, cutoff=_LIKE))
