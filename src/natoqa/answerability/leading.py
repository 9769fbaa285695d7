"""Which statement leads an answer: one that holds the kind of thing that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from natoqa.answerability.expectations import asks_for_a_fact, unmet_kind
from natoqa.language import answer_language, question_language
from natoqa.search import Evidence, ScoredProposition
from natoqa.types import Document

__all__ = ["led_by_the_fact"]

# sums of z-scores, chosen on the tuning split of the evals
_LACKS = 7.0  # what a statement loses that does not hold the number, date or person asked for
_WIDE = 4.0  # the same for one that tells of much, when a single fact is asked for
_LOOK_AT = 10  # statements, best first
_TELL_MUCH = frozenset({"overview", "profile"})


def led_by_the_fact(evidence: Evidence, documents: Mapping[str, Document]) -> Evidence:
    """With the statement first that fits best and holds the fact asked for, if one does.

    The scores stay; a question that asks for no single fact changes nothing.
    """
    found = evidence.propositions
    if not found or not asks_for_a_fact(evidence.question):
        return evidence
    spoken = answer_language(evidence.question)
    language = question_language(evidence.question, spoken) or "en"

    def fit(scored: ScoredProposition) -> float:
        prop = scored.proposition
        text = documents[prop.document].text
        held = "\n".join([prop.de, *(text[start:end] for start, end in prop.spans)])
        lacks = bool(unmet_kind(evidence.question, held, language))
        return scored.score - _LACKS * lacks - _WIDE * (prop.kind in _TELL_MUCH)

    first = max(found[:_LOOK_AT], key=fit)
    others = (scored for scored in found if scored is not first)
    return replace(evidence, propositions=(first, *others))
