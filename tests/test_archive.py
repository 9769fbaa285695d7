"""Kept conversations: a real SQLite file, two owners."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from natoqa.archive import Archive, turns
from natoqa.errors import ArchiveError
from natoqa.types import Answer, Citation, Statement, Turn, Withheld

ANNA, BEN = "anna", "ben"
ANSWER = Answer(
    question="Was kostet der Abzug?",
    text="250 Milliarden Euro. [1]",
    language="de",
    engine="generative",
    statements=(Statement("250 Milliarden Euro.", (1,)),),
    citations=(Citation(1, "250", 15, 15, True, "Kapitel", "zukunft-der-nato-2025", "p", 3, 6),),
    withheld=(Withheld("Falsch.", "keine Stelle"),),
    notice="Hinweis",
    score=0.9,
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "deep" / "conversations.sqlite3")
    yield opened
    opened.close()


def test_answer_comes_back_as_it_was(archive: Archive) -> None:
    kept = archive.begin(ANNA, "Was kostet der Abzug?")
    exchange = archive.ask(ANNA, kept, "Was kostet der Abzug?")
    archive.answer(ANNA, exchange, ANSWER, ("Und dann?",))
    again = Archive(archive.path)  # as after a restart
    (found,) = again.exchanges(ANNA, kept)
    again.close()
    assert found.answer == ANSWER
    assert found.suggestions == ("Und dann?",)
    assert turns((found,)) == (Turn("Was kostet der Abzug?", "250 Milliarden Euro. [1]"),)


def test_nothing_of_another_is_seen_or_changed(archive: Archive) -> None:
    kept = archive.begin(ANNA, "Annas Frage")
    exchange = archive.ask(ANNA, kept, "Annas Frage")
    archive.answer(ANNA, exchange, ANSWER)
    archive.rate(ANNA, exchange, True)
    assert archive.conversations(BEN) == ()
    assert archive.conversations(BEN, "Annas") == ()
    assert archive.conversation(BEN, kept) is None
    assert archive.exchanges(BEN, kept) == ()
    assert archive.feedback(BEN) == []
    before = archive.exchanges(ANNA, kept)
    archive.rename(BEN, kept, "Bens")
    archive.delete(BEN, kept)
    archive.rate(BEN, exchange, False, "schlecht")
    archive.fail(BEN, exchange, "kaputt")
    archive.answer(BEN, exchange, Answer("q", "t", "de", "extractive"))
    for forbidden in (
        lambda: archive.ask(BEN, kept, "Bens Frage"),
        lambda: archive.cut(BEN, kept, exchange),
    ):
        with pytest.raises(ArchiveError, match="not among yours"):
            forbidden()
    assert archive.exchanges(ANNA, kept) == before
    assert archive.conversations(ANNA)[0].title == "Annas Frage"


def test_rename_cut_and_delete(archive: Archive) -> None:
    kept = archive.begin(ANNA, "  Erste   Frage " + "x" * 100)
    assert archive.conversations(ANNA)[0].title == "Erste Frage " + "x" * 67 + "…"
    first, second = (archive.ask(ANNA, kept, question) for question in ("eins", "zwei"))
    archive.cut(ANNA, kept, second)
    assert [one.id for one in archive.exchanges(ANNA, kept)] == [first]
    archive.rename(ANNA, kept, "   ")
    archive.rename(ANNA, kept, "Neu")
    assert archive.conversations(ANNA)[0].title == "Neu"
    archive.delete(ANNA, kept)
    assert archive.conversations(ANNA) == ()
    with sqlite3.connect(archive.path) as database:
        assert database.execute("select count(*) from exchanges").fetchone() == (0,)


@pytest.mark.parametrize(
    ("search", "found"),
    [("KOSTET", 1), ("milliarden", 1), ("ÜBER", 1), ("100%", 0), ("_", 0), ("\\", 0), ("", 1)],
)
def test_search(archive: Archive, search: str, found: int) -> None:
    kept = archive.begin(ANNA, "über Kosten")
    archive.answer(ANNA, archive.ask(ANNA, kept, "Was kostet der Abzug?"), ANSWER)
    assert len(archive.conversations(ANNA, search)) == found


def test_last_used_first(archive: Archive) -> None:
    old, new = archive.begin(ANNA, "alt"), archive.begin(ANNA, "neu")
    archive.ask(ANNA, old, "noch etwas")
    assert [one.id for one in archive.conversations(ANNA)] == [old, new]
    assert archive.conversations(ANNA)[0].questions == 1


@pytest.mark.parametrize("question", ["\ud800 halb", "\x00", "'; drop table exchanges; --", "("])
def test_hostile_text_is_kept_as_text(archive: Archive, question: str) -> None:
    kept = archive.begin(ANNA, question)
    archive.fail(ANNA, archive.ask(ANNA, kept, question), question)
    shown = question.replace("\ud800", "?")
    (found,) = archive.exchanges(ANNA, kept)
    assert (found.question, found.failure, found.answer) == (shown, shown, None)


def test_long_questions_are_cut(archive: Archive) -> None:
    kept = archive.begin(ANNA, "[" * 10**6)
    archive.ask(ANNA, kept, "[" * 10**6)
    assert len(archive.exchanges(ANNA, kept)[0].question) == 4000


def test_feedback_as_cases_for_the_evals(archive: Archive) -> None:
    kept = archive.begin(ANNA, "x")
    good, bad, unrated = (archive.ask(ANNA, kept, "x") for _ in range(3))
    for exchange in (good, bad, unrated):
        archive.answer(ANNA, exchange, ANSWER)
    archive.rate(ANNA, good, True, "genau")
    archive.rate(ANNA, bad, False)
    archive.rate(ANNA, unrated, True)
    archive.rate(ANNA, unrated, None)
    first, second = archive.feedback()
    assert first["gold"] == [{"page": 15, "quote": "250"}]
    assert (first["kind"], first["comment"], first["good"]) == ("feedback", "genau", True)
    assert "gold" not in second
    assert json.loads(json.dumps(first)) == first


def test_file_is_the_users_alone(archive: Archive) -> None:
    assert stat.S_IMODE(archive.path.stat().st_mode) == 0o600


def test_file_of_a_later_version_is_refused(archive: Archive) -> None:
    with sqlite3.connect(archive.path) as database:
        database.execute("pragma user_version = 99")
    with pytest.raises(ArchiveError, match="format 99"):
        Archive(archive.path)


def test_broken_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be read as one" * 40)
    with pytest.raises(ArchiveError, match="cannot be read or written"):
        Archive(path)


def test_twenty_at_once(archive: Archive) -> None:
    def write(owner: str) -> None:
        kept = archive.begin(owner, owner)
        for _ in range(10):
            archive.answer(owner, archive.ask(owner, kept, owner), ANSWER)

    threads = [threading.Thread(target=write, args=(f"o{at}",)) for at in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = [archive.conversations(f"o{at}")[0].questions for at in range(20)]
    assert counts == [10] * 20
