"""The index in a real Chroma: what it keeps, and its life cycle."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from chromadb.errors import InternalError
from small import ADDED, BASE, MODEL, WordCount, build, collections, pear, put, small_document

from natoqa.errors import IndexStateError
from natoqa.index import (
    BuildGoneError,
    Place,
    added_documents,
    build_index,
    builds,
    fingerprint,
    lock,
    open_index,
)
from natoqa.index.place import connect, steady
from natoqa.passages import passages
from natoqa.types import Passage

pytestmark = pytest.mark.enable_socket


def source(place: Place) -> str:
    """The place as Python code for another process."""
    return f"Place(Path({str(place.folder)!r}), url={place.url!r}, database={place.database!r})"


def test_keeps_the_passages_as_they_were(
    assistant: object, study_passages: tuple[Passage, ...]
) -> None:
    assert assistant.searcher.passages == study_passages  # type: ignore[attr-defined]


def test_search_is_by_cosine_best_first(place: Place) -> None:
    index = open_index(place, [small_document()], WordCount(), MODEL)
    hits = index.search("sentence", [0.0, 0.0, 1.0, 0.0], limit=2)
    texts = {p.id: p.text for p in index.passages}
    assert texts[hits.targets[0]].startswith("Kirsche am Baum.")
    # the vector of the sentence is (.01, .01, 1.01, .01)
    assert hits.similarities[0] == pytest.approx(1.01 / (1.01**2 + 3 * 0.01**2) ** 0.5, abs=1e-5)
    assert list(hits.similarities) == sorted(hits.similarities, reverse=True)


def test_search_within_targets(place: Place) -> None:
    index = open_index(place, [small_document()], WordCount(), MODEL)
    first = index.passages[0].id
    hits = index.search("passage", [0.0, 0.0, 1.0, 0.0], limit=9, within=[first])
    assert hits.targets == [first]
    assert index.search("passage", [0.0, 0.0, 1.0, 0.0], limit=9, within=[]).entries == ()


def test_second_build_changes_nothing(place: Place) -> None:
    assert build(place)
    before = collections(place)
    assert not build(place)
    assert collections(place) == before
    assert len(before) == BASE


def test_opening_again_embeds_nothing(place: Place) -> None:
    build(place)
    embedder = WordCount()
    open_index(place, [small_document()], embedder, MODEL)
    assert embedder.embedded == 0


def test_forced_build_replaces_the_old_one(place: Place) -> None:
    build(place)
    before = collections(place)
    assert build(place, force=True)
    after = collections(place)
    assert len(after) == len(before) == BASE
    assert set(after) & set(before) == {"natoqa"}


def test_another_model_is_refused_with_the_command(place: Place) -> None:
    build(place)
    with pytest.raises(
        IndexStateError, match=r"'word-count', not 'other'.*Run 'natoqa index' to build it again"
    ):
        open_index(place, [small_document()], WordCount(), "other")


def test_another_text_is_refused_until_it_is_indexed(place: Place) -> None:
    build(place)
    other = small_document("## Neu\n\nApfel und Birne und Kirsche.\n")
    with pytest.raises(IndexStateError, match="another text"):
        open_index(place, [other], WordCount(), MODEL)
    assert build_index(place, [other], WordCount(), MODEL)
    assert len(open_index(place, [other], WordCount(), MODEL).passages) == 1


def test_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError, match="no passage to index"):
        build_index(tmp_path, [small_document("## Nur ein Titel\n")], WordCount(), MODEL)


def test_fingerprint_depends_on_text_and_model() -> None:
    one, two = small_document(), small_document("## A\n\nAnderer Text.\n")
    prints = {fingerprint([one], "a"), fingerprint([one], "b"), fingerprint([two], "a")}
    assert len(prints) == 3
    assert fingerprint([one], "a") in prints


def test_progress_is_told_from_nothing_to_all(place: Place) -> None:
    told: list[tuple[str, int, int]] = []
    build_index(
        place,
        [small_document()],
        WordCount(),
        MODEL,
        on_progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    found = passages(small_document())
    entries = len(found) + sum(len(passage.sentences) for passage in found)
    assert told[0] == ("embed", 0, entries)
    assert told[-1] == ("embed", entries, entries)


KILLED = """
    import os, signal, sys
    sys.path.insert(0, {tests!r})
    import natoqa.index.builds as builds
    import natoqa.index.building as building
    from pathlib import Path, PosixPath
    from natoqa.index import Place
    from small import WordCount, pear, put, small_document

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    {target} = die
    other = small_document("## Neu\\n\\nApfel und Birne und Kirsche.\\n", "neu")
    {work}
"""
WORK = {  # an older index's whole rows are written, or those of the added documents alone
    "text": "building.build_index({place}, [other], WordCount(), 'word-count')",
    "documents": "put({place}, pear(), other)",
}


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize(
    ("work", "target"),
    [
        ("text", "builds.move_pointer"),
        ("text", "building.Stored.metadata"),
        ("text", "building.embed_all"),
        ("text", "builds.drop_shards"),
        ("text", "builds.write_documents"),
        ("documents", "builds.move_pointer"),
        ("documents", "builds.require_rows"),
    ],
)
def test_a_build_killed_anywhere_leaves_the_old_index_in_use(
    place: Place, work: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "STALE_SECONDS", 1.0)  # nobody else builds here
    put(place, pear())
    code = textwrap.dedent(KILLED).format(
        tests=str(Path(__file__).parent),
        target=target,
        work=WORK[work].format(place=source(place)),
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGKILL
    index = open_index(place, [small_document()], WordCount(), MODEL)
    found = index.search("passage", [1.0, 0.0, 0.0, 0.0], limit=9).entries
    assert len(found) == len(index.passages) == 3
    assert list(added_documents(place)) == ["korb"]
    assert put(place, pear("Birne an Birne."))
    assert len(collections(place)) == BASE + ADDED, "what the killed build left is cleared away"


def test_two_processes_build_at_once(place: Place) -> None:
    code = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from natoqa.index import Place, build_index
        from pathlib import Path
        from small import WordCount, small_document
        print(build_index({source(place)}, [small_document()], WordCount(), "word-count"))
        """
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = sorted(process.communicate(timeout=120)[0].strip() for process in both)
    assert printed == ["False", "True"]
    assert len(collections(place)) == BASE


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(IndexStateError, match=r"cannot be made.*Set NATOQA_DATA_DIR"):
        build(Place(file / "index"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(IndexStateError, match="not writable"):
        build(Place(tmp_path))


def test_index_removed_while_open_is_one_clear_error(place: Place) -> None:
    index = open_index(place, [small_document()], WordCount(), MODEL)
    assert build(place, force=True)  # another process builds and drops the old collections
    with pytest.raises(BuildGoneError, match="Start again"):
        index.search("passage", [1.0, 0.0, 0.0, 0.0], limit=1)


def test_rows_of_a_build_that_is_dropped_meanwhile_are_not_taken_for_all(place: Place) -> None:
    index = open_index(place, [small_document()], WordCount(), MODEL)
    reading = builds.rows(builds.get(connect(place), index.names.base, "sentence"))
    next(reading)
    assert build(place, force=True)
    with pytest.raises(BuildGoneError):
        list(reading)


@pytest.mark.parametrize(
    "words", ["Missing field: [Missing metadata segment]", "(code: 5) database is locked"]
)
def test_what_another_process_is_just_changing_is_read_again(words: str) -> None:
    tried: list[int] = []

    def work() -> str:
        tried.append(1)
        if len(tried) < 3:
            raise InternalError(words)
        return "read"

    assert steady(work, pauses=[0.0, 0.0]) == "read"
    tried.clear()
    with pytest.raises(IndexStateError, match="cannot be read or written"):
        steady(work, pauses=[0.0])


def test_file_that_is_no_index_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(IndexStateError, match="cannot be read or written"):
        open_index(tmp_path, [small_document()], WordCount(), MODEL)


def test_an_added_document_is_found_and_comes_back_whole(place: Place) -> None:
    build(place)
    assert put(place, pear())
    index = open_index(place, [small_document()], WordCount(), MODEL)
    assert list(index.documents) == ["klein", "korb"]
    assert index.documents["korb"] == pear() == added_documents(place)["korb"]
    hits = index.search("passage", [0.0, 1.0, 0.0, 0.0], limit=9, document="korb")
    assert hits.targets == [passages(pear())[0].id]


def test_adding_again_changes_nothing(place: Place) -> None:
    put(place, pear())
    before = collections(place)
    assert not put(place, pear())
    assert collections(place) == before


def test_adding_embeds_only_what_is_new(place: Place) -> None:
    build(place)
    embedder = WordCount()
    put(place, pear(), embedder=embedder)
    assert embedder.embedded == 2, "one passage and its sentence"
    index = open_index(place, [small_document()], embedder, MODEL)
    hits = index.search("sentence", [0.0, 0.0, 1.0, 0.0], limit=1)
    assert hits.similarities[0] == pytest.approx(1.01 / (1.01**2 + 3 * 0.01**2) ** 0.5, abs=1e-5)
    assert embedder.embedded == 2


def test_the_build_before_serves_until_the_next_one(place: Place) -> None:
    put(place, pear())
    old = open_index(place, [small_document()], WordCount(), MODEL)
    sack = small_document("## Sack\n\nDattel im Sack.\n", "sack")
    put(place, pear(), sack)
    assert not old.is_current()
    found = old.search("passage", [0.0, 1.0, 0.0, 0.0], limit=9).entries
    assert len(found) == 3, "without the new one"
    put(place, pear(), sack, small_document("## Topf\n\nApfel im Topf.\n", "topf"))
    with pytest.raises(BuildGoneError):
        old.search("passage", [0.0, 1.0, 0.0, 0.0], limit=9)


def test_a_removed_document_leaves_at_once(place: Place) -> None:
    put(place, pear("Zwetschgenkuchen und Birne."))
    put(place)
    assert len(collections(place)) == BASE
    assert added_documents(place) == {}
    index = open_index(place, [small_document()], WordCount(), MODEL)
    assert {passage.document for passage in index.passages} == {"klein"}


def test_nothing_of_a_removed_document_is_left_in_the_folder(tmp_path: Path) -> None:
    place = Place(tmp_path / "index")
    put(place, pear("Zwetschgenkuchen und Birne."))
    put(place)
    files = [path for path in place.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"Zwetschgenkuchen" in path.read_bytes()]
    headers = [path for path in files if path.name == "header.bin"]
    assert headers
    for header in headers:  # Chroma fills the rest with what lies in memory
        room, entries = struct.unpack_from("<QQ", header.read_bytes(), 12)
        assert 0 < entries < room
        for name in ("length.bin", "data_level0.bin"):
            data = header.with_name(name).read_bytes()
            assert not data[len(data) // room * entries :].strip(b"\0")
    kept = {path.name for path in place.folder.iterdir() if path.is_dir()}
    assert len(kept) <= 5, "the vector files of the collections in use and no others"


def test_a_build_keeps_the_added_documents(place: Place) -> None:
    put(place, pear())
    assert build(place, force=True)
    assert list(added_documents(place)) == ["korb"]


def test_a_long_document_comes_back_whole(place: Place) -> None:
    long = small_document("## Lang\n\n" + "Birne und Ärger 😀 im Korb.\n\n" * 900, "lang")
    put(place, long)
    assert added_documents(place)["lang"] == long
