"""German and English text -> sentences, as spans.

A rule-based splitter: a full stop, question or exclamation mark ends a sentence unless it belongs
to an abbreviation, an ordinal or a date. Errors on the side of longer sentences: a quote that is
too long is still word for word, a quote cut after 'd. h.' is not a sentence.
"""

from __future__ import annotations

import re

__all__ = ["ends_sentence", "split_sentences"]

_SHORT_FORMS = """
    abs art bd bsp bspw bzw ca co d dr e eds engl etc evtl f ff franz gem ggf h hrsg inkl insb
    insbes jg jh kap lat max mind min mio mr mrd mrs ms nr o op p phil pp prof resp rev s sen sog st
    str tsd u usw v vgl vol vs z ziff
"""
_DATE_WORDS = """
    januar februar märz april mai juni juli august september oktober november dezember
    january february march may june july october december jahrhundert jahrhunderts century
"""
_ABBREVIATIONS = frozenset(_SHORT_FORMS.split())
_MONTHS = frozenset(_DATE_WORDS.split())
_CLOSING = "»«”“\"'’)]›"
_END = re.compile(rf"[.!?…]+[{re.escape(_CLOSING)}]*(?=\s)")
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_NEXT_WORD = re.compile(r"[^\w]*(\w+)")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, in order, without the white space between them.

    Text without a sentence end is one sentence; white space alone has none.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        if ends_sentence(text, found.start(), found.end()):
            _add(spans, text, start, found.end())
            start = found.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    if piece.strip():
        spans.append((start + lead, start + len(piece.rstrip())))


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the stop ``text[start:end]``, with closing quotation marks, ends a sentence.

    Looks at the word before it and at the whole word behind it.
    """
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return True
    next_word = following[1]
    if next_word[0].islower():
        return False
    if text[start:end] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, start - 40), start)
    if before is None:
        return True
    word = before[0]
    if word.isdigit():
        # '24. Februar', '14.5. Mai', '2. Weltkrieg': an ordinal; '2022. Die' ends a sentence
        return len(word) > 2 or (next_word.lower() not in _MONTHS and not _ordinal(text, start))
    return word.lower() not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha())


def _ordinal(text: str, stop: int) -> bool:
    """Whether a short number before the stop is read 'the nth': an article stands before it."""
    lead = text[max(0, stop - 24) : stop]
    return bool(re.search(r"\b(?:am|im|der|die|das|den|dem|des|vom|zum|bis)\s+\d{1,2}$", lead))
