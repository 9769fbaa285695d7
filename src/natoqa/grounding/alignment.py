"""Which words of a claim stand on which words of the quotes, and in which clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from natoqa.grounding.names import names
from natoqa.grounding.words import Word, content_words, same, stem, whole, words
from natoqa.types import Language

__all__ = ["Alignment"]

# not in 'am 24. Februar', 'd. h.', 'bzw.'
_SHORT = ("bzw", "vgl", "resp", "usw", "Nr", "Art", "Abs", "sog", "ca", "Mio", "Mrd", "Dr", "St")
_STOP = (
    r"(?<!\b\d)(?<!\b\d\d)(?<!\b[A-Za-z])"
    + "".join(rf"(?<!\b{word})" for word in _SHORT)
    + r"\.(?=\s|$)"
)
_PHRASE = rf"[,;:!?\n–—]|{_STOP}|\bsondern\b"
_BREAK = re.compile(rf"{_PHRASE}|\b(?:und|and|oder|or|sowie|but)\b")
_SENTENCE = re.compile(rf"[;:!?\n]|{_STOP}")
_NEAR = 2  # content words that a negator turns
_LONG = 10  # letters of a compound
_MANY = 3  # content words that make out what a clause says


class Alignment:
    """A claim beside the text of its quotes; word for word, by all forms of a word."""

    def __init__(self, claim: str, quote: str, language: Language) -> None:
        self.language = language
        self.claim_text, self.quote_text = claim, quote
        self.claim, self.quote = words(claim), words(quote)
        self.claim_clause = _parts(claim, self.claim, _BREAK)
        self.quote_clause = _parts(quote, self.quote, _BREAK)
        self.claim_phrase = _parts(claim, self.claim, re.compile(_PHRASE))
        self.quote_phrase = _parts(quote, self.quote, re.compile(_PHRASE))
        self.claim_sentence = _parts(claim, self.claim, _SENTENCE)
        self.quote_sentence = _parts(quote, self.quote, _SENTENCE)
        named = [(name.start, name.end) for name in names(claim, language)]
        self.claim_content = [
            at
            for at in _places(self.claim, content_words(claim, language))
            if not any(a <= self.claim[at].start < b for a, b in named)
        ]
        self.claim_named = frozenset(
            at for at, w in enumerate(self.claim) if any(a <= w.start < b for a, b in named)
        )
        self._named = [(name.start, name.end) for name in names(quote, "de")]
        self._bearers = _places(self.quote, content_words(quote, "de"))
        self.quote_content = [at for at in self._bearers if not self.is_named(at)]

    @cached_property
    def pairs(self) -> dict[int, tuple[int, ...]]:
        """For each content word of the claim the words of the quote that bear it.

        What is a name in one language is a common noun in the other: 'transatlantic', 'alliance'.
        """
        return {
            at: tuple(
                there
                for there in self._bearers
                if same(self.claim[at].folded, self.quote[there].folded, self.language)
            )
            for at in self.claim_content
        }

    @cached_property
    def columns(self) -> list[list[Word]]:
        """The words of each column of values when the quotes have two rows of a table or more."""
        rows = [line.split(" | ")[1:] for line in self.quote_text.split("\n") if " | " in line]
        if len(rows) < 2:
            return []
        return [list(words(" ".join(column))) for column in zip(*rows, strict=False)]

    @cached_property
    def _said(self) -> frozenset[int]:
        return frozenset(there for found in self.pairs.values() for there in found)

    @cached_property
    def _said_in(self) -> dict[int, frozenset[int]]:
        """For each sentence of the claim the words of the quote that it has, none as a part.

        A compound is there as a whole when two words have a part each: 'party to the war'.
        """
        found: dict[int, set[int]] = {}
        parts: dict[tuple[int, int], set[str]] = {}
        for at, there in self.pairs.items():
            mine, sentence = self.claim[at].folded, self.claim_sentence[at]
            said = found.setdefault(sentence, set())
            for n in there:
                if whole(mine, self.quote[n].folded, self.language):
                    said.add(n)
                elif len(self.quote[n].folded) >= _LONG:
                    parts.setdefault((sentence, n), set()).add(mine)
        for (sentence, n), some in parts.items():
            if len(some) > 1:
                found[sentence].add(n)
        return {sentence: frozenset(places) for sentence, places in found.items()}

    def is_named(self, *places: int) -> bool:
        """Whether one of these words of the quote is part of a name."""
        starts = [self.quote[at].start for at in places if at < len(self.quote)]
        return any(a <= start < b for a, b in self._named for start in starts)

    def is_said(self, at: int) -> bool:
        """Whether the claim has this word of the quote in some form."""
        return at in self._said

    def is_said_in(self, sentence: int, places: Iterable[int]) -> bool:
        """Whether a sentence of the claim has one of these words of the quote."""
        return not self._said_in.get(sentence, frozenset()).isdisjoint(places)

    def sentences_saying(self, places: Sequence[int], clause: int) -> list[int]:
        """The sentences of the claim that have these words of the quote and half of the content
        words of a clause of it, or of the whole clause two thirds, three words at least; or that
        have these words and stand with two thirds of their own on that clause.
        """
        inside = [n for n in self.quote_content if self.quote_clause[n] == clause]
        found = []
        for sentence, said in self._said_in.items():
            count = sum(n in said for n in inside)
            mine = [p for at, p in self.pairs.items() if self.claim_sentence[at] == sentence]
            borne = sum(any(self.quote_clause[n] == clause for n in p) for p in mine)
            whole = 2 * count >= len(inside) or 3 * borne >= 2 * len(mine)
            near = said.issuperset(places) and whole
            if near or (count >= _MANY and 3 * count >= 2 * len(inside)):
                found.append(sentence)
        return found

    def phrase_text(self, phrase: int) -> str:
        """The words of a phrase of the claim as they stand there."""
        inside = [w for w, p in zip(self.claim, self.claim_phrase, strict=True) if p == phrase]
        return self.claim_text[inside[0].start : inside[-1].end]

    def has_form(self, word: Word, other: Sequence[Word]) -> bool:
        """Whether the other text has this word in some form, in its own language."""
        if word in self.claim:
            return any(same(word.folded, there.folded, self.language) for there in other)
        return any(same(there.folded, word.folded, self.language) for there in other)

    def alike(self, claimed: Word, quoted: Word) -> bool:
        """Whether two words, names or not, are forms of one."""
        if same(claimed.folded, quoted.folded, self.language):
            return True
        keys = {name.key for name in names(claimed.text, self.language)}
        return any(name.key in keys for name in names(quoted.text, "de"))

    def claim_near(self, at: int) -> list[int]:
        """The content words of the claim that a negator at ``at`` may turn."""
        return _around(at, self.claim_content, self.claim_clause)

    def quote_near(self, at: int) -> list[int]:
        """The content words of the quote that a negator at ``at`` may turn."""
        return _around(at, self.quote_content, self.quote_clause)

    def bearing(self, at: int) -> set[int]:
        """The clauses of the quote that bear what stands around a word of the claim.

        Its neighbours tell, or, where the quote has none of them, its clause and its sentence.
        """
        clause, sentence = self.claim_clause[at], self.claim_sentence[at]
        return (
            self.clauses_bearing(self.claim_near(at))
            or self.clauses_bearing(n for n in self.claim_content if self.claim_clause[n] == clause)
            or self.clauses_bearing(
                n for n in self.claim_content if self.claim_sentence[n] == sentence
            )
        )

    def sentence_bearing(self, sentence: int) -> list[int]:
        """The words of the sentence of the quote that bears most of a sentence of the claim."""
        counts: dict[int, int] = {}
        for at, there in self.pairs.items():
            if self.claim_sentence[at] == sentence:
                for bearer in {self.quote_sentence[n] for n in there}:
                    counts[bearer] = counts.get(bearer, 0) + 1
        best = max(counts, key=lambda bearer: (counts[bearer], -bearer), default=-1)
        return [n for n, bearer in enumerate(self.quote_sentence) if bearer == best]

    def said_elsewhere(self, places: Sequence[int], negators: Sequence[int], at: int) -> bool:
        """Whether a sentence of the quote without negator has these words, and the claim more of
        it than of the clause at ``at``.
        """
        denied = {self.quote_sentence[n] for n in negators}
        stems = {stem(self.quote[n].folded, "de") for n in places}
        here = sum(n in self._said and self.quote_clause[n] == at for n in self.quote_content)
        found: dict[int, list[int]] = {}
        for n in self.quote_content:
            if self.quote_sentence[n] not in denied:
                found.setdefault(self.quote_sentence[n], []).append(n)
        return any(
            stems.issubset(stem(self.quote[n].folded, "de") for n in there)
            and sum(n in self._said for n in there) > here
            for there in found.values()
        )

    def stands_elsewhere(self, sentence: int, at: int) -> bool:
        """Whether a sentence of the claim stands rather on other sentences of the quote than that
        of the word ``at``: one of them bears more than twice as many words.
        """
        counts: dict[int, int] = {}
        for n, there in self.pairs.items():
            if self.claim_sentence[n] == sentence:
                for bearer in {self.quote_sentence[m] for m in there}:
                    counts[bearer] = counts.get(bearer, 0) + 1
        mine = counts.pop(self.quote_sentence[at], 0)
        return max(counts.values(), default=0) > 2 * mine

    def clauses_bearing(self, places: Iterable[int]) -> set[int]:
        """The clauses of the quote that bear most of these words of the claim."""
        counts: dict[int, int] = {}
        for at in places:
            for clause in {self.quote_clause[there] for there in self.pairs.get(at, ())}:
                counts[clause] = counts.get(clause, 0) + 1
        most = max(counts.values(), default=0)
        return {clause for clause, count in counts.items() if count == most}

    def claim_phrases_with(self, said: Iterable[int]) -> set[int]:
        """The phrases, clauses joined by 'and' or 'or', in which a claim has words of the quote."""
        wanted = set(said)
        return {self.claim_phrase[at] for at, found in self.pairs.items() if wanted & set(found)}

    def claim_clauses_with(self, said: Iterable[int]) -> set[int]:
        """The clauses of the claim whose words stand on these words of the quote."""
        wanted = set(said)
        return {self.claim_clause[at] for at, found in self.pairs.items() if wanted & set(found)}


def _parts(text: str, found: Sequence[Word], mark: re.Pattern[str]) -> list[int]:
    """The number of the part between two marks that each word is in."""
    breaks = [m.start() for m in mark.finditer(text)]
    numbers, at = [], 0
    for word in found:
        while at < len(breaks) and breaks[at] <= word.start:
            at += 1
        numbers.append(at)
    return numbers


def _places(all_words: Sequence[Word], chosen: Sequence[Word]) -> list[int]:
    starts = {word.start for word in chosen}
    return [at for at, word in enumerate(all_words) if word.start in starts]


def _around(at: int, content: Sequence[int], clause: Sequence[int]) -> list[int]:
    """What a negator turns: the next words of its clause, or, at its end, the ones before."""
    inside = [n for n in content if clause[n] == clause[at]]
    after = [n for n in inside if n > at]
    return after[:_NEAR] or inside[-_NEAR:]
