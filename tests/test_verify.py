"""Which excerpt bears a claim, and which claims none does; on the real study."""

from __future__ import annotations

import pytest

from natoqa import load_document
from natoqa.answering.generative.markers import Claim
from natoqa.answering.generative.verify import Quotables, Verifier
from natoqa.embeddings import default_embeddings
from natoqa.grounding import Grounding
from natoqa.types import Passage, Statement, Withheld


@pytest.fixture(scope="module")
def checker() -> Grounding:
    return Grounding(default_embeddings())


@pytest.fixture
def verifier(checker: Grounding, study_passages: tuple[Passage, ...]) -> Verifier:
    words = ("Polen | hoch | mittel", "100 000 in Europa", "Schutzzusage des Artikels 5")
    chosen = [p for p in study_passages if any(word in p.text for word in words)]
    assert len(chosen) == 3
    return Verifier(
        checker, chosen, Quotables(study_passages, [], load_document), load_document, "de"
    )


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("Die Kriegsgefahr ist in Polen mittel.", "Polen | hoch | mittel"),
        ("Die Kriegsgefahr ist in den Niederlanden niedrig.", "Niederlande | hoch | niedrig"),
        ("Die USA steuern 100 000 in Europa stationierte Truppen bei.", "Materiell steuern die"),
    ],
)
@pytest.mark.parametrize("numbers", [(), (1,), (2,), (3,)])
def test_the_sentence_that_bears_it_is_cited(
    verifier: Verifier, said: str, quote: str, numbers: tuple[int, ...]
) -> None:
    checked = verifier.check(Claim(said, numbers))
    assert checked == Statement(said, (1,))
    assert verifier.numbering.citations[0].quote.startswith(quote)


@pytest.mark.parametrize(
    "said",
    [
        "Die Kriegsgefahr ist in Polen hoch.",
        "Die USA steuern 200 000 in Europa stationierte Truppen bei.",
        "Das wäre unter Ausschluss der Schutzzusage des Artikels 6 nicht glaubwürdig.",
        "Die Kriegsgefahr ist in Polen mittel, siehe https://boese.example/.",
        "<b>Die Kriegsgefahr ist in Polen mittel.</b>",
    ],
)
def test_what_no_sentence_bears_is_withheld(verifier: Verifier, said: str) -> None:
    checked = verifier.check(Claim(said, (1,)))
    assert isinstance(checked, Withheld)
    assert checked.text == said
    assert checked.reason
    assert verifier.numbering.citations == ()


def test_what_was_said_is_not_said_again(verifier: Verifier) -> None:
    claim = Claim("Die Kriegsgefahr ist in Polen mittel.", (1,))
    assert isinstance(verifier.check(claim), Statement)
    assert verifier.check(claim) is None


def test_code_is_withheld(verifier: Verifier) -> None:
    assert isinstance(verifier.check(Claim("```x```", code=True)), Withheld)
