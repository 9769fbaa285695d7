"""References in the German short form and BibTeX."""

from __future__ import annotations

from dataclasses import replace

import pytest

from natoqa.references import bibtex, full_reference, page_label, short_reference
from natoqa.types import Citation, Document

SIX = Citation(1, "Litauen", 6, 6, False, "Russland", "zukunft-der-nato-2025", "p", 0, 7)


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({}, "S. 6"),
        ({"page_end": 7}, "S. 6–7"),
        ({"page_inferred": True}, "S. [6]"),
        ({"page": None, "page_end": None}, "o. S."),
    ],
)
def test_pages(change: dict[str, object], label: str) -> None:
    assert page_label(replace(SIX, **change)) == label  # type: ignore[arg-type]


def test_short_and_full_form(study: Document) -> None:
    assert short_reference(study.metadata, SIX) == "Spanger/Dembinski 2025, S. 6"
    assert full_reference(study.metadata, SIX) == (
        "Spanger, Hans-Joachim / Dembinski, Matthias (2025): Die ungewisse Zukunft der NATO. "
        "Berlin: Friedrich-Ebert-Stiftung, S. 6."
    )


def test_particles_many_authors_and_none(study: Document) -> None:
    facts = replace(study.metadata, authors=("Ursula von der Leyen", "A B", "C D", "E F"))
    assert short_reference(facts, SIX) == "von der Leyen u. a. 2025, S. 6"
    assert full_reference(facts).startswith("von der Leyen, Ursula / B, A / ")
    nobody = replace(study.metadata, authors=())
    assert short_reference(nobody, SIX) == "Friedrich-Ebert-Stiftung 2025, S. 6"


def test_bibtex(study: Document) -> None:
    assert bibtex(study.metadata, SIX) == (
        "@techreport{spanger2025,\n"
        "  author = {Spanger, Hans-Joachim and Dembinski, Matthias},\n"
        "  title = {{Die ungewisse Zukunft der NATO}},\n"
        "  institution = {Friedrich-Ebert-Stiftung},\n"
        "  address = {Berlin},\n"
        "  year = {2025},\n"
        "  month = {jun},\n"
        "  pages = {6},\n"
        "  url = {https://www.fes.de},\n"
        "  langid = {ngerman},\n"
        "}"
    )


def test_bibtex_cannot_be_broken_out_of(study: Document) -> None:
    evil = replace(study.metadata, title="}} \\input{/etc/passwd} %_$", authors=("{", "Ä Ö"))
    entry = bibtex(evil)
    assert r"{{\}\} \textbackslash{}input\{/etc/passwd\} \%\_\$}}" in entry
    assert entry.startswith("@techreport{studie2025,")
