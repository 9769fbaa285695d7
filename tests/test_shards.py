"""What builds share, and that two shards are searched as one collection would be."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from small import ADDED, BASE, MODEL, WordCount, build, collections, pear, put, small_document

from natoqa.errors import IndexStateError
from natoqa.index import (
    FORMAT,
    BuildGoneError,
    Index,
    Place,
    added_documents,
    build_index,
    building,
    builds,
    open_index,
)
from natoqa.index.place import connect
from natoqa.passages import passages
from natoqa.types import Document
from natoqa.views import View, entries

pytestmark = pytest.mark.enable_socket

SACK = small_document("## Sack\n\nDattel im Sack.\n", "sack")


def opened(place: Place) -> Index:
    return open_index(place, [small_document()], WordCount(), MODEL)


def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the rows that builds write from now on."""
    ids: list[str] = []
    write = building._write

    def noting(collection: object, rows: list[str], *rest: object) -> None:
        ids.extend(rows)
        write(collection, rows, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "_write", noting)
    return ids


def test_adding_and_removing_write_no_row_of_the_package(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(place)
    base = collections(place)
    rows = written(monkeypatch)
    put(place, pear())
    assert [row.split(":")[0] for row in rows] == ["korb", "korb"], "a passage and its sentence"
    assert set(base) < set(collections(place))
    rows.clear()
    put(place)
    assert rows == []
    assert collections(place) == base


def test_a_reader_of_the_package_alone_goes_on_beside_all_changes(place: Place) -> None:
    build(place)
    old = opened(place)
    for documents in ([pear()], [pear(), SACK], [SACK]):
        put(place, *documents)
        assert not old.is_current()
        assert len(old.search("passage", [0.0, 1.0, 0.0, 0.0], limit=9).entries) == 2
    put(place)
    assert old.is_current()


def test_an_index_opened_anew_reads_only_what_changed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(place)
    old = opened(place)
    put(place, pear())
    read: list[str] = []
    rows = builds.rows
    monkeypatch.setattr(builds, "rows", lambda one: read.append(one.name) or rows(one))
    new = opened(place)
    assert new.base is old.base
    assert not [name for name in read if new.names.base in name]
    assert [passage.document for passage in new.passages] == ["klein", "klein", "korb"]


@pytest.mark.parametrize("damage", ["a row", "a collection"])
def test_what_is_not_whole_is_not_shared(place: Place, damage: str) -> None:
    build(place)
    client = connect(place)
    name = next(name for name in collections(place) if name.endswith("-sentence"))
    if damage == "a row":
        sentences = client.get_collection(name, embedding_function=None)
        sentences.delete(ids=sentences.get(limit=1)["ids"])
    else:
        client.delete_collection(name)
    put(place, pear())
    assert name not in collections(place) or damage == "a row"
    index = opened(place)
    assert index.names.base not in name
    whole = passages(small_document())
    assert index.passages == (*whole, *passages(pear()))
    assert len(index.search("sentence", [1.0, 1.0, 1.0, 1.0], limit=99).entries) == 5


def test_a_first_build_killed_while_it_writes_is_not_taken_for_an_index(tmp_path: Path) -> None:
    place = Place(tmp_path / "index")
    code = textwrap.dedent(
        f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from pathlib import Path
        from natoqa.index import Place, builds
        from small import build
        builds.require_rows = lambda *_: os._exit(9)
        build(Place(Path({str(place.folder)!r})))
        """
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    left = collections(place)
    assert len(left) == 1
    assert len(opened(place).passages) == 2
    assert len(collections(place)) == BASE
    assert not set(left) & set(collections(place))


def test_an_index_of_format_4_keeps_its_added_documents_and_their_vectors(place: Place) -> None:
    """It had the rows of all documents in one set of collections."""
    client, old = connect(place), "0123456789ab-abcdef"
    rows = building._prepare([small_document(), pear()])
    building._write_shards(client, {old: rows}, WordCount(), MODEL, [], None)
    builds.write_documents(client, old, [pear()])
    facts: dict[str, str | int] = {"fingerprint": "x", "build": old, "before": "", "format": 4}
    builds.move_pointer(client, facts | {"model": MODEL})
    assert added_documents(place) == {"korb": pear()}
    with pytest.raises(IndexStateError, match=f"index format 4, not {FORMAT}"):
        opened(place)
    embedder = WordCount()
    assert build_index(place, [small_document()], embedder, MODEL)
    assert embedder.embedded == 0
    assert added_documents(place) == {"korb": pear()}
    assert len(opened(place).passages) == 3
    put(place, pear(), SACK)
    assert len(collections(place)) == BASE + 2 * ADDED, "the old format is gone"


def test_a_document_of_headings_alone_can_be_added_and_removed(place: Place) -> None:
    put(place, small_document("## Nur ein Titel\n", "titel"))
    assert len(opened(place).passages) == 2
    put(place)
    assert added_documents(place) == {}


class Hashes(Embeddings):
    """A vector without meaning for each text, so that no two similarities are equal."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        digest = hashlib.blake2b(text.encode(), digest_size=32).digest()
        return [byte / 255 - 0.5 for byte in digest]


def many(document_id: str, sections: int) -> Document:
    names = [f"{document_id} {at}" for at in range(sections)]
    words = [f"## Ort {n}\n\nDas Haus in {n} ist alt. Der Turm in {n} ist neu." for n in names]
    return small_document("\n\n".join(words), document_id)


BRUTE = [many("base", 25), many("eins", 14), many("zwei", 9)]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Index:
    place = Place(tmp_path_factory.mktemp("both"))
    added = {document.id: document for document in BRUTE[1:]}
    build_index(place, BRUTE[:1], Hashes(), "hashes", change=lambda _: added)
    return open_index(place, BRUTE[:1], Hashes(), "hashes")


def brute_force(
    view: View, vector: Sequence[float], within: Sequence[str] | None, document: str | None
) -> Iterator[tuple[float, str]]:
    wanted = np.array(vector) / np.linalg.norm(vector)
    for one in BRUTE:
        for entry in entries(passages(one), ()):
            inside = within is None or entry.target in within
            if entry.view == view and document in (None, one.id) and inside:
                made = np.array(Hashes().embed_query(entry.text))
                yield float(wanted @ made / np.linalg.norm(made)), entry.id


@pytest.mark.parametrize("view", ["passage", "sentence"])
def test_two_shards_are_searched_as_one_collection(both: Index, view: View) -> None:
    dice = random.Random(7)  # noqa: S311
    every = [passage.id for passage in both.passages]
    assert len(every) == 48
    filters: list[tuple[list[str] | None, str | None]] = [
        (None, None),
        (None, "base"),
        (None, "zwei"),
        (None, "drei"),
        (dice.sample(every, 10), None),
        ([target for target in every if target.startswith("base:")][:4], None),
        ([target for target in every if target.startswith("eins:")][:4], None),
        (["unbekannt"], None),
    ]
    for (within, document), limit, asked in product(filters, (1, 7, 300), range(4)):
        vector = Hashes().embed_query(f"Frage {asked}")
        hits = both.search(view, vector, limit=limit, within=within, document=document)
        best = sorted(brute_force(view, vector, within, document), reverse=True)[:limit]
        assert list(hits.entries) == [entry for _, entry in best], (within, document, limit)
        assert hits.similarities == pytest.approx([score for score, _ in best], abs=1e-5)


def test_only_the_shard_that_can_hold_it_is_asked(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, pear())
    index = opened(place)
    client = connect(place)
    client.delete_collection(builds.get(client, index.names.added, "passage").name)
    vector = [0.0, 1.0, 0.0, 0.0]
    klein = index.passages[0].id
    assert len(index.search("passage", vector, limit=9, document="klein").entries) == 2
    assert index.search("passage", vector, limit=9, within=[klein]).targets == [klein]
    for options in ({}, {"document": "korb"}, {"within": [klein, passages(pear())[0].id]}):
        with pytest.raises(BuildGoneError):
            index.search("passage", vector, limit=9, **options)  # type: ignore[arg-type]


def test_two_processes_that_add_at_once_both_add(place: Place) -> None:
    build(place)
    code = """
        import sys
        sys.path.insert(0, {tests!r})
        from pathlib import Path
        from natoqa.index import Place, build_index
        from small import MODEL, WordCount, small_document
        place = Place(Path({folder!r}), url={url!r}, database={database!r})
        one = small_document("## {name}\\n\\nDattel im {name}.\\n", {name!r})
        add = lambda before: {{**before, one.id: one}}
        build_index(place, [small_document()], WordCount(), MODEL, change=add)
    """
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                textwrap.dedent(code).format(
                    tests=str(Path(__file__).parent),
                    folder=str(place.folder),
                    url=place.url,
                    database=place.database,
                    name=name,
                ),
            ]
        )
        for name in ("sack", "topf")
    ]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    assert list(added_documents(place)) == ["sack", "topf"]
    assert [passage.document for passage in opened(place).passages] == [
        "klein",
        "klein",
        "sack",
        "topf",
    ]
    assert len(collections(place)) == BASE + 2 * ADDED
