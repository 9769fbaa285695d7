"""OpenAI's interface: models, chat completions and embeddings, for the tools that speak it."""

from __future__ import annotations

import base64
import dataclasses
import secrets
import struct
import time
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from natoqa.assistant import clean_question
from natoqa.errors import NatoqaError
from natoqa.server.api import CLIENT_GONE
from natoqa.server.chat import after_statements, conversation, statement_text, whole_text
from natoqa.server.openai_models import (
    CHAT_MODEL,
    EMBEDDING_MODEL,
    MAX_INPUTS,
    ChatRequest,
    EmbeddingsRequest,
)
from natoqa.server.problems import EVENTS, RefusalError, as_problem, responses
from natoqa.server.streaming import event, while_wanted
from natoqa.texts import text
from natoqa.tokens import count_tokens
from natoqa.types import Answer, Statement

if TYPE_CHECKING:
    from natoqa.assistant import Assistant

__all__ = ["openai_router"]

_BEGAN = int(time.time())


class Model(BaseModel):
    """A model that can be named in a request."""

    id: str
    object: str = "model"
    created: int = _BEGAN
    owned_by: str = "natoqa"


class ModelList(BaseModel):
    """All of them."""

    object: str = "list"
    data: list[Model]


def openai_router(assistant: Assistant) -> APIRouter:
    """The routes under ``/v1``, answered by ``assistant``."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI"])

    @routes.get("/models", responses=responses())
    def models() -> ModelList:
        return ModelList(data=[Model(id=CHAT_MODEL), Model(id=EMBEDDING_MODEL)])

    @routes.get("/models/{model}", responses=responses(404))
    def model(model: str) -> Model:
        return Model(id=_known(model, CHAT_MODEL, EMBEDDING_MODEL))

    @routes.post(
        "/chat/completions",
        responses=responses(404) | EVENTS,
    )
    async def chat(request: Request, body: ChatRequest) -> dict[str, Any]:
        _known(body.model, CHAT_MODEL)
        _refuse_unsupported(body)
        question, history = conversation(body.messages)
        question = clean_question(question)  # what cannot be asked is told before a stream begins
        completion = _Completion(question, titled=len(assistant.documents) > 1)
        items = assistant.stream(question, history=history, filters=body.filters)
        if body.stream:
            usage = bool(body.stream_options and body.stream_options.include_usage)
            chunks = _chunks(request, items, completion, usage)
            return StreamingResponse(chunks, media_type="text/event-stream")  # type: ignore[return-value]
        async for item in while_wanted(request, items):
            if isinstance(item, Answer):
                return completion.whole(item)
        return Response(status_code=CLIENT_GONE)  # type: ignore[return-value]

    @routes.post("/embeddings", responses=responses(404))
    def embeddings(body: EmbeddingsRequest) -> dict[str, Any]:
        _known(body.model, EMBEDDING_MODEL)
        texts = _inputs(body)
        model = assistant.searcher.embeddings
        if body.input_type == "query":
            vectors = [model.embed_query(one) for one in texts]
        else:
            vectors = model.embed_documents(texts)
        if body.dimensions not in (None, len(vectors[0])):
            raise _refusal("dimensions", text("openai_dimensions", "en", size=len(vectors[0])))
        tokens = sum(count_tokens(one) for one in texts)
        encoded = body.encoding_format == "base64"
        return {
            "object": "list",
            "model": EMBEDDING_MODEL,
            "data": [
                {
                    "object": "embedding",
                    "index": at,
                    "embedding": _base64(vector) if encoded else vector,
                }
                for at, vector in enumerate(vectors)
            ],
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }

    return routes


class _Completion:
    """One chat completion, whole or in chunks, with the same id and time throughout."""

    def __init__(self, question: str, *, titled: bool) -> None:
        self.question = question
        self.titled = titled
        self.id = f"chatcmpl-{secrets.token_hex(12)}"
        self.created = int(time.time())

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The completion as one object."""
        content = whole_text(answer, titled=self.titled)
        message = {
            "role": "assistant",
            "content": content,
            "refusal": None,
            "citations": _citations(answer),
        }
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": self.usage(content),
            "natoqa": _beside(answer),
        }

    def chunk(self, delta: dict[str, Any], *, answer: Answer | None = None) -> dict[str, Any]:
        """A piece of the completion; the last one carries the citations."""
        choice: dict[str, Any] = {"index": 0, "delta": delta, "finish_reason": None}
        chunk = {**self._head("chat.completion.chunk"), "choices": [choice]}
        if answer is not None:
            choice["finish_reason"] = "stop"
            chunk |= {"citations": _citations(answer), "natoqa": _beside(answer)}
        return chunk

    def usage_chunk(self, content: str) -> dict[str, Any]:
        """The count of tokens as a chunk of its own, without choices."""
        head = self._head("chat.completion.chunk")
        return {**head, "choices": [], "usage": self.usage(content)}

    def usage(self, content: str) -> dict[str, int]:
        """Tokens of the question and the answer."""
        asked, said = count_tokens(self.question), count_tokens(content)
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": CHAT_MODEL}


async def _chunks(
    request: Request,
    items: Iterator[Statement | Answer],
    completion: _Completion,
    usage: bool,
) -> AsyncIterator[str]:
    yield event(completion.chunk({"role": "assistant", "content": ""}))
    said = 0
    try:
        async for item in while_wanted(request, items):
            if isinstance(item, Statement):
                piece = statement_text(item, first=said == 0)
                said += 1
                yield event(completion.chunk({"content": piece}))
                continue
            whole = not said or item.abstained
            tail = whole_text if whole else after_statements
            gap = "\n\n" if said and whole else ""
            yield event(completion.chunk({"content": gap + tail(item, titled=completion.titled)}))
            yield event(completion.chunk({}, answer=item))
            if usage:
                yield event(completion.usage_chunk(whole_text(item, titled=completion.titled)))
    except NatoqaError as error:
        known = as_problem(error)
        yield event({"error": {"message": known.detail, "type": "server_error"}})
    yield "data: [DONE]\n\n"


def _citations(answer: Answer) -> list[dict[str, Any]]:
    return [dataclasses.asdict(citation) for citation in answer.citations]


def _beside(answer: Answer) -> dict[str, Any]:
    """What an answer says of itself beyond its text and citations."""
    facts = dataclasses.asdict(answer)
    return {name: facts[name] for name in facts if name not in ("text", "citations")}


def _known(model: str, *names: str) -> str:
    if model not in names:
        detail = text("openai_model", "en", names=", ".join(names))
        raise RefusalError(404, "model_not_found", detail, param="model")
    return model


def _refuse_unsupported(body: ChatRequest) -> None:
    asked: dict[str, object] = {
        "tools": body.tools,
        "functions": body.functions,
        "n": body.n not in (None, 1),
        "logprobs": body.logprobs,
        "response_format": (body.response_format or {}).get("type", "text") != "text",
        "modalities": body.modalities not in (None, ["text"]),
    }
    for name, wanted in asked.items():
        if wanted:
            raise _refusal(name, text("openai_unsupported", "en", name=name))


def _inputs(body: EmbeddingsRequest) -> list[str]:
    given = [body.input] if isinstance(body.input, str) else body.input
    texts = [one for one in given if isinstance(one, str)]
    if len(texts) != len(given):
        raise _refusal("input", text("openai_tokens", "en"))
    if not 1 <= len(texts) <= MAX_INPUTS or not all(one.strip() for one in texts):
        raise _refusal("input", text("openai_inputs", "en", limit=MAX_INPUTS))
    return [one.encode("utf-8", "replace").decode() for one in texts]


def _refusal(param: str, detail: str) -> RefusalError:
    return RefusalError(400, "unsupported", detail, param=param)


def _base64(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
