"""Foreign text -> text without what no reader sees.

Zero-width, bidirectional and other format characters, soft hyphens and control characters are
taken out before anything else is done, so that all offsets are over what can be seen.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "fold_space"]

_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
_KEPT = "\n\t\f"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BREAKS = str.maketrans({"\x0b": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_ENDINGS = re.compile(r"\r\n?")
_SOFT = re.compile("\u00ad[ \t]*\r?\n[ \t]*")


def clean(text: str) -> str:
    """The text with line ends as newlines, letters composed, ligatures resolved.

    A soft hyphen at a line's end joins the lines; others vanish.
    """
    text = _ENDINGS.sub("\n", _SOFT.sub("", text)).translate(_BREAKS)
    visible = "".join(
        _LIGATURES.get(char, char)
        for char in text
        if char in _KEPT or unicodedata.category(char) not in _INVISIBLE
    )
    return unicodedata.normalize("NFC", visible)


def fold_space(text: str) -> str:
    """The text on one line, white space of any kind and length as one space."""
    return " ".join(text.split())
