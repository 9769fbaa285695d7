"""Which statement leads an answer: one that is of the kind of thing that is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from natoqa.answerability.expectations import asks_for_a_fact, unmet_kind
from natoqa.language import answer_language, question_language
from natoqa.lexical import fold
from natoqa.search import Evidence, ScoredProposition
from natoqa.types import Document
from natoqa.worth import worth

__all__ = ["led"]

# sums of z-scores, chosen on the tuning split of the evals
_LACKS = 7.0  # what a statement loses that does not hold the number, date or person asked for
_WIDE = 4.0  # the same for one that tells of much, when a single fact is asked for
_TEXT = 7.0  # what one loses that tells of the text as such, when the question is about matters
_SIDE = 4.0  # what one gains that tells of the side, for or against, that is asked about
_ASKS_THE_SAME = 0.86  # cosine of the question to one that a statement was written to answer
_WEIGHS = 8.0  # what one gains that tells of advantages, or of drawbacks, when these are asked for
_LOOK_AT = 10  # statements, best first
_TELL_MUCH = frozenset({"overview", "profile"})
_TELL_OF_THE_TEXT = frozenset({"reference", "figure", "overview"})
_ABOUT_THE_TEXT = re.compile(
    r"\b(?:ueberschr\w+|titel\w*|abschnitt\w*|kapitel\w*|teil|seite|rueckseite|grafik\w*|abbildung\w*"
    r"|schaubild\w*|tabelle\w*|quellen?\w*|zitat\w*|zitier\w*|beleg\w*|literatur\w*|fussnote\w*"
    r"|veroeffentlich\w+|publikation\w*|autor\w*|heading|title|section|chapter|part|page"
    r"|figure|chart|graph|table|source\w*|cit\w+|quot\w+|reference\w*|literature|footnote\w*"
    r"|publi\w+|author\w*|text\w*|heisst|genannt|called|nennt|names?|beruft"
    r"|stuetzt|woher|(?:19|20)\d\d)\b"
)
_TABLE = re.compile(r"\b(?:tabelle|table|grafik 1|figure 1)\b")
_WHO = re.compile(
    r"\b(?:wer|wem|wessen|who\w*|(?:welche|which)\b.*(?:laender|staaten|countries|states))\b"
)
_AGAINST = re.compile(
    r"\b(?:gegen|dagegen|gegner\w*|ablehn\w*|lehn\w* .*\bab|widersetz\w*|blockier\w*|brems\w*"
    r"|vorbehalte|against|oppos\w+|opponents?|reject\w*|resist\w*|block\w*)\b"
)
_FOR = re.compile(
    r"\b(?:fuer|dafuer|befuerwort\w*|unterstuetz\w*|anhaenger|will|wollen|in favou?r|favou?rs?"
    r"|supports?|supporters?|wants?)\b"
)


def led(evidence: Evidence, documents: Mapping[str, Document]) -> Evidence:
    """With the statement first that fits best and is of the kind that is asked for, if one is.

    Where one fact is asked for, it holds that; where it is asked who is for something, or against
    it, it tells of those; where its advantages are asked for, or its drawbacks, it tells of these,
    and statements of the others are left out; where a table is asked about, it is a row of it;
    where nothing is asked about the text itself, it is not a heading or a source. The scores stay.
    """
    found = evidence.propositions
    fact = asks_for_a_fact(evidence.question)
    text = bool(_ABOUT_THE_TEXT.search(fold(evidence.question)))
    table = bool(_TABLE.search(fold(evidence.question)))
    if not found or (text and not fact and not table):
        return evidence
    spoken = answer_language(evidence.question)
    language = question_language(evidence.question, spoken) or "en"
    asked_side, asked_worth = _side(evidence.question), worth(evidence.question)
    aside = not text and found[0].proposition.kind in ("reference", "figure")

    def fit(scored: ScoredProposition) -> float:
        prop = scored.proposition
        wide = fact and prop.kind in _TELL_MUCH
        beside = aside and prop.kind in _TELL_OF_THE_TEXT
        side = _SIDE * (asked_side != 0 and any(_side(q) == asked_side for q in prop.questions))
        side += _SIDE * (table and prop.kind == "table")
        side += _WEIGHS * (asked_worth != 0 and _worth_of(prop.questions) == asked_worth)
        lost = _LACKS * (fact and lacks(scored)) + _WIDE * wide + _TEXT * beside
        return scored.score + side - lost

    def lacks(scored: ScoredProposition) -> bool:
        prop = scored.proposition
        whole = documents[prop.document].text
        held = "\n".join([prop.de, *(whole[start:end] for start, end in prop.spans)])
        return bool(unmet_kind(evidence.question, held, language))

    first = max(found[:_LOOK_AT], key=fit)
    others = (
        scored
        for scored in found
        if scored is not first
        and (not asked_worth or _worth_of(scored.proposition.questions) != -asked_worth)
    )
    settled = fact and first.question >= _ASKS_THE_SAME and not lacks(first)
    return replace(evidence, propositions=(first, *others), settled=settled)


def _side(question: str) -> int:
    """1 where it is asked who is for something, -1 who is against it, 0 for both and all else."""
    asked = fold(question)
    if not _WHO.search(asked):
        return 0
    return bool(_FOR.search(asked)) - bool(_AGAINST.search(asked))


def _worth_of(questions: Sequence[str]) -> int:
    """What most of the questions of a statement ask for; 0 where most ask for neither."""
    worths = [worth(question) for question in questions]
    return next((side for side in (1, -1) if 2 * worths.count(side) > len(worths)), 0)
