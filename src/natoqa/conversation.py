"""Follow-up questions made to stand alone, by rules, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.countries import find_countries
from natoqa.types import Turn

__all__ = ["changes_topic", "leans", "standalone"]

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
    r"\b((?:das|dem)(?! (?-i:[A-ZÄÖÜ]))|dies|dieser|diese|dieses|davon|dazu|dafür|dagegen|daran"
    r"|darüber|damit|deren|dessen|dort|es|sie|er|ihn|ihm|ihre[rnms]?|seine[rnms]?|that|this|these|those|it|they|them|"
    r"their|its|he|she|his|her|there)\b",
    re.IGNORECASE,
)
# 'Könnten die abgezogen werden?': an article with no noun behind it, in a question with capitals
_BARE_ARTICLE = re.compile(r"^[A-ZÄÖÜ]\w*(?: [a-zäöü]\w*)* (?:die|der|den)(?: [a-zäöüß]+)+\W*$")
_ASSENT = re.compile(
    r"^(ja|jawohl|gern|gerne|bitte|ok|okay|klar|genau|weiter|mehr|erzähl\w*|yes|yeah|sure|please|"
    r"go on|more|tell me more|continue)\b",
    re.IGNORECASE,
)

_NEW_TOPIC = re.compile(
    r"^(danke\w*|vielen dank|thanks|thank you)\b[^.!,]*[.!,]\s*(?=\w+ \w+ \w+)"
    r"|\b(anderes? thema|themenwechsel|was anderes|change of topic|another topic|different topic"
    r"|something else|unrelated)\b",
    re.IGNORECASE,
)
_FUNCTION_WORD = re.compile(
    r"und|aber|oder|also|auch|noch|and|but|or|so|what|about|how|was|ist|mit|wie|es|sieht|in|im|bei"
    r"|für|von|zu|zur|zum|aus|dem|den|der|die|das|des|the|for|of|is|it|with|gilt|too|dort|denn|da"
    r"|nun|then"
)
# whom the study speaks about as rivals; a member of NATO does not take their place in a question
_RIVALS = frozenset({"RU", "CN", "KP", "IR", "BY"})


def changes_topic(question: str) -> bool:
    """Whether a question says that it leaves the topic: 'Danke! Was ...', 'Anderes Thema: ...'."""
    return bool(_NEW_TOPIC.search(question.strip()))


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves unsaid taken from the turn before.

    Without history, or when the question stands for itself, it comes back unchanged.
    """
    earlier = next((turn.question for turn in reversed(history) if turn.question.strip()), "")
    if not earlier or changes_topic(question) or not leans(question):
        return question
    before = standalone(earlier, history[: _last(history)])
    return _with_other_country(before, question) or f"{before} {question}"


def _with_other_country(before: str, question: str) -> str | None:
    """The earlier question about another country: 'Und Polen?' puts Poland in its place."""
    old, new = list(find_countries(before)), list(find_countries(question))
    if len(old) != 1 or len(new) != 1 or old[0][0] == new[0][0] or not _LEADS.match(question):
        return None
    if (old[0][0] in _RIVALS) != (new[0][0] in _RIVALS) or not _names_only(question, new[0][1:]):
        return None
    _, start, end = old[0]
    name = question[new[0][1] : new[0][2]]
    return f"{before[:start]}{name}{before[end:]}"


def _names_only(question: str, place: tuple[int, int]) -> bool:
    """Whether a question says nothing but a name: 'Und in der Türkei?'."""
    rest = f"{question[: place[0]]} {question[place[1] :]}".lower()
    return all(_FUNCTION_WORD.fullmatch(word) for word in re.findall(r"\w+", rest))


def _last(history: Sequence[Turn]) -> int:
    return max(at for at, turn in enumerate(history) if turn.question.strip())


def leans(question: str) -> bool:
    """Whether a question needs the one before it to be understood."""
    plain = question.strip()
    words = re.findall(r"\w+", plain)
    if _LEADS.match(plain) and len(words) <= 2 * _SHORT:
        return True
    if _BARE.match(plain) or (_ASSENT.match(plain) and len(words) <= _SHORT):
        return True
    points = _POINTS_BACK.search(plain) or _BARE_ARTICLE.search(plain)
    return len(words) <= _SHORT and bool(points)
