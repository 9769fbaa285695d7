"""Conversations as Markdown, DOCX and PDF, read back by other programs."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from natoqa.archive import Exchange
from natoqa.assistant import Assistant
from natoqa.export import Format, export, file_name
from natoqa.types import Answer, Statement, Turn, Withheld

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](http://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "$\\href{http://evil.example}{x}$",
    '=HYPERLINK("http://evil.example")',
    "| a | b |",
    "# Titel",
    "1. Punkt",
    "---",
    "\x1b]52;c;AAAA\x07",
    "\ud800",
    "\x00",
    "[" * 3000,
]


@pytest.fixture(scope="module")
def exchanges(assistant: Assistant) -> list[Exchange]:
    asked = ["Wie hoch ist die Kriegsgefahr in Litauen?", "Wie backe ich einen Apfelkuchen?"]
    kept = [Exchange(at, one, "", assistant.ask(one)) for at, one in enumerate(asked)]
    return [*kept, Exchange(9, "Angehalten?", "")]


def text_of(data: bytes, format: Format) -> str:
    """What a reader of the file sees."""
    if format == "md":
        shown = re.sub(r"(?m)^(> |#+ )", "", data.decode())
        return re.sub(r"\\([^\w\s])", r"\1", shown)
    if format == "docx":
        import docx

        return "\n".join(one.text for one in docx.Document(BytesIO(data)).paragraphs)
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
def test_export_holds_answers_excerpts_pages_and_references(
    exchanges: list[Exchange], format: Format
) -> None:
    shown = squeezed(text_of(export("Litauen", exchanges, format, "de"), format))
    for part in (
        "Litauen",
        "Wie hoch ist die Kriegsgefahr in Litauen?",
        "perspektivische Kriegsgefahr als mittel ein. [1]",
        "[1] »Litauen | hoch | mittel«",
        "Spanger/Dembinski 2025, S. 6 (1 Bedrohungswahrnehmungen und Risiken",
        "Das beantwortet die Studie nicht.",
        "Sie sind keine Antwort auf die Frage:",
        "Angehalten, bevor eine Antwort fertig war.",
        "Spanger, Hans-Joachim / Dembinski, Matthias (2025): Die ungewisse Zukunft der NATO.",
    ):
        assert squeezed(part) in shown
    assert "zukunft-der-nato-2025" not in shown


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(format: Format, hostile: str) -> None:
    answer = Answer(
        question=hostile,
        text=hostile + " [1]",
        language="de",
        engine="generative",
        statements=(Statement(hostile, ()),),
        withheld=(Withheld(hostile, "kein Beleg"),),
        notice=hostile,
    )
    data = export(hostile, [Exchange(1, hostile, "", answer)], format, "de")
    shown = text_of(data, format)
    visible = "".join(char for char in hostile if char.isprintable())
    if format != "pdf" or len(visible) < 100:
        assert squeezed(visible)[:200] in squeezed(shown)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", shown)


def test_markdown_has_no_markup_of_others() -> None:
    from markdown_it import MarkdownIt

    data = export("T", [Exchange(1, "\n".join(HOSTILE[:9]), "")], "md", "de")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(data.decode())
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text",
        "text_special", "softbreak", "hardbreak",
    }  # fmt: skip


def test_word_file_has_no_fields_links_or_parts_from_elsewhere(exchanges: list[Exchange]) -> None:
    hostile = replace(exchanges[0], question='=HYPERLINK("http://evil.example")')
    with zipfile.ZipFile(BytesIO(export("T", [hostile], "docx", "de"))) as parts:
        body = parts.read("word/document.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert "fldChar" not in body
    assert "instrText" not in body
    assert "hyperlink" not in body.lower().replace("=hyperlink(", "")
    assert 'TargetMode="External"' not in links


def test_pdf_carries_its_fonts_and_no_actions(exchanges: list[Exchange]) -> None:
    data = export("Ł ğ Ω Ж – »€«", exchanges, "pdf", "de")
    for forbidden in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
        assert forbidden not in data
    assert b"DejaVuSans" in data
    assert "Ł ğ Ω Ж – »€«" in text_of(data, "pdf")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Wie groß ist die Gefahr?", "natoqa-wie-gross-ist-die-gefahr.pdf"),
        ("../../etc/passwd", "natoqa-etc-passwd.pdf"),
        ("<script>\r\n", "natoqa-script.pdf"),
        ("日本", "natoqa-gespraech.pdf"),
        ("x" * 500, f"natoqa-{'x' * 50}.pdf"),
    ],
)
def test_file_names(title: str, name: str) -> None:
    assert file_name(title, "pdf") == name


@pytest.mark.parametrize("format", ["md", "docx", "pdf"])
def test_export_tells_how_a_follow_up_was_understood_and_sets_a_premise_right(
    assistant: Assistant, format: Format
) -> None:
    first = Turn("Wie hoch ist die Kriegsgefahr in Litauen?")
    wrong = "Warum ist die Türkei 2023 aus der NATO ausgetreten?"
    kept = [
        Exchange(1, "Und Polen?", "", assistant.ask("Und Polen?", history=[first])),
        Exchange(2, wrong, "", assistant.ask(wrong)),
    ]
    text = squeezed(text_of(export("x", kept, format, "de"), format))
    assert squeezed("Verstanden als: Wie hoch ist die Kriegsgefahr in Polen?") in text
    assert text.index(squeezed("Das sagt die Studie stattdessen:")) < text.index(
        squeezed("Am nächsten kommen diese Stellen.")
    )
