"""The default embedder, and others by name."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_tests.integration_tests import EmbeddingsIntegrationTests
from small import WordCount

from natoqa.embeddings import E5Embeddings, default_embeddings, fingerprint, load_embedder
from natoqa.embeddings.e5 import MAX_TOKENS, MODEL_SHA256, _windows, file_digest
from natoqa.embeddings.pieces import PieceTokenizer, pack, unpack
from natoqa.errors import EmbeddingsError


class TestStandard(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self) -> type[E5Embeddings]:
        return E5Embeddings


@pytest.fixture(scope="module")
def embedder() -> E5Embeddings:
    found = default_embeddings()
    assert isinstance(found, E5Embeddings)
    return found


def cosine(a: list[float], b: list[float]) -> float:
    return float(np.dot(a, b))


def test_model_file_is_the_one_recorded() -> None:
    assert file_digest() == MODEL_SHA256


def test_vectors_have_384_dimensions_and_unit_length(embedder: E5Embeddings) -> None:
    vector = embedder.embed_query("Was kostet ein Abzug der US-Truppen?")
    assert len(vector) == 384
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_question_is_nearest_to_its_answer_across_languages(embedder: E5Embeddings) -> None:
    texts = [
        "Ein Abzug der US-Truppen würde jährlich 250 Milliarden Euro kosten.",
        "Die Türkei betrachtet die NATO als eine Art Rückversicherung.",
        "Hybride Bedrohungen sind Desinformation und Sabotage.",
    ]
    rows = np.array(embedder.embed_documents(texts))
    for question, place in [
        ("Wieviel Geld, wenn die Amerikaner gehen?", 0),
        ("How does Turkey see NATO?", 1),
        ("Jakie są zagrożenia hybrydowe?", 2),
        ("Combien coûterait le retrait des troupes américaines ?", 0),
    ]:
        assert int((rows @ np.array(embedder.embed_query(question))).argmax()) == place


def test_a_vector_does_not_depend_on_its_neighbours(embedder: E5Embeddings) -> None:
    texts = ["kurz", "ein etwas längerer Text " * 20, "NATO"]
    together = embedder.embed_documents(texts)
    assert together == [embedder.embed_documents([text])[0] for text in texts]


def test_threads_share_one_session(embedder: E5Embeddings) -> None:
    texts = [f"Frage Nummer {number}" for number in range(24)]
    alone = [embedder.embed_query(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(embedder.embed_query, texts)) == alone


def test_empty_text_is_the_vector_of_the_bare_prefix(embedder: E5Embeddings) -> None:
    assert embedder.embed_documents([]) == []
    assert embedder.embed_documents([""]) == embedder.embed_documents([" "])
    assert np.linalg.norm(embedder.embed_query("")) == pytest.approx(1.0, abs=1e-5)


def test_long_text_is_the_mean_of_its_windows(embedder: E5Embeddings) -> None:
    assert _windows([0, *range(10, 20), 2]) == [[0, *range(10, 20), 2]]
    windows = _windows([0, *[7] * 1200, 2])
    assert [len(window) for window in windows] == [MAX_TOKENS, MAX_TOKENS, 182]
    assert all(window[0] == 0 and window[-1] == 2 for window in windows)
    vector = embedder.embed_query("Die NATO steht an einem Scheideweg. " * 300)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert cosine(vector, embedder.embed_query("Die NATO steht an einem Scheideweg. " * 30)) > 0.95
    ends_alike = [
        "Die NATO steht an einem Scheideweg. " * 100 + end for end in ("Ja.", "Nein " * 9)
    ]
    one, other = embedder.embed_documents(ends_alike)
    assert one != other  # what lies behind the first window counts


def test_european_letters_are_known(embedder: E5Embeddings) -> None:
    for text in (
        "Überschüsse größer als früher – »Straße«, 3,5 %",
        "Où êtes-vous allé, garçon ?",
        "Zażółć gęślą jaźń",
        "Pijamalı hasta yağız şoföre çabucak güvendi",
        "Příliš žluťoučký kůň, győző, íslenska þú",
    ):
        assert "<unk>" not in embedder.model.tokenize(text)


def test_letters_of_other_scripts_are_unknown_once(embedder: E5Embeddings) -> None:
    assert embedder.model.tokenize("漢字") == ["<s>", "▁", "<unk>", "</s>"]


def test_words_are_cut_into_the_likeliest_pieces() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "ab", "▁a", "▁ab"]
    scores = [0.0, 0.0, 0.0, 0.0, -3.0, -2.0, -2.0, -3.0, -3.5, -9.0]
    cut = PieceTokenizer(pieces, scores, {"\n": " ", "á": "a"})
    for text, expected in [
        ("", []),
        (" ", ["▁"]),
        ("ab", ["▁a", "b"]),  # -5.5; "▁ab" alone -9, "▁" and "ab" -6
        ("  ab \n á", ["▁a", "b", "▁a"]),
        ("xyab", ["▁", "<unk>", "ab"]),
        ("ax ▁b", ["▁a", "<unk>", "▁", "▁", "b"]),
    ]:
        assert [pieces[at] for at in cut.ids(text)] == ["<s>", *expected, "</s>"]
    long = "ab" * 40
    assert cut.ids(long) == [0, 8, 6, *[7] * 39, 2]


def test_a_packed_tokenizer_is_the_same() -> None:
    pieces, scores = ["<s>", "<pad>", "</s>", "<unk>", "▁"], [0.0, 0.0, 0.0, 0.0, -1.25]
    again = unpack(pack(pieces, scores, {"ß": "ss"}))
    assert again.pieces == pieces
    assert again.ids("ß ") == PieceTokenizer(pieces, scores, {"ß": "ss"}).ids("ß ")


def test_greek_and_cyrillic_names_are_read_in_latin_letters(embedder: E5Embeddings) -> None:
    assert embedder.model.tokenize("Путин") == embedder.model.tokenize("Putin")
    assert embedder.model.tokenize("Αθήνα") != []
    assert "<unk>" not in embedder.model.tokenize("Київ Αθηνα")


async def test_async_gives_the_same(embedder: E5Embeddings) -> None:
    assert await embedder.aembed_query("NATO") == embedder.embed_query("NATO")
    assert await embedder.aembed_documents(["NATO"]) == embedder.embed_documents(["NATO"])


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_unit_vector(text: str) -> None:
    vector = default_embeddings().embed_query(text + "\x00\ud800")
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


def test_import_loads_no_model() -> None:
    code = (
        "import sys, natoqa.embeddings; heavy = {'langchain_core', 'numpy', 'onnxruntime'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_fingerprint_names_the_model() -> None:
    assert fingerprint(default_embeddings()) == f"multilingual-e5-small:{MODEL_SHA256[:16]}"
    assert fingerprint(load_embedder()) == fingerprint(default_embeddings())
    assert fingerprint(WordCount()) == "small.WordCount"


def test_missing_provider_is_told_with_what_to_set() -> None:
    with pytest.raises(
        EmbeddingsError, match=r"'cohere:embed-multilingual-v3.0'.*NATOQA_EMBEDDINGS"
    ):
        load_embedder("cohere:embed-multilingual-v3.0")


def test_both_interfaces_share_one_model() -> None:
    assert load_embedder() is default_embeddings().model
    assert load_embedder() is load_embedder()


def test_english_only_model_is_warned_about() -> None:
    with (
        pytest.warns(UserWarning, match="trained on English alone"),
        pytest.raises(EmbeddingsError),
    ):
        load_embedder("huggingface:sentence-transformers/all-MiniLM-L6-v2")
