"""A model's sentence held against the excerpts it names, before anyone sees it.

What is cited is not the passage but the sentence in it that bears the claim, word for word; its
neighbours with it where it does not alone. A claim that names no excerpt, or one that does not bear
it, is held against all excerpts that the model was given.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Protocol

from natoqa.answering.citing import Numbering
from natoqa.answering.generative.markers import Claim
from natoqa.answering.generative.rows import misread
from natoqa.grounding import Excerpt, Verdict, words_borne
from natoqa.lexical import fold, ngrams
from natoqa.texts import text
from natoqa.types import Document, Language, Passage, Proposition, Sentence, Statement, Withheld

__all__ = ["Checker", "Quotable", "Quotables", "Verifier"]

# links, images, HTML, LaTeX, directives and tokens of chat formats: no sentence of an answer
_MARKUP = re.compile(
    r"(?i)\w+://|\bwww\.|\b(?:javascript|data|mailto):|</?[a-z!][^>]*>?|<\||\|>|!?\[[^\]]*\][(\[:]|!\["
    r"|:[a-z][\w-]*[\[/]|\\[a-z]+\s*\{|\$\$|^\s*[=|]"
)
# why the likeliest excerpt may fail a claim: it says the contrary, or gives another quantity
_CONTRARY = frozenset({"ground_negation", "ground_modality", "ground_direction"})
_OTHERWISE = frozenset({"ground_quantity", "ground_name", "ground_number", "withheld_cell"})
# what is counted, in both languages: 'Article 5' and 'Artikels 5' are the same, 'Article 6' is not
_LABELS = (r"\bart(?:ikeln?s?|icles?)\s+(\d+)", r"\b(?:grafik|figure)\s+(\d+)")
_NAMED = 0.15  # what being named counts for, as a share of the claim's character 4-grams
_FEW = 2  # quotes of a statement that says what a single sentence says
_TRIED = 4  # sentences tried one by one, the likeliest first


class Checker(Protocol):
    """What decides whether excerpts bear a claim."""

    def check(self, claim: str, excerpts: Sequence[Excerpt]) -> Verdict:
        """The verdict on one claim."""


@dataclass(frozen=True, slots=True)
class Quotable:
    """A sentence of a passage: what is held against a claim, and the 4-grams it is found by."""

    passage: Passage
    sentence: Sentence
    excerpt: Excerpt
    grams: frozenset[str]

    @property
    def names_only(self) -> bool:
        """Whether it is the caption or legend of a table, whose rows say what it holds."""
        kinds = {sentence.kind for sentence in self.passage.sentences}
        return self.sentence.kind == "caption" and "row" in kinds


class Quotables:
    """The sentences of passages as what may be cited; made once per passage, then kept.

    A sentence is found by its own words and by those of the statements written about it, which
    are in English too. ``passages`` are all there are, in order: neighbours are context.
    """

    def __init__(
        self,
        passages: Iterable[Passage],
        propositions: Iterable[Proposition],
        library: Callable[[str], Document],
    ) -> None:
        self._library = library
        self._passages: dict[str, list[Passage]] = defaultdict(list)
        for one in passages:
            self._passages[one.document].append(one)
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
                Quotable(
                    passage,
                    sentence,
                    self._excerpt(passage, sentence),
                    frozenset(ngrams(_findable(sentence, near))),
                )
                for sentence in passage.sentences
            ]
        return self._made[passage.id]

    def _excerpt(self, passage: Passage, sentence: Sentence) -> Excerpt:
        document, around = self._library(passage.document), self._passages[passage.document]
        return Excerpt.of(document, around, sentence.start, sentence.end)


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
        best = self._likeliest(claim)
        otherwise = lacks = False
        for chosen in [*([one] for one in best), *self._together(best)]:
            completes = best[0] in chosen and not lacks
            if otherwise and not completes and not self._says_more(claim.text, chosen, best[0]):
                continue
            verdict = self._verdict(claim.text, chosen)
            if verdict.supported and self._says_as_much(claim.text, chosen, best[0], first):
                return Statement(claim.text, self._cite(chosen))
            first = first or verdict
            if chosen == best[:1]:
                lacks = verdict.reason == "ground_negation" and verdict.detail in claim.text
                if verdict.reason in _CONTRARY and not lacks:
                    break
                otherwise = lacks or verdict.reason in _OTHERWISE
        return Withheld(claim.text, self._reason(first))

    def _says_as_much(
        self, claim: str, chosen: Sequence[Quotable], top: Quotable, first: Verdict | None
    ) -> bool:
        """Whether excerpts have as many words of a claim as the likeliest, which tells otherwise.

        'Canada can be involved' is not borne by what is only near it, where 'Turkey' can.
        """
        if first is None or first.reason == "ground_unsupported" or top in chosen:
            return True
        here = words_borne(claim, [quotable.excerpt for quotable in chosen])
        return here >= words_borne(claim, [top.excerpt])

    def _says_more(self, claim: str, chosen: Sequence[Quotable], top: Quotable) -> bool:
        """Whether excerpts have more words of a claim than the likeliest, which says otherwise."""
        here = words_borne(claim, [quotable.excerpt for quotable in chosen])
        return here > words_borne(claim, [top.excerpt])

    def _likeliest(self, claim: Claim) -> list[Quotable]:
        """The sentences nearest to the claim by its rarer 4-grams; those named come first."""
        every = [(at, q) for at, quotables in enumerate(self._quotable) for q in quotables]
        grams = set(ngrams(claim.text))
        spread = Counter(gram for _, quotable in every for gram in grams & quotable.grams)
        weight = {gram: log((len(every) + 1) / (count + 0.5)) for gram, count in spread.items()}
        bonus = _NAMED * sum(weight.values())
        named = {number - 1 for number in claim.numbers}

        def likely(found: tuple[int, Quotable]) -> tuple[bool, float]:
            at, quotable = found
            shared = sum(weight[gram] for gram in grams & quotable.grams)
            return quotable.names_only, -shared - bonus * (at in named)

        return [quotable for _, quotable in sorted(every, key=likely)[:_TRIED]]

    def _together(self, best: Sequence[Quotable]) -> Iterator[Sequence[Quotable]]:
        """Neighbours that are read together: rows of one table, the whole table, a whole list, a
        sentence with those before and behind it. Different places are never stitched."""
        if not best:
            return
        top = best[0]
        around = self._of_passage(top)
        if top.sentence.kind == "row":
            rows = [q for q in best if q.sentence.kind == "row" and q.passage == top.passage]
            yield from (rows[:count] for count in range(2, len(rows) + 1))
            yield around
            return
        at = around.index(top)
        listed = _list_around([q.sentence.kind for q in around], at)
        if listed:
            yield around[listed[0] : listed[1]]
            return
        for first, last in ((at - 1, at + 1), (at, at + 2), (at - 1, at + 2)):
            if first >= 0 and last <= len(around):
                yield around[first:last]

    def _of_passage(self, quotable: Quotable) -> list[Quotable]:
        """All sentences of the passage that this one stands in."""
        return next(
            quotables
            for quotables in self._quotable
            if quotables and quotables[0].passage == quotable.passage
        )

    def _verdict(self, claim: str, chosen: Sequence[Quotable]) -> Verdict:
        verdict = self._checker.check(claim, [quotable.excerpt for quotable in chosen])
        if not verdict.supported:
            return verdict
        other = _other_label(claim, " ".join(one.sentence.text for one in chosen))
        if other:
            return Verdict(False, "ground_number", other)
        rows = (one for one in chosen if one.sentence.kind == "row")
        wrong = next(filter(None, (misread(claim, one.sentence, one.passage) for one in rows)), "")
        return Verdict(False, "withheld_cell", wrong) if wrong else verdict

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


def _other_label(claim: str, quote: str) -> str:
    """The number of an article or figure in the claim where the quote names only others."""
    for label in _LABELS:
        there = {found[1] for found in re.finditer(label, quote, re.IGNORECASE)}
        for found in re.finditer(label, claim, re.IGNORECASE):
            if there and found[1] not in there:
                return found[1]
    return ""


def _list_around(kinds: Sequence[str], at: int) -> tuple[int, int] | None:
    """Where the list begins and ends that a sentence leads in or belongs to; None beside lists."""
    first = at
    while first and kinds[first] == "item":
        first -= 1
    last = first + 1
    while last < len(kinds) and kinds[last] == "item":
        last += 1
    return (first, last) if last > first + 1 else None


def _findable(sentence: Sentence, propositions: Iterable[Proposition]) -> str:
    """The words of a sentence and of the statements that say what it says, not of overviews."""
    length = sentence.end - sentence.start
    said = [
        f"{proposition.de} {proposition.en}"
        for proposition in propositions
        if len(proposition.spans) <= _FEW
        and any(
            start < sentence.end and sentence.start < end and end - start <= 2 * length
            for start, end in proposition.spans
        )
    ]
    return " ".join([sentence.reading, *said])
