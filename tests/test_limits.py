"""Limits, and clients that go away, shown with an assistant that takes its time."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from serving import running
from starlette.types import ASGIApp

from natoqa.errors import EmbeddingsError
from natoqa.search import Filters
from natoqa.server.app import create_app
from natoqa.server.limits import Gate, Limits, RateLimit
from natoqa.settings import Settings
from natoqa.types import Answer, Document, Language, Statement, Turn

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


class Slow:
    """Says a sentence every twentieth of a second, and counts those that it said."""

    def __init__(self, sentences: int) -> None:
        self.searcher = SimpleNamespace(passages=())
        self.documents: dict[str, Document] = {}
        self.sentences = sentences
        self.said = 0
        self.closed = threading.Event()

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        filters: Filters | None = None,
    ) -> Iterator[Statement | Answer]:
        try:
            for _ in range(self.sentences):
                time.sleep(0.05)
                self.said += 1
                yield Statement("So ist es.", ())
            yield Answer(question, "So ist es.", "de", "extractive")
        finally:
            self.closed.set()


def app(assistant: Any, **limits: float) -> ASGIApp:
    return create_app(assistant, Settings(), limits=Limits(**limits))  # type: ignore[arg-type]


ROUTES: list[tuple[str, dict[str, Any]]] = [
    ("/ask", {"question": "NATO?"}),
    ("/ask/stream", {"question": "NATO?"}),
    (
        "/v1/chat/completions",
        {"model": "natoqa", "messages": [{"role": "user", "content": "NATO?"}]},
    ),
    (
        "/v1/chat/completions",
        {"model": "natoqa", "stream": True, "messages": [{"role": "user", "content": "NATO?"}]},
    ),
]


@pytest.mark.parametrize(("path", "body"), ROUTES)
def test_work_stops_when_the_client_goes(path: str, body: dict[str, Any]) -> None:
    slow = Slow(sentences=200)  # ten seconds
    with running(app(slow)) as address:
        with (
            contextlib.suppress(httpx.ReadTimeout),
            httpx.stream("POST", address + path, json=body, timeout=0.4) as answer,
        ):
            for number, _ in enumerate(answer.iter_text()):
                if number == 3:
                    break
        assert slow.closed.wait(timeout=5)
        assert slow.said < 100
        assert httpx.get(f"{address}/health").status_code == 200


def test_busy_server_says_when_to_come_back() -> None:
    slow = Slow(sentences=20)  # one second
    with running(app(slow, parallel=2, wait_seconds=0.2)) as address, ThreadPoolExecutor(6) as pool:
        asked = [
            pool.submit(httpx.post, f"{address}/ask", json={"question": "NATO?"}, timeout=20)
            for _ in range(6)
        ]
        time.sleep(0.3)
        assert httpx.get(f"{address}/health").status_code == 200  # never kept waiting
        answers = [one.result() for one in asked]
        assert sorted(one.status_code for one in answers) == [200, 200, 503, 503, 503, 503]
        busy = next(one for one in answers if one.status_code == 503)
        assert busy.headers["retry-after"] == "1"
        assert busy.json()["type"] == "urn:natoqa:problem:busy"
        again = httpx.post(f"{address}/ask", json={"question": "NATO?"}, timeout=20)
        assert again.status_code == 200  # places come back


def test_slow_sender_is_let_go_and_takes_no_place() -> None:
    limits = {"parallel": 1, "body_seconds": 0.5, "wait_seconds": 0.1}
    with running(app(Slow(sentences=1), **limits)) as address:
        port = int(address.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(
                b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                b"Content-Length: 100\r\n\r\n{"
            )
            meanwhile = httpx.post(f"{address}/ask", json={"question": "NATO?"})
            assert meanwhile.status_code == 200
            assert sender.recv(100).startswith(b"HTTP/1.1 408")


class Breaking(Slow):
    """Fails inside, after a sentence."""

    def stream(self, question: str, **_: Any) -> Iterator[Statement | Answer]:
        yield Statement("So ist es.", ())
        raise RuntimeError("/geheim/pfad")


@pytest.mark.parametrize(("path", "body"), [ROUTES[0], ROUTES[2]])
def test_failure_inside_tells_nothing_of_the_inside(path: str, body: dict[str, Any]) -> None:
    with running(app(Breaking(1))) as address:
        answer = httpx.post(address + path, json=body)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:natoqa:problem:internal"
    assert "geheim" not in answer.text


class Missing(Slow):
    """Loses its model, after a sentence where there is a stream."""

    def stream(self, question: str, **_: Any) -> Iterator[Statement | Answer]:
        yield Statement("So ist es.", ())
        raise EmbeddingsError("/geheim/pfad")


@pytest.mark.parametrize(("path", "body"), ROUTES)
def test_error_inside_is_told_in_general_words(path: str, body: dict[str, Any]) -> None:
    with running(app(Missing(1))) as address:
        answer = httpx.post(address + path, json=body)
    streamed = path.endswith("/stream") or "stream" in body
    assert answer.status_code == (200 if streamed else 503)
    assert "cannot be used at present" in answer.text
    assert "geheim" not in answer.text


def test_client_that_takes_nothing_in_loses_its_place() -> None:
    async def endless(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            if scope["path"] == "/short":
                await send({"type": "http.response.body", "body": b""})
            while scope["path"] == "/endless":
                await send({"type": "http.response.body", "body": b"x" * 10**6, "more_body": True})

    limits = Limits(parallel=1, wait_seconds=10, send_seconds=0.3)
    with running(Gate(endless, limits, frozenset())) as address:
        port = int(address.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as reader:
            reader.sendall(b"GET /endless HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert reader.recv(100)
            assert httpx.get(f"{address}/short", timeout=20).status_code == 200


def test_bucket_is_refilled_with_time() -> None:
    now = [0.0]
    limit = RateLimit(app=_unused, limits=Limits(per_minute=60), clock=lambda: now[0])
    assert [limit.take("a") for _ in range(60)] == [0.0] * 60
    assert limit.take("a") == 1.0
    assert limit.take("b") == 0.0
    now[0] = 2.0
    assert [limit.take("a"), limit.take("a")] == [0.0, 0.0]
    assert limit.take("a") == 1.0


def test_clients_are_forgotten_in_the_end() -> None:
    limit = RateLimit(app=_unused, limits=Limits(per_minute=1), clock=lambda: 0.0)
    for number in range(5000):
        limit.take(str(number))
    assert len(limit._buckets) == 4096


async def _unused(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError
