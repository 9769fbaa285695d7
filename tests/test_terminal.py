"""Text for terminals."""

from __future__ import annotations

import dataclasses

import pytest

from natoqa.terminal import place, plain
from natoqa.types import Citation

CITATION = Citation(1, "Zitat", 6, 6, False, "1 Teil", "klein", "klein:1", 0, 5)


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[31mrot", "\x1b]52;c;QQ==\x07", "\x9b2J", "\u202everkehrt", "a\x00b", "\ud800"],
)
def test_nothing_that_controls_a_terminal_is_left(hostile: str) -> None:
    assert all(char.isprintable() for char in plain(hostile))


def test_line_breaks_become_spaces() -> None:
    assert plain("a\nb\tc") == "a b c"


@pytest.mark.parametrize(
    ("changes", "language", "words"),
    [
        ({}, "de", "Seite 6, 1 Teil"),
        ({"page_end": 7, "page_inferred": True}, "en", "pages 6–7 (page number inferred), 1 Teil"),
        (
            {"page": None, "page_end": None, "document": "zukunft-der-nato-2025"},
            "de",
            "Rückseite, ohne Seitenzahl, 1 Teil",
        ),
        ({"page": None, "page_end": None}, "de", "1 Teil"),
        ({"section": ""}, "en", "page 6"),
    ],
)
def test_place_of_a_citation(changes: dict[str, object], language: str, words: str) -> None:
    assert place(dataclasses.replace(CITATION, **changes), language) == words  # type: ignore[arg-type]


def test_place_with_the_title() -> None:
    titled = dataclasses.replace(CITATION, title="Kleine Schrift")
    assert place(titled, "de", titled=True) == "»Kleine Schrift«, Seite 6, 1 Teil"
