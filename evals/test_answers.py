"""Are the answers grounded, right and short, and does natoqa refuse what it must?"""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import median

import metrics
from results import Result

from natoqa import load_document


def reported(results: list[Result]) -> list[Result]:
    return [result for result in results if result.case.split == "report"]


def test_every_quote_and_page_is_exact(
    answerable: list[Result], unanswerable: list[Result], report: list[tuple[str, str]]
) -> None:
    checked = 0
    for result in [*answerable, *unanswerable]:
        for citation in (*result.answer.citations, *result.answer.nearest):
            document = load_document(citation.document)
            assert document.text[citation.start : citation.end] == citation.quote
            assert document.page_at(citation.start) == citation.page
            assert document.page_at(citation.end - 1) == citation.page_end
            checked += 1
    report.append(("quotes and pages", f"{checked} exact of {checked}"))
    assert checked > len(answerable)


def test_every_sentence_carries_a_citation(answerable: list[Result]) -> None:
    for result in answerable:
        numbers = {citation.number for citation in result.answer.citations}
        for statement in result.answer.statements:
            assert statement.citations
            assert set(statement.citations) <= numbers
        markers = {int(n) for n in re.findall(r"\[(\d+)\]", result.answer.text)}
        assert markers == numbers or result.answer.abstained


def test_language_of_the_answer(answerable: list[Result]) -> None:
    wrong = [
        result.case.question
        for result in answerable
        if result.answer.language != ("de" if result.case.language == "de" else "en")
    ]
    assert len(wrong) <= 0.02 * len(answerable), wrong


def test_key_facts_and_length(answerable: list[Result], report: list[tuple[str, str]]) -> None:
    for group, wanted in (("German", 0.75), ("other languages", 0.75)):
        chosen = [
            r for r in reported(answerable) if (r.case.language == "de") == (group == "German")
        ]
        whole = [metrics.facts_found(r.answer.text, r.case.facts) for r in chosen]
        words = [len(re.sub(r"\[\d+\]", "", r.answer.text).split()) for r in chosen]
        share = metrics.mean([float(found == 1) for found in whole])
        low, high = metrics.bootstrap([float(found == 1) for found in whole])
        report.append(
            (
                f"answers, {group} (report split)",
                f"n={len(chosen)} all key facts {share:.2f} [{low:.2f}, {high:.2f}], "
                f"facts found {metrics.mean(whole):.2f}, median {median(words):.0f} words",
            )
        )
        assert metrics.mean(whole) >= wanted


def test_citations_point_to_the_evidence(
    answerable: list[Result], report: list[tuple[str, str]]
) -> None:
    recall = [
        metrics.citation_recall(
            [(c.start, c.end) for c in r.answer.citations], r.case.gold, r.case.need_all
        )
        for r in reported(answerable)
        if not r.answer.abstained
    ]
    report.append(("gold evidence cited (report split)", f"{metrics.mean(recall):.2f}"))
    assert metrics.mean(recall) >= 0.65


def test_refusals_on_both_sides(
    answerable: list[Result], unanswerable: list[Result], report: list[tuple[str, str]]
) -> None:
    wrongly = [float(r.answer.abstained) for r in reported(answerable)]
    report.append(
        ("answerable refused (report split)", f"n={len(wrongly)} {metrics.mean(wrongly):.2f}")
    )
    by_kind: dict[str, list[float]] = defaultdict(list)
    for result in reported(unanswerable):
        by_kind[result.case.kind].append(float(result.answer.abstained))
    for kind, refused in sorted(by_kind.items()):
        report.append(
            (f"refused, {kind} (report split)", f"n={len(refused)} {metrics.mean(refused):.2f}")
        )
    assert metrics.mean(wrongly) <= 0.10
    assert metrics.mean(by_kind["far"]) == 1.0
    assert metrics.mean([value for values in by_kind.values() for value in values]) >= 0.5


def test_report_how_long_a_warm_question_takes(
    answerable: list[Result], report: list[tuple[str, str]]
) -> None:
    times = [1000 * result.seconds for result in answerable[3:]]
    report.append(("warm question", f"median {median(times):.0f} ms"))
    assert len(times) > 40
