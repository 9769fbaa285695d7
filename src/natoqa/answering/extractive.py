"""Answers without a language model: statements written and checked in advance, or sentences.

The smallest set that answers the question: one statement where it says all, more where the
question asks for several things that no single one says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from natoqa.answering.citing import Numbering
from natoqa.lexical import ngrams
from natoqa.search import Evidence, ScoredPassage, ScoredProposition
from natoqa.types import Citation, Document, Language, Passage, Sentence, Statement

__all__ = ["compose", "nearest_excerpts"]

_MAX_STATEMENTS = 3
# statements that say all there is: every item of a list, both sides of a comparison
_WHOLE = frozenset({"list", "overview", "profile", "comparison", "table"})
_WHOLE_NEAR = 0.8  # such a statement goes first when it scores this share of the best one
_WHOLE_SLACK = 0.01  # and when its question is hardly less like the one asked, by cosine
_NEAR = 0.82  # a further statement must score at least this share of the best one
_NEW = 0.5  # and share less than this part of its character 4-grams with those chosen

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
        chosen = _choose_propositions(evidence.propositions, language)
        statements = [_stated(scored, language, library, passages, numbering) for scored in chosen]
    else:
        statements = _sentences(evidence.passages, library, numbering)
    return tuple(statements), numbering.citations


def nearest_excerpts(evidence: Evidence, library: Library, limit: int = 3) -> tuple[Citation, ...]:
    """The sentences closest to the question, one of each of the best passages; not an answer."""
    numbering = Numbering()
    for scored in evidence.passages[:limit]:
        sentence = _best_sentence(scored)
        document = library(scored.passage.document)
        numbering.cite(document, scored.passage, sentence.start, sentence.end)
    return numbering.citations


def _choose_propositions(
    ranked: Sequence[ScoredProposition], language: Language
) -> list[ScoredProposition]:
    best = ranked[0]
    whole = next(
        (
            scored
            for scored in ranked
            if scored.proposition.kind in _WHOLE
            and scored.score >= _WHOLE_NEAR * best.score
            and scored.question >= best.question - _WHOLE_SLACK
        ),
        None,
    )
    if whole is not None:
        return [whole]
    chosen = [best]
    for scored in ranked[1:]:
        if len(chosen) == _MAX_STATEMENTS or scored.score < _NEAR * best.score:
            break
        said = [one.proposition.text(language) for one in chosen]
        if _is_new(scored.proposition.text(language), said):
            chosen.append(scored)
    return chosen


def _is_new(text: str, said: Sequence[str]) -> bool:
    grams = set(ngrams(text))
    known = {gram for other in said for gram in ngrams(other)}
    return len(grams & known) < _NEW * len(grams)


def _stated(
    scored: ScoredProposition,
    language: Language,
    library: Library,
    passages: Mapping[str, Passage],
    numbering: Numbering,
) -> Statement:
    proposition = scored.proposition
    document = library(proposition.document)
    holders = sorted((passages[p] for p in proposition.passages), key=lambda p: p.start)
    ends = [passage.end for passage in holders]
    numbers = [
        # a quoted heading counts to the passage that it stands over
        numbering.cite(
            document, holders[min(bisect_right(ends, start), len(holders) - 1)], start, end
        )
        for start, end in proposition.spans
    ]
    return Statement(proposition.text(language), tuple(numbers))


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
