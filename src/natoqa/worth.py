"""Advantages or drawbacks: which of them a text speaks of."""

from __future__ import annotations

import re

from natoqa.lexical import fold

__all__ = ["label_worth", "worth"]

_DRAWBACKS = re.compile(
    r"\b(?:nachteil\w*|schwaech\w*|schwachpunkt\w*|risik\w*|haken|problem\w*|kehrseite\w*|contra|kontra"
    r"|spricht .*\b(?:gegen|dagegen)|weak\w*|drawbacks?|disadvantages?|downsides?|risks?|catch"
    r"|problems?|arguments? against)\b"
)
_BENEFITS = re.compile(
    r"\b(?:vorteil\w*|staerken?|chancen?|nutzen|pluspunkt\w*|spricht .*\b(?:fuer|dafuer)|benefits?"
    r"|advantages?|upsides?|strengths?|opportunit\w+|arguments? for)\b"
)
_LABEL = re.compile(r"[^:.;,]{3,60}:")


def worth(text: str) -> int:
    """1 where a text speaks of advantages, -1 of drawbacks, 0 of both and of all else."""
    said = fold(text)
    return bool(_BENEFITS.search(said)) - bool(_DRAWBACKS.search(said))


def label_worth(sentence: str) -> int:
    """The same for what heads a sentence: 'Vorteile der NATO als Baukasten: ...'; 0 without it."""
    label = _LABEL.match(sentence)
    return worth(label[0]) if label else 0
