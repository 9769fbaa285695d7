"""Questions to go on with: prewritten ones whose answers stand next to what was just cited."""

from __future__ import annotations

from collections.abc import Sequence

from natoqa.conversation import standalone
from natoqa.language import answer_language
from natoqa.lexical import ngrams
from natoqa.types import Answer, Language, Passage, Proposition, Turn

__all__ = ["suggest"]

_LONGEST = 110  # characters; longer questions do not fit a button
_ALIKE = 0.5  # a question that shares this part of its character 4-grams with another repeats it
_LOST = "figure"  # of statements on figures: nearly all have lost their data
_LOOKED_AT = 25  # neighbouring statements that are weighed


def suggest(
    answer: Answer,
    propositions: Sequence[Proposition],
    passages: Sequence[Passage],
    *,
    asked: Sequence[str],
    language: Language,
    limit: int = 3,
) -> tuple[str, ...]:
    """At most ``limit`` questions to go on with, in the reader's language, nearest first.

    Each was written for a statement, which answers it, and stands for itself. ``asked`` are the
    questions of the conversation so far; none of them and nothing that the answer already says is
    suggested again. Nothing follows an abstention.
    """
    if answer.abstained or not answer.citations:
        return ()
    known = [set(ngrams(said)) for said in (*asked, answer.question)]
    spoken = {statement.text for statement in answer.statements}
    history = [Turn(question) for question in asked]
    found: list[str] = []
    for proposition in _neighbours(answer, propositions, passages):
        if len(found) == limit:
            break
        said = all(part.text(language) in spoken for part in proposition.sentences)
        if said or proposition.kind == _LOST:
            continue
        for question in proposition.questions:
            if not _presentable(question, language) or standalone(question, history) != question:
                continue
            grams = set(ngrams(question))
            if any(len(grams & other) >= _ALIKE * len(grams) for other in known):
                continue
            known.append(grams)
            found.append(question)
            break
    return tuple(found)


def _neighbours(
    answer: Answer, propositions: Sequence[Proposition], passages: Sequence[Passage]
) -> list[Proposition]:
    """The nearest statements: same section first, then by distance in passages and likeness.

    Statements that stand on the very quotes of the answer come last: they say much the same.
    """
    place = {passage.id: at for at, passage in enumerate(passages)}
    section = {passage.id: passage.section for passage in passages}
    cited = [c.passage_id for c in answer.citations if c.passage_id in place]
    if not cited:
        return []
    sections = {section[passage] for passage in cited}
    spans = {(c.start, c.end) for c in answer.citations}

    def near(proposition: Proposition) -> tuple[bool, bool, int]:
        distance, nearest = min(
            (abs(place[own] - place[other]), own) for own in proposition.passages for other in cited
        )
        same = not spans.isdisjoint(proposition.spans)
        return same, section[nearest] not in sections, distance

    nearest = sorted((p for p in propositions if p.passages), key=near)[:_LOOKED_AT]
    about = set(ngrams(answer.question))
    return sorted(nearest, key=lambda p: (*near(p), -len(about & set(ngrams(p.de + p.en)))))


def _presentable(question: str, language: Language) -> bool:
    """A whole question in the right language, not a list of search words."""
    return (
        question.endswith("?")
        and question[:1].isupper()
        and len(question) <= _LONGEST
        and answer_language(question, default=language) == language
    )
