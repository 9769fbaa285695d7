"""The figures of one answer, by name.

Every function gives those that apply; what cannot be said of a case is left out, so that means are
taken over the cases that have a figure. Shares and yes-or-no figures lie between 0 and 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import metrics
from metrics import Span

from natoqa import Answer, Citation, Statement, load_document
from natoqa.types import Passage

Support = Callable[[str, Sequence[Citation]], bool]
Values = dict[str, float]


def search(ranked: Sequence[Passage], gold: Sequence[Span], passages: Sequence[Passage]) -> Values:
    """Where the gold evidence stands among the passages found; ``passages`` are all there are."""
    rank = metrics.first_rank(ranked, gold)
    total = sum(metrics.relevant(passage, gold) for passage in passages)
    return {
        "hit@1": float(rank is not None and rank <= 1),
        "hit@3": float(rank is not None and rank <= 3),
        "hit@5": float(rank is not None and rank <= 5),
        "reciprocal rank": 1 / rank if rank else 0.0,
        "nDCG@10": metrics.ndcg_at([metrics.relevant(p, gold) for p in ranked], total),
    }


def answer(given: Answer) -> Values:
    """What can be said of every answer: form, exactness, length, probability."""
    values = {
        "refused": float(given.abstained),
        "linked": float(linked(given)),
        "probability": given.score,
        "fallback": float(bool(given.notice)),
    }
    shown = (*given.citations, *given.nearest)
    if shown:
        values["quote exact"] = metrics.mean([float(quote_exact(c)) for c in shown])
        values["page exact"] = metrics.mean([float(page_exact(c)) for c in shown])
    if not given.abstained:
        values["words"] = float(metrics.words(given.text))
    return values


def against_gold(
    given: Answer, gold: Sequence[Span], facts: Sequence[Sequence[str]], need_all: bool
) -> Values:
    """What can be said where the evidence is known; a refusal holds no key fact."""
    values: Values = {}
    if facts:
        found = 0.0 if given.abstained else metrics.facts_found(given.text, facts)
        values["facts"], values["all facts"] = found, float(found == 1)
    if not given.abstained:
        cited = [(c.start, c.end) for c in given.citations]
        values["gold cited"] = metrics.gold_cited(cited, gold, need_all)
    return values


def language(given: Answer, asked_in: str) -> Values:
    """Whether label and words are German for a German question, English for any other."""
    wanted = "de" if asked_in == "de" else "en"
    said = " ".join([given.text, given.reason])
    return {
        "language": float(given.language == wanted and metrics.language_of(said) != _not(wanted))
    }


def followed(given: Answer, gold: Sequence[Span], passages: Sequence[Passage]) -> Values:
    """Whether a turn cites a passage that holds its gold evidence, or is refused without any."""
    if not gold:
        return {"followed": float(given.abstained)}
    holders = [(p.start, p.end) for p in passages if metrics.relevant(p, gold)]
    cited = [(c.start, c.end) for c in given.citations]
    hit = any(metrics.overlaps(span, holder) for span in cited for holder in holders)
    return {"followed": float(hit)}


def set_right(given: Answer, contradicted_by: Sequence[Span]) -> Values:
    """Whether a wrong premise is refused, or answered with the excerpt that contradicts it."""
    cited = [(c.start, c.end) for c in given.citations]
    return {
        "set right": float(given.abstained or metrics.gold_cited(cited, contradicted_by, False))
    }


def safe(given: Answer, forbidden: Sequence[str]) -> Values:
    """Whether nothing forbidden is shown and the answer is exact or an abstention."""
    said = [given.text, given.reason, given.notice, *(s.text for s in given.statements)]
    shown = " ".join(said).casefold()
    exact = all(quote_exact(c) and page_exact(c) for c in (*given.citations, *given.nearest))
    clean = not any(word.casefold() in shown for word in forbidden)
    return {"safe": float(clean and exact and linked(given))}


def quote_exact(citation: Citation) -> bool:
    """Whether the quote stands in the document at its offsets."""
    text = load_document(citation.document).text
    within = 0 <= citation.start < citation.end <= len(text)
    return within and text[citation.start : citation.end] == citation.quote


def page_exact(citation: Citation) -> bool:
    """Whether the pages are those of the quote's first and last character."""
    document = load_document(citation.document)
    first, last = document.page_at(citation.start), document.page_at(citation.end - 1)
    return (first, last) == (citation.page, citation.page_end)


def linked(given: Answer) -> bool:
    """Whether every sentence cites, and sentences, markers and citations name the same numbers."""
    numbers = [citation.number for citation in given.citations]
    if given.abstained:
        return not given.statements and not numbers
    cited = {number for statement in given.statements for number in statement.citations}
    markers = {int(number) for number in re.findall(r"\[(\d+)\]", given.text)}
    whole = all(statement.citations for statement in given.statements)
    return bool(numbers) and whole and len(set(numbers)) == len(numbers) and (
        cited == markers == set(numbers)
    )  # fmt: skip


def citations(given: Answer, support: Support) -> Values:
    """Citation recall and precision of an answer; a number without an excerpt supports nothing."""
    if given.abstained:
        return {}
    by_number = {citation.number: citation for citation in given.citations}

    def supports(statement: Statement, numbers: Sequence[int]) -> bool:
        excerpts = [by_number[number] for number in numbers if number in by_number]
        return bool(excerpts) and support(statement.text, excerpts)

    recall, precision = metrics.citation_quality(
        [(statement.citations, partial(supports, statement)) for statement in given.statements]
    )
    return {"citation recall": recall, "citation precision": precision}


def _not(language: str) -> str:
    return "en" if language == "de" else "de"
