"""Markdown with page marks -> Document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import METADATA, small_document

from natoqa.corpus import parse
from natoqa.errors import DocumentError

WORD = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=8)
PARAGRAPH = st.lists(WORD, min_size=1, max_size=8).map(" ".join)


def read(markdown: str):
    return parse(markdown, id="klein", metadata=METADATA, printed_pages=[2])


def test_page_mark_inside_a_sentence_leaves_one_space() -> None:
    document = read("<!-- page 1 -->\n\nEin Satz, der <!-- page 2 --> weitergeht.\n")
    assert document.text == "Ein Satz, der weitergeht.\n"
    assert [(p.number, p.start, p.inferred) for p in document.pages] == [
        (1, 0, True),
        (2, 14, False),
    ]


def test_two_page_marks_at_one_place() -> None:
    document = read("<!-- page 1 -->\n\nVor <!-- page 2 --> <!-- page 3 --> nach.\n")
    assert document.text == "Vor nach.\n"
    assert [page.start for page in document.pages] == [0, 4, 4]
    assert document.page_at(3) == 1
    assert document.page_at(4) == 3


def test_back_cover_has_no_number_and_is_not_inferred() -> None:
    document = read("<!-- page 2 -->\n\nInnen.\n\n<!-- back cover -->\n\nAußen.\n")
    assert document.page_at(document.text.index("Außen")) is None
    assert not document.page_inferred(None)


def test_table_rows_lose_their_outer_bars() -> None:
    document = read("> Grafik 1: Obst <!-- figure page 9 -->\n\n| A | B |\n|---|---|\n| x | y |\n")
    figure = document.figures[0]
    assert (figure.number, figure.page, figure.header, figure.rows) == (
        1,
        9,
        ("A", "B"),
        (("x", "y"),),
    )
    assert document.text == "Grafik 1: Obst\n\nA | B\nx | y\n"
    assert document.page_at(document.text.index("x | y")) == 9


def test_list_markers_stay_outside_the_blocks() -> None:
    document = read("Leitsatz:\n\n- erstens;\n- zweitens.\n")
    blocks = [(b.kind, document.text[b.start : b.end]) for b in document.blocks]
    assert blocks == [("paragraph", "Leitsatz:"), ("item", "erstens;"), ("item", "zweitens.")]


def test_footnote_without_text_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"marks \[1\], texts \[\]"):
        read("Ein Satz.[^1]\n")


def test_windows_line_ends_change_nothing() -> None:
    markdown = "## Titel\n\nEin Satz.\n\n- Punkt\n"
    assert read(markdown.replace("\n", "\r\n")) == read(markdown)


def test_empty_text_has_no_parts() -> None:
    document = read("")
    assert (document.text, document.pages, document.sections, document.blocks) == ("\n", (), (), ())


def test_section_of_an_offset() -> None:
    document = small_document()
    section = document.section_at(document.text.index("Kirsche"))
    assert section is not None
    assert section.label == "Mehr Obst"


@given(st.lists(PARAGRAPH, min_size=1, max_size=6), st.integers(1, 40))
def test_every_paragraph_comes_back_at_its_offsets(paragraphs: list[str], page: int) -> None:
    document = read(f"<!-- page {page} -->\n\n" + "\n\n".join(paragraphs) + "\n")
    assert [document.text[b.start : b.end] for b in document.blocks] == paragraphs
    assert {document.page_at(b.start) for b in document.blocks} == {page}
