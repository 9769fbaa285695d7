"""Who a visitor is, without a name: a random cookie that only the browser holds.

The chat's pages are sent with that cookie (unreadable for scripts) and with headers that forbid
the browser to load anything from another host.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeGuard

__all__ = ["COOKIE", "BrowserGuard", "owner_of", "valid_visitor"]

COOKIE = "natoqa_visitor"
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 random bits
_MAX_AGE = 400 * 24 * 3600  # seconds; browsers allow no more

# Streamlit writes styles into the page and runs components from blobs; charts compile expressions.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "media-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Message, Receive, Send], Awaitable[None]]


def valid_visitor(cookie: object) -> TypeGuard[str]:
    """Whether a cookie has the form of those given out here."""
    return isinstance(cookie, str) and _FORM.fullmatch(cookie) is not None


def owner_of(kind: str, secret: str) -> str:
    """The owner that conversations are kept under: a hash, so that the file opens no session.

    ``kind`` keeps the ids of browsers, signed-in users and single sessions apart.
    """
    return hashlib.sha256(f"{kind}\0{secret}".encode()).hexdigest()


class BrowserGuard:
    """ASGI middleware: gives each browser its cookie and each page its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection; all but requests for pages pass unchanged."""
        if scope["type"] != "http" or not _wants_page(scope):
            await self._app(scope, receive, send)
            return
        known = valid_visitor(_cookie(scope))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *_HEADERS]
                if not known:
                    headers.append((b"set-cookie", _new_cookie(scope["scheme"]).encode()))
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, guarded)


def _wants_page(scope: Message) -> bool:
    """A page is asked for by its address; scripts, images and data are not."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return b"text/html" in accepted


def _cookie(scope: Message) -> str | None:
    """Our cookie; others on the same host may have any form and are passed over."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                key, _, content = pair.strip().partition("=")
                if key == COOKIE:
                    return str(content)
    return None


def _new_cookie(scheme: str) -> str:
    secure = "; Secure" if scheme == "https" else ""
    value = secrets.token_urlsafe(32)
    return f"{COOKIE}={value}; Path=/; Max-Age={_MAX_AGE}; HttpOnly; SameSite=Lax{secure}"
