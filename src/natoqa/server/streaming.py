"""Blocking iterators in threads, given up when the client has gone; events for its stream."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any, TypeVar

import anyio.to_thread
from starlette.requests import Request

__all__ = ["event", "while_wanted"]

T = TypeVar("T")


async def while_wanted(request: Request, items: Iterator[T]) -> AsyncIterator[T]:
    """The items, each fetched in a thread, as long as the client is there.

    A generator is closed at its next item after the client has gone, so that its work stops.
    """
    async with aclosing(_in_threads(items)) as fetched:
        async for item in fetched:
            yield item
            if await request.is_disconnected():
                return


async def _in_threads(items: Iterator[T]) -> AsyncGenerator[T, None]:
    end = object()
    try:
        while True:
            item: Any = await anyio.to_thread.run_sync(next, items, end)
            if item is end:
                return
            yield item
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()


def event(data: object, name: str | None = None) -> str:
    """One server-sent event; JSON has no line break, so none can be smuggled in."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n"
