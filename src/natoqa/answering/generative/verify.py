"""A model's sentence held against the excerpts it names, before anyone sees it.

What is cited is not the passage but the sentence in it that bears the claim, word for word; two or
three where one alone does not. A claim that names no excerpt, or one that does not bear it, is held
against all excerpts that the model was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from natoqa.answering.citing import Numbering
from natoqa.answering.generative.markers import Claim
from natoqa.answering.generative.rows import misread
from natoqa.grounding import Excerpt, Verdict
from natoqa.lexical import fold, ngrams
from natoqa.texts import text
from natoqa.types import Document, Language, Passage, Proposition, Sentence, Statement, Withheld

__all__ = ["Checker", "Verifier"]

# links, images, HTML, LaTeX, directives and tokens of chat formats: no sentence of an answer
_MARKUP = re.compile(
    r"(?i)\w+://|\bwww\.|\b(?:javascript|data|mailto):|</?[a-z!][^>]*>?|<\||\|>|!?\[[^\]]*\][(\[:]|!\["
    r"|:[a-z][\w-]*[\[/]|\\[a-z]+\s*\{|\$\$|^\s*[=|]"
)
_TRIED = 4  # sentences tried one by one, the likeliest first
_TOGETHER = 3  # and that many together


class Checker(Protocol):
    """What decides whether excerpts bear a claim."""

    def check(self, claim: str, excerpts: Sequence[Excerpt]) -> Verdict:
        """The verdict on one claim."""


@dataclass(frozen=True, slots=True)
class _Quotable:
    passage: Passage
    sentence: Sentence
    grams: frozenset[str]

    @property
    def names_only(self) -> bool:
        """Whether it is the caption or legend of a table, whose rows say what it holds."""
        kinds = {sentence.kind for sentence in self.passage.sentences}
        return self.sentence.kind == "caption" and "row" in kinds

    def excerpt(self) -> Excerpt:
        """What is held against a claim; a row with the names of its columns."""
        row = self.sentence.kind == "row"
        quote = self.sentence.reading if row else self.sentence.text
        return Excerpt(quote, f"{self.passage.section}\n{self.passage.text}")


class Verifier:
    """Checks the claims of one answer and numbers the excerpts that bear them."""

    def __init__(
        self,
        checker: Checker,
        excerpts: Sequence[Passage],
        propositions: Iterable[Proposition],
        library: Callable[[str], Document],
        language: Language,
    ) -> None:
        self._checker = checker
        self._library = library
        self._language = language
        self._numbering = Numbering()
        self._said: set[str] = set()
        self._quotable = _quotable(excerpts, list(propositions))

    @property
    def numbering(self) -> Numbering:
        """The citations given so far."""
        return self._numbering

    def check(self, claim: Claim) -> Statement | Withheld | None:
        """The claim with its citations, or why it is withheld; None when it was said before."""
        if claim.code or _MARKUP.search(claim.text):
            return Withheld(claim.text, text("withheld_code", self._language))
        key = fold(claim.text)
        if key in self._said:
            return None
        self._said.add(key)
        named = [q for number in claim.numbers for q in self._quotable[number - 1]]
        everything = [q for quotables in self._quotable for q in quotables]
        first: Verdict | None = None
        for pool in (named, everything):
            for chosen, verdict in self._tries(claim.text, pool):
                first = first or verdict
                if verdict.supported:
                    return Statement(claim.text, self._cite(chosen))
        return Withheld(claim.text, self._reason(first))

    def _tries(
        self, claim: str, pool: Sequence[_Quotable]
    ) -> Iterator[tuple[list[_Quotable], Verdict]]:
        """Verdicts on the likeliest sentences, one by one, then together."""
        grams = set(ngrams(claim))
        ranked = sorted(pool, key=lambda q: (q.names_only, -len(grams & q.grams)))[:_TRIED]
        alone = [[quotable] for quotable in ranked]
        together = [ranked[:count] for count in range(2, min(_TOGETHER, len(ranked)) + 1)]
        for chosen in (*alone, *together):
            yield chosen, self._verdict(claim, chosen)

    def _verdict(self, claim: str, chosen: Sequence[_Quotable]) -> Verdict:
        verdict = self._checker.check(claim, [quotable.excerpt() for quotable in chosen])
        if verdict.supported and len(chosen) == 1 and chosen[0].sentence.kind == "row":
            wrong = misread(claim, chosen[0].sentence, chosen[0].passage)
            return Verdict(False, "withheld_cell", wrong) if wrong else verdict
        return verdict

    def _cite(self, chosen: Sequence[_Quotable]) -> tuple[int, ...]:
        ordered = sorted(chosen, key=lambda q: (q.passage.document, q.sentence.start))
        return tuple(
            self._numbering.cite(
                self._library(q.passage.document), q.passage, q.sentence.start, q.sentence.end
            )
            for q in ordered
        )

    def _reason(self, verdict: Verdict | None) -> str:
        if verdict is None:
            return text("withheld_no_excerpt", self._language)
        return text(verdict.reason, self._language, detail=verdict.detail)


def _quotable(
    excerpts: Sequence[Passage], propositions: Sequence[Proposition]
) -> list[list[_Quotable]]:
    """The sentences of each excerpt, findable by their words and by those of their statements."""
    return [
        [
            _Quotable(passage, sentence, frozenset(ngrams(_findable(sentence, near))))
            for sentence in passage.sentences
        ]
        for passage in excerpts
        for near in [[p for p in propositions if passage.id in p.passages]]
    ]


def _findable(sentence: Sentence, propositions: Iterable[Proposition]) -> str:
    said = [
        f"{proposition.de} {proposition.en}"
        for proposition in propositions
        if any(start < sentence.end and sentence.start < end for start, end in proposition.spans)
    ]
    return " ".join([sentence.reading, *said])
