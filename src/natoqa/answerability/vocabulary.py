"""Words of a question that the documents do not have in any form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from natoqa.lexical import fold

__all__ = ["Vocabulary"]

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters; shorter words are too many and say too little
_PART = 6  # letters that a known word must have to count as a part of a compound


class Vocabulary:
    """All words of some texts, folded."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = {word for text in texts for word in _WORD.findall(fold(text))}
        self._parts = [word for word in self._words if len(word) >= _PART]

    def knows(self, word: str) -> bool:
        """Whether the word, another form of it, or a part of the compound is in the texts."""
        folded = fold(word)
        if folded in self._words:
            return True
        stem = folded[: max(5, len(folded) - 2)]
        if any(known.startswith(stem) for known in self._words):
            return True
        if len(folded) >= 8 and any(folded[:-2] in known for known in self._parts):
            return True
        return any(part in folded for part in self._parts)

    def strangers(self, question: str) -> list[str]:
        """The capitalised words, but for the first, that are not known: names and German nouns."""
        return [
            word
            for word in _WORD.findall(question)[1:]
            if word[0].isupper() and len(word) >= _SHORTEST and not self.knows(word)
        ]
