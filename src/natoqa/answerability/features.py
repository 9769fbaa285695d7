"""What the decision whether to answer is made of: one number for each thing that speaks for or
against it, taken from what the search found and from what the question says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields

from natoqa.answerability.expectations import unmet_kind, unmet_names, unmet_numbers
from natoqa.answerability.premises import contradicted, presupposes
from natoqa.answerability.strangers import strangers
from natoqa.answerability.vocabulary import Vocabulary
from natoqa.search import Evidence, ScoredProposition
from natoqa.types import Language

__all__ = ["Features", "measure"]

_EVEN_COSINE, _EVEN_SCORE = 0.88, 25.0
_AS_NEAR = 0.005  # cosine; the questions of a subject are but examples
_FAR_BEHIND = -0.3  # a gap that is further behind says nothing more for an answer
_VIEWS: tuple[Callable[[ScoredProposition], float], ...] = (
    lambda one: one.score,
    lambda one: one.statement,
    lambda one: one.question,
    lambda one: one.characters,
    lambda one: one.wording,
)


@dataclass(frozen=True, slots=True)
class Features:
    """Scaled so that each counts by its weight alone: most lie between -2 and 2.

    A gap is a row that says what the documents leave open, a premise one that says what they say
    instead, elsewhere a subject that they are not about (see ``types.Proposition``).
    """

    question: float  # cosine to the best question that is answered
    score: float  # what the fused score of the best answer lacks; 0 where it lacks nothing
    names: float  # countries, organisations and persons that the evidence does not name
    numbers: float  # numbers of the question that the evidence does not have
    foreign: float  # neither German nor English
    unmet: float  # a number, date, sum or person is asked for that the evidence does not have
    unknown: float  # words that nothing written about answers has in any form
    strangers: float  # persons, bodies and groups that nothing written about answers names
    gap_characters: float  # BM25 of all that is written about a gap, over that of an answer
    gap_wording: float  # the same for the best question alone
    gap_views: float  # the number of views by which a gap leads
    premise: float  # the question takes something for granted and is nearest to a wrong premise
    premise_question: float  # how near it is to that, 0 when nothing is taken for granted
    contradicted: float  # and an opposite or a quantity of what was found speaks against it
    elsewhere: float  # a question about another subject is as near as any that is answered

    @classmethod
    def names_in_order(cls) -> tuple[str, ...]:
        """The names of the weights."""
        return tuple(field.name for field in fields(cls))

    def values(self) -> tuple[float, ...]:
        """The numbers, in the order of the weights."""
        return tuple(float(value) for value in astuple(self))


def measure(
    evidence: Evidence, shown: Sequence[str], language: Language | None, vocabulary: Vocabulary
) -> Features:
    """The features of a question for which propositions were found.

    ``shown`` is what ``answerability.held`` gives for the answer; ``language`` is the question's,
    None for one that is neither German nor English, whose words cannot be compared.
    """
    asked, read = evidence.question, language or "en"
    answers = evidence.propositions
    gaps, premises, elsewhere = (
        [one for one in evidence.gaps if one.proposition.kind == kind]
        for kind in ("gap", "premise", "elsewhere")
    )
    question = _best(answers, _VIEWS[2])
    granted = presupposes(asked)
    nearest = _best(premises, _VIEWS[2])
    leading = [one.proposition for one in (*answers[:1], *premises[:1])]
    named = (*shown, *answers[0].proposition.questions)  # what it answers may be named there alone
    return Features(
        question=40 * (question - _EVEN_COSINE),
        score=min(0.0, (answers[0].score - _EVEN_SCORE) / 10),
        names=min(2, len(unmet_names(asked, named, read))),
        numbers=min(1, len(unmet_numbers(asked, " ".join(shown)))),
        foreign=language is None,
        unmet=bool(unmet_kind(asked, shown[0], read)),
        unknown=min(2, len(vocabulary.unknown(asked, language))) if language else 0,
        strangers=min(2, len(strangers(asked, language, vocabulary))),
        gap_characters=_ratio(gaps, answers, _VIEWS[3], 5.0),
        gap_wording=_ratio(gaps, answers, _VIEWS[4], 3.0),
        gap_views=sum(_best(gaps, view) > _best(answers, view) for view in _VIEWS) if gaps else 0,
        premise=granted and nearest > question,
        premise_question=40 * (nearest - _EVEN_COSINE) if granted and premises else 0.0,
        contradicted=granted and any(contradicted(asked, one.de, read) for one in leading),
        elsewhere=_best(elsewhere, _VIEWS[2]) > question - _AS_NEAR,
    )


def _best(found: Sequence[ScoredProposition], view: Callable[[ScoredProposition], float]) -> float:
    return max(map(view, found), default=0.0)


def _ratio(
    mine: Sequence[ScoredProposition],
    other: Sequence[ScoredProposition],
    view: Callable[[ScoredProposition], float],
    small: float,
) -> float:
    """The logarithm of a ratio of BM25 scores; ``small`` keeps scores near 0 from counting."""
    ratio = math.log((_best(mine, view) + small) / (_best(other, view) + small))
    return max(_FAR_BEHIND, ratio)
