"""Is this sentence borne out by these excerpts? Rules first, the embedder where they leave doubt.

German and English claims against German excerpts; the same input always gives the same verdict.
Numbers and negations must be in the quote itself, a quotation there or in the heading; a name may
stand in its context.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.direction import displaced, opposite, unborne
from natoqa.grounding.excerpts import Excerpt
from natoqa.grounding.lists import extra_items
from natoqa.grounding.modality import raised
from natoqa.grounding.polarity import negation
from natoqa.grounding.quantity import quantifier
from natoqa.grounding.quotations import misquoted
from natoqa.grounding.stray_names import stray_name
from natoqa.grounding.stray_numbers import stray_number
from natoqa.grounding.support import Support, around, opening_of
from natoqa.grounding.words import language_of

if TYPE_CHECKING:
    from natoqa.types import Embedder

__all__ = ["Excerpt", "Grounding", "Verdict", "words_borne"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim is borne out; if not, ``reason`` is a key of the texts.

    ``detail`` is the part of the claim that is not: a number, a name, a word. Both are empty when
    the claim is supported.
    """

    supported: bool
    reason: str = ""
    detail: str = ""


class Grounding:
    """Checks claims against excerpts; built once, usable from several threads."""

    def __init__(self, embeddings: Embedder) -> None:
        self._support = Support(embeddings)

    def check(self, claim: str, excerpts: Sequence[Excerpt]) -> Verdict:
        """Judge one sentence by all excerpts it stands on; without excerpts nothing is borne."""
        quotes = [excerpt.quote for excerpt in excerpts if excerpt.quote.strip()]
        if not quotes or not claim.strip():
            return Verdict(False, "ground_unsupported", claim.strip())
        language = language_of(claim)
        quote = "\n".join(quotes)
        context = "\n".join(dict.fromkeys(excerpt.context for excerpt in excerpts))
        headings = "\n".join(excerpt.context.split("\n", 1)[0] for excerpt in excerpts)
        for reason, fault in (
            ("ground_quotation", misquoted(claim, f"{quote}\n{headings}", language)),
            ("ground_number", stray_number(claim, quote, context, excerpts, language)),
            ("ground_name", stray_name(claim, quote, context, language)),
        ):
            if fault:
                return Verdict(False, reason, fault)
        alignment, beside = Alignment(claim, quote, language), around(excerpts)
        turned = next(
            ((reason, fault) for reason, rule in _RULES if (fault := rule(alignment))), None
        )
        if not turned and (fault := displaced(alignment, context)):
            turned = "ground_direction", fault
        opening = opening_of(excerpts, alignment)
        items = () if turned else extra_items(claim, beside, alignment, opening)
        fault = next(
            (item for item in items if not self._support.has(item, quotes, language)), ""
        ) or self._support.missing(claim, excerpts, alignment)
        if fault:  # an excerpt that says something else does not say the contrary
            return Verdict(False, "ground_unsupported", fault)
        return Verdict(False, *turned) if turned else Verdict(True)


def words_borne(claim: str, excerpts: Sequence[Excerpt]) -> int:
    """How many content words of a claim the quotes have in some form, in either language."""
    quote = "\n".join(excerpt.quote for excerpt in excerpts)
    return sum(map(bool, Alignment(claim, quote, language_of(claim)).pairs.values()))


_RULES: tuple[tuple[str, Callable[[Alignment], str]], ...] = (
    ("ground_negation", negation),
    ("ground_modality", raised),
    ("ground_quantity", quantifier),
    ("ground_direction", opposite),
    ("ground_unsupported", unborne),
)
