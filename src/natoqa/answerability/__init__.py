"""Does the study answer this question? One calibrated decision, in one place.

What the documents never mention settles it; all else is weighed by a logistic regression over what
the search found. Its weights were fitted on the tuning split of the evals
(``python evals/fit_answerability.py``); the reporting split is only reported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from natoqa.answerability.mentions import Mentions, figure_numbers, wants_date, wants_number
from natoqa.answerability.vocabulary import Vocabulary
from natoqa.lexical import fold
from natoqa.search import Evidence
from natoqa.types import Document, Language, Passage, Proposition, Statement, Strictness

__all__ = ["Features", "Judge", "Verdict"]

THRESHOLD = 0.5
# what the reader may choose instead, for more answers or fewer wrong ones
THRESHOLDS: Mapping[Strictness, float] = {"lenient": 0.3, "normal": THRESHOLD, "strict": 0.75}

_NUMBER = re.compile(
    r"\d|\b(?:ein|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|elf|zwoelf|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|hoch|mittel|niedrig|high|medium|low|billion|milliarde)"
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d|\b(?:januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november"
    r"|dezember|january|february|march|may|june|july|october|december|jahr|year)"
)
_ABOUT_THE_FIGURE = re.compile(
    r"\b(?:titel|heisst|heissen|thema|worum|unterschrift|caption|title|called|about|verfuegbar"
    r"|available)\b|^(?:was zeigt|what does) (?:grafik|figure) \d+(?: show)?\W*$"
)


@dataclass(frozen=True, slots=True)
class Features:
    """What the decision is made of; the comments say what each looks like."""

    question: float  # cosine to the best question written in advance, around .88
    characters: float  # best BM25 score of a proposition, 5 to 80
    strangers: int  # names and nouns in the question that the documents do not have, 0 to 2
    mismatch: bool  # a number or a time is asked for and none is in the answer

    def values(self) -> tuple[float, ...]:
        """Scaled for the regression, so that each counts by its weight alone."""
        return (
            40 * (self.question - 0.88),
            math.log(max(self.characters, 1.0) / 30),
            float(self.strangers),
            float(self.mismatch),
        )


# in the order of Features.values, then the constant
WEIGHTS = (1.51, 1.56, -1.10, -0.75, 1.79)
# for documents without statements: the cosine of the best sentence alone, set by hand
SENTENCE_WEIGHT, SENTENCE_EVEN = 80.0, 0.835


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer, how probable it is that the study answers, and why not.

    ``reason`` is a key of the texts, ``missing`` what it names.
    """

    answerable: bool
    probability: float
    reason: str = ""
    missing: str = ""


class Judge:
    """Decides for a fixed set of documents; built once."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        propositions: Sequence[Proposition],
    ) -> None:
        self._mentions = Mentions(passage.text for passage in passages)
        said = (" ".join((p.de, p.en, *p.questions)) for p in propositions)
        self._vocabulary = Vocabulary([*(passage.text for passage in passages), *said])
        self._lost = {
            figure.number
            for document in documents
            for figure in document.figures
            if figure.number and not figure.rows
        }

    def assess(
        self,
        evidence: Evidence,
        statements: Sequence[Statement],
        language: Language,
        strictness: Strictness = "normal",
    ) -> Verdict:
        """Judge a question by what was found for it and the statements that would answer it."""
        if not evidence.passages or not statements:
            return Verdict(False, 0.0, "abstain_empty")
        absent = self._mentions.absent(evidence.question, language)
        if absent:
            return Verdict(False, 0.0, "abstain_absent", ", ".join(absent))
        lost = self._lost_figure(evidence.question)
        if lost:
            return Verdict(False, 0.0, "abstain_figure", str(lost))
        probability = 1 / (1 + math.exp(-self._logit(evidence, statements)))
        if probability < THRESHOLDS[strictness]:
            return Verdict(False, probability, "abstain_weak")
        return Verdict(True, probability)

    def features(self, evidence: Evidence, statements: Sequence[Statement]) -> Features:
        """What the regression weighs; the evidence holds propositions."""
        said = fold(" ".join(statement.text for statement in statements))
        asked = evidence.question
        no_number = wants_number(asked) and not _NUMBER.search(said)
        no_date = wants_date(asked) and not _DATE.search(said)
        return Features(
            question=max(scored.question for scored in evidence.propositions),
            characters=max(scored.characters for scored in evidence.propositions),
            strangers=min(2, len(self._vocabulary.strangers(asked))),
            mismatch=no_number or no_date,
        )

    def _logit(self, evidence: Evidence, statements: Sequence[Statement]) -> float:
        if not evidence.propositions:
            best = max(max(s.sentences.values(), default=0.0) for s in evidence.passages)
            return SENTENCE_WEIGHT * (best - SENTENCE_EVEN)
        values = self.features(evidence, statements).values()
        return WEIGHTS[-1] + sum(w * x for w, x in zip(WEIGHTS, values, strict=False))

    def _lost_figure(self, question: str) -> int | None:
        """The first figure asked about whose data the text does not have."""
        if _ABOUT_THE_FIGURE.search(fold(question)):
            return None
        return next((n for n in figure_numbers(question) if n in self._lost), None)
