"""A small OpenAI-compatible server of the tests' own, on loopback: streams what a script says.

A script is called with the request's messages and gives a Reply. Everything is real HTTP; the
client is the real one.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["LLMServer", "Reply", "excerpts_of", "serving", "user_text"]

Messages = list[dict[str, Any]]


@dataclass(frozen=True)
class Reply:
    """What one request gets: pieces of text with a pause before each, or an error status."""

    pieces: Sequence[str] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: str = "scripted"
    pause: float = 0.0
    first_pause: float = 0.0
    broken: bool = False  # the connection is cut after the last piece
    finish: str | None = "stop"
    endless: bool = False  # the pieces are repeated until the client goes away


Script = Callable[[Messages], Reply]


def user_text(messages: Messages) -> str:
    """All text of the messages."""
    return "\n".join(str(message["content"]) for message in messages)


def excerpts_of(messages: Messages) -> dict[int, str]:
    """The numbered excerpts of a prompt, as the model sees them."""
    found = re.findall(
        r"<<DATA (\w+) excerpt \[(\d+)\]>>\n(.*?)\n<<END \1>>", user_text(messages), re.DOTALL
    )
    return {int(number): text for _, number, text in found}


class LLMServer:
    """A running server; ``requests`` are the bodies it got, ``dropped`` counts clients gone."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.dropped = threading.Event()
        self.finished_at = 0.0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                owner.requests.append(body)
                owner.headers.append(dict(self.headers))
                owner.answer(self, owner.script(body["messages"]), body)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def answer(self, handler: BaseHTTPRequestHandler, reply: Reply, body: dict[str, Any]) -> None:
        try:
            if reply.status != 200:
                self._error(handler, reply)
            else:
                self._stream(handler, reply, body)
        except OSError:
            self.dropped.set()
            handler.close_connection = True

    def _error(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        payload = json.dumps({"error": {"message": reply.error, "type": "scripted"}}).encode()
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(payload)))
        handler.end_headers()
        handler.wfile.write(payload)

    def _stream(self, handler: BaseHTTPRequestHandler, reply: Reply, body: dict[str, Any]) -> None:
        time.sleep(reply.first_pause)
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while True:
            for piece in reply.pieces:
                time.sleep(reply.pause)
                self._event(handler, body, {"content": piece}, None)
            if not reply.endless:
                break
        if reply.broken:
            handler.connection.close()
            handler.close_connection = True
            return
        if reply.finish:
            self._event(handler, body, {}, reply.finish)
        self._chunk(handler, b"data: [DONE]\n\n")
        handler.wfile.write(b"0\r\n\r\n")
        self.finished_at = time.monotonic()

    def _event(
        self,
        handler: BaseHTTPRequestHandler,
        body: dict[str, Any],
        delta: dict[str, Any],
        finish: str | None,
    ) -> None:
        event = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        self._chunk(handler, b"data: " + json.dumps(event).encode() + b"\n\n")

    @staticmethod
    def _chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
        handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        handler.wfile.flush()

    def start(self) -> None:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving(script: Script) -> Iterator[LLMServer]:
    """A server for the time of a ``with`` block."""
    server = LLMServer(script)
    server.start()
    try:
        yield server
    finally:
        server.stop()
