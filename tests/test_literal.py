"""Foreign text as text."""

from __future__ import annotations

import pytest

from natoqa.literal import literal


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("**fett** [x](y)", r"\*\*fett\*\* \[x\]\(y\)"),
        ("<b>&amp;", r"\<b\>\&amp\;"),
        (":red[x] $x$", r"\:red\[x\] \$x\$"),
        ("    Code\n\tauch", "Code\nauch"),
        ("http://x.example", "http\u2060\\:\\/\\/x\\.example"),
        ("a@b", "a\u2060\\@b"),
    ],
)
def test_punctuation_stands_for_itself(foreign: str, shown: str) -> None:
    assert literal(foreign) == shown


def test_letters_stay() -> None:
    assert literal("Die Türkei – »hoch«\nmittel") == "Die Türkei – »hoch«\nmittel"
