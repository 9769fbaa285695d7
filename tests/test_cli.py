"""The command line as a process: output, errors, exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from llm_server import Reply, serving

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


def test_first_use_builds_the_index_in_the_data_directory_alone_and_the_second_changes_nothing(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        "NATOQA_DATA_DIR": str(tmp_path / "fresh"),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
    }
    first = run("ask", "Was sind hybride Bedrohungen?", **environment)
    assert first.returncode == 0
    assert "Desinformation" in first.stdout
    again = run("index", **environment)
    assert (again.returncode, again.stderr) == (0, "index up to date\n")
    assert [path for path in home.rglob("*") if path.is_file()] == []


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
        "language model",
    ]
    assert all(check["ok"] for check in report["checks"])


def test_wrong_language_model_is_one_line_with_its_mend() -> None:
    done = run("ask", "Polen?", NATOQA_LLM="nix:gpt")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "its provider must be one of" in done.stderr


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_ask_with_a_model_tells_what_was_withheld_on_standard_error() -> None:
    true = "Die USA steuern 100 000 in Europa stationierte Truppen bei."
    wrong = "Die USA steuern 500 000 in Europa stationierte Truppen bei."
    question = "Wie viele US-Soldaten sind in Europa stationiert?"
    with serving(lambda _: Reply([f"{true} {wrong}"])) as server:
        model = {
            "NATOQA_LLM": "openai:x",
            "NATOQA_LLM_BASE_URL": server.base_url,
            "OPENAI_API_KEY": "sk-0815",
        }
        done = run("ask", question, **model)
        whole = run("ask", "--json", question, **model)
        report = run("doctor", **model)
    assert done.stdout.startswith(f"{true} [1]\n")
    assert done.stderr == "1 Satz zurückgehalten: Zahl 500 000 steht nicht im Beleg\n"
    answer = json.loads(whole.stdout)
    assert answer["engine"] == "generative"
    assert [one["text"] for one in answer["withheld"]] == [wrong]
    assert "ok  language model: openai:x" in report.stdout
    assert "sk-0815" not in report.stdout + report.stderr


def test_doctor_shows_no_password_in_an_address() -> None:
    address = "http://me:hunter2@127.0.0.1:1/v1"
    report = run("doctor", NATOQA_LLM_BASE_URL=address, NATOQA_LLM="").stdout
    assert "NATOQA_LLM_BASE_URL=http://…@127.0.0.1:1/v1" in report
    assert "hunter2" not in report


def test_statements_only_checks_without_a_model(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text("Der Verein hat 120 Mitglieder.")
    done = run("statements", str(path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "NATOQA_LLM is not set" in done.stderr
    row = {
        "id": "a", "kind": "claim", "quotes": [{"page": None, "quote": path.read_text()}],
        "de": "Der Verein hat 120 Mitglieder.", "en": "The association has 120 members.",
        "questions_de": ["Wie viele Mitglieder hat der Verein?"] * 3,
        "questions_en": ["How many members does the association have?"] * 2,
    }  # fmt: skip
    path.with_suffix(".statements.jsonl").write_text(json.dumps(row))
    done = run("statements", "--check", str(path))
    assert (done.returncode, done.stderr) == (0, "1 statements kept, 0 dropped\n")


def test_terminal_is_not_controlled_by_a_question() -> None:
    done = run("ask", "--json", "\x1b]52;c;ZXZpbA==\x07 Was sagt die Studie zu Polen?")
    assert "\x1b" not in done.stdout


def test_version() -> None:
    assert run("--version").stdout.startswith("natoqa 0.")
