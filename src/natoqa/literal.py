"""Foreign text as text: nothing in it is read as Markdown, HTML, LaTeX, a link or an icon."""

from __future__ import annotations

import re

__all__ = ["literal"]

# every ASCII punctuation mark may stand behind a backslash in CommonMark and then means itself
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# bare addresses become links even when escaped; an invisible word joiner inside stops that
_ADDRESS = re.compile(r"(?i)(\b(?:[a-z][a-z0-9+.-]*(?=://)|www|mailto|xmpp|javascript|data))|(?=@)")
# white space at the start of a line makes code, at its end a line break
_MARGIN = re.compile(r"(?m)^[ \t]+|[ \t]+$")


def literal(foreign: str) -> str:
    """Markdown that shows ``foreign`` letter by letter; white space at line ends is dropped."""
    return _PUNCTUATION.sub(r"\\\1", _ADDRESS.sub("\\1\u2060", _MARGIN.sub("", foreign)))
