"""What is asked of persons and countries that only a reference work answers."""

from __future__ import annotations

import pytest

from natoqa.answerability.attributes import unmet_attribute
from natoqa.types import Language

UKRAINE = "Macron vollzog eine Kehrtwende in der Frage der NATO-Aufnahme der Ukraine."
SHARE = "Das erfordert 3,5 Prozent des BIP."


@pytest.mark.parametrize(
    ("question", "language", "missing"),
    [
        ("How tall is Macron?", "en", "height"),
        ("Wie groß ist Macron?", "de", "Größe"),
        ("wie alt ist putin eigentlich", "de", "Alter"),
        ("Quel âge a Macron ?", "en", "age"),
        ("Wo ist Trump geboren?", "de", "Geburt"),
        ("What is Trump's net worth?", "en", "wealth"),
        ("Who is Macron's wife?", "en", "family"),
        ("Hauptstadt von Schweden", "de", "Hauptstadt"),
        ("bip türkei", "de", "Bruttoinlandsprodukt"),
        ("How big is Turkey?", "en", "size"),
        ("What currency does Sweden use?", "en", "currency"),
    ],
)
def test_missing(question: str, language: Language, missing: str) -> None:
    assert unmet_attribute(question, UKRAINE, language) == missing


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
    assert unmet_attribute(question, UKRAINE, "de") == ""


def test_what_the_evidence_holds_is_not_missing() -> None:
    assert unmet_attribute("Wie alt ist die erste Studie?", "Vor genau vier Jahren.", "de") == ""
    assert unmet_attribute("Wie alt ist die erste Studie?", SHARE, "de") == "Alter"
