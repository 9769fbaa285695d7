"""Conversations kept in SQLite, each seen by its owner alone.

An owner is a hash of what only the owner's browser or sign-in holds (``visitors.py``). Every query
names the owner, so an id that was read or guessed opens nothing.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from natoqa.errors import ArchiveError
from natoqa.types import Answer, Citation, Statement, Turn, Withheld

__all__ = ["MAX_QUESTION", "Archive", "Conversation", "Exchange", "turns"]

_VERSION = 1
MAX_QUESTION = 4000  # characters kept; longer ones are refused by the assistant anyway
_LONGEST_TITLE = 80
_SCHEMA = """
create table if not exists conversations (
    id text primary key,
    owner text not null,
    title text not null,
    created text not null,
    updated text not null
) without rowid;
create index if not exists conversations_by_owner on conversations (owner, updated);
create table if not exists exchanges (
    id integer primary key,
    conversation text not null references conversations (id) on delete cascade,
    question text not null,
    asked_at text not null,
    answer text,
    failure text not null default '',
    suggestions text not null default '[]',
    good integer,
    comment text not null default ''
);
create index if not exists exchanges_by_conversation on exchanges (conversation);
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A kept conversation; times are ISO 8601 in UTC."""

    id: str
    title: str
    created: str
    updated: str
    questions: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it: an answer, a failure, or neither when it was stopped."""

    id: int
    question: str
    asked_at: str
    answer: Answer | None = None
    failure: str = ""
    suggestions: tuple[str, ...] = ()
    good: bool | None = None
    comment: str = ""


def turns(exchanges: tuple[Exchange, ...]) -> tuple[Turn, ...]:
    """The answered exchanges as history for the assistant."""
    return tuple(Turn(one.question, one.answer.text) for one in exchanges if one.answer)


class Archive:
    """The conversations of all visitors in one file. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._mapped():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # what people ask is their own affair
            self._connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
            for pragma in ("journal_mode = wal", "synchronous = normal", "foreign_keys = on"):
                self._connection.execute(f"pragma {pragma}")
            self._connection.create_function("folded", 1, lambda text: (text or "").casefold())
            self._prepare()

    def _prepare(self) -> None:
        (version,) = self._connection.execute("pragma user_version").fetchone()
        if version > _VERSION:
            self.close()
            raise ArchiveError(
                f"{str(self.path)!r} was written by a later natoqa (format {version}, this one "
                f"reads up to {_VERSION}). Install the later natoqa, or move the file away."
            )
        if version < _VERSION:
            self._connection.executescript(
                f"begin immediate; {_SCHEMA} pragma user_version = {_VERSION}; commit;"
            )

    def close(self) -> None:
        """Close the file; the archive cannot be used afterwards."""
        self._connection.close()

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; what was done is committed at the end."""
        with self._lock, self._mapped(), self._connection:
            yield self._connection

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise ArchiveError(
                f"the conversations in {str(self.path)!r} cannot be read or written: {error}. The "
                "folder must be writable and the file whole; move the file away to begin anew."
            ) from error

    def begin(self, owner: str, title: str) -> str:
        """Begin a conversation and return its id; the title is cut to some 80 characters."""
        identity, now = secrets.token_urlsafe(12), _now()
        with self._database() as database:
            database.execute(
                "insert into conversations values (?, ?, ?, ?, ?)",
                (identity, owner, _title(title), now, now),
            )
        return identity

    def conversations(
        self, owner: str, search: str = "", limit: int = 200
    ) -> tuple[Conversation, ...]:
        """The owner's conversations, last used first; those that hold ``search`` anywhere."""
        pattern = "%" + _like(search.strip().casefold()) + "%"
        with self._database() as database:
            rows = database.execute(
                """select c.id, c.title, c.created, c.updated,
                    (select count(*) from exchanges e where e.conversation = c.id)
                from conversations c where c.owner = ? and (
                    folded(c.title) like ? escape '\\' or exists (
                        select 1 from exchanges e where e.conversation = c.id and (
                            folded(e.question) like ? escape '\\' or
                            folded(json_extract(e.answer, '$.text')) like ? escape '\\')))
                order by c.updated desc, c.id limit ?""",
                (owner, pattern, pattern, pattern, limit),
            ).fetchall()
        return tuple(Conversation(*row) for row in rows)

    def conversation(self, owner: str, conversation: str) -> Conversation | None:
        """One conversation; None when it does not exist or is another's."""
        with self._database() as database:
            row = database.execute(
                """select id, title, created, updated,
                    (select count(*) from exchanges e where e.conversation = c.id)
                from conversations c where id = ? and owner = ?""",
                (conversation, owner),
            ).fetchone()
        return Conversation(*row) if row else None

    def exchanges(self, owner: str, conversation: str) -> tuple[Exchange, ...]:
        """The questions and answers in order; none of a conversation that is another's."""
        with self._database() as database:
            rows = database.execute(
                """select e.id, question, asked_at, answer, failure, suggestions, good, comment
                from exchanges e join conversations c on c.id = e.conversation
                where c.id = ? and c.owner = ? order by e.id""",
                (conversation, owner),
            ).fetchall()
        return tuple(_exchange(row) for row in rows)

    def ask(self, owner: str, conversation: str, question: str) -> int:
        """Keep a question before it is answered, and return the id of the exchange."""
        with self._database() as database:
            self._touch(database, owner, conversation)
            added = database.execute(
                "insert into exchanges (conversation, question, asked_at) values (?, ?, ?)",
                (conversation, _storable(question[:MAX_QUESTION]), _now()),
            )
            return int(added.lastrowid or 0)

    def answer(
        self, owner: str, exchange: int, answer: Answer, suggestions: tuple[str, ...] = ()
    ) -> None:
        """Keep the answer of an exchange."""
        values = (json.dumps(asdict(answer)), json.dumps(suggestions))
        self._set(owner, exchange, "answer = ?, suggestions = ?", *values)

    def fail(self, owner: str, exchange: int, failure: str) -> None:
        """Keep why there is no answer."""
        self._set(owner, exchange, "failure = ?", _storable(failure))

    def rate(self, owner: str, exchange: int, good: bool | None, comment: str = "") -> None:
        """Keep what a reader thinks of an answer; None takes it back."""
        mark = None if good is None else int(good)
        self._set(owner, exchange, "good = ?, comment = ?", mark, _storable(comment[:2000]))

    def cut(self, owner: str, conversation: str, exchange: int) -> None:
        """Remove an exchange and all after it, so that its question can be asked again."""
        with self._database() as database:
            self._touch(database, owner, conversation)
            database.execute(
                "delete from exchanges where conversation = ? and id >= ?", (conversation, exchange)
            )

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if title.strip():
            with self._database() as database:
                database.execute(
                    "update conversations set title = ? where id = ? and owner = ?",
                    (_title(title), conversation, owner),
                )

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation with all it holds; nothing happens when it is another's."""
        with self._database() as database:
            database.execute(
                "delete from conversations where id = ? and owner = ?", (conversation, owner)
            )

    def feedback(self, owner: str | None = None) -> list[dict[str, Any]]:
        """The rated exchanges as cases for the evals; those of all owners when none is given.

        An answer called good gives its quotes as gold, to be checked by a person; one called bad
        gives none. The fields are those of ``evals/cases``, with what the reader said.
        """
        with self._database() as database:
            rows = database.execute(
                """select e.id, question, asked_at, answer, failure, suggestions, good, comment
                from exchanges e join conversations c on c.id = e.conversation
                where good is not null and answer is not null and (? is null or c.owner = ?)
                order by e.id""",
                (owner, owner),
            ).fetchall()
        return [_case(_exchange(row)) for row in rows]

    def _set(self, owner: str, exchange: int, assignment: str, *values: object) -> None:
        with self._database() as database:
            database.execute(
                f"""update exchanges set {assignment} where id = ? and conversation in
                    (select id from conversations where owner = ?)""",  # noqa: S608 - our own words
                (*values, exchange, owner),
            )

    def _touch(self, database: sqlite3.Connection, owner: str, conversation: str) -> None:
        done = database.execute(
            "update conversations set updated = ? where id = ? and owner = ?",
            (_now(), conversation, owner),
        )
        if not done.rowcount:
            raise ArchiveError(
                f"conversation {conversation!r} is not among yours; it was deleted or is "
                "another's. Begin a new one."
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _storable(text: str) -> str:
    """SQLite keeps text as UTF-8, which has no place for half a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _title(wanted: str) -> str:
    title = " ".join(_storable(wanted[:MAX_QUESTION]).split())
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"


def _like(text: str) -> str:
    return _storable(text).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _exchange(row: tuple[Any, ...]) -> Exchange:
    identity, question, asked_at, answer, failure, suggestions, good, comment = row
    return Exchange(
        id=identity,
        question=question,
        asked_at=asked_at,
        answer=_answer(json.loads(answer)) if answer else None,
        failure=failure,
        suggestions=tuple(json.loads(suggestions)),
        good=None if good is None else bool(good),
        comment=comment,
    )


def _answer(table: dict[str, Any]) -> Answer:
    """The answer as it was; fields that another version knew are left out."""
    known = {field.name for field in fields(Answer)}
    values = {name: value for name, value in table.items() if name in known}
    values["statements"] = tuple(
        Statement(said["text"], tuple(said["citations"])) for said in values.get("statements", ())
    )
    for name in ("citations", "nearest"):
        values[name] = tuple(Citation(**one) for one in values.get(name, ()))
    values["withheld"] = tuple(Withheld(**one) for one in values.get("withheld", ()))
    return Answer(**values)


def _case(exchange: Exchange) -> dict[str, Any]:
    answer = exchange.answer
    if answer is None:
        raise ArchiveError("an exchange without an answer cannot be a case; rate an answer first.")
    case: dict[str, Any] = {
        "id": f"f{exchange.id:05}",
        "question": answer.question,
        "language": answer.language,
        "kind": "feedback",
        "style": "reader",
    }
    if exchange.good and not answer.abstained:
        case["gold"] = [{"page": c.page, "quote": c.quote} for c in answer.citations]
    return case | {
        "good": exchange.good,
        "abstained": answer.abstained,
        "comment": exchange.comment,
        "asked_at": exchange.asked_at,
    }
