"""A Chroma server that processes share: who may build, what is survived, what is refused."""

from __future__ import annotations

import http.server
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import chromadb
import httpx
import pytest
from chroma_server import ChromaServer
from chromadb.config import Settings as ChromaSettings
from small import MODEL, WordCount, build, pear, put, small_document

from natoqa.errors import IndexStateError, SettingsError
from natoqa.index import Place, build_index, lock, open_index
from natoqa.index.place import connect
from natoqa.settings import Settings, load_settings

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def place(chroma: ChromaServer) -> Place:
    return chroma.fresh_place()


def test_a_restart_of_the_server_is_survived(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path)
    server.start()
    place = Place(tmp_path, url=server.url)
    index = open_index(place, [small_document()], WordCount(), MODEL)
    before = index.search("passage", [1.0, 0.0, 0.0, 0.0], limit=9)
    server.stop()
    restart = threading.Timer(0.5, server.start)
    restart.start()
    try:
        assert index.search("passage", [1.0, 0.0, 0.0, 0.0], limit=9) == before
        assert index.is_current()
    finally:
        restart.join()
        server.stop()


def test_a_server_that_is_gone_is_one_clear_line(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path)
    with pytest.raises(
        IndexStateError, match=r"cannot be reached.*where NATOQA_CHROMA_URL says.*Start it"
    ):
        connect(Place(tmp_path, url=server.url))


def test_a_database_that_does_not_exist(chroma: ChromaServer) -> None:
    with pytest.raises(IndexStateError, match="Check NATOQA_CHROMA_TENANT"):
        connect(Place(chroma.folder, url=chroma.url, database="nix"))


class Pretender(http.server.BaseHTTPRequestHandler):
    version = b'"1.5.8"'
    seen: list[str | None] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.seen.append(self.headers["X-Chroma-Token"])
        body = self.version if self.path.endswith("/version") else b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("scheme", "checked"), [("http", [False, False]), ("https", [True, None])])
def test_certificates_are_checked_where_there_is_tls(
    scheme: str, checked: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By our own question and by Chroma's client, where None stands for its default: checked."""
    asked: list[object] = []

    def version(address: str, *, verify: bool, **_: object) -> httpx.Response:
        asked.append(verify)
        return httpx.Response(200, text='"1.5.9"')

    def client(*, settings: ChromaSettings, **_: object) -> None:
        asked.append(settings.chroma_server_ssl_verify)
        raise ValueError("enough")

    monkeypatch.setattr(httpx, "get", version)
    monkeypatch.setattr(chromadb, "HttpClient", client)
    with pytest.raises(IndexStateError, match="enough"):
        connect(Place(tmp_path, url=f"{scheme}://127.0.0.1:1"))
    assert asked == checked


@pytest.mark.parametrize("version", ["1.5.8", "1.0.0", "0.6.3"])
def test_servers_with_the_hole_are_refused_with_the_reason(tmp_path: Path, version: str) -> None:
    handler = type("Old", (Pretender,), {"version": f'"{version}"'.encode(), "seen": []})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as old:
        threading.Thread(target=old.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{old.server_port}"
        with pytest.raises(
            IndexStateError, match=rf"is version {version}; allowed are 1\.5\.9.*CVE-2026-45829"
        ):
            connect(Place(tmp_path, url=url, token="geheim"))  # noqa: S106
        old.shutdown()
    assert handler.seen[0] == "geheim"


def test_what_is_no_chroma_server_is_refused(tmp_path: Path) -> None:
    handler = type("Web", (Pretender,), {"version": b"<html>"})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        with pytest.raises(IndexStateError, match="must be a Chroma server"):
            connect(Place(tmp_path, url=f"http://127.0.0.1:{other.server_port}"))
        other.shutdown()


def test_the_lock_is_held_while_building_and_let_go(place: Place) -> None:
    client = connect(place)
    with lock.build_lock(client, place) as require:
        assert lock.LOCK in [collection.name for collection in client.list_collections()]
        require()
    assert client.list_collections() == []


def test_others_wait_for_the_lock(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LOCK_SECONDS", 0.6)
    monkeypatch.setattr(lock, "POLL_SECONDS", 0.1)
    client = connect(place)
    with (
        lock.build_lock(client, place),
        pytest.raises(IndexStateError, match=r"another process has been building.*Wait for it"),
        lock.build_lock(connect(place), place),
    ):
        pass


def test_the_lock_of_a_dead_process_is_taken_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "STALE_SECONDS", 0.5)
    monkeypatch.setattr(lock, "POLL_SECONDS", 0.1)
    client = connect(place)
    client.create_collection(
        lock.LOCK, metadata={"owner": "tot:1:ab", "beat": 7}, embedding_function=None
    )
    began = time.monotonic()
    assert build(place)
    assert time.monotonic() - began >= 0.5
    assert lock.LOCK not in [collection.name for collection in client.list_collections()]


def test_a_beating_lock_is_not_taken_over(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(lock, "STALE_SECONDS", 0.8)
    monkeypatch.setattr(lock, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(lock, "LOCK_SECONDS", 2.5)
    client = connect(place)
    with (
        lock.build_lock(client, place),
        pytest.raises(IndexStateError, match="has been building"),
        lock.build_lock(connect(place), place),
    ):
        pass


def test_who_lost_the_lock_changes_nothing(place: Place) -> None:
    build(place)
    other = small_document("## Neu\n\nApfel und Birne und Kirsche.\n")
    client = connect(place)

    class Slow(WordCount):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            client.delete_collection(lock.LOCK)  # another process took it for dead
            client.create_collection(
                lock.LOCK, metadata={"owner": "x", "beat": 0}, embedding_function=None
            )
            return super().embed_documents(texts)

    with pytest.raises(IndexStateError, match="nothing was changed"):
        build_index(place, [other], Slow(), MODEL)
    client.delete_collection(lock.LOCK)
    assert len(open_index(place, [small_document()], WordCount(), MODEL).passages) == 2


def test_another_process_sees_what_was_added_here(place: Place) -> None:
    put(place, pear())
    code = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from pathlib import Path
        from natoqa.index import Place, open_index
        from small import MODEL, WordCount, build, pear, put, small_document
        place = Place(Path("unused"), url={place.url!r}, database={place.database!r})
        index = open_index(place, [small_document()], WordCount(), "word-count")
        print(index.documents["korb"].text.split()[0], len(index.passages))
        """
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Korb", "3"]


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://a b", "http://x/path?q", "x:8000"])
def test_urls_that_are_not_allowed(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("NATOQA_CHROMA_URL", url)
    with pytest.raises(SettingsError, match="NATOQA_CHROMA_URL is"):
        load_settings()


def test_place_of_the_settings_keeps_the_token_to_itself(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, chroma_url="https://api.trychroma.com/", chroma_token="geheim"  # noqa: S106
    )  # fmt: skip
    place = Place.of(settings)
    assert (place.url, place.token) == ("https://api.trychroma.com", "geheim")
    assert "geheim" not in f"{place!r}{place}{settings!r}{dict(settings)}"
