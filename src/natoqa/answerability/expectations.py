"""What a question asks for, and whether the evidence holds it: a number, a date, a person, names.

Pure functions over the question and the evidence, which is German: quotes and statements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.grounding.names import names
from natoqa.grounding.numbers import Quantity, quantities
from natoqa.grounding.words import content_words, same, words
from natoqa.lexical import fold
from natoqa.sentences import split_sentences
from natoqa.types import Language

__all__ = ["asks_for_a_fact", "unmet_kind", "unmet_names", "unmet_numbers"]

_COUNT = re.compile(r"\b(?:wie ?viele[rsn]?|how many|anzahl (?:der|von)|number of)\s+(.{3,60})")
_AMOUNT = re.compile(r"\b(?:wie ?viel|how much)\b")
_HEIGHT = re.compile(r"\b(?:wie (?:hoch|gross|lange|weit)|how (?:high|large|big|long|far))\b")
_MONEY = re.compile(r"\b(?:kostet|kosten|wie teuer|preis|costs?|price|how expensive)\b")
_PERCENT = re.compile(r"\b(?:prozent|prozentsatz|prozentual\w*|per ?cent|percentage|anteil)\b")
_DURATION = re.compile(r"\b(?:wie lange (?!schon)|how long (?!is|ago)|how many years)\b")
_LASTS = re.compile(
    r"\b(?:\d+|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|wenigen?|einigen?|mehreren?)"
    r" (?:bis \w+ )?(?:jahre|monate|wochen|tage)n?\b|\bso lange\b|\bdauerhaft|\bauf jahrzehnte"
    r"|(?:lang|mittel|kurz)fristig|\blaenger"
)
_DATE = re.compile(
    r"\b(?:wann|in welchem (?:jahr|monat)|welches datum|what year|which year|since when)\b"
    r"|^when\b"  # elsewhere it is mostly a conjunction
)
_PERSON = re.compile(
    r"\b(?:wer (?:ist|war|wird)|wie (?:heisst|hiess)|who (?:is|was)|name (?:of|des|der))\b"
    r".*\b(?:saceur|\w*(?:minister|praesident|kanzler|sekretaer|general|autor|verfasser|chef|leiter"
    r"|botschafter|sprecher|befehlshaber|vorsitzend|praesidentschaftskandidat)\w*|president"
    r"|chancellor|secretary|author|commander|ambassador|chair\w*|head)\b"
)
_SUM = re.compile(r"\b(?:euro|dollar|milliarden?|millionen|prozent|bip|billion(?:en)?)\b|%|€")
_IN_MONEY = re.compile(r"\s*(?:Mill?i(?:arde|on)e?n\s+)?(?:Euro|Dollar|€|\$)", re.I)
_LEVEL = re.compile(r"\b(?:hoch|mittel|niedrig|gering\w*|hoeher|wenig\w*|kaum|kein\w*)\b")


def asks_for_a_fact(question: str) -> bool:
    """Whether one number, sum, date or person would answer the question."""
    asked = fold(question)
    forms = (_PERSON, _COUNT, _DATE, _MONEY, _PERCENT, _AMOUNT, _HEIGHT)
    return any(form.search(asked) for form in forms)


def unmet_kind(question: str, evidence: str, language: Language) -> str:
    """The kind of answer that is asked for and not there; empty when it is, or any will do.

    Kinds: 'person', 'date', 'money', 'percent', 'number'.
    """
    asked = fold(question)
    if _PERSON.search(asked) and not any(n.key[:2] == "p:" for n in names(evidence, "de")):
        return "person"
    counted = _COUNT.search(asked)
    lasts, date, money, percent, amount = (
        bool(form.search(asked)) for form in (_DURATION, _DATE, _MONEY, _PERCENT, _AMOUNT)
    )
    if not (counted or lasts or date or money or percent or amount):
        return ""
    said, found = fold(evidence), quantities(evidence)
    if date and not any(_is_date(number) for number in found):
        return "date"
    if lasts and not counted and not _LASTS.search(said):
        return "date"
    if money and not _SUM.search(said) and not _LEVEL.search(said):
        return "money"
    if percent and not any(number.percent for number in found):
        return "percent"
    if counted and not _is_counted(counted[1], evidence, language):
        return "number"
    if amount and not any(not _is_date(n) for n in found):
        return "" if _LEVEL.search(said) else "number"
    return ""


def _is_date(number: Quantity) -> bool:
    return number.key[0] in "md" or bool(re.fullmatch(r"n(?:19|20)\d\d", number.key))


def _counts(number: Quantity, sentence: str, sums: bool) -> bool:
    """Whether a number says how many there are of something; ``sums`` lets those of money in."""
    if _is_date(number) or number.key[0] == "o":
        return False
    return sums or not (number.percent or _IN_MONEY.match(sentence, number.end))


def _is_counted(noun_phrase: str, evidence: str, language: Language) -> bool:
    """Whether a sentence of the evidence has a number and the noun that is to be counted.

    Dates count nothing, and sums and shares only themselves: 'how many Americans' is not told by
    'American troops cost 250 billion euros'.
    """
    nouns = [word.folded for word in content_words(noun_phrase, language)[:2]]
    sums = bool(_SUM.search(fold(noun_phrase)))
    for start, end in split_sentences(evidence):
        sentence = evidence[start:end]
        if not any(_counts(number, sentence, sums) for number in quantities(sentence)):
            continue
        there = [word.folded for word in words(sentence)]
        if not nouns or any(same(noun, word, language) for noun in nouns for word in there):
            return True
    return False


def unmet_names(question: str, evidence: Sequence[str], language: Language) -> list[str]:
    """Countries, organisations and persons of the question that the evidence does not name."""
    asked = [
        name for name in names(question, language) if name.key[0] in "cop" and name.key != "o:nato"
    ]
    if not asked:
        return []
    there = {name.key for text in evidence for name in names(text, "de")}
    return [name.text for name in asked if name.key not in there]


def unmet_numbers(question: str, evidence: str) -> list[str]:
    """Numbers of the question that the evidence does not have."""
    asked = quantities(question)
    if not asked:
        return []
    there = {number.key[1:] for number in quantities(evidence)}
    return [number.text for number in asked if number.key[1:] not in there]
