"""The command line as a process: output, errors, exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from natoqa import load_document
from natoqa.assistant import Assistant


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from natoqa.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=120,
        check=False,
    )


@pytest.fixture(autouse=True)
def _index_is_there(assistant: Assistant) -> None:
    """The commands find the index that the other tests use."""


def test_ask_prints_the_answer_and_its_excerpts() -> None:
    done = run("ask", "Wie", "hoch ist die Kriegsgefahr in Litauen?")
    assert (done.returncode, done.stderr) == (0, "")
    assert "mittel" in done.stdout
    assert "[1] Seite 6, 1 Bedrohungswahrnehmungen und Risiken" in done.stdout
    assert "»Litauen | hoch | mittel«" in done.stdout


def test_ask_json_has_the_fields_of_the_types() -> None:
    done = run("ask", "--json", "How high is the danger of war in Lithuania?")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert (answer["language"], answer["abstained"], answer["engine"]) == (
        "en",
        False,
        "extractive",
    )
    citation = answer["citations"][0]
    text = load_document(citation["document"]).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_abstaining_is_no_error() -> None:
    done = run("ask", "Wie backe ich einen Apfelkuchen?")
    assert done.returncode == 0
    assert done.stdout.startswith("Das beantwortet die Studie nicht.")


def test_search_json() -> None:
    done = run("search", "--json", "--k", "2", "--page", "16", "Polen Atomwaffen")
    found = json.loads(done.stdout)["passages"]
    assert len(found) == 2
    assert all(passage["page"] <= 16 <= passage["page_end"] for passage in found)


def test_search_prints_passages() -> None:
    done = run("search", "--k", "1", "Polen Atomwaffen")
    assert done.stdout.startswith("1. p. 16, 2 Wie mit den Bedrohungen umgehen?")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", ""], "holds no word"),
        (["ask", "x" * 102_400], "102400 characters, allowed are 4000. Ask more briefly."),
    ],
)
def test_bad_question_is_one_line_and_status_1(arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("natoqa: ")


@pytest.mark.parametrize("arguments", [["ask", "--nix", "x"], ["nix"], ["search", "--k", "0", "x"]])
def test_wrong_use_is_status_2(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


def test_data_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("ask", "Polen?", NATOQA_DATA_DIR=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "cannot be made" in done.stderr
    assert "Set NATOQA_DATA_DIR" in done.stderr
    assert done.stderr.count("\n") == 1


def test_setting_that_is_not_allowed() -> None:
    done = run("ask", "Polen?", NATOQA_EMBEDDINGS="nix")
    assert done.returncode == 1
    assert "NATOQA_EMBEDDINGS is 'nix'" in done.stderr


def test_first_use_builds_the_index_and_the_second_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    first = run("ask", "Was sind hybride Bedrohungen?", NATOQA_DATA_DIR=str(folder))
    assert "Desinformation" in first.stdout
    again = run("index", NATOQA_DATA_DIR=str(folder))
    assert (again.returncode, again.stderr) == (0, "index up to date\n")


def test_doctor_names_settings_and_checks(data_dir: Path) -> None:
    done = run("doctor", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["settings"]["NATOQA_DATA_DIR"] == str(data_dir)
    assert [check["name"] for check in report["checks"]] == [
        "text",
        "tokens",
        "embeddings",
        "index",
        "documents",
    ]
    assert all(check["ok"] for check in report["checks"])


def test_terminal_is_not_controlled_by_a_question() -> None:
    done = run("ask", "--json", "\x1b]52;c;ZXZpbA==\x07 Was sagt die Studie zu Polen?")
    assert "\x1b" not in done.stdout


def test_nothing_is_written_outside_the_data_directory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = run(
        "ask",
        "Was sind hybride Bedrohungen?",
        NATOQA_DATA_DIR=str(tmp_path / "data"),
        HOME=str(home),
        XDG_CACHE_HOME=str(home / ".cache"),
    )
    assert done.returncode == 0
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_version() -> None:
    assert run("--version").stdout.startswith("natoqa 0.")
