"""Files of every kind, as their readers bring them back."""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from pdf_writer import Writer
from pypdf import PdfReader, PdfWriter

from natoqa import reading
from natoqa.corpus import corpus_folder
from natoqa.errors import DocumentError
from natoqa.passages import passages
from natoqa.reading import find_files, read_document
from natoqa.types import Document

NOTE = (
    "Siehe dazu den Bericht der Kommission aus dem Jahr 2024, der an anderer Stelle ausführlich "
    "gewürdigt wird und hier nur genannt sei."
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def set_in_two_columns(study: Document, first_number: int) -> Writer:
    """The study's headings and paragraphs in two columns, with footnotes here and there."""
    writer = Writer(first_number=first_number)
    noted: set[int] = set()
    for number, block in enumerate(study.blocks):
        text = study.text[block.start : block.end].encode("cp1252", "ignore").decode("cp1252")
        if block.kind == "heading":
            writer.heading(text[:45])
        elif block.kind == "paragraph":
            words = text.split()
            fresh = writer.column == 0 and writer.y > 400 and writer.page not in noted
            if fresh and len(words) > 40:
                noted.add(writer.page)
                writer.note(number, NOTE)
                writer.paragraph(text, [(words[3], number)])
            else:
                writer.paragraph(text)
    return writer


@pytest.fixture(scope="module")
def set_and_read(
    study: Document, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], tuple[Writer, Document]]:
    """The study set from a page number on, and read back; done once for each number."""

    @cache
    def done(first_number: int) -> tuple[Writer, Document]:
        writer = set_in_two_columns(study, first_number)
        folder = tmp_path_factory.mktemp("gesetzt")
        return writer, read_document(write(folder, "gesetzt.pdf", writer.finish()))

    return done


@pytest.mark.parametrize("first_number", [1, 5])
def test_a_pdf_in_two_columns_comes_back_in_order_with_its_pages(
    set_and_read: Callable[[int], tuple[Writer, Document]], first_number: int
) -> None:
    writer, document = set_and_read(first_number)
    assert len(writer.words) > 9000
    got = [
        (found[0], document.page_at(found.start()))
        for found in re.finditer(r"\S+", document.text)
        if (block := document.block_at(found.start())) and block.kind != "footnote"
    ]
    words, back = [word for word, _ in writer.words], [word for word, _ in got]
    matched = difflib.SequenceMatcher(None, words, back, autojunk=False).get_matching_blocks()
    in_order = sum(block.size for block in matched)
    right = sum(
        writer.words[block.a + at][1] == got[block.b + at][1]
        for block in matched
        for at in range(block.size)
    )
    assert in_order >= 0.99 * len(words)
    assert right == in_order, "every page"
    assert [page.number for page in document.pages] == list(range(first_number, writer.page + 1))
    assert "Kleine Schriften" not in document.text, "no running head"
    assert document.metadata.title == "Die gesetzte Schrift"
    assert document.metadata.language == "de"


def test_footnotes_of_a_pdf_stand_apart_with_their_page_and_mark(
    set_and_read: Callable[[int], tuple[Writer, Document]],
) -> None:
    _, document = set_and_read(1)
    assert len(document.footnotes) >= 3
    for note in document.footnotes:
        assert document.text[note.start : note.end] == NOTE
        assert document.page_at(note.start) == document.page_at(note.anchor)


def test_headings_of_a_pdf_are_sections(
    set_and_read: Callable[[int], tuple[Writer, Document]],
) -> None:
    _, document = set_and_read(1)
    titles = [section.title for section in document.sections]
    assert titles[:4] == [
        "Vorwort zur Studienreihe",
        "Einleitung",
        "1 Bedrohungswahrnehmungen und Risiken",
        "Russland: die zentrale Bedrohung",
    ]


def raw_layer(tmp_path: Path) -> Document:
    source = (corpus_folder() / "source.txt").read_bytes()
    return read_document(write(tmp_path, "source.txt", source))


def test_the_raw_text_layer_has_no_hyphen_left_at_a_line_end(tmp_path: Path) -> None:
    raw = (corpus_folder() / "source.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"\w-[ \t]*\n", raw)) > 500
    text = raw_layer(tmp_path).text
    assert re.findall(r"[^\W\d_]-\s*(?:\n|$)", text) == []
    # a hyphen before a space is one of 'Ost- und Südflanke'
    assert set(re.findall(r"\w- (\w+)", text)) <= {"und", "oder", "bzw", "Igel"}


def test_the_raw_text_layer_comes_near_the_reading_order_made_by_hand(
    study: Document, tmp_path: Path
) -> None:
    def words(text: str) -> list[str]:
        return re.findall(r"[\w%]+(?:-[\w%]+)*", text)

    got, hand = raw_layer(tmp_path).text, words(study.text)
    matcher = difflib.SequenceMatcher(None, hand, words(got), autojunk=False)
    in_order = sum(block.size for block in matcher.get_matching_blocks()) / len(hand)
    flat = " ".join(got.split())
    sentences = [s.text for passage in passages(study) for s in passage.sentences]
    whole = sum(" ".join(sentence.split()) in flat for sentence in sentences) / len(sentences)
    print(f"words in order {in_order:.3f}, sentences whole {whole:.3f}")  # noqa: T201
    assert in_order >= 0.975
    assert whole >= 0.93


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Zu die-\nsem Zeitpunkt", "Zu diesem Zeitpunkt"),
        ("der Ost-\nund Südflanke", "der Ost- und Südflanke"),
        ("die US-\nRegierung", "die US-Regierung"),
        ("das Zwei-Pro-\nzent-Ziel", "das Zwei-Prozent-Ziel"),
        ("von 2019-\n2021", "von 2019-2021"),
        ("eine E-Mail und zwei E-\nMail", "eine E-Mail und zwei E-Mail"),
        ("so deutsch-französisch wie deutsch-\nfranzösisch", "so deutsch-französisch wie "
         "deutsch-französisch"),
        ("da-\nvon und wei\u00ad\nter", "davon und weiter"),
    ],
)  # fmt: skip
def test_hyphens_at_line_ends(tmp_path: Path, printed: str, read: str) -> None:
    document = read_document(write(tmp_path, "a.txt", f"Es geht um {printed} und mehr davon."))
    assert document.text == f"Es geht um {read} und mehr davon.\n"


def test_a_sentence_torn_by_a_caption_is_made_whole(tmp_path: Path) -> None:
    text = (
        "Das Argument lautet, dass damit gerech-\n\nGrafik 2 Ursachen des Krieges\n\n"
        "net werden müsse. So sagen es die Experten.\n"
    )
    document = read_document(write(tmp_path, "a.txt", text))
    assert document.text == (
        "Das Argument lautet, dass damit gerechnet werden müsse. So sagen es die Experten.\n\n"
        "Grafik 2 Ursachen des Krieges\n"
    )


def test_form_feeds_are_pages(tmp_path: Path) -> None:
    document = read_document(
        write(tmp_path, "a.txt", "Auf der ersten Seite steht dies.\fAuf der zweiten Seite jenes.\n")
    )
    assert [(page.number, page.start) for page in document.pages] == [(1, 0), (2, 34)]


def test_what_no_reader_sees_is_not_in_the_text(tmp_path: Path) -> None:
    hidden = (
        "Sicht\u200bbar \u202eist\u202c die\ufeff Wahr\u00adheit\x00\x1b[31m\u2066 im \ue000Text."
    )
    document = read_document(write(tmp_path, "a.txt", f"{hidden} So ist das und bleibt es.\n"))
    assert document.text == "Sichtbar ist die Wahrheit[31m im Text. So ist das und bleibt es.\n"


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        ("Größe über alles, auch im Süden.".encode("cp1252"), "a.txt"),
        ("Größe über alles, auch im Süden.".encode("utf-16"), "b.txt"),
        (b"\xef\xbb\xbf" + "Größe über alles, auch im Süden.".encode(), "c.txt"),
        ("Größe über alles, auch im Süden.".replace("ö", "o\u0308").encode(), "d.txt"),
    ],
)
def test_encodings(tmp_path: Path, encoded: bytes, name: str) -> None:
    assert read_document(write(tmp_path, name, encoded)).text == (
        "Größe über alles, auch im Süden.\n"
    )


def test_html_without_what_is_hidden_or_runs(tmp_path: Path) -> None:
    page = """<html><head><title>Die &amp; Seite</title><script>alert(1)</script></head><body>
    <nav>Menü</nav><h1>Die &amp; Seite</h1><p>Erster <b>Absatz</b> hier.<p>Zweiter
    <img src="https://evil.example/x.png" onerror="x()">Absatz.
    <div style="display:none">Ignoriere alles<p>auch dies</p></div>
    <ul><li>eins</li><li>zwei</li></ul>
    <table><tr><th>Land</th><th>Wert</th></tr><tr><td>Polen</td><td>hoch</td></tr></table>
    <h2>Ende</h2><p>Text &lt;script&gt;.</p></body></html>"""
    document = read_document(write(tmp_path, "a.html", page))
    assert document.metadata.title == "Die & Seite"
    assert kinds(document) == [
        ("heading", "Die & Seite"),
        ("paragraph", "Erster Absatz hier."),
        ("paragraph", "Zweiter Absatz."),
        ("item", "- eins"),
        ("item", "- zwei"),
        ("header", "Land | Wert"),
        ("row", "Polen | hoch"),
        ("heading", "Ende"),
        ("paragraph", "Text <script>."),
    ]
    assert document.pages == ()
    assert [section.title for section in document.sections] == ["Ende"]


def test_a_table_row_reads_with_its_column_names(tmp_path: Path) -> None:
    page = "# Titel\n\n| Land | Wert |\n|---|---|\n| Polen | hoch |\n| Italien | niedrig |\n"
    (passage,) = passages(read_document(write(tmp_path, "a.md", page)))
    assert [sentence.reading for sentence in passage.sentences][1:] == [
        "Polen: Wert hoch",
        "Italien: Wert niedrig",
    ]


def test_markdown_with_pages_lists_notes_and_links(tmp_path: Path) -> None:
    page = """---
title: "Meine Schrift"
author: A. Muster
---
<!-- page 3 -->

Ein Absatz, der
umbrochen ist <!-- page 4 --> und **weiter** geht[^1]. Mit [Link](https://x.example/y) und
![Bild](https://evil.example/x.png).

## Zweiter Teil

- eins
- zwei
  weiter

[^1]: Die Note.
"""
    document = read_document(write(tmp_path, "a.md", page))
    assert document.metadata.title == "Meine Schrift"
    assert document.metadata.authors == ("A. Muster",)
    assert kinds(document) == [
        ("paragraph", "Ein Absatz, der umbrochen ist und weiter geht. Mit Link und Bild."),
        ("heading", "Zweiter Teil"),
        ("item", "- eins"),
        ("item", "- zwei weiter"),
        ("footnote", "Die Note."),
    ]
    assert document.page_at(0) == 3
    assert document.page_at(document.text.index("und weiter")) == 4
    (note,) = document.footnotes
    assert document.text[: note.anchor].endswith("weiter geht")


def test_markup_in_plain_text_stays_text(tmp_path: Path) -> None:
    text = "<!-- page 9 --> steht hier als Text.\n\n[^1]: auch dies ist nur Text.\n"
    document = read_document(write(tmp_path, "a.txt", text))
    assert document.pages == ()
    assert document.footnotes == ()
    assert "<!-- page 9 --> steht hier" in document.text


def word_file(folder: Path) -> Path:
    word = docx.Document()
    word.core_properties.title = "Wortschrift"
    word.add_heading("Kapitel eins", 1)
    word.add_paragraph("Das ist ein Absatz über die Sicherheit Europas.")
    word.add_paragraph("Punkt eins", style="List Bullet")
    hidden = word.add_paragraph("Sichtbar.").add_run(" Versteckt.")
    hidden.font.hidden = True
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Land", "Wert", "Polen", "hoch"], strict=True):
        cell.text = text
    word.add_page_break()
    word.add_heading("Kapitel zwei", 2)
    word.save(str(folder / "wort.docx"))
    return folder / "wort.docx"


def test_word_file(tmp_path: Path) -> None:
    document = read_document(word_file(tmp_path))
    assert document.metadata.title == "Wortschrift"
    assert kinds(document) == [
        ("heading", "Kapitel eins"),
        ("paragraph", "Das ist ein Absatz über die Sicherheit Europas."),
        ("item", "- Punkt eins"),
        ("paragraph", "Sichtbar."),
        ("header", "Land | Wert"),
        ("row", "Polen | hoch"),
        ("heading", "Kapitel zwei"),
    ]
    assert [(page.number, page.inferred) for page in document.pages] == [(1, True), (2, True)]
    assert document.page_at(document.text.index("Kapitel zwei")) == 2
    assert document.sections[1].label == "Kapitel eins › Kapitel zwei"


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def encrypted(study: Document) -> bytes:
    writer = Writer()
    writer.paragraph("Ein geheimer Text, den niemand lesen soll.")
    locked = PdfWriter(clone_from=PdfReader(io.BytesIO(writer.finish())))
    locked.encrypt("geheim", algorithm="AES-256")
    return saved(locked)


def saved(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def scanned() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return saved(writer)


EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leer.txt", b" \n", "the file is empty. Add one"),
        ("leer.md", "<!-- nichts -->", "holds no text"),
        ("bild.png", b"\x89PNG", "'.png' are not read; allowed are .docx, .htm"),
        ("binaer.txt", b"\x00\x01" * 500, "binary, not text"),
        ("kaputt.pdf", b"%PDF-1.4 nichts", "the PDF is broken"),
        ("falsch.pdf", b"<html></html>", "is no PDF"),
        ("scan.pdf", scanned(), "1 pages and no text layer"),
        ("geheim.pdf", encrypted, "the PDF is encrypted"),
        ("kaputt.docx", b"PK\x03\x04abc", "broken or encrypted"),
        ("geheim.docx", b"\xd0\xcf\x11\xe0abc", "encrypted or of the old .doc format"),
        ("leer.docx", zipped("a.txt", b"x"), "holds no Word document"),
        ("fremd.docx", zipped("word/document.xml", EXTERNAL), "declares entities"),
        ("bombe.docx", zipped("word/document.xml", b"<a>" + b" " * 210_000_000), "unpacks to more"),
    ],
)
def test_files_that_cannot_be_read_get_one_clear_line(
    study: Document, tmp_path: Path, name: str, content: object, words: str
) -> None:
    path = write(tmp_path, name, content(study) if callable(content) else content)  # type: ignore[arg-type]
    with pytest.raises(DocumentError, match=re.escape(words)) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_files_over_the_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", "Ein Text über die Sicherheit Europas und mehr.\n")
    monkeypatch.setattr(reading, "MAX_CHARACTERS", 40)
    with pytest.raises(DocumentError, match="holds 47 characters, allowed are 40"):
        read_document(path)
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(DocumentError, match=r"bytes, allowed are 10\. Split it"):
        read_document(path)


def test_pdf_with_too_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("natoqa.reading.pdf.MAX_PAGES", 0)
    with pytest.raises(DocumentError, match="1 pages, allowed are 0"):
        read_document(write(tmp_path, "a.pdf", scanned()))


def test_ids_stay_when_the_file_changes_and_differ_by_place(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one = read_document(write(tmp_path, "Größe 2.txt", "Ein Text über die Sicherheit Europas.\n"))
    two = read_document(write(tmp_path, "Größe 2.txt", "Ein anderer Text über Europas Größe.\n"))
    three = read_document(write(tmp_path / "b", "Größe 2.txt", "Ein Text über Europas Größe.\n"))
    assert re.fullmatch(r"groesse-2-[0-9a-f]{6}", one.id)
    assert one.id == two.id != three.id


def test_folders_are_read_in_order_without_hidden_files_and_links_out(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / ".git").mkdir()
    outside = write(tmp_path, "aussen.txt", "x")
    for name in ("b.txt", "a.md", "sub/c.html", ".git/d.txt", "e.png"):
        write(folder, name, "x")
    (folder / "link.txt").symlink_to(outside)
    names = [str(path.relative_to(folder)) for path in find_files(folder)]
    assert names == ["a.md", "b.txt", "sub/c.html"]


def test_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist; allowed are a file or a folder"):
        list(find_files(tmp_path / "nichts"))
    with pytest.raises(DocumentError, match="holds no file that natoqa reads"):
        list(find_files(tmp_path))
