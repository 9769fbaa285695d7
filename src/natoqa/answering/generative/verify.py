"""A model's sentence held against the excerpts it names, before anyone sees it.

What is cited is not the passage but the sentence in it that bears the claim, word for word; two or
three where one alone does not. A claim that names no excerpt, or one that does not bear it, is held
against all excerpts that the model was given.
"""

from __future__ import annotations

import re
from collections import defaultdict
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

__all__ = ["Checker", "Quotable", "Quotables", "Verifier"]

# links, images, HTML, LaTeX, directives and tokens of chat formats: no sentence of an answer
_MARKUP = re.compile(
    r"(?i)\w+://|\bwww\.|\b(?:javascript|data|mailto):|</?[a-z!][^>]*>?|<\||\|>|!?\[[^\]]*\][(\[:]|!\["
    r"|:[a-z][\w-]*[\[/]|\\[a-z]+\s*\{|\$\$|^\s*[=|]"
)
_CONTRADICTS = frozenset(
    {"ground_negation", "ground_modality", "ground_quantity", "ground_direction", "ground_roles",
     "ground_quotation", "withheld_cell"}
)  # fmt: skip
_NAMED = 0.15  # what being named counts for, as a share of the claim's character 4-grams
_TRIED = 4  # sentences tried one by one, the likeliest first
_TOGETHER = 3  # and that many together


class Checker(Protocol):
    """What decides whether excerpts bear a claim."""

    def check(self, claim: str, excerpts: Sequence[Excerpt]) -> Verdict:
        """The verdict on one claim."""


@dataclass(frozen=True, slots=True)
class Quotable:
    """A sentence of a passage, and the character 4-grams that it is found by."""

    passage: Passage
    sentence: Sentence
    grams: frozenset[str]

    @property
    def names_only(self) -> bool:
        """Whether it is the caption or legend of a table, whose rows say what it holds."""
        kinds = {sentence.kind for sentence in self.passage.sentences}
        return self.sentence.kind == "caption" and "row" in kinds

    def excerpt(self) -> Excerpt:
        """What is held against a claim; a row with its table's caption and columns."""
        quote = self.sentence.text
        if self.sentence.kind == "row":
            quote = f"{self.passage.sentences[0].text}. {self.sentence.reading}"
        return Excerpt(quote, f"{self.passage.section}\n{self.passage.text}")


class Quotables:
    """The sentences of passages as what may be cited; made once per passage, then kept.

    A sentence is found by its own words and by those of the statements written about it, which
    are in English too.
    """

    def __init__(self, propositions: Iterable[Proposition]) -> None:
        self._near: dict[str, list[Proposition]] = defaultdict(list)
        for proposition in propositions:
            for passage in proposition.passages:
                self._near[passage].append(proposition)
        self._made: dict[str, list[Quotable]] = {}

    def of(self, passage: Passage) -> list[Quotable]:
        """What may be cited of one passage."""
        if passage.id not in self._made:
            near = self._near.get(passage.id, ())
            self._made[passage.id] = [
                Quotable(passage, sentence, frozenset(ngrams(_findable(sentence, near))))
                for sentence in passage.sentences
            ]
        return self._made[passage.id]


class Verifier:
    """Checks the claims of one answer and numbers the excerpts that bear them."""

    def __init__(
        self,
        checker: Checker,
        excerpts: Sequence[Passage],
        quotables: Quotables,
        library: Callable[[str], Document],
        language: Language,
    ) -> None:
        self._checker = checker
        self._library = library
        self._language = language
        self._numbering = Numbering()
        self._said: set[str] = set()
        self._quotable = [quotables.of(passage) for passage in excerpts]

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
        first: Verdict | None = None
        for chosen in self._tries(claim):
            verdict = self._verdict(claim.text, chosen)
            if verdict.supported:
                return Statement(claim.text, self._cite(chosen))
            first = first or verdict
            if verdict.reason in _CONTRADICTS:
                break  # the likeliest excerpt says otherwise: none is looked for that does not
        return Withheld(claim.text, self._reason(first))

    def _tries(self, claim: Claim) -> Iterator[list[Quotable]]:
        """The likeliest excerpts, one by one, then together; those named come first."""
        grams = set(ngrams(claim.text))
        named = {number - 1 for number in claim.numbers}
        bonus = _NAMED * len(grams)

        def likely(found: tuple[int, Quotable]) -> tuple[bool, float]:
            at, quotable = found
            return quotable.names_only, -len(grams & quotable.grams) - bonus * (at in named)

        every = [(at, q) for at, quotables in enumerate(self._quotable) for q in quotables]
        best = [quotable for _, quotable in sorted(every, key=likely)[:_TRIED]]
        yield from ([quotable] for quotable in best)
        yield from (best[:count] for count in range(2, min(_TOGETHER, len(best)) + 1))

    def _verdict(self, claim: str, chosen: Sequence[Quotable]) -> Verdict:
        verdict = self._checker.check(claim, [quotable.excerpt() for quotable in chosen])
        if verdict.supported and len(chosen) == 1 and chosen[0].sentence.kind == "row":
            wrong = misread(claim, chosen[0].sentence, chosen[0].passage)
            return Verdict(False, "withheld_cell", wrong) if wrong else verdict
        return verdict

    def _cite(self, chosen: Sequence[Quotable]) -> tuple[int, ...]:
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


def _findable(sentence: Sentence, propositions: Iterable[Proposition]) -> str:
    said = [
        f"{proposition.de} {proposition.en}"
        for proposition in propositions
        if any(start < sentence.end and sentence.start < end for start, end in proposition.spans)
    ]
    return " ".join([sentence.reading, *said])
