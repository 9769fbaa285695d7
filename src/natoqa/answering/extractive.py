"""Answers without a language model: statements written and checked in advance, or sentences.

The smallest set that answers the question: one statement where it says all, more where the
question asks for several things that no single one says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from natoqa.answering.citing import Numbering
from natoqa.grounding.names import names
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

__all__ = ["compose", "nearest_excerpts"]

_MAX_STATEMENTS = 4
_MAX_WORDS = 90  # of the whole answer, unless one statement alone has more
# the three values below were chosen on the tuning split of the evals
_NEAR = 6.0  # a further statement may score this much less than the best one (sums of z-scores)
_NEW = 0.6  # and share less than this part of its character 4-grams with those chosen
_LOOK_AT = 12  # statements, best first
# kinds that are an answer by themselves or none: what tells of the text, and portraits of a country
_ALONE = frozenset({"overview", "reference", "figure", "profile"})

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
            for scored, part in _sentences_of(chosen, language)
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


def _choose_propositions(evidence: Evidence, language: Language) -> list[ScoredProposition]:
    """The best statement, and those close behind it that say something else and fit in."""
    ranked = evidence.propositions
    best = ranked[0]
    chosen = [best, *_beside(best, evidence)]
    words = sum(_words(scored, language) for scored in chosen)
    for scored in ranked[1:_LOOK_AT]:
        if len(chosen) >= _MAX_STATEMENTS or best.score - scored.score > _NEAR:
            break
        if scored.proposition.kind in _ALONE:
            continue  # beside another answer it adds excerpts, not an answer
        said = [one.proposition.text(language) for one in chosen]
        more = _words(scored, language)
        if words + more <= _MAX_WORDS and _is_new(scored.proposition.text(language), said):
            chosen.append(scored)
            words += more
    return _without_repetition(chosen, language)


def _without_repetition(
    chosen: list[ScoredProposition], language: Language
) -> list[ScoredProposition]:
    """Without those that a later one says along with more."""
    texts = [one.proposition.text(language) for one in chosen]
    return [one for at, one in enumerate(chosen) if _is_new(texts[at], texts[at + 1 :])]


def _beside(best: ScoredProposition, evidence: Evidence) -> list[ScoredProposition]:
    """For a question about several countries, the statements like ``best`` about the others."""
    asked = {name.key for name in names(evidence.question, "de") if name.key[:2] == "c:"}
    told = {name.key for name in names(best.proposition.de, "de")}
    found: list[ScoredProposition] = []
    if len(asked) < 2 or not asked & told:
        return found
    for scored in evidence.propositions[1:]:
        here = {name.key for name in names(scored.proposition.de, "de")}
        if scored.proposition.kind == best.proposition.kind and here & asked - told:
            found.append(scored)
            told |= here
    return found[: _MAX_STATEMENTS - 1]


def _words(scored: ScoredProposition, language: Language) -> int:
    return len(scored.proposition.text(language).split())


def _is_new(text: str, said: Sequence[str]) -> bool:
    grams = set(ngrams(text))
    known = {gram for other in said for gram in ngrams(other)}
    return len(grams & known) < _NEW * len(grams)


def _sentences_of(
    chosen: Sequence[ScoredProposition], language: Language
) -> list[tuple[ScoredProposition, Part]]:
    """The sentences of the propositions in their order, without those that are said already."""
    said: list[str] = []
    found: list[tuple[ScoredProposition, Part]] = []
    for scored in chosen:
        for part in scored.proposition.sentences:
            if _is_new(part.text(language), said):
                found.append((scored, part))
        said.extend(part.text(language) for part in scored.proposition.sentences)
    return found


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
