"""What Chroma leaves in the folder when collections are dropped, taken away.

The embedded Chroma keeps the vector files of dropped collections, and their words stay readable in
the free pages of its database until these are written over. The unused rest of the files of a
vector index is whatever lay in the memory of the process, which may be words of a document.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
import uuid
from contextlib import closing
from pathlib import Path

from natoqa.errors import IndexStateError

__all__ = ["compact", "sweep"]

_WAIT = 30.0  # seconds for readers in other processes to finish
_HEADER = struct.Struct("<IQQQ")  # of header.bin: version 1, an offset, entries that fit, entries
_BY_ENTRY = ("length.bin", "data_level0.bin")  # files with the same room for every entry


def sweep(folder: Path) -> None:
    """Delete vector files that belong to no collection; call it while no other process builds."""
    with closing(sqlite3.connect(folder / "chroma.sqlite3", timeout=_WAIT)) as database:
        used = {row[0] for row in database.execute("SELECT id FROM segments")}
    for path in folder.iterdir():
        if path.is_dir() and _is_id(path.name) and path.name not in used:
            # a reader on Windows may hold a file open; the next sweep takes it
            shutil.rmtree(path, ignore_errors=True)


def compact(folder: Path) -> None:
    """Write the database anew without its free pages, so that removed words are gone."""
    for header in folder.glob("*/header.bin"):
        _blank(header)
    try:
        with closing(sqlite3.connect(folder / "chroma.sqlite3", timeout=_WAIT)) as database:
            database.execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise IndexStateError(
            f"the document is removed, but traces may be left in {str(folder)!r} because the "
            f"database is in use ({error}); it must be free for a moment. Close other natoqa "
            "processes and run 'natoqa index --force'."
        ) from error


def _blank(header: Path) -> None:
    """Zeros for the entries that a vector index has room for but not got."""
    start = header.read_bytes()[: _HEADER.size]
    if len(start) < _HEADER.size:
        return
    version, _, room, entries = _HEADER.unpack(start)
    for path in (header.with_name(name) for name in _BY_ENTRY):
        size = path.stat().st_size if path.exists() else 0
        if version == 1 and entries <= room and size and size % room == 0:
            used = size // room * entries
            with path.open("r+b") as file:
                file.seek(used)
                file.write(bytes(size - used))


def _is_id(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
