"""Foreign text as text."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from natoqa.literal import literal


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("**fett** [x](y)", r"\*\*fett\*\* \[x\]\(y\)"),
        ("<b>&amp;", r"\<b\>\&amp\;"),
        (":red[x] $x$", r"\:red\[x\] \$x\$"),
        ("    Code\n\tauch", "Code\nauch"),
        ("http://x.example", "http\u2060\\:\\/\\/x\\.example"),
        ("<-> -- >=", "\\<\u2060\\-\u2060\\> \\-\u2060\\- \\>\u2060\\="),
        ("a@b", "a\u2060\\@b"),
    ],
)
def test_punctuation_stands_for_itself(foreign: str, shown: str) -> None:
    assert literal(foreign) == shown


def test_letters_stay() -> None:
    assert literal("Die Türkei – »hoch«\nmittel") == "Die Türkei – »hoch«\nmittel"


HOSTILE = [
    json.loads(line)["text"]
    for line in (Path(__file__).parents[1] / "evals" / "cases" / "hostile.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
    if "text" in json.loads(line)
]


@pytest.mark.parametrize("foreign", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_nothing_but_text(foreign: str) -> None:
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(literal(foreign))
    lines = [token.children or [] for token in markdown if token.type == "inline"]
    assert {token.type for token in markdown} <= {"paragraph_open", "inline", "paragraph_close"}
    assert {child.type for line in lines for child in line} <= {"text", "text_special", "softbreak"}
    shown = " ".join("".join(child.content or " " for child in line) for line in lines)
    kept = "".join(c for c in foreign if c in "\n\t" or unicodedata.category(c) not in UNSEEN)
    assert shown.replace("\u2060", "").split() == kept.split()


UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
