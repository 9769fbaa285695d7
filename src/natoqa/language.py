"""Which language to answer in."""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import TYPE_CHECKING

from natoqa.types import Language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["answer_language", "language_of", "question_language"]

_SURE = 0.35  # below this, names and single words ('NATO', 'Und Polen?') are only guessed at
_SURE_FOREIGN = 0.5  # below this a question answered in English counts as an English one
_SURE_NOT_GERMAN = 0.9  # below this, the small words of a question decide, if they are clear
_LOOKED_AT = 2000  # characters; more do not change the verdict
_KNOWN = ["de", "en", "fr", "it", "es", "nl", "pl", "tr"]
_LOADING = threading.Lock()

_GERMAN = re.compile(
    r"\b(?:die|der|das|den|dem|des|wer|wen|wem|wie|wann|warum|wieso|weshalb|wo|welche[rsnm]?|ist"
    r"|sind|und|nicht|laut|ein|eine[rsnm]?|wird|werden|hat|haben|kann|soll|sagt|für|über|mit|von"
    r"|zum|zur|im|auf|aus|bei|nach|sich|gibt)\b|^was (?:will|kann|soll|ist|war|hat|\w{3,}t)\b"
)
_NOT_GERMAN = re.compile(
    r"\b(?:the|of|to|and|is|are|was (?:the|it|there|this|that|he|she)|what|who|which|how|why|when"
    r"|where|does|did|do|for|with|about|on|wat|wie is|het|een|van|de|que|qui|les?|la)\b"
)


def _identifier() -> LanguageIdentifier:
    with _LOADING:  # or each of the first threads would load it
        return _loaded()


@cache
def _loaded() -> LanguageIdentifier:
    from pathlib import Path

    import py3langid.langid as langid

    # the path in full: the library's own default is relative to the working directory
    model = Path(langid.__file__).parent / "data" / "model.npz.xz"
    identifier = langid.LanguageIdentifier.from_modelpath(model, norm_probs=True)
    identifier.set_languages(_KNOWN)
    return identifier


def answer_language(question: str, default: Language = "de") -> Language:
    """German for German questions, English for those in any other language.

    ``default`` decides where the question is too short to tell.
    """
    found, confidence = _identifier().classify(question[:_LOOKED_AT])
    if found != "de" and confidence < _SURE_NOT_GERMAN and _has_german_words(question):
        return "de"  # 'Was fordert Rutte?': names outweigh the rest of a short question
    if confidence < _SURE:
        return default
    return "de" if found == "de" else "en"


def _has_german_words(question: str) -> bool:
    """Whether small words that are only German stand in a question, and none of other languages."""
    plain = question[:_LOOKED_AT].lower()
    return bool(_GERMAN.search(plain)) and not _NOT_GERMAN.search(plain)


def language_of(text: str) -> str:
    """The two-letter code of the language that a text is in, of those that natoqa tells apart."""
    found, _ = _identifier().classify(text[:_LOOKED_AT])
    return str(found)


def question_language(question: str, answered: Language) -> Language | None:
    """The language of a question that is answered in ``answered``; None when it is another."""
    if answered == "de":
        return "de"
    found, confidence = _identifier().classify(question[:_LOOKED_AT])
    return "en" if found == "en" or confidence < _SURE_FOREIGN else None
