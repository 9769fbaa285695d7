"""Follow-up questions made to stand alone, by rules, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.countries import find_countries
from natoqa.types import Turn

__all__ = ["standalone"]

_SHORT = 6  # words; a question of more stands for itself unless it points back
_LEADS = re.compile(
    r"^(und|aber|oder|also|nur|auch|noch|and|but|or|so|what about|how about|was ist mit|wie ist es"
    r"|wie sieht es|gilt das|ist das)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(warum|wieso|weshalb|wozu|wie|wer|wann|wo|seit wann|inwiefern|why|how|who|when|where|"
    r"how so|since when|how come)( (genau|denn|das|dies|so|not|nicht|exactly|is that|sagt das|"
    r"says that|ist das so))*\W*$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(das|dies|dieser|diese|dieses|dem|davon|dazu|dafür|dagegen|daran|darüber|damit|deren|"
    r"dessen|dort|es|sie|er|ihn|ihm|ihre[rnms]?|seine[rnms]?|that|this|these|those|it|they|them|"
    r"their|its|he|she|his|her|there)\b",
    re.IGNORECASE,
)
_ASSENT = re.compile(
    r"^(ja|jawohl|gern|gerne|bitte|ok|okay|klar|genau|weiter|mehr|erzähl\w*|yes|yeah|sure|please|"
    r"go on|more|tell me more|continue)\b",
    re.IGNORECASE,
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves unsaid taken from the turn before.

    Without history, or when the question stands for itself, it comes back unchanged.
    """
    earlier = next((turn.question for turn in reversed(history) if turn.question.strip()), "")
    if not earlier or not _leans(question):
        return question
    before = standalone(earlier, history[: _last(history)])
    return _with_other_country(before, question) or f"{before} {question}"


def _with_other_country(before: str, question: str) -> str | None:
    """The earlier question about another country: 'Und Polen?' puts Poland in its place."""
    old, new = list(find_countries(before)), list(find_countries(question))
    if len(old) != 1 or len(new) != 1 or old[0][0] == new[0][0] or not _LEADS.match(question):
        return None
    _, start, end = old[0]
    name = question[new[0][1] : new[0][2]]
    return f"{before[:start]}{name}{before[end:]}"


def _last(history: Sequence[Turn]) -> int:
    return max(at for at, turn in enumerate(history) if turn.question.strip())


def _leans(question: str) -> bool:
    """Whether a question needs the one before it to be understood."""
    plain = question.strip()
    words = re.findall(r"\w+", plain)
    if _LEADS.match(plain) and len(words) <= 2 * _SHORT:
        return True
    if _BARE.match(plain) or (_ASSENT.match(plain) and len(words) <= _SHORT):
        return True
    return len(words) <= _SHORT and bool(_POINTS_BACK.search(plain))
