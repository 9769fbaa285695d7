"""Who may call a server: the host it is called by, the pages that may, the key."""

from __future__ import annotations

import hmac
import re

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from natoqa.network import is_loopback
from natoqa.server.limits import BodyLimit, Gate, Limits, RateLimit
from natoqa.server.problems import problem
from natoqa.settings import Settings
from natoqa.texts import text

__all__ = ["HostCheck", "KeyCheck", "protect"]

HEALTH = "/health"
_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)


class HostCheck:
    """Refuses requests that reach this computer under a stranger's name (DNS rebinding)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it with 421."""
        if scope["type"] == "http" and not _LOCAL_HOST.fullmatch(
            Headers(scope=scope).get("host", "")
        ):
            refusal = problem(scope["path"], 421, "wrong-host", text("api_wrong_host", "en"))
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


class KeyCheck:
    """Asks for ``Authorization: Bearer KEY`` on every path but that of the health check."""

    def __init__(self, app: ASGIApp, key: SecretStr) -> None:
        self.app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it with 401."""
        if scope["type"] != "http" or scope["path"] == HEALTH or self._known(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        headers = {"WWW-Authenticate": "Bearer"}
        refusal = problem(scope["path"], 401, "key", text("api_key", "en"), headers=headers)
        await refusal(scope, receive, send)

    def _known(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        key = self._key.get_secret_value().encode()
        same = hmac.compare_digest(given.strip().encode(), key)
        return same and scheme.lower() == "bearer"


def protect(app: ASGIApp, settings: Settings, host: str, limits: Limits) -> ASGIApp:
    """``app`` behind its limits, as it is bound to ``host``."""
    app = Gate(app, limits, frozenset({HEALTH}))
    app = BodyLimit(app, limits)
    if settings.api_key is not None:
        app = KeyCheck(app, settings.api_key)
    app = RateLimit(app, limits)  # before the key, so that it cannot be guessed quickly
    origins = [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]
    if origins:
        app = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    if is_loopback(host):
        app = HostCheck(app)
    return _Sealed(app)


class _Sealed:
    """Answers are not guessed at, stored or shown as pages by a browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
                ]
            await send(message)

        await self.app(scope, receive, sealed)
