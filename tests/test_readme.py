"""The README's commands and code are those that work."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from chroma_server import ChromaServer
from pdf_writer import Writer
from test_cli import run

import natoqa
from natoqa import reading
from natoqa.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def blocks(text: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("title", "words"),
    [("Start", "natoqa app --port 8501"), ("Test", "-m pytest -n 2")],
)
def test_start_and_test_are_one_command_line_each(title: str, words: str) -> None:
    (block,) = blocks(section(title))
    assert block.count("\n") == 1
    assert block.startswith("python3 -m venv .venv && .venv/bin/python -m pip install ")
    assert block.rstrip().endswith(words)


def test_python_example_runs(assistant: natoqa.Assistant) -> None:
    (code,) = blocks(section("From Python"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})  # noqa: S102 - our own example
    assert "16 2 Wie mit den Bedrohungen umgehen? › Nukleare Abschreckung" in printed.getvalue()


def test_every_setting_is_documented() -> None:
    named = set(re.findall(r"`(NATOQA_\w+)`", section("Settings")))
    assert named == {f"NATOQA_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A working directory with the files that the README adds."""
    writer = Writer()
    writer.heading("Brücken im Norden")
    writer.paragraph("Die Brücke in Husum wurde im Jahr 1903 aus Stahl gebaut. " * 3)
    (tmp_path / "bericht.pdf").write_bytes(writer.finish())
    (tmp_path / "aufsaetze").mkdir()
    (tmp_path / "aufsaetze" / "deich.txt").write_text("Der Deich ist neun Meter hoch gebaut.\n")
    return tmp_path


def run_lines(lines: list[str], folder: Path, **environment: str) -> list[str]:
    """What the commands print; the id shown stands for the one that the file gets here."""
    printed: list[str] = []
    document = reading.read_document(folder / "bericht.pdf").id
    for line in lines:
        words = shlex.split(line.replace("bericht-3fa9c1", document))
        assert words.pop(0) == "natoqa"
        done = run(*words, **environment)
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout)
    return printed


def test_adding_documents_as_shown(papers: Path, copied: Callable[[Path], Path]) -> None:
    (block,) = blocks(section("Your own documents"))
    environment = {"NATOQA_DATA_DIR": str(copied(papers / "data"))}
    added, listed, asked, removed = run_lines(block.splitlines(), papers, **environment)
    assert added.count("added ") == 2
    assert listed.count("\n") == 3
    assert "Die Brücke in Husum wurde im Jahr 1903 aus Stahl gebaut. [1]" in " ".join(asked.split())
    assert "»Die gesetzte Schrift«, Seite 1" in asked
    assert removed.startswith("removed bericht-")


@pytest.mark.enable_socket
def test_a_server_as_shown(papers: Path) -> None:
    (block,) = blocks(section("A Chroma server"))
    start, export, *lines = block.splitlines()
    assert start == "chroma run --path ./chroma --port 8000"
    assert export == "export NATOQA_CHROMA_URL=http://localhost:8000"
    server = ChromaServer(papers / "chroma")
    server.start()
    try:
        added, asked = run_lines(
            lines, papers, NATOQA_CHROMA_URL=server.url, NATOQA_DATA_DIR=str(papers / "data")
        )
    finally:
        server.stop()
    assert added.startswith("added bericht-")
    assert "1903" in asked
    assert not (papers / "data").exists(), "nothing is kept on this computer"


def test_shown_answer_is_the_real_one(assistant: natoqa.Assistant) -> None:
    shown = " ".join(blocks(README)[0].split())
    for question in re.findall(r'natoqa ask "(.+?)"', shown):
        answer = assistant.ask(question)
        assert " ".join(answer.text.split()) in shown
        for citation in answer.citations:
            assert " ".join(citation.quote.split()) in shown
