"""Sentence splitting."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natoqa.sentences import split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Regime, d. h. der autokratische Charakter der Herrschaft, zählt.",
        "Investitionen, z.B. in die Infrastruktur, vgl. Gutschker, 2025.",
        "Erreicht haben es u.a. Algerien und Oman.",
        "Die Ukraine muss gewinnen, resp. Europa muss helfen.",
        "Am 24. Februar 2022 begann es.",
        "Beim Treffen in Antalya am 14.5. Mai gab es Streit.",
        "Der Wert in Nr. 5 gilt für die EU bzw. Kanada.",
        "Herr Dr. Müller sprach am 3. Oktober.",
        "Sie forderten »considerably north of 3%« (Rutte 2025a).",
        "Es waren 25 000 bis 30 000 Soldaten.",
    ],
)
def test_stays_one_sentence(sentence: str) -> None:
    assert split(sentence) == [sentence]


def test_splits_where_sentences_end() -> None:
    text = "Das war 2022. Die Lage änderte sich! Warum? »Weil es so ist.« Und »so«. Ende"
    assert split(text) == [
        "Das war 2022.",
        "Die Lage änderte sich!",
        "Warum?",
        "»Weil es so ist.«",
        "Und »so«.",
        "Ende",
    ]


def test_white_space_has_no_sentence() -> None:
    assert split(" \n\t ") == []


@given(st.text(alphabet=st.sampled_from("aB1. !?»«\n()d.h"), max_size=60))
def test_sentences_are_slices_in_order_and_lose_only_white_space(text: str) -> None:
    spans = split_sentences(text)
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
