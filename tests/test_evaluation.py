"""How the command line reaches the evals of a checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import natoqa.evaluation
from natoqa.errors import DocumentError
from natoqa.evaluation import evals_folder

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from natoqa.cli import main; main()", "eval", *arguments],
        capture_output=True,
        text=True,
        env=os.environ,
        timeout=120,
        check=False,
    )


def test_the_checkout_that_runs() -> None:
    assert evals_folder() == ROOT / "evals"


def test_the_checkout_in_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(natoqa.evaluation, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    with pytest.raises(DocumentError, match=r"there are no evals in .*Run natoqa eval in a clone"):
        evals_folder()
    monkeypatch.chdir(ROOT)
    assert evals_folder() == ROOT / "evals"


def write(path: Path, refused: float) -> Path:
    case = {
        "id": "u1",
        "part": "unanswerable",
        "split": "report",
        "question": "Wie backe ich Kuchen?",
        "answer": "",
        "gold": "",
        "tags": {"kind": "far", "style": "formal", "language": "de"},
        "values": {"refused": refused, "probability": 0.1},
    }
    data = {"format": 1, "commit": path.stem, "answerer": "default", "cases": [case]}
    path.write_text(json.dumps(data))
    return path


def test_two_reports_are_compared_and_shown_as_a_page(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old.json", 0.0), write(tmp_path / "new.json", 1.0)
    done = run("--compare", str(old), str(new), "--html", str(tmp_path / "page.html"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("old old (default), new new (default)\n")
    assert "+1.00 [+1.00, +1.00]  significant" in done.stdout
    assert "<title>natoqa evals new</title>" in (tmp_path / "page.html").read_text()


def test_what_cannot_be_read_or_written_is_one_line(tmp_path: Path) -> None:
    old = write(tmp_path / "old.json", 0.0)
    for arguments, words in [
        (["--compare", "none.json", str(old)], "'none.json' is not a report of the evals"),
        (["--compare", str(old), str(old), "--html", "no/page.html"], "cannot be written"),
    ]:
        done = run(*arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert words in done.stderr


def test_wrong_use_is_status_2(tmp_path: Path) -> None:
    assert run("new.json").returncode == 2
    assert run("--split", "half").returncode == 2
