"""natoqa's own HTTP interface, over real HTTP."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from natoqa import load_document

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

LITHUANIA = "Wie hoch ist die Kriegsgefahr in Litauen?"
STUDY = "zukunft-der-nato-2025"


@pytest.fixture
def client(http: str) -> Any:
    with httpx.Client(base_url=http, timeout=60) as client:
        yield client


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["type"]) == (status, f"urn:natoqa:problem:{code}")
    assert "Traceback" not in answer.text
    assert "/" + "natoqa/" not in answer.text
    return body


def test_health(client: httpx.Client) -> None:
    assert client.get("/health").json() == {
        "status": "ok",
        "version": "0.1.0",
        "documents": 1,
        "passages": 117,
    }


def test_ask_has_the_fields_of_the_types_and_exact_quotes(client: httpx.Client) -> None:
    answer = client.post("/ask", json={"question": LITHUANIA}).json()
    assert (answer["language"], answer["engine"], answer["abstained"]) == (
        "de",
        "extractive",
        False,
    )
    assert (answer["withheld"], answer["notice"]) == ([], "")
    (citation,) = answer["citations"]
    assert (citation["number"], citation["page"]) == (1, 6)
    assert citation["quote"] == "Litauen | hoch | mittel"
    place = {"start": citation["start"], "end": citation["end"]}
    excerpt = client.get(f"/documents/{citation['document']}/text", params=place).json()
    assert excerpt["text"] == citation["quote"]


def test_history_filters_and_language(client: httpx.Client) -> None:
    history = [{"question": LITHUANIA, "answer": "mittel"}]
    follow_up = client.post("/ask", json={"question": "Und Polen?", "history": history}).json()
    assert follow_up["question"] == "Wie hoch ist die Kriegsgefahr in Polen?"
    nothing = client.post("/ask", json={"question": LITHUANIA, "document": "nix"}).json()
    assert nothing["abstained"] is True
    english = client.post("/ask", json={"question": "NATO?", "language": "en"}).json()
    assert english["language"] == "en"


def test_stream_gives_the_sentences_and_then_the_same_answer(client: httpx.Client) -> None:
    whole = client.post("/ask", json={"question": "Was sind hybride Bedrohungen?"}).json()
    streamed = client.post("/ask/stream", json={"question": "Was sind hybride Bedrohungen?"})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    *statements, (name, answer) = events(streamed.text)
    assert name == "answer"
    assert answer == whole
    assert statements == [("statement", one) for one in whole["statements"]]
    assert statements


def test_search(client: httpx.Client) -> None:
    body = {"question": "Polen Atomwaffen", "k": 2, "page": 16}
    found = client.post("/search", json=body).json()
    assert found["question"] == "Polen Atomwaffen"
    assert len(found["passages"]) == 2
    text = load_document(STUDY).text
    for passage in found["passages"]:
        assert passage["page"] <= 16 <= passage["page_end"]
        assert text[passage["start"] : passage["end"]] == passage["text"]
    assert found["passages"][0]["score"] >= found["passages"][1]["score"]


def test_documents_and_their_sections(client: httpx.Client) -> None:
    (facts,) = client.get("/documents").json()
    assert (facts["id"], facts["title"]) == (STUDY, "Die ungewisse Zukunft der NATO")
    detail = client.get(f"/documents/{STUDY}").json()
    assert detail["document"] == facts
    titles = {heading["title"]: heading["page"] for heading in detail["outline"]}
    assert titles["Einleitung"] == 4


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"start": 0, "end": 7}, (0, 7, "Vorwort")),
        ({"start": 10**9}, (77509, 77509, "")),
        ({"start": 7, "end": 3}, (7, 7, "")),
    ],
)
def test_part_of_a_text(
    client: httpx.Client, asked: dict[str, int], expected: tuple[int, int, str]
) -> None:
    part = client.get(f"/documents/{STUDY}/text", params=asked).json()
    assert (part["start"], part["end"], part["text"]) == expected


def test_passage_with_its_neighbours(client: httpx.Client) -> None:
    found = client.post("/search", json={"question": "Polen Atomwaffen", "k": 1}).json()
    (passage,) = found["passages"]
    context = client.get(f"/passages/{passage['id']}", params={"neighbours": 2}).json()
    assert context["passage"]["text"] == passage["text"]
    places = [one["start"] for one in (*context["before"], context["passage"], *context["after"])]
    assert len(places) == 5
    assert places == sorted(places)


@pytest.mark.parametrize(
    "name",
    ["nix", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "..%5c..%5cboot.ini", "%00", "a" * 150],
)
@pytest.mark.parametrize("path", ["/documents/{}", "/documents/{}/text", "/passages/{}"])
def test_ids_are_looked_up_and_never_paths(client: httpx.Client, path: str, name: str) -> None:
    answer = client.get(path.format(name))
    if answer.status_code == 200:  # '..' was resolved by the client: the list of documents
        assert answer.url.path == "/documents"
        return
    assert_problem(answer, 404, "not-found")
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": "?!"}, "question-empty"),
        ({"question": "x" * 4001}, "invalid"),
        ({}, "invalid"),
        ({"question": 1}, "invalid"),
        ({"question": "NATO?", "page": 0}, "invalid"),
        ({"question": "NATO?", "history": [{"question": "x"}] * 51}, "invalid"),
        ({"question": "NATO?", "language": "fr"}, "invalid"),
    ],
)
@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
def test_what_cannot_be_asked(
    client: httpx.Client, path: str, body: dict[str, Any], code: str
) -> None:
    assert_problem(client.post(path, json=body), 422, code)


def test_lone_surrogates_and_control_characters(client: httpx.Client) -> None:
    raw = '{"question": "Wie gef\\u00e4hrdet ist Litauen?", "history": [{"question": "\\ud800"}]}'
    headers = {"content-type": "application/json"}
    assert_problem(client.post("/ask", content=raw, headers=headers), 422, "invalid")
    asked = {"question": "Wie hoch ist die\x00\x1b[31m Kriegsgefahr in Litauen?\u200b"}
    answer = client.post("/ask", json=asked).json()
    assert "\x1b" not in answer["question"]


def test_problem_names_the_field_and_not_the_value(client: httpx.Client) -> None:
    answer = client.post("/search", json={"question": "NATO?", "k": "geheim"})
    problem = assert_problem(answer, 422, "invalid")
    assert [one["field"] for one in problem["errors"]] == ["body.k"]
    assert "geheim" not in answer.text


def test_unknown_fields_are_ignored(client: httpx.Client) -> None:
    asked = {"question": LITHUANIA, "nix": {"a": [1]}}
    assert client.post("/ask", json=asked).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "/ask"), ("PUT", "/search")])
def test_wrong_method(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/nix", "/docs", "/redoc", "/v2/models"])
def test_no_such_path(client: httpx.Client, path: str) -> None:
    assert_problem(client.get(path), 404, "not-found")


def test_oversize_body_is_refused_by_its_length_and_while_it_comes(client: httpx.Client) -> None:
    big = b'{"question": "' + b"x" * 300_000 + b'"}'
    headers = {"content-type": "application/json"}
    assert_problem(client.post("/ask", content=big, headers=headers), 413, "body-too-large")
    pieces = (big[at : at + 50_000] for at in range(0, len(big), 50_000))
    assert_problem(client.post("/ask", content=pieces, headers=headers), 413, "body-too-large")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe"])
def test_broken_json(client: httpx.Client, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    assert_problem(client.post("/ask", content=body, headers=headers), 422, "invalid")


def test_deep_json(client: httpx.Client) -> None:
    headers = {"content-type": "application/json"}
    answer = client.post("/ask", content=b"[" * 100_000, headers=headers)
    assert_problem(answer, 400, "bad-request")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""]
)
def test_a_stranger_s_name_for_this_computer_is_refused(client: httpx.Client, host: str) -> None:
    assert_problem(client.get("/documents", headers={"host": host}), 421, "wrong-host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_names_of_this_computer(client: httpx.Client, host: str) -> None:
    assert client.get("/documents", headers={"host": host}).status_code == 200


def test_no_page_may_read_an_answer(client: httpx.Client) -> None:
    answer = client.get("/documents", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    preflight = client.options(
        "/ask",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )
    assert "access-control-allow-origin" not in preflight.headers
    plain_form = client.post(
        "/ask", content=b'{"question":"NATO?"}', headers={"content-type": "text/plain"}
    )
    assert_problem(plain_form, 422, "invalid")


def test_answers_are_neither_sniffed_nor_stored(client: httpx.Client) -> None:
    for path in ("/health", "/nix", "/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_parallel_requests_do_not_mix(client: httpx.Client) -> None:
    countries = ["Litauen", "Polen", "Italien", "Finnland"] * 8

    def quote(country: str) -> str:
        asked = {"question": f"Wie hoch ist die Kriegsgefahr in {country}?"}
        answer = client.post("/ask", json=asked)
        assert answer.status_code == 200
        return str(answer.json()["citations"][0]["quote"])

    with ThreadPoolExecutor(16) as pool:
        quotes = list(pool.map(quote, countries))
    assert [one.split(" |")[0] for one in quotes] == countries
