"""The cookie and the headers of the chat's pages, through a real ASGI application."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from natoqa.visitors import COOKIE, BrowserGuard, owner_of, valid_visitor

VISITOR = "A" * 43


async def page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
    await send({"type": "http.response.body", "body": b"page"})


def headers(*sent: tuple[bytes, bytes], scheme: str = "http") -> dict[bytes, bytes]:
    """What a request with these headers is answered with."""
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {}

    scope = {"type": "http", "scheme": scheme, "headers": list(sent)}
    asyncio.run(BrowserGuard(page)(scope, receive, send))
    return dict(messages[0]["headers"])


HTML = (b"accept", b"text/html,application/xhtml+xml")


def test_new_browser_gets_a_cookie_that_no_script_reads() -> None:
    first, second = (headers(HTML)[b"set-cookie"].decode() for _ in range(2))
    name, value = first.split(";")[0].split("=")
    assert name == COOKIE
    assert valid_visitor(value)
    assert {part.strip() for part in first.split(";")[1:]} == {
        "Path=/",
        "Max-Age=34560000",
        "HttpOnly",
        "SameSite=Lax",
    }
    assert first != second


def test_cookie_is_kept_to_https_where_that_is_used() -> None:
    assert headers(HTML, scheme="https")[b"set-cookie"].endswith(b"; Secure")


def test_known_browser_keeps_its_cookie() -> None:
    sent = (b"cookie", f'other={{"a": 1}}; {COOKIE}={VISITOR}'.encode())
    assert b"set-cookie" not in headers(HTML, sent)


@pytest.mark.parametrize("forged", ["", "kurz", "A" * 44, "A" * 42 + "/", "../../x" + "A" * 36])
def test_other_forms_are_replaced(forged: str) -> None:
    assert not valid_visitor(forged)
    assert b"set-cookie" in headers(HTML, (b"cookie", f"{COOKIE}={forged}".encode()))


def test_page_may_load_from_its_own_host_alone() -> None:
    policy = headers(HTML)[b"content-security-policy"].decode()
    sources = {source for part in policy.split("; ") for source in part.split()[1:]}
    assert sources == {
        "'self'",
        "'none'",
        "'unsafe-inline'",
        "'unsafe-eval'",
        "data:",
        "blob:",
    }


def test_other_requests_pass_unchanged() -> None:
    assert headers((b"accept", b"*/*")) == {b"x-own": b"1"}


def test_owners_are_apart_and_give_no_cookie_away() -> None:
    owner = owner_of("browser", VISITOR)
    assert owner != owner_of("session", VISITOR) != owner_of("user", VISITOR)
    assert VISITOR not in owner
    assert not valid_visitor(owner)
