"""Search by characters."""

from __future__ import annotations

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


def test_nothing_shared_scores_zero() -> None:
    assert LexicalView(["abcdef"]).scores("xyz").tolist() == [0.0]
    assert LexicalView(["abcdef"]).scores("").tolist() == [0.0]


@given(st.text(max_size=200))
def test_any_question_gets_a_score_per_text(question: str) -> None:
    assert len(LexicalView(["eins zwei", "drei"]).scores(question)) == 2
