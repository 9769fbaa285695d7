"""Adding, replacing and removing documents, as users do it, and what a running assistant sees."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from test_cli import run

import natoqa
from natoqa import assistant as wiring
from natoqa import library
from natoqa.assistant import Assistant
from natoqa.errors import DocumentError
from natoqa.search import Filters
from natoqa.server.app import create_app
from natoqa.settings import Settings
from natoqa.webapp import app_script

APPLES = """# Der Apfelanbau im Alten Land

Ein Bericht über Obst an der Elbe.

## Sorten

Im Alten Land werden vor allem die Sorten Elstar, Jonagold und Braeburn angebaut.

## Frostschutz

Gegen Spätfröste beregnen die Betriebe ihre Bäume in der Nacht mit Wasser. Das gefrierende Wasser
gibt Wärme ab und schützt die Blüten. Eine Anlage verbraucht bis zu 40 Kubikmeter Wasser je Stunde.
"""
QUESTION = "Wie schützen die Betriebe ihre Bäume gegen Frost?"
STUDY_QUESTION = "Wie hoch ist die Kriegsgefahr in Litauen?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def own(copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data directory of this module's own."""
    return Settings(data_dir=copied(tmp_path_factory.mktemp("own")))


@pytest.fixture(scope="module")
def running(own: Settings) -> Assistant:
    """An assistant that was open before anything was added."""
    return Assistant.open(own)


@pytest.fixture(scope="module")
def apples(own: Settings, folder: Path, running: Assistant) -> str:
    """The id of a document that is added once for the tests that only ask."""
    path = folder / "apfel.md"
    path.write_text(APPLES, encoding="utf-8")
    (added,) = library.add([path], own)
    assert (added.outcome, added.error) == ("added", "")
    assert added.document is not None
    assert running.refresh()
    return added.document.id


def test_an_answer_from_an_added_document_names_it(apples: str, running: Assistant) -> None:
    answer = running.ask(QUESTION)
    assert not answer.abstained
    assert answer.text.startswith("Gegen Spätfröste beregnen die Betriebe ihre Bäume")
    citation = answer.citations[0]
    assert (citation.document, citation.title) == (apples, "Der Apfelanbau im Alten Land")
    assert (citation.section, citation.page) == ("Frostschutz", None)


def test_quotes_are_in_the_loaded_document(
    apples: str, running: Assistant, own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATOQA_DATA_DIR", str(own.data_dir))
    for question in (QUESTION, STUDY_QUESTION):
        for c in running.ask(question).citations:
            assert natoqa.load_document(c.document).text[c.start : c.end] == c.quote


def test_the_study_is_answered_as_before(apples: str, running: Assistant) -> None:
    answer = running.ask(STUDY_QUESTION)
    assert {citation.document for citation in answer.citations} == {"zukunft-der-nato-2025"}
    assert "mittel" in answer.text
    assert running.ask("Wie backe ich einen Apfelkuchen?").abstained


def test_filter_by_document(apples: str, running: Assistant) -> None:
    found = running.search("Wasser", k=50, filters=Filters(document=apples))
    assert {scored.passage.document for scored in found.passages} == {apples}
    study = Filters(document="zukunft-der-nato-2025")
    assert running.ask(QUESTION, filters=study).abstained
    retriever = natoqa.StudyRetriever(assistant=running, document=apples, k=3)
    assert {d.metadata["document"] for d in retriever.invoke("Wasser")} == {apples}


def test_the_same_file_again_changes_nothing(
    apples: str, own: Settings, folder: Path, running: Assistant
) -> None:
    names = running.searcher.index.names
    (again,) = library.add([folder / "apfel.md"], own)
    assert (again.outcome, again.document and again.document.id) == ("unchanged", apples)
    copy = folder / "kopie.md"
    copy.write_text(APPLES, encoding="utf-8")
    (moved,) = library.add([copy], own)
    copy.unlink()
    assert (moved.outcome, moved.document and moved.document.id) == ("unchanged", apples)
    assert not running.refresh()
    assert running.searcher.index.names == names


def test_a_changed_file_replaces_its_passages_and_a_removed_one_is_gone(
    apples: str, own: Settings, folder: Path, running: Assistant
) -> None:
    changed = APPLES.replace("Elstar, Jonagold und Braeburn", "Boskoop und Gravensteiner")
    (folder / "apfel.md").write_text(changed, encoding="utf-8")
    (replaced,) = library.add([folder / "apfel.md"], own)
    assert (replaced.outcome, replaced.document and replaced.document.id) == ("replaced", apples)
    assert running.refresh()
    texts = [p.text for p in running.searcher.passages if p.document == apples]
    assert any("Boskoop" in text for text in texts)
    assert not any("Braeburn" in text for text in texts)
    library.remove([apples], own)
    # the build that it was opened with has been dropped: it opens the new one and answers
    assert running.ask(QUESTION).abstained
    assert list(running.documents) == ["zukunft-der-nato-2025"]


def test_what_cannot_be_removed(own: Settings, running: Assistant) -> None:
    with pytest.raises(DocumentError, match="belongs to natoqa; only documents that were added"):
        library.remove(["zukunft-der-nato-2025"], own)
    with pytest.raises(DocumentError, match="unknown document 'nix'; added are"):
        library.remove(["nix"], own)


def test_questions_while_another_process_adds_and_removes(
    own: Settings, tmp_path: Path, running: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "LOOK_EVERY", 0.1)
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                answer = running.ask(STUDY_QUESTION)
            except natoqa.NatoqaError as error:
                wrong.append(error)
                return
            if "mittel" not in answer.text:
                wrong.append(answer)
            time.sleep(0.05)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    try:
        commands(tmp_path, running, {"NATOQA_DATA_DIR": str(own.data_dir)})
    finally:
        stop.set()
        for thread in asking:
            thread.join()
    assert wrong == []


def soon(happens: Callable[[], bool]) -> bool:
    """Whether it happens within a minute: one thread opens the new build, others go on."""
    until = time.monotonic() + 60
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def commands(papers: Path, running: Assistant, environment: dict[str, str]) -> None:
    """The commands as processes; the running assistant sees by itself what they do."""
    (papers / "apfel.md").write_text(APPLES, encoding="utf-8")
    (papers / "leer.txt").write_text("")
    (papers / "kaputt.pdf").write_bytes(b"%PDF-1.4 nichts")
    done = run("add", str(papers), **environment)
    assert done.returncode == 1, "two of three files failed"
    assert done.stdout.startswith("added apfel-")
    assert "»Der Apfelanbau im Alten Land«" in done.stdout
    assert "natoqa: leer.txt: the file is empty. Add one that holds text.\n" in done.stderr
    assert "natoqa: kaputt.pdf: the PDF is broken" in done.stderr
    assert soon(lambda: running.ask(QUESTION).text.startswith("Gegen Spätfröste"))
    listed = json.loads(run("documents", "--json", **environment).stdout)
    assert [one["title"] for one in listed] == [
        "Die ungewisse Zukunft der NATO",
        "Der Apfelanbau im Alten Land",
    ]
    asked = run("ask", QUESTION, **environment)
    assert "[1] »Der Apfelanbau im Alten Land«, Frostschutz" in asked.stdout
    removed = run("remove", listed[1]["id"], **environment)
    assert (removed.returncode, removed.stdout) == (0, f"removed {listed[1]['id']}\n")
    assert soon(lambda: running.ask(QUESTION).abstained)
    again = run("remove", listed[1]["id"], **environment)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert run("add", str(papers / "nichts"), **environment).returncode == 1


def test_http_lists_reads_and_names_what_was_added(
    own: Settings, folder: Path, running: Assistant
) -> None:
    path = folder / "tuer.md"
    path.write_text(APPLES, encoding="utf-8")
    (added,) = library.add([path], own)
    assert added.document is not None
    assert running.refresh()
    client = TestClient(create_app(running, own), base_url="http://127.0.0.1:8000")
    titles = [one["title"] for one in client.get("/documents").json()]
    assert titles == ["Die ungewisse Zukunft der NATO", "Der Apfelanbau im Alten Land"]
    assert client.get("/health").json()["documents"] == 2
    asked = {"question": QUESTION, "document": added.document.id}
    (citation,) = client.post("/ask", json=asked).json()["citations"]
    place = {"start": citation["start"], "end": citation["end"]}
    text = client.get(f"/documents/{citation['document']}/text", params=place).json()["text"]
    assert text == citation["quote"]
    message = {"role": "user", "content": QUESTION}
    said = client.post("/v1/chat/completions", json={"model": "natoqa", "messages": [message]})
    content = said.json()["choices"][0]["message"]["content"]
    assert "[1] »Der Apfelanbau im Alten Land«, Frostschutz: »" in content


def test_the_chat_shows_and_offers_what_was_added(
    own: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATOQA_DATA_DIR", str(own.data_dir))
    st.cache_resource.clear()
    path = folder / "tuer.md"
    path.write_text(APPLES, encoding="utf-8")
    (added,) = library.add([path], own)
    assert added.document is not None
    name = added.document.id
    page = AppTest.from_file(str(app_script()), default_timeout=120).run()
    assert page.selectbox(key="only_document").options == [
        "Die ungewisse Zukunft der NATO",
        "Der Apfelanbau im Alten Land",
    ]
    page.chat_input[0].set_value(QUESTION).run()
    assert not page.exception
    assert any("»Der Apfelanbau im Alten Land«" in one.value for one in page.subheader)
    page.selectbox(key="only_document").set_value("zukunft-der-nato-2025").run()
    page.chat_input[0].set_value("Wie schützen die Betriebe ihre Obstbäume gegen Frost?").run()
    assert not page.exception
    assert not any("Alten Land" in one.value for one in page.subheader)
    first = min(re.findall(r"#beleg-(\d+)-", " ".join(one.value for one in page.markdown)), key=int)
    page.session_state[f"folded-{first}-0"] = True  # the excerpts of the earlier answer
    page.run()
    assert sum("Alten Land" in one.value for one in page.subheader) == 1
    library.remove([name], own)
    time.sleep(2.1)  # the page looks for other documents every two seconds
    page.run()
    assert not page.exception
    assert any("seither entfernt" in one.value for one in page.caption)
    st.cache_resource.clear()
