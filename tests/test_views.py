"""What is embedded for each view."""

from __future__ import annotations

from small import small_document

from natoqa.passages import passages
from natoqa.types import Proposition
from natoqa.views import entries


def test_entries_of_passages_and_propositions() -> None:
    found = passages(small_document("## Obst\n\nApfel rot. Birne gelb, und zwar sehr.\n"))
    proposition = Proposition(
        "klein:p1", "klein", "claim", "Äpfel sind rot.", "Apples are red.", ("Welche Farbe?",), ()
    )
    got = [(e.view, e.order, e.text) for e in entries(found, [proposition])]
    assert got == [
        ("passage", 0, "Obst\nApfel rot. Birne gelb, und zwar sehr."),
        ("sentence", 0, "Apfel rot."),
        ("sentence", 1, "Birne gelb, und zwar sehr."),
        ("statement", 0, "Äpfel sind rot."),
        ("statement", 1, "Apples are red."),
        ("question", 0, "Welche Farbe?"),
    ]


def test_ids_are_unique_within_a_view(study_passages: tuple) -> None:  # type: ignore[type-arg]
    ids = [(entry.view, entry.id) for entry in entries(study_passages, [])]
    assert len(ids) == len(set(ids)) == 577
