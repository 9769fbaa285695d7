"""Values of a table against the columns that a claim names; on the study's own table."""

from __future__ import annotations

import pytest

from natoqa.answering.generative.rows import misread
from natoqa.types import Passage


@pytest.mark.parametrize(
    ("country", "claim", "wrong"),
    [
        ("Polen", "Die Kriegsgefahr in Polen ist mittel.", ""),
        ("Polen", "Die Kriegsgefahr in Polen ist hoch.", "hoch"),
        ("Polen", "Die Kriegsgefahr in Polen ist niedrig.", "niedrig"),
        ("Polen", "Das Spannungsniveau ist hoch, die Kriegsgefahr mittel.", ""),
        ("Polen", "Das Spannungsniveau ist mittel und die Kriegsgefahr hoch.", "mittel"),
        ("Polen", "Polen hat ein hohes Spannungsniveau und eine mittlere Kriegsgefahr.", ""),
        ("Polen", "Polen steht in der Tabelle.", ""),
        ("Niederlande", "Für die Niederlande ist die Kriegsgefahr niedrig.", ""),
        ("Türkei", "The danger of war in Turkey is low and the level of tension medium.", ""),
        ("Türkei", "The danger of war in Turkey is medium.", "medium"),
        ("Türkei", "The danger of war in Turkey is high.", "high"),
    ],
)
def test_values_belong_to_their_columns(
    study_passages: tuple[Passage, ...], country: str, claim: str, wrong: str
) -> None:
    passage = next(p for p in study_passages if "Polen | hoch | mittel" in p.text)
    row = next(s for s in passage.sentences if s.text.startswith(f"{country} |"))
    assert misread(claim, row, passage) == wrong
