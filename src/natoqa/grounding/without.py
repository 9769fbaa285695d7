"""With or without: what a claim and its quote say that something is done with, or lacks."""

from __future__ import annotations

from collections.abc import Sequence

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.markers import marks
from natoqa.grounding.words import Word

__all__ = ["accompanied", "shared_lack", "without_a_name"]

_NEXT = 3  # words between a negator and what it denies


def shared_lack(at: int, alignment: Alignment) -> bool:
    """Whether claim and quote are 'without' the same: 'without the US', 'ohne die USA'."""
    here = _following(alignment.claim, (at,))
    there = [n for n, word in enumerate(alignment.quote) if word.folded == "ohne"]
    return any(alignment.alike(a, b) for a in here for b in _following(alignment.quote, there))


def without_a_name(at: int, alignment: Alignment) -> bool:
    """Whether a negator of the quote stands before a name: 'ohne die USA'."""
    following = (
        at + 2
        if alignment.quote[at + 1 : at + 2]
        and alignment.quote[at + 1].folded in ("die", "der", "den", "das")
        else at + 1
    )
    return alignment.quote[at].folded == "ohne" and alignment.is_named(following)


def accompanied(alignment: Alignment) -> str:
    """The 'with' of a claim where the quote has 'without' the same; empty when there is none."""
    claim, quote = alignment.claim, alignment.quote

    def after(words: Sequence[Word], beginnings: tuple[str, ...]) -> list[Word]:
        return _following(words, [n for n, word in enumerate(words) if word.folded in beginnings])

    without = [[w.folded for w in text].count for text in (claim, quote)]
    if without[0]("ohne") + without[0]("without") >= without[1]("ohne"):
        return ""
    denied, had = after(quote, ("ohne",)), after(quote, ("mit", "samt"))
    excused = {word.folded for word in after(claim, ("ohne", "without"))}
    lacking = {alignment.claim_phrase[n] for n, w in enumerate(claim) if marks(w.folded, "lack")}
    for word in after(claim, ("mit", "with")):
        before = claim[max(0, claim.index(word) - _NEXT) : claim.index(word)]
        if (
            word.folded in excused
            or alignment.claim_phrase[claim.index(word)] in lacking
            or any(marks(w.folded, "negator") for w in before)
            or any(alignment.alike(word, w) for w in had)
        ):
            continue
        if any(alignment.alike(word, w) for w in denied):
            return word.text
    return ""


def _following(words: Sequence[Word], places: Sequence[int]) -> list[Word]:
    """What 'with' or 'without' at these places may speak of; after 'ohne dass' nothing."""
    found = [
        word
        for at in places
        if [w.folded for w in words[at + 1 : at + 2]] != ["dass"]
        for word in words[at + 1 : at + (8 if _alternative(words, at) else 4)]
    ]
    return [word for word in found if len(word.folded) > 3 or word.text.isupper()]


def _alternative(words: Sequence[Word], at: int) -> bool:
    """Whether another preposition follows first: 'without, or with less, American presence'."""
    return [w.folded for w in words[at + 1 : at + 2]] in (["or"], ["oder"])
