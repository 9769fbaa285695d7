"""What is looked for: a question without the words that only say whose answer is wanted."""

from __future__ import annotations

import re

__all__ = ["query"]

_STUDY = r"(?:fes-)?(?:studie|publikation|untersuchung|study|report|paper|publication)"
# 'laut Studie', 'according to the study': every answer is the study's, and these words would only
# find statements about the text itself
_FRAME = re.compile(
    rf"\b(?:laut|gemäß|gemaess)\s+(?:der\s+|dieser\s+)?{_STUDY}\b"
    rf"|\b(?:nach|der)\s+{_STUDY}\s+zufolge\b"
    rf"|\baccording\s+to\s+(?:the|this)\s+{_STUDY}\b"
    rf"|^was\s+(?:sagt|schreibt|meint)\s+die\s+{_STUDY}\s+(?:zu[rm]?|über|ueber|von)\b"
    rf"|^what\s+does\s+(?:the|this)\s+{_STUDY}\s+say\s+(?:about|on)\b"
    rf"|^does\s+(?:the|this)\s+{_STUDY}\s+say\s+(?:that\s+)?(?=\w)"
    rf"|^(?:wie|womit)\s+(?:begründet|begruendet|erklärt|erklaert)\s+(?:die|diese)\s+{_STUDY}"
    r",?\s+(?:dass|warum|weshalb|wieso)\b"
    rf"|^how\s+does\s+(?:the|this)\s+{_STUDY}\s+(?:explain|justify)\s+(?:that|why)\b"
    # what is asked for is what the study says of the thing, not a statement on the study
    rf"|^(?:is|are)\s+(?:the|this)\s+(?:{_STUDY}|authors)\s+(?:for|against|in\s+favou?r\s+of"
    r"|opposed\s+to|sceptical\s+(?:of|about))\b"
    rf"|^(?:does|do|did)\s+(?:the|this)\s+(?:{_STUDY}|authors)\s+(?:support|oppose|favou?r|endorse"
    r"|reject|back|recommend|advocate|propose|call\s+for|argue\s+for|argue\s+against)\b"
    rf"|^(?:ist|sind)\s+die\s+(?:{_STUDY}|autoren)\s+(?:für|fuer|gegen)\b"
    rf"|^(?:befürwortet|befuerwortet|empfiehlt|unterstützt|unterstuetzt|fordert|kritisiert|verlangt)"
    rf"\s+die\s+{_STUDY}\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"was|wer|wie|wann|warum|wieso|ist|sind|das|die|der|what|who|how|when|why|are|does|the|this|that"
)


def query(question: str) -> str:
    """The question without 'laut Studie' and the like; unchanged where nothing else would be left.

    >>> query("Wie hoch ist die Kriegsgefahr laut Studie?")
    'Wie hoch ist die Kriegsgefahr ?'
    """
    bare = " ".join(_FRAME.sub(" ", question).split())
    words = re.findall(r"\w{3,}", bare.lower())
    return bare if any(not _ASKS.fullmatch(word) for word in words) else question
