"""Questions about several countries: each of them is spoken of in the answer."""

from __future__ import annotations

import re

from natoqa.grounding.names import Name, names
from natoqa.lexical import fold
from natoqa.search import Evidence, ScoredProposition
from natoqa.types import Language, Part

__all__ = ["ALONE", "Told", "named", "others_asked_about", "portraits"]

# kinds that are an answer by themselves or none: what tells of the text, and portraits of a country
ALONE = frozenset({"overview", "reference", "figure", "profile"})
_ONLY_COMPARES = re.compile(
    r"(?:vergleich\w*|unterschied\w*|unterscheide\w*|unterscheidet|trennt|trennen|worin|zwischen"
    r"|gegenueber\w*|anders|differ\w*|compar\w*|contrast|between|versus|vs|und|mit|von|sich|die|der"
    r"|das|den|dem|wie|was|ist|sind|bitte|how|what|is|are|the|do|does|and|with|of|from|to|in)"
)

Told = tuple[ScoredProposition, Part]  # a sentence of an answer and the statement it belongs to


def portraits(evidence: Evidence, limit: int) -> list[Told]:
    """For countries that are compared in nothing special, the sentences of their portraits.

    As many of each, ``limit`` in all; empty for any other question, and where a portrait is
    missing.
    """
    asked = _asked(evidence.question)
    if len(asked) < 2 or not _only_compares(evidence.question):
        return []
    told: list[Told] = []
    for country in sorted(asked):
        found = next((one for one in evidence.propositions if _portrays(one, country)), None)
        if found is None:
            return []
        parts = [p for p in found.proposition.sentences if country in _countries(p.de)]
        told.extend((found, part) for part in parts[: max(1, limit // len(asked))])
    return told


def _only_compares(question: str) -> bool:
    """Whether a question says nothing but names and that they are to be compared."""
    places = [(n.start, n.end) for n in _names(question)]
    rest = "".join(
        " " if any(start <= at < end for start, end in places) else char
        for at, char in enumerate(question)
    )
    return all(_ONLY_COMPARES.fullmatch(fold(word)) for word in re.findall(r"\w+", rest))


def _portrays(scored: ScoredProposition, country: str) -> bool:
    """Whether a statement portrays a country: its first sentence names it before all others."""
    proposition = scored.proposition
    if proposition.kind != "profile":
        return False
    first = [n.key for n in names(proposition.sentences[0].de, "de") if n.key[:2] == "c:"]
    return first[:1] == [country]


def named(best: ScoredProposition, question: str, limit: int) -> list[Told]:
    """The sentences of the best statement.

    Where it leaves out a country that is asked about, only those that name one, if any does, and
    not so many of ``limit`` that there is no room for the others.
    """
    parts = best.proposition.sentences
    asked = _asked(question)
    missing = len(asked - _countries(best.proposition.de))
    if missing:
        named = [_countries(part.de) for part in parts]
        asked -= named[0].intersection(*named)  # what all of them name tells none apart
        parts = tuple(part for part in parts if _countries(part.de) & asked) or parts
        parts = parts[: max(1, limit - missing)]
    return [(best, part) for part in parts]


def others_asked_about(best: ScoredProposition, evidence: Evidence) -> list[Told]:
    """For a question about several countries, the next sentences about those ``best`` leaves out.

    Portraits and the like only where ``best`` is one.
    """
    asked = _asked(evidence.question)
    told = _countries(best.proposition.de)
    found: list[Told] = []
    if len(asked) < 2:
        return found
    for scored in evidence.propositions[1:]:
        missing = asked - told
        parts = [p for p in scored.proposition.sentences if _countries(p.de) & missing]
        kind = scored.proposition.kind
        if parts and (kind == best.proposition.kind or kind not in ALONE):
            found.append((scored, parts[0]))
            told |= _countries(parts[0].de)
    return found


def _names(question: str) -> list[Name]:
    """The countries of a question in either language."""
    languages: tuple[Language, ...] = ("de", "en")
    return [n for read in languages for n in names(question, read) if n.key[:2] == "c:"]


def _asked(question: str) -> set[str]:
    return {name.key for name in _names(question)}


def _countries(text: str) -> set[str]:
    return {name.key for name in names(text, "de") if name.key[:2] == "c:"}
