"""Chat models by name, and every way a server can fail, over real HTTP."""

from __future__ import annotations

import socket
import time
from contextlib import closing

import pytest
from llm_server import Messages, Reply, Script, serving

from natoqa.answering.generative.models import (
    DEFAULT_WINDOW,
    Limits,
    load_model,
    model_window,
    stream_text,
)
from natoqa.errors import ModelError, SettingsError
from natoqa.settings import Settings

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ASK = [("system", "Be brief."), ("human", "Well?")]
SECRET = "sk-secret-0123456789"  # noqa: S105 - made up


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)


def always(reply: Reply) -> Script:
    return lambda _: reply


def settings(base_url: str, timeout: float = 5) -> Settings:
    return Settings(llm="openai:scripted", llm_base_url=base_url, llm_timeout=timeout)


def read(base_url: str, total: float = 5) -> str:
    model = load_model(settings(base_url, max(total, 1)))
    assert model is not None
    return "".join(stream_text(model, ASK, Limits(total)))


def test_text_arrives_as_sent_and_the_messages_are_plain() -> None:
    with serving(always(Reply(["Gut", " so. ", "[1]"]))) as server:
        assert read(server.base_url) == "Gut so. [1]"
    (body,) = server.requests
    assert [(m["role"], m["content"]) for m in body["messages"]] == [
        ("system", "Be brief."),
        ("user", "Well?"),
    ]
    assert (body["model"], body["stream"], body["temperature"]) == ("scripted", True, 0)


@pytest.mark.parametrize(
    ("reply", "kind", "requests"),
    [
        (Reply(status=401, error=f"Incorrect API key provided: {SECRET}"), "key", 1),
        (Reply(status=403), "key", 1),
        (Reply(status=404), "request", 2),  # once more without a temperature
        (Reply(status=429, headers={"Retry-After": "0"}), "rate", 3),
        (Reply(status=429, headers={"Retry-After": "60"}), "rate", 1),
        (Reply(status=500), "server", 3),
        (Reply(status=503, headers={"Retry-After": "60"}), "server", 1),
        (Reply(status=400, error="maximum context length is 10 tokens"), "window", 1),
        (Reply([]), "empty", 3),
        (Reply(["Das ist"], broken=True), "cut", 1),
        (Reply(["Das ist"], finish=None), "cut", 1),
        (Reply(["Das ist"], finish="length"), "cut", 1),
        (Reply([], broken=True), "unreachable", 3),
        (Reply(["zu spät"], first_pause=2), "timeout", 1),
        (Reply(["a ", "b "], pause=0.8), "timeout", 1),
        (Reply(["a "], pause=0.2, endless=True), "timeout", 1),
    ],
)
def test_failures_are_told_apart_within_their_limit(reply: Reply, kind: str, requests: int) -> None:
    total = 1.5 if kind == "timeout" else 5
    start = time.monotonic()
    with serving(always(reply)) as server, pytest.raises(ModelError) as error:
        read(server.base_url, total)
    assert error.value.kind == kind
    assert len(server.requests) == requests
    assert time.monotonic() - start < total + 1
    assert SECRET not in f"{error.value} {error.value.__cause__} {error.value.__context__}"


def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ModelError) as error:
        read(f"http://127.0.0.1:{port}/v1")
    assert error.value.kind == "unreachable"


def test_retries_help_where_they_can() -> None:
    replies = [
        Reply(status=429, headers={"Retry-After": "0.3"}),
        Reply(status=502),
        Reply(["Jetzt."]),
    ]
    start = time.monotonic()
    with serving(lambda _: replies.pop(0)) as server:
        assert read(server.base_url) == "Jetzt."
    assert time.monotonic() - start >= 0.3  # as the server asked


def test_model_that_takes_no_temperature_is_asked_without() -> None:
    def script(_: Messages) -> Reply:
        asked = server.requests[-1]
        return Reply(status=400, error="temperature") if "temperature" in asked else Reply(["Ja."])

    with serving(script) as server:
        assert read(server.base_url) == "Ja."


def test_closing_the_stream_closes_the_connection_at_once() -> None:
    with serving(always(Reply(["wort "], pause=0.02, endless=True))) as server:
        model = load_model(settings(server.base_url, 60))
        assert model is not None
        with closing(stream_text(model, ASK, Limits(60))) as pieces:
            assert next(pieces) == "wort "
        assert server.dropped.wait(3)


def test_closing_while_the_server_is_silent_does_not_wait() -> None:
    with serving(always(Reply(["a", "b"], pause=1.5))) as server:
        model = load_model(settings(server.base_url, 60))
        assert model is not None
        pieces = stream_text(model, ASK, Limits(60))
        assert next(pieces) == "a"
        start = time.monotonic()
        pieces.close()  # type: ignore[attr-defined]
        assert time.monotonic() - start < 0.5
        assert server.dropped.wait(4)


def test_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with serving(always(Reply(["Ja."]))) as server:
        assert read(server.base_url) == "Ja."


def test_no_model_is_set() -> None:
    assert load_model(Settings()) is None


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("nix:gpt", "NATOQA_LLM is 'nix:gpt'; its provider must be one of google, mistral, openai, "
                    "anthropic, ollama."),
        ("anthropic:claude", r"Install it: pip install 'natoqa\[anthropic\]'"),
        ("google:gemini", r"Install it: pip install 'natoqa\[google\]'"),
        ("mistral:small", r"Install it: pip install 'natoqa\[mistral\]'"),
        ("ollama:qwen", r"Install it: pip install 'natoqa\[ollama\]'"),
    ],
)  # fmt: skip
def test_model_that_cannot_be_opened_names_the_mend(
    spec: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_packages_but_openai(monkeypatch)
    with pytest.raises(SettingsError, match=words) as error:
        load_model(Settings(llm=spec))
    assert "\n" not in str(error.value)


def _no_packages_but_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in ("anthropic", "google_genai", "mistralai", "ollama"):
        monkeypatch.setitem(sys.modules, f"langchain_{name}", None)


def test_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(SettingsError, match="Set OPENAI_API_KEY, or unset NATOQA_LLM") as error:
        load_model(Settings(llm="openai:gpt"))
    assert "\n" not in str(error.value)


def test_address_goes_with_openai_or_ollama(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from types import ModuleType

    monkeypatch.setitem(sys.modules, "langchain_mistralai", ModuleType("langchain_mistralai"))
    with pytest.raises(SettingsError, match="an address goes with 'openai:MODEL'"):
        load_model(Settings(llm="mistral:x", llm_base_url="http://127.0.0.1:1/v1"))


def test_window_as_set_as_known_or_8192() -> None:
    model = load_model(settings("http://127.0.0.1:1/v1"))
    assert model is not None
    assert model_window(model, Settings(llm_window=32_000)) == 32_000
    assert model_window(model, Settings()) == DEFAULT_WINDOW == 8192
    known = load_model(Settings(llm="openai:gpt-4o"))
    assert known is not None
    assert model_window(known, Settings()) == 128_000
