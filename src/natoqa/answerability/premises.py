"""What a question takes for granted, and whether a statement speaks against it."""

from __future__ import annotations

import re

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.direction import opposite
from natoqa.grounding.quantity import quantifier
from natoqa.lexical import fold
from natoqa.types import Language

__all__ = ["contradicted", "presupposes"]

# 'why' takes what follows for granted (Levinson 1983, 'Pragmatics', on presupposition triggers)
_GRANTED = re.compile(
    r"^(?:und |aber |and |but )?(?:warum|wieso|weshalb|weswegen|seit wann|wie kommt es|wie kam es"
    r"|wie konnten?|wie haben es|aus welchem grund|why|how come|since when|pourquoi"
    r"|depuis quand|dlaczego|od kiedy|neden|niye|nicin)\b|\b(?:neden|niye|nicin)\b"
)
_OPPOSED, _COUNTED = 0.3, 0.5  # share of the question's words that the statement must have


def presupposes(question: str) -> bool:
    """Whether a question takes for granted that something is so: 'Warum ...', 'Since when ...'."""
    return bool(_GRANTED.search(fold(question)))


def contradicted(question: str, statement: str, language: Language) -> bool:
    """Whether a German statement about the same has the opposite word, or another quantity."""
    alignment = Alignment(question, statement, language)
    borne = sum(bool(found) for found in alignment.pairs.values())
    share = borne / max(1, len(alignment.pairs))
    if share >= _OPPOSED and opposite(alignment):
        return True
    return share >= _COUNTED and bool(quantifier(alignment))
