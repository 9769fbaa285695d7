"""A question as it may be asked: without control characters, with a word in it, not too long."""

from __future__ import annotations

import unicodedata

from natoqa.errors import QuestionError

__all__ = ["MAX_QUESTION", "clean_question"]

MAX_QUESTION = 4000  # characters


def clean_question(question: str) -> str:
    """The question without control and invisible characters, white space folded.

    Raises QuestionError when nothing is left or more than ``MAX_QUESTION`` characters are.
    """
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(question)} characters, allowed are {MAX_QUESTION}. "
            "Ask more briefly.",
            kind="too_long",
            got=len(question),
            limit=MAX_QUESTION,
        )
    visible = "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in question
        if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn")
    )
    cleaned = " ".join(visible.split())
    if not any(char.isalnum() for char in cleaned):
        raise QuestionError(
            f"the question {question[:40]!r} holds no word. Ask a question about the study.",
            kind="empty",
        )
    return cleaned
