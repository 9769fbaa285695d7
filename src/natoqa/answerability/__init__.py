"""Does the study answer this question? One calibrated decision, in one place.

A country, year or figure that the documents never mention settles it, and so does an attribute of
a person or country that what was found does not tell (``attributes``); all else is weighed by a
logistic regression over what the search found and what the question says (``features``). Its
weights were fitted on the tuning split of the evals (``python evals/fit_answerability.py``); the
reporting split is only reported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from natoqa.answerability.attributes import unmet_attribute
from natoqa.answerability.expectations import unmet_kind, unmet_names
from natoqa.answerability.features import Features, measure
from natoqa.answerability.mentions import Mentions, figure_numbers
from natoqa.answerability.premises import presupposes
from natoqa.answerability.strangers import strangers
from natoqa.answerability.vocabulary import Vocabulary
from natoqa.comparing import portraits
from natoqa.language import question_language
from natoqa.lexical import fold, ngrams
from natoqa.search import Evidence, ScoredProposition
from natoqa.texts import text
from natoqa.types import (
    Citation,
    Document,
    Language,
    Passage,
    Proposition,
    Statement,
    Strictness,
)

__all__ = ["THRESHOLDS", "Features", "Judge", "Verdict", "held"]

# how probable an answer must be; a reader may choose more answers or fewer wrong ones
THRESHOLDS: Mapping[Strictness, float] = {"lenient": 0.12, "normal": 0.28, "strict": 0.5}
_PORTRAYED = 0.9  # how probable an answer is where countries compared have a portrait each
_CLOSE = 0.9  # cosine of a question to that of a gap from which on both ask the same
_NEAR = 0.87  # the same for a subject, whose questions are but examples

_ABOUT_THE_FIGURE = re.compile(
    r"\b(?:titel|heisst|heissen|thema|worum|unterschrift|caption|title|called|about|verfuegbar"
    r"|available)\b|^(?:was zeigt|what does) (?:grafik|figure) \d+(?: show)?\W*$"
)


# by the names of the features, then the constant
WEIGHTS: Mapping[str, float] = {
    "question": 0.74,
    "score": 0.88,
    "names": -1.02,
    "numbers": -1.23,
    "foreign": 0.80,
    "unmet": -0.69,
    "unknown": -0.70,
    "strangers": -0.88,
    "gap_characters": -1.33,
    "gap_wording": -0.65,
    "gap_views": -0.58,
    "premise": -0.92,
    "premise_question": -1.20,
    "contradicted": -1.13,
    "elsewhere": -1.98,
    "constant": 1.72,
}
# for documents without statements: the cosine of the best sentence alone, set by hand
SENTENCE_WEIGHT, SENTENCE_EVEN = 80.0, 0.835


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to answer, how probable it is that the study answers, and why not.

    ``reason`` is a key of the texts, ``missing`` what it names; ``gap`` is the statement of what
    the study leaves open, or says instead, when one fits the question.
    """

    answerable: bool
    probability: float
    reason: str = ""
    missing: str = ""
    gap: Proposition | None = None


class Judge:
    """Decides for a fixed set of documents; built once."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        propositions: Sequence[Proposition],
    ) -> None:
        self._mentions = Mentions(passage.text for passage in passages)
        said = (" ".join((p.de, p.en, *p.questions)) for p in propositions if p.answers)
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
        citations: Sequence[Citation],
        language: Language,
        strictness: Strictness = "normal",
    ) -> Verdict:
        """Judge a question by what was found for it and by what would answer it."""
        if not evidence.passages or not statements:
            return Verdict(False, 0.0, "abstain_empty")
        spoken = question_language(evidence.question, language)
        absent = self._mentions.absent(evidence.question, language, foreign=spoken is None)
        if absent:
            return Verdict(False, 0.0, "abstain_absent", ", ".join(absent))
        lost = self._lost_figure(evidence.question)
        if lost:
            return Verdict(False, 0.0, "abstain_figure", str(lost))
        if not evidence.propositions:
            probability = _logistic(self._by_sentence(evidence))
            return _verdict(probability, strictness, "abstain_weak")
        if not any(one.characters for one in (*evidence.propositions, *evidence.gaps)):
            return Verdict(False, 0.0, "abstain_weak")  # not a word of it is known
        shown = held(statements, citations, language)
        attribute = unmet_attribute(evidence.question, shown[0])
        if attribute:
            return Verdict(False, 0.0, "abstain_names", text(attribute, language))
        values = self.features(evidence, shown, spoken).values()
        logit = sum(w * x for w, x in zip(WEIGHTS.values(), (*values, 1.0), strict=True))
        verdict = _verdict(_logistic(logit), strictness, "abstain_weak")
        if verdict.answerable:
            return verdict
        if portraits(evidence, 2):
            return Verdict(True, _PORTRAYED)
        return self._explained(verdict, evidence, shown, spoken)

    def features(
        self, evidence: Evidence, shown: Sequence[str], language: Language | None
    ) -> Features:
        """What the regression weighs; see ``features.measure``."""
        return measure(evidence, shown, language, self._vocabulary)

    def _explained(
        self, verdict: Verdict, evidence: Evidence, shown: Sequence[str], language: Language | None
    ) -> Verdict:
        """The abstention with the most precise reason there is."""
        read = language or "en"
        granted = presupposes(evidence.question)
        rows = (one for one in evidence.gaps if granted or one.proposition.kind != "premise")
        row = max(rows, key=lambda one: one.question, default=None)
        best = max(scored.question for scored in evidence.propositions)
        first = evidence.propositions[0].score
        leads = row is not None and (row.question > best or row.score > first)
        if row is not None and leads and _fits(row, evidence.question, read):
            told, kind = row.proposition, row.proposition.kind
            if kind == "elsewhere":
                subject = told.text("de" if language == "de" else "en")
                return replace(verdict, reason="abstain_elsewhere", missing=subject)
            return replace(verdict, reason=f"abstain_{kind}", gap=told)
        unheard = strangers(evidence.question, language, self._vocabulary, listed=True)
        if unheard:
            return replace(verdict, reason="abstain_absent", missing=", ".join(unheard))
        asked_for = unmet_kind(evidence.question, shown[0], read)
        if asked_for:
            return replace(verdict, reason=f"abstain_{asked_for}")
        names = unmet_names(evidence.question, shown, read)
        if names:
            missing = ", ".join(dict.fromkeys(names))
            return replace(verdict, reason="abstain_names", missing=missing)
        return verdict

    @staticmethod
    def _by_sentence(evidence: Evidence) -> float:
        best = max(max(s.sentences.values(), default=0.0) for s in evidence.passages)
        return SENTENCE_WEIGHT * (best - SENTENCE_EVEN)

    def _lost_figure(self, question: str) -> int | None:
        """The first figure asked about whose data the text does not have."""
        if _ABOUT_THE_FIGURE.search(fold(question)):
            return None
        return next((n for n in figure_numbers(question) if n in self._lost), None)


def held(
    statements: Sequence[Statement], citations: Sequence[Citation], language: Language
) -> tuple[str, str]:
    """What the evidence says, in German, and the sections that it stands in."""
    said = [statement.text for statement in statements] if language == "de" else []
    quotes = [citation.quote for citation in citations]
    return "\n".join((*said, *quotes)), "\n".join(dict.fromkeys(c.section for c in citations))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _verdict(probability: float, strictness: Strictness, reason: str) -> Verdict:
    if probability < THRESHOLDS[strictness]:
        return Verdict(False, probability, reason)
    return Verdict(True, probability)


def _fits(gap: ScoredProposition, question: str, language: Language) -> bool:
    """Whether a gap is about what is asked: close to one of its questions, and no other names."""
    about = [gap.proposition.de, gap.proposition.en, *gap.proposition.questions]
    if gap.proposition.kind == "elsewhere":
        return gap.question >= _NEAR
    if gap.question < _CLOSE or unmet_names(question, about, language):
        return False
    # 'How many soldiers has Poland?' is not 'How many American soldiers are in Poland?'
    alike = max(gap.proposition.questions, key=lambda other: _shared(question, other))
    return not unmet_names(alike, [question], language)


def _shared(question: str, other: str) -> float:
    """The share of both questions' character n-grams that they have in common."""
    mine, theirs = set(ngrams(question)), set(ngrams(other))
    return len(mine & theirs) / max(1, len(mine | theirs))
