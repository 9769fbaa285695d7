"""Search by characters."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natoqa.lexical import LexicalView, fold, ngrams


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Türkei", "tuerkei"), ("TUERKEI", "tuerkei"), ("Straße", "strasse"), ("café", "cafe")],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_ngrams_mark_the_edges_of_words() -> None:
    assert ngrams("Prag 3 %") == ["<pra", "prag", "rag>", "<3>"]
    assert ngrams("") == []


def test_compounds_typos_and_inflection_are_found() -> None:
    view = LexicalView(["Rüstungsausgaben steigen", "Das Wetter ist schön", "Der Haushalt"])
    for question in ("Ausgaben", "ruestungsausgabe", "Rüstungsusgaben"):
        assert view.scores(question).argmax() == 0


def test_scores_are_bm25() -> None:
    # words of one letter are one n-gram: 'a' in two of three texts, twice in one; mean length 2
    scores = LexicalView(["a b", "a a c", "b"]).scores("a")
    rarity = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [rarity / (1 + 1.2), rarity * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2)), 0]
    assert scores.tolist() == pytest.approx(expected, rel=1e-6)
    twice = LexicalView(["a b", "a a c", "b"]).scores("a A")
    assert twice.tolist() == pytest.approx([2 * score for score in expected], rel=1e-6)


def test_nothing_shared_scores_zero() -> None:
    assert LexicalView(["abcdef"]).scores("xyz").tolist() == [0.0]
    assert LexicalView(["abcdef"]).scores("").tolist() == [0.0]
    assert LexicalView(["", "?"]).scores("abc").tolist() == [0.0, 0.0]
    assert LexicalView([]).scores("abc").tolist() == []


@given(st.text(max_size=200))
def test_any_question_gets_a_score_per_text(question: str) -> None:
    assert len(LexicalView(["eins zwei", "drei"]).scores(question)) == 2
