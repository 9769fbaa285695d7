"""Only one process builds at a time: a lock file in the folder, a lock collection on a server.

On a server, whoever creates the collection ``natoqa-lock`` builds; Chroma lets a name exist once
only. Its owner beats by changing its metadata. A lock that has not beaten for ``STALE_SECONDS``, by
the clock of the one who waits, belongs to a dead process and is taken over. Two that take over in
the same instant could both go on; so the owner looks again right before it switches the index
(``Lock.require``), and the one that lost the lock stops there and has changed nothing.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from natoqa.errors import IndexStateError
from natoqa.index.place import BuildGoneError, Place, steady

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

__all__ = ["LOCK", "Lock", "build_lock"]

LOCK = "natoqa-lock"
LOCK_SECONDS = 600.0
BEAT_SECONDS = 5.0
STALE_SECONDS = 30.0
POLL_SECONDS = 0.5

Lock = Callable[[], None]  # raises IndexStateError when the lock is no longer held


@contextmanager
def build_lock(client: ClientAPI, place: Place) -> Iterator[Lock]:
    """Hold the right to build, waiting for others; yields a check that it is still held."""
    if place.url:
        with _server_lock(client) as require:
            yield require
        return
    from filelock import FileLock, Timeout

    try:
        with FileLock(place.folder / "build.lock", timeout=LOCK_SECONDS):
            yield lambda: None
    except Timeout as error:
        raise _too_long(str(place)) from error


@contextmanager
def _server_lock(client: ClientAPI) -> Iterator[Lock]:
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    held = _acquire(client, owner)
    stop = threading.Event()
    beating = threading.Thread(target=_beat, args=(held, owner, stop), daemon=True)
    beating.start()
    try:
        yield lambda: _require(client, held)
    finally:
        stop.set()
        beating.join()
        found = _find(client)
        if found is not None and found.id == held.id:
            steady(lambda: client.delete_collection(LOCK))


def _acquire(client: ClientAPI, owner: str) -> Collection:
    give_up = time.monotonic() + LOCK_SECONDS
    seen: tuple[str, object] | None = None
    since = time.monotonic()
    while True:
        created = _create(client, owner)
        if created is not None:
            return created
        found = _find(client)
        if found is None:
            continue
        facts = found.metadata or {}
        if facts.get("owner") == owner:  # created, but the reply was lost
            return found
        now = time.monotonic()
        if seen != (str(found.id), facts.get("beat")):
            seen, since = (str(found.id), facts.get("beat")), now
        elif now - since > STALE_SECONDS:
            _remove(client)
            continue
        if now > give_up:
            raise _too_long(str(facts.get("owner")))
        time.sleep(POLL_SECONDS)


def _create(client: ClientAPI, owner: str) -> Collection | None:
    """The lock, or None when it exists already."""
    from chromadb.errors import ChromaError

    def create() -> Collection | None:
        try:
            return client.create_collection(
                LOCK, metadata={"owner": owner, "beat": 0}, embedding_function=None
            )
        except ChromaError as error:
            if "already exists" in str(error):
                return None
            raise

    return steady(create)


def _find(client: ClientAPI) -> Collection | None:
    try:
        return steady(lambda: client.get_collection(LOCK, embedding_function=None))
    except BuildGoneError:
        return None


def _remove(client: ClientAPI) -> None:
    try:
        steady(lambda: client.delete_collection(LOCK))
    except BuildGoneError:
        return


def _beat(held: Collection, owner: str, stop: threading.Event) -> None:
    beats = 0
    while not stop.wait(BEAT_SECONDS):
        beats += 1
        try:
            steady(partial(held.modify, metadata={"owner": owner, "beat": beats}))
        except IndexStateError:
            continue  # gone or unreachable: the check before the switch tells


def _require(client: ClientAPI, held: Collection) -> None:
    found = _find(client)
    if found is None or found.id != held.id:
        raise IndexStateError(
            "another process took over the building of the index, because this one did not "
            "answer for too long; only one may build, and nothing was changed. Try again."
        )


def _too_long(who: str) -> IndexStateError:
    return IndexStateError(
        f"another process has been building the index in {who} for {LOCK_SECONDS:.0f} seconds; "
        "only one may. Wait for it, or end it and try again."
    )
