"""Foreign text as text: nothing in it is read as Markdown, HTML, LaTeX, a link or an icon."""

from __future__ import annotations

import re

__all__ = ["literal"]

# every ASCII punctuation mark may stand behind a backslash in CommonMark and then means itself
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# bare addresses become links even when escaped; an invisible word joiner inside stops that
_ADDRESS = re.compile(r"(?i)(\b(?:[a-z][a-z0-9+.-]*(?=://)|www|mailto|xmpp|javascript|data))|(?=@)")
# Streamlit turns these pairs into arrows and dashes, escaped or not
_PAIR = re.compile(r"(?<=<)(?=[-=])|(?<=-)(?=[->])|(?<=[>~])(?==)")
# control characters, and those that show nothing but turn or hide what stands around them
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# white space at the start of a line makes code, at its end a line break
_MARGIN = re.compile(r"(?m)^[ \t]+|[ \t]+$")


def literal(foreign: str) -> str:
    """Markdown that shows ``foreign`` letter by letter.

    Invisible characters and white space at line ends are dropped.
    """
    visible = _MARGIN.sub("", _UNSEEN.sub("", foreign))
    joined = _PAIR.sub("\u2060", _ADDRESS.sub("\\1\u2060", visible))
    return _PUNCTUATION.sub(r"\\\1", joined)
