"""Does the study answer this question? One calibrated decision, in one place.

What the documents never mention settles it, and a number, date or person that is asked for and that
the evidence does not have; all else is weighed by a logistic regression over what the search found
and what the question says. Its weights were fitted on the tuning split of the evals
(``python evals/fit_answerability.py``); the reporting split is only reported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from natoqa.answerability.expectations import (
    bare_words,
    unmet_kind,
    unmet_names,
    unmet_numbers,
)
from natoqa.answerability.mentions import Mentions, figure_numbers
from natoqa.answerability.vocabulary import Vocabulary
from natoqa.language import question_language
from natoqa.lexical import fold
from natoqa.search import Evidence, ScoredProposition
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
THRESHOLDS: Mapping[Strictness, float] = {"lenient": 0.15, "normal": 0.33, "strict": 0.6}
_UNKNOWN_SHARE = 0.3  # of bare words, where the question's language cannot be compared with German

_CLOSE = 0.9  # cosine of a question to that of a gap from which on both ask the same

_ABOUT_THE_FIGURE = re.compile(
    r"\b(?:titel|heisst|heissen|thema|worum|unterschrift|caption|title|called|about|verfuegbar"
    r"|available)\b|^(?:was zeigt|what does) (?:grafik|figure) \d+(?: show)?\W*$"
)


@dataclass(frozen=True, slots=True)
class Features:
    """What the decision is made of; the comments say what each looks like."""

    question: float  # cosine to the best question that is answered, around .88
    characters: float  # best BM25 score of a proposition, 5 to 80
    strangers: int  # names and nouns in the question that the documents do not have
    names: int  # countries, organisations and persons that the evidence does not name
    numbers: int  # numbers of the question that the evidence does not have
    bare: float  # share of the question's words that no word of the evidence bears, 0 to 1
    foreign: bool  # neither German nor English
    gap_question: float  # cosine to the best question that is not answered, less ``question``
    gap_score: float  # fused score of the best gap less ``score``, -20 to 10
    score: float  # fused score of the best proposition, 10 to 40

    def values(self) -> tuple[float, ...]:
        """Scaled for the regression, so that each counts by its weight alone."""
        return (
            40 * (self.question - 0.88),
            math.log(max(self.characters, 1.0) / 30),
            min(2.0, self.strangers),
            min(2.0, self.names),
            min(1.0, self.numbers),
            3 * self.bare,
            float(self.foreign),
            40 * self.gap_question,
            self.gap_score / 10,
            (self.score - 22) / 10,
        )


# in the order of Features.values, then the constant
WEIGHTS = (0.81, 0.71, -0.17, -0.68, -0.04, -0.14, 0.68, -0.53, -0.36, 0.6, 0.83)
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
        shown = held(statements, citations, language)
        kind = unmet_kind(evidence.question, shown[0], spoken or "en")
        if kind:
            refused = Verdict(False, 0.0, f"abstain_{kind}")
            return _explained(refused, evidence, shown, spoken)
        features = self.features(evidence, shown, spoken)
        logit = WEIGHTS[-1] + sum(w * x for w, x in zip(WEIGHTS, features.values(), strict=False))
        verdict = _verdict(_logistic(logit), strictness, "abstain_weak")
        return verdict if verdict.answerable else _explained(verdict, evidence, shown, spoken)

    def features(
        self, evidence: Evidence, shown: Sequence[str], language: Language | None
    ) -> Features:
        """What the regression weighs.

        ``evidence`` holds propositions, ``shown`` is what ``held`` gives for the answer;
        ``language`` is the question's, None for one that is neither German nor English.
        """
        asked, read = evidence.question, language or "en"
        best = max(scored.question for scored in evidence.propositions)
        bare, words = bare_words(asked, "\n".join(shown), read)
        gap = evidence.gaps[0] if evidence.gaps else None
        return Features(
            question=best,
            characters=max(scored.characters for scored in evidence.propositions),
            strangers=len(self._vocabulary.strangers(asked)),
            names=len(unmet_names(asked, shown, read)),
            numbers=len(unmet_numbers(asked, " ".join(shown))),
            bare=len(bare) / max(1, words) if language else _UNKNOWN_SHARE,
            foreign=language is None,
            gap_question=max(one.question for one in evidence.gaps) - best if gap else 0.0,
            gap_score=gap.score - evidence.propositions[0].score if gap else 0.0,
            score=evidence.propositions[0].score,
        )

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
    return gap.question >= _CLOSE and not unmet_names(question, about, language)


def _explained(
    verdict: Verdict, evidence: Evidence, shown: Sequence[str], language: Language | None
) -> Verdict:
    """The abstention with the most precise reason there is."""
    gap = evidence.gaps[0] if evidence.gaps else None
    best = max(scored.question for scored in evidence.propositions)
    leads = gap and (gap.question > best or gap.score > evidence.propositions[0].score)
    if gap and leads and _fits(gap, evidence.question, language or "en"):
        reason = f"abstain_{gap.proposition.kind}"
        return Verdict(False, verdict.probability, reason, gap=gap.proposition)
    read = language or "en"
    names = unmet_names(evidence.question, shown, read)
    if names:
        missing = ", ".join(dict.fromkeys(names))
        return Verdict(False, verdict.probability, "abstain_names", missing)
    return verdict
