"""The requests of OpenAI's interface that natoqa understands.

Fields that are not named here are ignored, as sampling has no meaning for cited answers.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool

from natoqa.server.api import Within

__all__ = [
    "CHAT_MODEL",
    "EMBEDDING_MODEL",
    "MAX_INPUTS",
    "ChatRequest",
    "EmbeddingsRequest",
    "Message",
    "Part",
    "StreamOptions",
]

CHAT_MODEL = "natoqa"
EMBEDDING_MODEL = "natoqa-embeddings"
MAX_INPUTS = 256
_CHAT: dict[str, JsonValue] = {
    "model": CHAT_MODEL,
    "messages": [{"role": "user", "content": "What is the study about?"}],
}
_EMBEDDINGS: dict[str, JsonValue] = {"model": EMBEDDING_MODEL, "input": ["Die NATO als Baukasten"]}


class Part(BaseModel):
    """A piece of a message."""

    model_config = ConfigDict(extra="allow")

    type: str
    text: str | None = None


class Message(BaseModel):
    """A message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """Whether the stream ends with a count of tokens."""

    include_usage: StrictBool | None = None


class ChatRequest(Within):
    """A question as the last message, with what was said before.

    What would change the kind of answer (tools, several choices, other formats) is refused. Where
    to look (``document``, ``section``, ``page``) is natoqa's own addition.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_CHAT, _CHAT | {"stream": True}]})

    model: str
    messages: list[Message] = Field(min_length=1, max_length=2000)
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    tools: list[JsonValue] | None = None
    functions: list[JsonValue] | None = None
    response_format: dict[str, Any] | None = None
    logprobs: StrictBool | None = None
    modalities: list[str] | None = None


class EmbeddingsRequest(BaseModel):
    """Texts to embed; ``input_type`` is how they will be used, and natoqa's own addition."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EMBEDDINGS]})

    model: str
    input: str | list[str] | list[int] | list[list[int]]
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: int | None = Field(default=None, ge=1)
    input_type: Literal["document", "query"] = "document"
