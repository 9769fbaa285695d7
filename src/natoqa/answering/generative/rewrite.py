"""A follow-up question made to stand alone by a language model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from natoqa.answering.generative.markers import ClaimStream
from natoqa.answering.generative.models import Limits, stream_text
from natoqa.errors import ModelError
from natoqa.prompts import rewrite_prompt
from natoqa.types import Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["rewrite"]

MAX_REWRITTEN = 300  # characters; a longer answer is no question


def rewrite(
    model: BaseChatModel, question: str, history: Sequence[Turn], limits: Limits
) -> str | None:
    """The question with what it leaves unsaid; None when the model fails or answers instead."""
    said = ""
    try:
        with closing(stream_text(model, rewrite_prompt(question, history), limits)) as pieces:
            for piece in pieces:
                said += piece
                if len(said) > 8 * MAX_REWRITTEN:
                    return None
    except ModelError:
        return None
    stream = ClaimStream(0)
    claims = [*stream.feed(said), *stream.close()]
    if not claims or any(claim.code for claim in claims):
        return None
    whole = " ".join(claim.text for claim in claims).strip("\"'„“”»« ")
    return whole if 3 <= len(whole) <= MAX_REWRITTEN else None
