"""Where the index lies: a folder of this computer, or a Chroma server that processes share.

One border for Chroma's errors, lost connections and old servers.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from natoqa.errors import IndexStateError
from natoqa.settings import Settings

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI

__all__ = ["BuildGoneError", "Place", "chroma_errors", "connect", "steady"]

OLDEST = (1, 5, 9)
_OLDEST = ".".join(map(str, OLDEST))
RETRY_AFTER = (0.1, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0)  # seconds in which a server may start again
CONNECT_AFTER = (0.2, 1.0)  # seconds; at the start a wrong address is more likely

# Chroma reads a collection and its segments one after the other: in between they may be dropped
_PASSING = ("Missing field", "database is locked")

Result = TypeVar("Result")


class BuildGoneError(IndexStateError):
    """The build that was being read has been replaced; opening the index again mends it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, or with ``url`` a Chroma server (then the folder is not used)."""

    folder: Path
    url: str = ""
    token: str = field(default="", repr=False)
    tenant: str = "default_tenant"
    database: str = "default_database"

    @classmethod
    def of(cls, settings: Settings) -> Place:
        """The place that the settings name."""
        return cls(
            folder=settings.data_dir / "index",
            url=settings.chroma_url.rstrip("/"),
            token=settings.chroma_token.get_secret_value(),
            tenant=settings.chroma_tenant,
            database=settings.chroma_database,
        )

    def __str__(self) -> str:
        return f"{self.url} ({self.tenant}/{self.database})" if self.url else repr(str(self.folder))


def connect(place: Place) -> ClientAPI:
    """A client of Chroma, telemetry off.

    Raises IndexStateError for a folder that cannot be written, a server that cannot be reached or
    that is older than the oldest safe one.
    """
    if not place.url:
        _require_writable(place.folder)
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from chromadb.errors import ChromaError

    parts = urlsplit(place.url)
    tls = parts.scheme == "https"
    # without TLS each client would read all certificates for nothing
    quiet = ChromaSettings(
        anonymized_telemetry=False, chroma_server_ssl_verify=None if tls else False
    )
    if not place.url:
        from filelock import FileLock

        # two processes that open a new folder at once would both make its tables
        with FileLock(place.folder / "open.lock"):
            return steady(lambda: chromadb.PersistentClient(str(place.folder), settings=quiet))
    _require_safe(place)
    try:
        return chromadb.HttpClient(
            host=parts.hostname or "",
            port=parts.port or (443 if tls else 80),
            ssl=tls,
            headers=_headers(place),
            tenant=place.tenant,
            database=place.database,
            settings=quiet,
        )
    except (ValueError, ChromaError) as error:  # a wrong tenant, database or key
        raise IndexStateError(
            f"the Chroma server at {place} does not let natoqa in ({error}); its tenant and "
            "database must exist and the token must be valid. Check NATOQA_CHROMA_TENANT, "
            "NATOQA_CHROMA_DATABASE and NATOQA_CHROMA_TOKEN."
        ) from error


def steady(work: Callable[[], Result], pauses: Sequence[float] = RETRY_AFTER) -> Result:
    """Do ``work``, again after each of the ``pauses`` when what failed may pass.

    ``work`` must be safe to repeat. Chroma's errors come out as ours.
    """
    import httpx

    for pause in pauses:
        try:
            with chroma_errors():
                return work()
        except httpx.TransportError:
            time.sleep(pause)
        except IndexStateError as error:
            if not _is_passing(error):
                raise
            time.sleep(pause)
    try:
        with chroma_errors():
            return work()
    except httpx.TransportError as error:
        raise IndexStateError(
            f"the Chroma server cannot be reached ({type(error).__name__}: {error}); it must be "
            "running where NATOQA_CHROMA_URL says. Start it, or unset NATOQA_CHROMA_URL to keep "
            "the index on this computer."
        ) from error


@contextmanager
def chroma_errors() -> Iterator[None]:
    """Chroma's errors as ours, at this one border; lost connections pass."""
    import sqlite3

    from chromadb.errors import ChromaError, NotFoundError

    try:
        yield
    except NotFoundError as error:
        raise BuildGoneError(
            f"the index was built anew or removed while it was open ({error}); it must be an "
            "index that natoqa made and that nobody removes while it is open. Start again."
        ) from error
    except (ChromaError, sqlite3.Error) as error:
        raise IndexStateError(
            f"the index cannot be read or written ({type(error).__name__}: {error}); it must be "
            "an index that natoqa made and that nobody removes while it is open. Start again; "
            "if that does not help, run 'natoqa index --force'."
        ) from error


def _is_passing(error: IndexStateError) -> bool:
    """Whether Chroma read a row that another process was just changing, or found it locked."""
    return any(words in str(error.__cause__) for words in _PASSING)


def _headers(place: Place) -> dict[str, str]:
    """Chroma Cloud reads the first, servers and proxies with a token the second."""
    if not place.token:
        return {}
    return {"X-Chroma-Token": place.token, "Authorization": f"Bearer {place.token}"}


def _require_safe(place: Place) -> None:
    """Refuse a server with the hole CVE-2026-45829 (code from strangers; 1.0.0 to 1.5.8).

    The hole is in the server written in Python. The one written in Rust, which ``chroma run``
    starts, calls itself 1.0.0 in every version; it is known by what it says it can do.
    """
    reply = _ask(place, "version")
    version = reply.text.strip().strip('"')
    numbers = version.split(".")[:3]
    if not reply.is_success or not all(part.isdigit() for part in numbers):
        raise IndexStateError(
            f"{place.url} answers with status {reply.status_code} and no version; it must be a "
            f"Chroma server, {_OLDEST} or newer. Check NATOQA_CHROMA_URL and NATOQA_CHROMA_TOKEN."
        )
    if version == "1.0.0" and "supports_base64_encoding" in _ask(place, "pre-flight-checks").text:
        return
    if tuple(map(int, numbers)) < OLDEST:
        raise IndexStateError(
            f"the Chroma server at {place.url} is version {version}; allowed are {_OLDEST} and "
            "newer, because older ones run code from strangers (CVE-2026-45829). Update the "
            "server, best to the one that 'chroma run' starts."
        )


def _ask(place: Place, what: str) -> httpx.Response:
    import httpx

    url = f"{place.url}/api/v2/{what}"
    tls = urlsplit(url).scheme == "https"
    return steady(
        lambda: httpx.get(url, headers=_headers(place), timeout=10.0, verify=tls),
        pauses=CONNECT_AFTER,
    )


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as error:
        raise IndexStateError(
            f"the data directory {str(folder)!r} cannot be made ({error.strerror}); it must be a "
            "folder that you may write to. Set NATOQA_DATA_DIR to one."
        ) from error
    if not writable:
        raise IndexStateError(
            f"the data directory {str(folder)!r} is not writable; it must be a folder that you "
            "may write to. Set NATOQA_DATA_DIR to one, or change its rights."
        )
