"""Limits on what one client and all clients together may ask of a server, as ASGI middleware."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from natoqa.server.problems import problem
from natoqa.texts import text

__all__ = ["BodyLimit", "Gate", "Limits", "RateLimit"]

_CLIENTS = 4096  # buckets kept; the client not seen for longest is forgotten first


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is served.

    ``body_bytes`` of a request, which must arrive within ``body_seconds``; ``per_minute`` requests
    of one client, 0 = any number; ``parallel`` requests at a time, a further one waits for
    ``wait_seconds``; a client that takes in nothing for ``send_seconds`` is let go.
    """

    body_bytes: int = 256 * 1024
    body_seconds: float = 20.0
    per_minute: int = 600
    parallel: int = 8
    wait_seconds: float = 5.0
    send_seconds: float = 20.0


class BodyLimit:
    """Reads the body before the application runs, so that a slow sender takes no one's place."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it with 408 or 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        body: bytes | None = b""
        if declared.isdigit() and int(declared) > self.limits.body_bytes:
            body = None
        else:
            with anyio.move_on_after(self.limits.body_seconds) as waited:
                body = await self._read(receive)
            if waited.cancelled_caught:
                refusal = problem(scope["path"], 408, "slow-body", text("api_slow_body", "en"))
                await refusal(scope, receive, send)
                return
        if body is None:
            detail = text("api_body_too_large", "en", limit=self.limits.body_bytes)
            await problem(scope["path"], 413, "body-too-large", detail)(scope, receive, send)
            return
        await self.app(scope, _replayed(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The whole body; None when it is too large."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return bytes(body)
            body += message.get("body", b"")
            if len(body) > self.limits.body_bytes:
                return None
            if not message.get("more_body", False):
                return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again


class RateLimit:
    """A token bucket for each client, by its address (IPv6: its network of 64 bits)."""

    def __init__(
        self, app: ASGIApp, limits: Limits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.capacity = float(limits.per_minute)
        self.clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it with 429 and the time to wait."""
        wait = 0.0
        if scope["type"] == "http" and self.capacity:
            wait = self.take(_client(scope))
        if wait:
            headers = {"Retry-After": str(math.ceil(wait))}
            detail = text("api_rate_limited", "en", limit=int(self.capacity))
            refusal = problem(scope["path"], 429, "rate-limited", detail, headers=headers)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def take(self, client: str) -> float:
        """Take a token of this client: 0, or the seconds until there is one."""
        now = self.clock()
        tokens, since = self._buckets.pop(client, (self.capacity, now))
        per_second = self.capacity / 60
        tokens = min(self.capacity, tokens + (now - since) * per_second)
        enough = tokens >= 1
        self._buckets[client] = (tokens - 1 if enough else tokens, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - tokens) / per_second


def _client(scope: Scope) -> str:
    host = str((scope.get("client") or ("", 0))[0])
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host


class Gate:
    """Lets so many requests through at a time; ``open_paths`` are not counted."""

    def __init__(self, app: ASGIApp, limits: Limits, open_paths: frozenset[str]) -> None:
        self.app = app
        self.limits = limits
        self.open_paths = open_paths
        self._places = anyio.Semaphore(limits.parallel)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request when there is a place, or refuse it with 503."""
        if scope["type"] != "http" or scope["path"] in self.open_paths:
            await self.app(scope, receive, send)
            return
        with anyio.move_on_after(self.limits.wait_seconds) as waited:
            await self._places.acquire()
        if waited.cancelled_caught:
            headers = {"Retry-After": str(max(1, math.ceil(self.limits.wait_seconds)))}
            refusal = problem(scope["path"], 503, "busy", text("api_busy", "en"), headers=headers)
            await refusal(scope, receive, send)
            return

        async def timely(message: Message) -> None:
            with anyio.move_on_after(self.limits.send_seconds) as sent:
                await send(message)
            if sent.cancelled_caught:
                raise _SlowReaderError

        try:
            await self.app(scope, receive, timely)
        except _SlowReaderError:
            return  # the connection is closed, as the answer is not complete
        finally:
            self._places.release()


class _SlowReaderError(Exception):
    """A client does not take in what it asked for."""
