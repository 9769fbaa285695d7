"""Answers without a language model: statements written and checked in advance, or sentences.

The smallest set that answers the question: one statement where it says all, more where the
question asks for several things that no single one says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from natoqa.answering.citing import Numbering
from natoqa.comparing import ALONE, Told, named, others_asked_about, portraits
from natoqa.grounding.numbers import quantities
from natoqa.lexical import ngrams
from natoqa.search import Evidence, ScoredPassage, ScoredProposition
from natoqa.types import (
    Citation,
    Document,
    Language,
    Part,
    Passage,
    Proposition,
    Sentence,
    Statement,
)
from natoqa.worth import label_worth, worth

__all__ = ["compose", "nearest_excerpts"]

_MAX_STATEMENTS = 4
_MAX_WORDS = 90  # of the whole answer, unless one statement alone has more
# the five values below were chosen on the tuning split of the evals
_BESIDE = 4.0  # what a statement gains whose excerpt stands beside one of the best statement's
_DISTANCE = 300  # characters between two excerpts that stand beside each other
_NEAR = 7.0  # a further statement may score this much less than the best one (sums of z-scores)
_BEHIND = 0.05  # its best question may be this much less near than that of the best one (cosine)
_SHARE = 0.6  # and has at least this part of its score
_NEW = 0.6  # and share less than this part of its character 4-grams with those chosen
_NEW_HERE = 0.45  # the same where its excerpts are quoted already
_PARTS = 3  # sentences of a further statement, from its first on: they lean on each other
_LOOK_AT = 12  # statements, best first

Library = Callable[[str], Document]


def compose(
    evidence: Evidence,
    language: Language,
    library: Library,
    passages: Mapping[str, Passage],
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """The statements that answer the question and their citations, numbered in reading order.

    ``library`` gives a document by id, ``passages`` a passage by id. Empty evidence gives none.
    """
    numbering = Numbering()
    if evidence.propositions:
        chosen = _choose_propositions(evidence, language)
        statements = [
            Statement(
                part.text(language),
                _cite(scored.proposition, part.spans, library, passages, numbering),
            )
            for scored, part in chosen
        ]
    else:
        statements = _sentences(evidence.passages, library, numbering)
    return tuple(statements), numbering.citations


def nearest_excerpts(
    evidence: Evidence,
    library: Library,
    passages: Mapping[str, Passage],
    *,
    first: Proposition | None = None,
    limit: int = 3,
) -> tuple[Citation, ...]:
    """The excerpts of ``first``, then the sentences closest to the question; not an answer.

    One sentence of each of the best passages, ``limit`` excerpts at most.
    """
    numbering = Numbering()
    if first is not None:
        _cite(first, first.spans, library, passages, numbering)
    for scored in evidence.passages[:limit]:
        if len(numbering.citations) < limit:
            sentence = _best_sentence(scored)
            document = library(scored.passage.document)
            numbering.cite(document, scored.passage, sentence.start, sentence.end)
    return numbering.citations


def _choose_propositions(evidence: Evidence, language: Language) -> list[Told]:
    """All sentences of the best statement, and those close behind it that are new and fit in.

    What the study says just before and after gives reasons and examples of what is asked: it
    counts as closer.
    """
    compared = portraits(evidence, _MAX_STATEMENTS)
    if compared:
        return compared
    best = evidence.propositions[0]
    scores = [
        (scored.score + _BESIDE * _is_beside(scored.proposition, best.proposition), scored)
        for scored in evidence.propositions[1:_LOOK_AT]
        if scored.proposition.kind not in ALONE and best.question - scored.question <= _BEHIND
    ]
    reach = 0.0 if evidence.settled else _NEAR  # one fact needs no more than what belongs to it
    near = [
        scored
        for score, scored in sorted(scores, key=lambda found: -found[0])
        if best.score - score <= reach and score >= _SHARE * best.score
    ]
    chosen = named(best, evidence.question, _MAX_STATEMENTS)
    for scored, part in others_asked_about(best, evidence):
        if _has_room(chosen, part, language):
            chosen.append((scored, part))
    for scored in near:
        _add(chosen, scored, language)
    asked = worth(evidence.question)
    fitting = [told for told in chosen if not asked or label_worth(told[1].text("de")) != -asked]
    return _without_repetition(fitting or chosen, language)


def _is_beside(one: Proposition, other: Proposition) -> bool:
    """Whether excerpts of both stand next to each other in the document, or share words."""
    return one.document == other.document and any(
        max(a[0], b[0]) - min(a[1], b[1]) <= _DISTANCE for a in one.spans for b in other.spans
    )


def _add(chosen: list[Told], scored: ScoredProposition, language: Language) -> None:
    """Add what sentences of a further statement say that is new, as far as it fits in."""
    cited = [span for _, part in chosen for span in part.spans]
    for part in scored.proposition.sentences[:_PARTS]:
        said = [other.text(language) for _, other in chosen]
        quoted = all(_shared(one, cited) for one in part.spans)
        row = quoted and scored.proposition.kind == "table"
        share = _NEW_HERE if quoted else _NEW
        new = not row and _is_new(part.text(language), said, share)
        if new and _has_room(chosen, part, language):
            chosen.append((scored, part))


def _has_room(chosen: Sequence[Told], part: Part, language: Language) -> bool:
    words = sum(len(told.text(language).split()) for told in (*(told for _, told in chosen), part))
    return len(chosen) < _MAX_STATEMENTS and words <= _MAX_WORDS


def _shared(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _without_repetition(chosen: list[Told], language: Language) -> list[Told]:
    """Without the statements that a later sentence says along with more."""
    texts = [part.text(language) for _, part in chosen]
    return [
        (scored, part)
        for at, (scored, part) in enumerate(chosen)
        if scored.proposition.parts
        or all(
            _is_new(texts[at], [later]) or _figures(texts[at]) - _figures(later)
            for later in texts[at + 1 :]
        )
    ]


def _figures(text: str) -> set[str]:
    """The numbers and dates of a text: few letters, but often what was asked for."""
    return {number.key for number in quantities(text)}


def _is_new(text: str, said: Sequence[str], share: float = _NEW) -> bool:
    grams = set(ngrams(text))
    known = {gram for other in said for gram in ngrams(other)}
    return len(grams & known) < share * len(grams)


def _cite(
    proposition: Proposition,
    spans: Sequence[tuple[int, int]],
    library: Library,
    passages: Mapping[str, Passage],
    numbering: Numbering,
) -> tuple[int, ...]:
    """The numbers of the excerpts of a proposition that stand at ``spans``."""
    document = library(proposition.document)
    holders = sorted((passages[p] for p in proposition.passages), key=lambda p: p.start)
    ends = [passage.end for passage in holders]
    return tuple(
        # a quoted heading counts to the passage that it stands over
        numbering.cite(
            document, holders[min(bisect_right(ends, start), len(holders) - 1)], start, end
        )
        for start, end in spans
    )


def _sentences(
    ranked: Sequence[ScoredPassage], library: Library, numbering: Numbering
) -> list[Statement]:
    """Quoted sentences of the best passages; a list is quoted whole behind its lead."""
    candidates = sorted(
        (
            (similarity, place, order)
            for place, scored in enumerate(ranked[:3])
            for order, similarity in scored.sentences.items()
            if _says_something(scored.passage, order)
        ),
        key=lambda found: (-(found[0] - 0.01 * found[1]), found[1:]),
    )
    if not candidates:
        return []
    top, place, order = candidates[0]
    passage = ranked[place].passage
    orders = _with_list(passage.sentences, order)
    picked = [(passage, at) for at in orders]
    if len(orders) == 1:
        for similarity, other, at in candidates[1:]:
            if len(picked) < 2 and top - similarity < 0.01:
                picked.append((ranked[other].passage, at))
    statements = []
    for holder, at in picked:
        sentence = holder.sentences[at]
        number = numbering.cite(library(holder.document), holder, sentence.start, sentence.end)
        said = sentence.reading if sentence.kind == "row" else sentence.text
        statements.append(Statement(re.sub(r"\s+", " ", said), (number,)))
    return statements


def _says_something(passage: Passage, order: int) -> bool:
    """Not the caption, header or legend of a table: its rows say what it holds."""
    kinds = {sentence.kind for sentence in passage.sentences}
    return passage.sentences[order].kind != "caption" or "row" not in kinds


def _with_list(sentences: Sequence[Sentence], order: int) -> list[int]:
    """The sentence, or the whole list it belongs to with the sentence that leads it in."""
    kinds = [sentence.kind for sentence in sentences]
    leads = order + 1 < len(kinds) and kinds[order] == "sentence" and kinds[order + 1] == "item"
    if kinds[order] != "item" and not leads:
        return [order]
    first = order
    while first > 0 and kinds[first] == "item":
        first -= 1
    last = first + 1
    while last < len(kinds) and kinds[last] == "item":
        last += 1
    return list(range(first, last))


def _best_sentence(scored: ScoredPassage) -> Sentence:
    order = max(scored.sentences, key=scored.sentences.__getitem__, default=0)
    return scored.passage.sentences[order]
