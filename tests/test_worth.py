"""Which of advantages and drawbacks a text speaks of."""

from __future__ import annotations

import pytest

from natoqa import Assistant
from natoqa.worth import label_worth, worth


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Was sind die Nachteile der Europäischen Verteidigungsunion?", -1),
        ("What are the advantages of NATO as a toolkit?", 1),
        ("Vorteile und Nachteile des Modells", 0),
        ("Wer hat die Studie geschrieben?", 0),
    ],
)
def test_which_side_is_asked_for(text: str, side: int) -> None:
    assert worth(text) == side


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("Vorteile der NATO als Baukasten: Strukturen lassen sich nutzen.", 1),
        ("Nachteile: jährlich 250 Milliarden Euro.", -1),
        ("Das Modell hat Vorteile.", 0),
    ],
)
def test_what_heads_a_sentence(sentence: str, side: int) -> None:
    assert label_worth(sentence) == side


def test_drawbacks_asked_for_are_not_headed_by_advantages(assistant: Assistant) -> None:
    answer = assistant.ask("Was sind die Nachteile der Europäischen Verteidigungsunion?")
    assert not answer.abstained
    assert not any(statement.text.startswith("Vorteile") for statement in answer.statements)
    assert "250 Milliarden" in answer.text
