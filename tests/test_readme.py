"""The README's commands and code are those that work."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

import natoqa
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
    [("Start", "natoqa app --port 8501"), ("Test", "-m pytest")],
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


def test_shown_answer_is_the_real_one(assistant: natoqa.Assistant) -> None:
    shown = " ".join(blocks(README)[0].split())
    for question in re.findall(r'natoqa ask "(.+?)"', shown):
        answer = assistant.ask(question)
        assert " ".join(answer.text.split()) in shown
        for citation in answer.citations:
            assert " ".join(citation.quote.split()) in shown
