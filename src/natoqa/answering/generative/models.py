"""Chat models by LangChain: loading one by name, and reading its stream within limits of time.

Foreign errors are mapped here, at one border. Their texts are dropped: a server may repeat a key.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from natoqa.errors import ModelError, ModelFailure, SettingsError
from natoqa.prompts import Message
from natoqa.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["DEFAULT_WINDOW", "Limits", "load_model", "model_window", "stream_text"]

DEFAULT_WINDOW = 8192  # tokens; what small local models read at least
CONNECT = 5.0  # seconds until a server has accepted the connection
RETRIES = 2  # further attempts while nothing has arrived yet

# provider -> package of its integration and our extra; names in short are allowed as well
_EXTRAS = {
    "openai": ("langchain_openai", "openai"),
    "anthropic": ("langchain_anthropic", "anthropic"),
    "google_genai": ("langchain_google_genai", "google"),
    "mistralai": ("langchain_mistralai", "mistral"),
    "ollama": ("langchain_ollama", "ollama"),
}
_SHORT = {"google": "google_genai", "mistral": "mistralai"}
_KEYS = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that one answer may take in all; the parts follow from it."""

    total: float

    @property
    def first(self) -> float:
        """Until the first piece of text; a local model reads its prompt meanwhile."""
        return self.total * 2 / 3

    @property
    def gap(self) -> float:
        """Between two pieces of text."""
        return self.total / 3


def load_model(settings: Settings) -> BaseChatModel | None:
    """The chat model that ``NATOQA_LLM`` names; None when it names none.

    Raises SettingsError, in one line, when its provider is unknown, its package or its key missing.
    """
    if not settings.llm:
        return None
    provider, _, name = settings.llm.partition(":")
    provider = _SHORT.get(provider, provider)
    _require_package(settings.llm, provider)
    if settings.llm_base_url and provider not in ("openai", "ollama"):
        raise SettingsError(
            f"NATOQA_LLM is {settings.llm!r} and NATOQA_LLM_BASE_URL is set; an address goes with "
            "'openai:MODEL' (any OpenAI-compatible server) or 'ollama:MODEL'. Change one of them."
        )
    options: dict[str, Any] = {"model": name, "model_provider": provider, "temperature": 0}
    if settings.llm_base_url:
        options["base_url"] = settings.llm_base_url
    if provider != "ollama":
        options["max_retries"] = 0  # retried here, within the limits of one answer
    if provider == "openai":
        from httpx import Timeout

        options["timeout"] = Timeout(settings.llm_timeout, connect=CONNECT)
    return _init(settings, provider, options)


def _require_package(spec: str, provider: str) -> None:
    if provider not in _EXTRAS:
        allowed = ", ".join([*_SHORT, *(name for name in _EXTRAS if name not in _SHORT.values())])
        raise SettingsError(
            f"NATOQA_LLM is {spec!r}; its provider must be one of {allowed}. For another "
            "OpenAI-compatible server use 'openai:MODEL' with NATOQA_LLM_BASE_URL."
        )
    package, extra = _EXTRAS[provider]
    try:
        import_module(package)
    except ImportError as error:
        raise SettingsError(
            f"NATOQA_LLM is {spec!r}, but the package for its provider is not installed. "
            f"Install it: pip install 'natoqa[{extra}]'"
        ) from error


def _init(settings: Settings, provider: str, options: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        return cast("BaseChatModel", init_chat_model(**options))
    except Exception as error:
        # every integration has exceptions of its own for a missing key
        if not settings.llm_base_url:
            key = _KEYS.get(provider, "its key")
            raise SettingsError(
                f"the language model {settings.llm!r} cannot be opened ({type(error).__name__}); "
                f"it needs the key of its provider. Set {key}, or unset NATOQA_LLM."
            ) from error
        if "api_key" in options:
            raise
    # a server of one's own asks for no key, but its client wants one
    return _init(settings, provider, options | {"api_key": "none"})


def model_window(model: BaseChatModel, settings: Settings) -> int:
    """How many tokens the model reads at once: as set, as its integration says, or 8192."""
    if settings.llm_window:
        return settings.llm_window
    profile = model.profile or {}
    return int(profile.get("max_input_tokens") or DEFAULT_WINDOW)


def stream_text(
    model: BaseChatModel, messages: Sequence[Message], limits: Limits
) -> Generator[str, None, None]:
    """The text of the model's answer, piece by piece.

    Retries while nothing has arrived and a retry helps. Closing the iterator closes the
    connection. Raises ModelError when the model fails, stalls or breaks off.
    """
    deadline = time.monotonic() + limits.total
    for attempt in range(RETRIES + 1):
        begun = False
        try:
            for piece in _read(model, messages, limits, deadline):
                begun = True
                yield piece
            return
        except ModelError as error:
            pause = error.retry_after or 0.25 * 4**attempt
            late = time.monotonic() + pause >= deadline
            if begun or late or attempt == RETRIES or not _worth_another(error, model):
                raise
            if error.kind == "request":  # some models allow no temperature but their own
                model = model.model_copy(update={"temperature": None})
        time.sleep(pause)


def _worth_another(error: ModelError, model: BaseChatModel) -> bool:
    if error.kind == "request":
        return getattr(model, "temperature", None) is not None
    return error.kind in ("rate", "server", "unreachable", "empty", "cut")


def _read(
    model: BaseChatModel, messages: Sequence[Message], limits: Limits, deadline: float
) -> Iterator[str]:
    """One attempt, read in the loop's thread, so that it can be cut off at any moment."""
    arrived: SimpleQueue[str | ModelError | None] = SimpleQueue()
    closed = threading.Event()
    work = _pump(model, messages, limits, deadline, arrived, closed)
    reading = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        while (piece := arrived.get()) is not None:
            if isinstance(piece, ModelError):
                raise piece
            yield piece
    finally:
        reading.cancel()
        closed.wait(CONNECT)


async def _pump(
    model: BaseChatModel,
    messages: Sequence[Message],
    limits: Limits,
    deadline: float,
    arrived: SimpleQueue[str | ModelError | None],
    closed: threading.Event,
) -> None:
    """Puts the pieces into ``arrived``, then None, or the error that ended them."""
    started = False
    try:
        async for piece in _pieces(model, messages, limits, deadline):
            started = True
            arrived.put(piece)
        arrived.put(None)
    except ModelError as error:
        arrived.put(error)
    except Exception as error:
        # the one border for the exceptions of all integrations
        arrived.put(_mapped(error, started))
        raise
    finally:
        closed.set()


async def _pieces(
    model: BaseChatModel, messages: Sequence[Message], limits: Limits, deadline: float
) -> AsyncIterator[str]:
    finished = started = False
    async with aclosing(cast("Any", model.astream(list(messages)))) as stream:
        while True:
            wait = min(limits.gap if started else limits.first, deadline - time.monotonic())
            chunk = await asyncio.wait_for(anext(stream, None), max(wait, 0.001))
            if chunk is None:
                break
            finished = finished or _has_ended(chunk.response_metadata)
            if text := str(chunk.text):
                started = True
                yield text
    if not started:
        raise _failure("empty")
    if not finished:
        raise _failure("cut")


def _has_ended(metadata: dict[str, Any]) -> bool:
    """Whether the model says that it is done, and not because it ran into a limit of length."""
    reasons = (metadata.get(key) for key in ("finish_reason", "stop_reason", "done_reason"))
    return any(str(r).lower() not in ("length", "max_tokens") for r in reasons if r)


_ADVICE: dict[ModelFailure, str] = {
    "timeout": "the language model did not answer in time. Raise NATOQA_LLM_TIMEOUT.",
    "unreachable": "the language model cannot be reached. Check that its server runs and "
    "NATOQA_LLM_BASE_URL.",
    "key": "the language model's server refused the key. Set the right one.",
    "rate": "the language model's server allows no further request now. Ask again later.",
    "server": "the language model's server failed. Ask again later.",
    "empty": "the language model answered with nothing. Ask again.",
    "cut": "the language model's answer broke off. Ask again.",
    "window": "the question with its excerpts is too long for the language model. Lower "
    "NATOQA_LLM_WINDOW.",
    "request": "the language model's server refused the request. Check NATOQA_LLM.",
}


def _failure(kind: ModelFailure, retry_after: float = 0.0) -> ModelError:
    return ModelError(_ADVICE[kind], kind=kind, retry_after=retry_after)


def _mapped(error: Exception, started: bool) -> ModelError:
    """What an exception of any integration means, by its status, else by its name."""
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    status = status if status is not None else getattr(error, "code", None)
    if isinstance(status, int):
        return _by_status(status, str(error), getattr(response, "headers", None) or {})
    names = " ".join(type(one).__name__ for one in _causes(error)).lower()
    if "timeout" in names and "connect" not in names:
        return _failure("timeout")
    if started:
        return _failure("cut")
    if "contextoverflow" in names:
        return _failure("window")
    if "connect" in names or "timeout" in names or "protocol" in names:
        return _failure("unreachable")
    return _failure("request")


def _by_status(status: int, said: str, headers: Any) -> ModelError:
    if status in (401, 403):
        return _failure("key")
    if status == 429:
        return _failure("rate", _seconds(headers.get("retry-after")))
    if status == 408 or status >= 500:
        return _failure("server", _seconds(headers.get("retry-after")))
    long = status == 413 or any(word in said.lower() for word in ("context", "too long", "tokens"))
    return _failure("window" if long else "request")


def _seconds(value: str | None) -> float:
    try:
        return max(0.0, float(value or 0))
    except ValueError:  # a date
        return 0.0


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop in a thread for the life of the process: clients keep connections in it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="natoqa-model", daemon=True).start()
    return loop
