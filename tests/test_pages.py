"""Pages, excerpts and places of the study as lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from small import small_document

from natoqa.pages import (
    Mark,
    Run,
    excerpt_lines,
    figure_at,
    find,
    page_lines,
    sentence_end,
)
from natoqa.types import Document


def test_all_pages_together_hold_the_whole_text(study: Document) -> None:
    shown = [line for page in study.pages for line in page_lines(study, page.number)]
    covered = sorted((line.start, line.end) for line in shown)
    assert all(before[1] <= after[0] for before, after in pairwise(covered))
    kept = sum(len(study.text[start:end].split()) for start, end in covered)
    markers = sum(study.text.count(sign) for sign in ("\n- ", "\n1. ", "\n2. ", "\n3. "))
    assert kept >= len(study.text.split()) - markers - 1


def test_a_paragraph_ends_with_its_page(study: Document) -> None:
    last = [line for line in page_lines(study, 6) if line.kind == "paragraph"][-1]
    first = page_lines(study, 7)[0]
    assert last.cut_after
    assert first.cut_before
    assert first.start >= study.pages[4].start > last.end - 1


def test_figures_stand_on_their_page(study: Document) -> None:
    assert [line.kind for line in page_lines(study, 14)] == ["caption", "note", "note"]
    caption = next(line for line in page_lines(study, 6) if line.kind == "caption")
    figure = figure_at(study, caption)
    assert figure is not None
    assert figure.rows[5] == ("Litauen", "hoch", "mittel")
    assert figure_at(study, page_lines(study, 6)[0]) is None


def test_unknown_page_is_empty(study: Document) -> None:
    assert page_lines(study, 99) == ()


def test_back_cover_has_no_number(study: Document) -> None:
    assert page_lines(study, None)[0].text == "Die ungewisse Zukunft der NATO"


def test_marks_cut_a_line_into_runs() -> None:
    document = small_document("<!-- page 1 -->\n\nApfel rot. Birne gelb.\n")
    start = document.text.index("Apfel")
    marks = [Mark(start, start + 10, "cited"), Mark(start + 6, start + 9, "sought")]
    (line,) = page_lines(document, 1, marks)
    assert line.runs == (
        Run("Apfel ", "cited"),
        Run("rot", "sought"),
        Run(".", "cited"),
        Run(" Birne gelb."),
    )


def test_footnote_sign_stands_where_its_mark_was(study: Document) -> None:
    note = study.footnotes[0]
    page = study.page_at(note.anchor)
    signs = [run.note for line in page_lines(study, page) for run in line.runs if run.note]
    assert signs == [1]


def test_excerpt_marks_the_quote_inside_its_paragraph(study: Document) -> None:
    quote = "Diese Bedrohung habe ihre Ursachen in einem Sicherheits-, Werte- und Ordnungskonflikt."
    start = study.text.index(quote)
    (line,) = excerpt_lines(study, start, start + len(quote))
    assert [run.text for run in line.runs if run.mark] == [quote]
    assert line.cut_before
    assert len(line.text) < len(quote) + 2 * 330
    assert not line.text[0].isspace()


def test_excerpt_of_a_row_comes_with_the_header(study: Document) -> None:
    start = study.text.index("Litauen | hoch | mittel")
    header, row = excerpt_lines(study, start, start + 23)
    assert header.text == "[Land] | Spannungsniveau | Kriegsgefahr"
    assert row.runs == (Run("Litauen | hoch | mittel", "sought"),)


def test_excerpt_over_two_paragraphs_has_a_line_for_each(study: Document) -> None:
    first, second = [block for block in study.blocks if block.kind == "paragraph"][:2]
    lines = excerpt_lines(study, first.end - 10, second.start + 10)
    assert [line.runs[-1].mark for line in lines] == ["sought", ""]
    assert lines[1].runs[0].mark == "sought"


def test_sentence_ends_at_its_full_stop(study: Document) -> None:
    start = study.text.index("Russland stellt die herausragende")
    end = sentence_end(study, start)
    assert study.text[start:end].endswith("darüber hinaus – dar.")


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("hybride bedrohungen", "hybride Bedrohungen"),
        ("TUERKEI", "Türkei"),
        ("grossmacht", "Großmacht"),
        ("(noch)", "(noch)"),
    ],
)
def test_search_in_the_text(study: Document, wanted: str, first: str) -> None:
    found = find(study, wanted)
    assert first in {study.text[start:end] for start, end in found}


@pytest.mark.parametrize("wanted", ["", "x", "?!", "gibtesnicht", "(" * 1000])
def test_search_that_finds_nothing(study: Document, wanted: str) -> None:
    assert find(study, wanted) == ()


def test_search_stops_at_its_limit(study: Document) -> None:
    assert len(find(study, "NATO", limit=7)) == 7
