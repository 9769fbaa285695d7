"""The index in a real Chroma: what it keeps, and its life cycle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import chromadb
import pytest
from small import WordCount, small_document

from natoqa.errors import IndexStateError
from natoqa.index import build_index, fingerprint, open_index
from natoqa.passages import passages
from natoqa.types import Passage

MODEL = "word-count"


def build(folder: Path, **options: bool) -> bool:
    return build_index(folder, [small_document()], WordCount(), MODEL, **options)


def collections(folder: Path) -> list[str]:
    settings = chromadb.config.Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(str(folder), settings=settings)
    return sorted(collection.name for collection in client.list_collections())


def test_keeps_the_passages_as_they_were(
    assistant: object, study_passages: tuple[Passage, ...]
) -> None:
    assert assistant.searcher.passages == study_passages  # type: ignore[attr-defined]


def test_search_is_by_cosine_best_first(tmp_path: Path) -> None:
    index = open_index(tmp_path, [small_document()], WordCount(), MODEL)
    hits = index.search("sentence", [0.0, 0.0, 1.0, 0.0], limit=2)
    texts = {p.id: p.text for p in index.passages}
    assert texts[hits[0].target].startswith("Kirsche am Baum.")
    # the vector of the sentence is (.01, .01, 1.01, .01)
    assert hits[0].similarity == pytest.approx(1.01 / (1.01**2 + 3 * 0.01**2) ** 0.5, abs=1e-5)
    assert [hit.similarity for hit in hits] == sorted((h.similarity for h in hits), reverse=True)


def test_search_within_targets(tmp_path: Path) -> None:
    index = open_index(tmp_path, [small_document()], WordCount(), MODEL)
    first = index.passages[0].id
    hits = index.search("passage", [0.0, 0.0, 1.0, 0.0], limit=9, within=[first])
    assert [hit.target for hit in hits] == [first]
    assert index.search("passage", [0.0, 0.0, 1.0, 0.0], limit=9, within=[]) == []


def test_second_build_changes_nothing(tmp_path: Path) -> None:
    assert build(tmp_path)
    before = collections(tmp_path)
    assert not build(tmp_path)
    assert collections(tmp_path) == before
    assert len(before) == 6


def test_opening_again_embeds_nothing(tmp_path: Path) -> None:
    build(tmp_path)
    embedder = WordCount()
    open_index(tmp_path, [small_document()], embedder, MODEL)
    assert embedder.embedded == 0


def test_forced_build_replaces_the_old_one(tmp_path: Path) -> None:
    build(tmp_path)
    before = collections(tmp_path)
    assert build(tmp_path, force=True)
    after = collections(tmp_path)
    assert len(after) == len(before)
    assert set(after) & set(before) == {"natoqa"}


def test_another_model_is_refused_with_the_command(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(
        IndexStateError, match=r"'word-count', not 'other'.*Run 'natoqa index' to build it again"
    ):
        open_index(tmp_path, [small_document()], WordCount(), "other")


def test_another_text_is_refused_until_it_is_indexed(tmp_path: Path) -> None:
    build(tmp_path)
    other = small_document("## Neu\n\nApfel und Birne und Kirsche.\n")
    with pytest.raises(IndexStateError, match="another text"):
        open_index(tmp_path, [other], WordCount(), MODEL)
    assert build_index(tmp_path, [other], WordCount(), MODEL)
    assert len(open_index(tmp_path, [other], WordCount(), MODEL).passages) == 1


def test_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError, match="no passage to index"):
        build_index(tmp_path, [small_document("## Nur ein Titel\n")], WordCount(), MODEL)


def test_fingerprint_depends_on_text_and_model() -> None:
    one, two = small_document(), small_document("## A\n\nAnderer Text.\n")
    prints = {fingerprint([one], "a"), fingerprint([one], "b"), fingerprint([two], "a")}
    assert len(prints) == 3
    assert fingerprint([one], "a") in prints


def test_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build_index(
        tmp_path,
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
    import natoqa.index.builds as builds, natoqa.index.building as building
    from small import WordCount, small_document

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    {target} = die
    other = small_document("## Neu\\n\\nApfel und Birne und Kirsche.\\n")
    building.build_index(__import__("pathlib").Path({folder!r}), [other], WordCount(), "word-count")
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize(
    "target",
    [
        "builds.move_pointer",
        "building.Stored.text",
        "building.embed_all",
        "builds.drop_builds",
        "builds.write_documents",
    ],
)
def test_a_build_killed_anywhere_leaves_the_old_index_in_use(tmp_path: Path, target: str) -> None:
    build(tmp_path)
    code = textwrap.dedent(KILLED).format(
        tests=str(Path(__file__).parent), target=target, folder=str(tmp_path)
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGKILL
    index = open_index(tmp_path, [small_document()], WordCount(), MODEL)
    assert len(index.search("passage", [1.0, 0.0, 0.0, 0.0], limit=9)) == len(index.passages) == 2
    assert build(tmp_path, force=True)
    assert len(collections(tmp_path)) == 11, "what the killed build left is cleared away"


def test_two_processes_build_at_once(tmp_path: Path) -> None:
    code = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from pathlib import Path
        from natoqa.index import build_index
        from small import WordCount, small_document
        print(build_index(Path({str(tmp_path)!r}), [small_document()], WordCount(), "word-count"))
        """
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = sorted(process.communicate(timeout=120)[0].strip() for process in both)
    assert printed == ["False", "True"]
    assert len(collections(tmp_path)) == 6


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(IndexStateError, match=r"cannot be made.*Set NATOQA_DATA_DIR"):
        build(file / "index")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(IndexStateError, match="not writable"):
        build(tmp_path)


def test_index_removed_while_open_is_one_clear_error(tmp_path: Path) -> None:
    index = open_index(tmp_path, [small_document()], WordCount(), MODEL)
    assert build(tmp_path, force=True)  # another process builds and drops the old collections
    with pytest.raises(IndexStateError, match="Start again"):
        index.search("passage", [1.0, 0.0, 0.0, 0.0], limit=1)


def test_file_that_is_no_index_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(IndexStateError, match="cannot be read or written"):
        open_index(tmp_path, [small_document()], WordCount(), MODEL)
