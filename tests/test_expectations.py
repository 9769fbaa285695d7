"""What a question asks for, and whether the evidence holds it."""

from __future__ import annotations

import pytest

from natoqa.answerability.expectations import unmet_kind, unmet_names, unmet_numbers
from natoqa.types import Language

SACEUR = "Der SACEUR ist Oberbefehlshaber der amerikanischen Truppen in Europa."
BRIGADES = "Veranschlagt werden fünf Brigaden mit 25 000 bis 30 000 Soldaten."
COST = "Das erfordert jährlich 250 Milliarden Euro oder 3,5 Prozent des BIP."
SUMMIT = "In Vilnius 2023 wurde kein Zeitpunkt genannt."


@pytest.mark.parametrize(
    ("question", "language", "evidence", "kind"),
    [
        ("Wie heißt der aktuelle SACEUR?", "de", SACEUR, "person"),
        ("Who is the current secretary general?", "en", SACEUR, "person"),
        ("Was ist der SACEUR?", "de", SACEUR, ""),
        ("Wie viele Brigaden werden gebraucht?", "de", BRIGADES, ""),
        ("How many soldiers are needed?", "en", BRIGADES, ""),
        ("Wie viele Panzer werden gebraucht?", "de", BRIGADES, "number"),
        ("How many troops cost that much?", "en", COST, "number"),  # sums count nothing else
        ("How many billion euros is it?", "en", COST, ""),
        ("Wie lange hält Polen durch?", "de", SACEUR, "date"),
        ("How long will it take?", "en", "Russland könnte es in fünf bis sieben Jahren.", ""),
        ("Wie lange wird geholfen?", "de", "So lange wie nötig.", ""),
        ("Was kostet das?", "de", COST, ""),
        ("Was kostet das?", "de", SACEUR, "money"),
        ("Wie viel Prozent sind das?", "de", COST, ""),
        ("What percentage is it?", "en", BRIGADES, "percent"),
        ("Wann war der Gipfel?", "de", SUMMIT, ""),
        ("Wann war der Gipfel?", "de", SACEUR, "date"),
        ("What is it good for when the US leaves?", "en", SACEUR, ""),
    ],
)
def test_kind_of_answer(question: str, language: Language, evidence: str, kind: str) -> None:
    assert unmet_kind(question, evidence, language) == kind


def test_names_that_the_evidence_does_not_have() -> None:
    evidence = ["Polen und Deutschland sind zu risikoavers."]
    assert unmet_names("Was wollen Polen und Italien?", evidence, "de") == ["Italien"]
    assert unmet_names("What do the Poles think?", evidence, "en") == []
    assert unmet_names("Was will die NATO?", evidence, "de") == []


def test_numbers_that_the_evidence_does_not_have() -> None:
    assert unmet_numbers("Warum 5 Prozent bis 2030?", COST) == ["5", "2030"]
    assert unmet_numbers("Why 3.5 per cent?", COST) == []
