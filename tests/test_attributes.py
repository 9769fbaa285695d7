"""What is asked of persons and countries that only a reference work answers."""

from __future__ import annotations

import pytest

from natoqa.answerability.attributes import unmet_attribute

UKRAINE = "Macron vollzog eine Kehrtwende in der Frage der NATO-Aufnahme der Ukraine."
SHARE = "Das erfordert 3,5 Prozent des BIP."


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How tall is Macron?", "attribute_height"),
        ("Wie groß ist Macron?", "attribute_size"),
        ("wie alt ist putin eigentlich", "attribute_age"),
        ("Quel âge a Macron ?", "attribute_age"),
        ("Wo ist Trump geboren?", "attribute_birth"),
        ("What is Trump's net worth?", "attribute_wealth"),
        ("Who is Macron's wife?", "attribute_family"),
        ("Hauptstadt von Schweden", "attribute_capital"),
        ("bip türkei", "attribute_gdp"),
        ("How big is Turkey?", "attribute_size"),
        ("What currency does Sweden use?", "attribute_currency"),
    ],
)
def test_missing(question: str, missing: str) -> None:
    assert unmet_attribute(question, UKRAINE) == missing


@pytest.mark.parametrize(
    "question",
    [
        "Wie groß ist die Kriegsgefahr für Polen?",
        "Wie groß ist die amerikanische Armee in Europa?",
        "Wie viel Prozent des BIP gibt Polen aus?",
        "How much of GDP does Trump demand for defence?",
        "Welche Hauptstadt war 2019 Schauplatz des Gipfels?",
        "Where did the study get its data?",
    ],
)
def test_nothing_of_the_kind_is_asked(question: str) -> None:
    assert unmet_attribute(question, UKRAINE) == ""


def test_what_the_evidence_holds_is_not_missing() -> None:
    assert unmet_attribute("Wie alt ist die erste Studie?", "Vor genau vier Jahren.") == ""
    assert unmet_attribute("Wie alt ist die erste Studie?", SHARE) == "attribute_age"
