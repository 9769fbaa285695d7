"""The statements written in advance."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from small import small_document

from natoqa.corpus import corpus_folder
from natoqa.corpus.propositions import load_propositions, locate, read_propositions
from natoqa.errors import DocumentError
from natoqa.language import answer_language
from natoqa.lexical import fold, ngrams
from natoqa.types import Document, Passage, Proposition

FIELDS = {"id", "kind", "quotes", "de", "en", "questions_de", "questions_en"}
KINDS = {"claim", "list", "table", "figure", "reference", "overview", "profile", "comparison"}
OPEN_KINDS = {"gap", "premise"}
OTHER_KINDS = OPEN_KINDS | {"elsewhere"}


@pytest.fixture(scope="module")
def rows() -> list[dict]:  # type: ignore[type-arg]
    """The rows of the file; those in parts have ``de`` and ``en`` as well, joined."""
    lines = (corpus_folder() / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows:
        for language in ("de", "en"):
            if "parts" in row:
                assert language not in row, row["id"]
                row[language] = " ".join(part[language] for part in row["parts"])
    return rows


@pytest.fixture(scope="module")
def found(study: Document, study_passages: tuple[Passage, ...]) -> tuple[Proposition, ...]:
    return load_propositions(study, study_passages)


@pytest.fixture(scope="module")
def stated(found: tuple[Proposition, ...]) -> tuple[Proposition, ...]:
    """Those that answer questions."""
    return tuple(proposition for proposition in found if proposition.answers)


def test_schema(rows: list[dict]) -> None:  # type: ignore[type-arg]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) - {"parts", "questions_other"} == FIELDS, row["id"]
        assert row["kind"] in KINDS, row["id"]
        assert row["quotes"], row["id"]
        assert row["de"].strip(), row["id"]
        assert row["en"].strip(), row["id"]
        assert len(row["questions_de"]) >= 2, row["id"]
        assert len(row["questions_en"]) >= 2, row["id"]


def test_parts_are_sentences_that_name_their_quotes(rows: list[dict]) -> None:  # type: ignore[type-arg]
    in_parts = [row for row in rows if "parts" in row]
    assert len(in_parts) >= 130
    for row in in_parts:
        assert 2 <= len(row["parts"]) <= 4, row["id"]
        named = {at for part in row["parts"] for at in part["quotes"]}
        assert named == set(range(len(row["quotes"]))), row["id"]
        for part in row["parts"]:
            assert set(part) == {"de", "en", "quotes"}, row["id"]
            assert part["quotes"], row["id"]
            for language in ("de", "en"):
                assert part[language].endswith((".", "?")), row["id"]
                assert answer_language(part[language], default="de") == language, part[language]


def test_a_sentence_stands_on_few_quotes(stated: tuple[Proposition, ...]) -> None:
    counts = [len(part.spans) for proposition in stated for part in proposition.sentences]
    assert max(counts) <= 3
    assert sum(count == 1 for count in counts) >= 0.9 * len(counts)


def test_parts_keep_their_excerpts_and_make_up_the_whole(
    study: Document, study_passages: tuple[Passage, ...], tmp_path: Path
) -> None:
    first = "Es sind dies ein möglicher Austritt der USA aus der NATO"
    second = "Gemeinsam ist ihnen"
    row = {
        "id": "x1",
        "kind": "list",
        "quotes": [{"page": 20, "quote": second}, {"page": 20, "quote": first}],
        "parts": [
            {"de": "Ein Feld ist der Austritt.", "en": "One field is exit.", "quotes": [1]},
            {"de": "Beides gilt.", "en": "Both hold.", "quotes": [0, 1]},
        ],
        "questions_de": ["Was?"],
        "questions_en": ["What?"],
    }
    path = tmp_path / "statements.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (proposition,) = read_propositions(path, study, study_passages)
    assert proposition.de == "Ein Feld ist der Austritt. Beides gilt."
    assert proposition.en == "One field is exit. Both hold."
    quoted = [[study.text[a:b] for a, b in part.spans] for part in proposition.sentences]
    assert quoted == [[first], [first, second]]
    assert proposition.spans == proposition.sentences[1].spans


def test_without_parts_the_whole_is_one_sentence(stated: tuple[Proposition, ...]) -> None:
    whole = next(proposition for proposition in stated if not proposition.parts)
    (only,) = whole.sentences
    assert (only.de, only.en, only.spans) == (whole.de, whole.en, whole.spans)


def test_every_quote_stands_word_for_word_on_its_page(
    study: Document,
    rows: list[dict],  # type: ignore[type-arg]
) -> None:
    for row in rows:
        for quote in row["quotes"]:
            start, end = locate(study, quote["quote"], quote["page"])
            assert study.text[start:end] == quote["quote"]


def test_spans_lie_in_the_passages_named(
    study: Document, study_passages: tuple[Passage, ...], found: tuple[Proposition, ...]
) -> None:
    by_id = {passage.id: passage for passage in study_passages}
    for proposition in found:
        for start, end in proposition.spans:
            holders = [by_id[p] for p in proposition.passages]
            block = study.block_at(start)
            heading = block is not None and block.kind == "heading"
            inside = any(h.start <= start and end <= h.end for h in holders)
            assert heading or inside, proposition.id


def test_numbers_of_a_statement_stand_in_its_paragraphs(
    study: Document, study_passages: tuple[Passage, ...], stated: tuple[Proposition, ...]
) -> None:
    by_id = {passage.id: passage for passage in study_passages}
    for proposition in stated:
        around = " ".join(f"{by_id[p].text} {by_id[p].section}" for p in proposition.passages)
        digits = set(re.findall(r"\d+", f"{around} 2025"))
        said = set(re.findall(r"\d+", proposition.de))
        missing = said - digits
        assert not missing or proposition.kind in ("overview", "figure"), (
            proposition.id,
            missing,
        )


def test_quote_on_another_page_is_refused() -> None:
    document = small_document()
    with pytest.raises(DocumentError, match=r"is not on page 2.*it stands on page \[1\]"):
        locate(document, "Birne allein.", 2)
    with pytest.raises(DocumentError, match="it stands nowhere"):
        locate(document, "Birne nicht allein.", 1)


def test_other_documents_have_none() -> None:
    assert load_propositions(small_document(), []) == ()


# Sentences that no statement quotes, and why
UNQUOTED = {
    "Wir bedanken uns bei allen für ihre Beiträge.": "thanks, says nothing of the subject",
    "Grafik [Nummer und Titel fehlen in der Vorlage]: nein": "what is left of a lost figure",
    "Die Modelle sind:": "leads to the models, which are quoted",
}


def test_every_sentence_is_quoted_by_a_statement(
    study: Document, study_passages: tuple[Passage, ...], stated: tuple[Proposition, ...]
) -> None:
    quoted = [False] * len(study.text)
    for proposition in stated:
        for start, end in proposition.spans:
            quoted[start:end] = [True] * (end - start)
    missing = {
        sentence.text
        for passage in study_passages
        for sentence in passage.sentences
        if not all(quoted[sentence.start : sentence.end])
    }
    assert missing == UNQUOTED.keys()


def digits(text: str) -> set[str]:
    joined = re.sub(r"(?<=\d)[ ,.](?=\d{3}\b)", "", text)
    return set(re.findall(r"\d+", joined))


def test_german_and_english_hold_the_same_numbers(rows: list[dict]) -> None:  # type: ignore[type-arg]
    for row in rows:
        assert digits(row["de"]) == digits(row["en"]), row["id"]


NOT_DE = re.compile(r"\b(nicht|kein\w*|kaum|weder)\b", re.IGNORECASE)
NOT_EN = re.compile(
    r"\b(not|no|none|nothing|hardly|barely|scarcely|neither|without|never|cannot|little|few\w*|less"
    r"|un\w+|non-\w+|im\w+|ir\w+|rejec\w+|exclud\w+|doubt\w*)\b",
    re.IGNORECASE,
)


def test_a_negation_in_german_is_one_in_english(rows: list[dict]) -> None:  # type: ignore[type-arg]
    for row in rows:
        if NOT_DE.search(row["de"]):
            assert NOT_EN.search(row["en"]), row["id"]


def test_a_negation_of_a_statement_stands_in_its_paragraphs(
    study_passages: tuple[Passage, ...], stated: tuple[Proposition, ...]
) -> None:
    by_id = {passage.id: passage for passage in study_passages}
    allowed = re.compile(NOT_DE.pattern + r"|ohne|unterminiert|fehlt|ausgeschlossen|lehnen", re.I)
    for proposition in stated:
        if proposition.kind in ("figure", "overview", "profile", "comparison", "table"):
            continue  # they say of several places what is there and what is not
        around = " ".join(f"{by_id[p].text} {by_id[p].section}" for p in proposition.passages)
        if NOT_DE.search(proposition.de):
            assert allowed.search(around), proposition.id


def test_questions_of_the_evals_are_not_those_of_the_statements(
    found: tuple[Proposition, ...],
) -> None:
    def words(question: str) -> tuple[str, ...]:
        return tuple(sorted(re.findall(r"\w+", fold(question))))

    known = {words(question) for proposition in found for question in proposition.questions}
    for path in sorted((Path(__file__).parents[1] / "evals" / "cases").rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            for asked in (case, *case.get("turns", ())):
                assert words(asked.get("question", "")) not in known, asked["question"]


# How the study speaks of the countries that statements name
COUNTRIES = {
    "Albanien": "Alban",
    "Belgien": "Belgi|belgi",
    "China": "China|chines|Peking|Beijing",
    "Dänemark": "Dänemark|dänisch",
    "Deutschland": "Deutschland|deutsch",
    "Finnland": "Finnland|finnisch",
    "Frankreich": "Frankreich|französisch|Paris",
    "Grönland": "Grönland|Grönländer",
    "Großbritannien": "Großbritannien|britisch|UK|London",
    "Israel": "Israel",
    "Italien": "Italien|italienisch|Rom",
    "Japan": "Japan|japanisch",
    "Kanada": "Kanada|kanadisch",
    "Litauen": "Litauen|litauisch",
    "Niederlande": "Niederlande|niederländisch",
    "Neuseeland": "Neuseeland|New Zealand",
    "Norwegen": "Norwegen|norwegisch",
    "Polen": "Polen|polnisch|Warschau",
    "Russland": "Russland|russisch|Moskau|Putin",
    "Schweden": "Schweden|schwedisch",
    "Slowakei": "Slowakei|slowakisch",
    "Spanien": "Spanien|spanisch",
    "Türkei": "Türkei|türkisch|Ankara",
    "USA": r"USA|\bUS\b|amerikanisch|Amerika|Washington|Trump|Weiße\w* Haus|Vereinigte\w* Staaten",
    "Ukraine": "Ukraine|ukrainisch|Kyjiw|Kiew",
    "Ungarn": "Ungarn|ungarisch",
    "Vereinigte Königreich": "Vereinigte Königreich|britisch|UK|Großbritannien",
}


def around(proposition: Proposition, by_id: dict[str, Passage]) -> str:
    """Its passages with their headings, and what they go on from, as pages cut paragraphs."""
    ids = list(by_id)
    near = {i for p in proposition.passages for i in (ids.index(p) - 1, ids.index(p)) if i >= 0}
    text = " ".join(f"{by_id[ids[i]].text} {by_id[ids[i]].section}" for i in sorted(near))
    return f"{text} NATO Friedrich-Ebert-Stiftung FES"


def test_countries_of_a_statement_stand_in_its_paragraphs(
    study_passages: tuple[Passage, ...], stated: tuple[Proposition, ...]
) -> None:
    by_id = {passage.id: passage for passage in study_passages}
    for proposition in stated:
        text = around(proposition, by_id)
        for name, forms in COUNTRIES.items():
            if name in proposition.de:
                assert re.search(forms, text), (proposition.id, name)


def test_names_of_a_statement_stand_in_its_paragraphs(
    study: Document, study_passages: tuple[Passage, ...], stated: tuple[Proposition, ...]
) -> None:
    """Names are the words written with a capital in English that the German study has as well."""
    by_id = {passage.id: passage for passage in study_passages}
    in_study = set(re.findall(r"\w+", study.text))
    capital = re.compile(r"(?<=[a-z,;)] )[A-Z]\w+")
    translated = {"Union", "West", "Institute", "Zealand", "Beijing", "US", "EU"}
    translated |= {"Russia", "Russian", "United", "New", "America"}
    for proposition in stated:
        text = around(proposition, by_id)
        said = {word.removesuffix("s") for word in capital.findall(proposition.en)} - translated
        for name in said & in_study - COUNTRIES.keys():
            assert re.search(rf"\b{name}", text), (proposition.id, name)


def test_each_field_is_in_its_language(rows: list[dict]) -> None:  # type: ignore[type-arg]
    for row in rows:
        assert answer_language(row["de"], default="de") == "de", row["id"]
        assert answer_language(row["en"], default="en") == "en", row["id"]
        assert answer_language(" ".join(row["questions_de"]), default="de") == "de", row["id"]
        assert answer_language(" ".join(row["questions_en"]), default="en") == "en", row["id"]


def test_no_question_stands_twice(rows: list[dict]) -> None:  # type: ignore[type-arg]
    seen: dict[tuple[str, ...], str] = {}
    for row in rows:
        for question in row["questions_de"] + row["questions_en"]:
            words = tuple(sorted(re.findall(r"\w+", fold(question))))
            assert words not in seen, (row["id"], seen[words], question)
            seen[words] = row["id"]


def test_no_statement_repeats_another(rows: list[dict]) -> None:  # type: ignore[type-arg]
    """At most 80 % of their character n-grams are shared; captions and ratings are alike."""
    free = [row for row in rows if not re.match(r"Grafik \d (stuft|auf)", row["de"])]
    for language in ("de", "en"):
        grams = [(row["id"], set(ngrams(row[language]))) for row in free]
        grams.sort(key=lambda row: len(row[1]))
        for (one, left), (other, right) in combinations(grams, 2):
            if len(left) <= 0.8 * len(right):  # the longer alone has more than a fifth besides
                continue
            assert len(left & right) <= 0.8 * len(left | right), (one, other, language)


def test_whole_answers_stay_short(rows: list[dict]) -> None:  # type: ignore[type-arg]
    for row in rows:
        assert len(row["de"].split()) <= 60, row["id"]
        assert len(row["en"].split()) <= 66, row["id"]  # English takes more words


@pytest.fixture(scope="module")
def gaps() -> list[dict]:  # type: ignore[type-arg]
    lines = (corpus_folder() / "gaps.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_what_is_left_open_has_the_same_schema(
    study: Document,
    rows: list[dict],  # type: ignore[type-arg]
    gaps: list[dict],  # type: ignore[type-arg]
) -> None:
    assert len({row["id"] for row in rows + gaps}) == len(rows) + len(gaps)
    for row in gaps:
        assert set(row) - {"questions_other"} == FIELDS, row["id"]
        assert row["kind"] in OPEN_KINDS, row["id"]
        assert row["quotes"], row["id"]
        assert len(row["questions_de"]) >= 2, row["id"]
        assert len(row["questions_en"]) >= 2, row["id"]
        for quote in row["quotes"]:
            locate(study, quote["quote"], quote["page"])
        assert answer_language(row["de"]) == "de", row["id"]
        assert answer_language(row["en"], default="en") == "en", row["id"]


def test_no_question_is_both_answered_and_left_open(
    rows: list[dict],  # type: ignore[type-arg]
    gaps: list[dict],  # type: ignore[type-arg]
) -> None:
    def words(row: dict) -> set[tuple[str, ...]]:  # type: ignore[type-arg]
        asked = row["questions_de"] + row["questions_en"]
        return {tuple(sorted(re.findall(r"\w+", fold(question)))) for question in asked}

    answered = set().union(*map(words, rows))
    for row in gaps:
        assert not words(row) & answered, row["id"]


def test_a_gap_answers_nothing(found: tuple[Proposition, ...]) -> None:
    assert {p.answers for p in found if p.kind in OTHER_KINDS} == {False}
    assert {p.answers for p in found if p.kind not in OTHER_KINDS} == {True}


def test_subjects_that_the_study_is_not_about(
    rows: list[dict],  # type: ignore[type-arg]
    found: tuple[Proposition, ...],
) -> None:
    lines = (corpus_folder() / "elsewhere.jsonl").read_text(encoding="utf-8").splitlines()
    subjects = [json.loads(line) for line in lines]
    assert len(subjects) >= 140
    for row in subjects:
        assert set(row) == {"id", "de", "en", "questions_de", "questions_en", "questions_other"}
        assert 1 <= len(row["de"].split()) <= 6, row["id"]
        assert 1 <= len(row["en"].split()) <= 8, row["id"]
        assert len(row["questions_de"]) >= 6, row["id"]
        assert len(row["questions_en"]) >= 3, row["id"]
    asked = {q.casefold() for row in rows for q in row["questions_de"] + row["questions_en"]}
    others = [p for p in found if p.kind == "elsewhere"]
    assert len(others) == len(subjects)
    for proposition in others:
        assert (proposition.spans, proposition.passages) == ((), ())
        assert asked.isdisjoint(q.casefold() for q in proposition.questions), proposition.id
