"""The cases of the evals: they load, are counted, and none is there twice."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from natoqa import load_document
from natoqa.errors import DocumentError

sys.path.insert(0, str(Path(__file__).parents[1] / "evals"))
import cases

ANSWERABLE = cases.load("answerable")
UNANSWERABLE = cases.load("unanswerable")
DIALOGUES = cases.load_dialogues()
HOSTILE = cases.load_hostile()
TURNS = [turn for dialogue in DIALOGUES for turn in dialogue.turns]
FILES = {
    "answerable": ANSWERABLE,
    "unanswerable": UNANSWERABLE,
    "dialogues": DIALOGUES,
    "hostile": HOSTILE,
}


def test_ids_are_unique_over_all_files() -> None:
    counts = Counter(case.id for group in FILES.values() for case in group)
    assert [identifier for identifier, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_both_splits_have_cases(name: str) -> None:
    assert {case.split for case in FILES[name]} == {"tune", "report"}


def test_questions_stand_once() -> None:
    single = Counter(case.question.casefold() for case in [*ANSWERABLE, *UNANSWERABLE])
    assert [question for question, count in single.items() if count > 1] == []
    texts = Counter((attack.text, attack.question) for attack in HOSTILE)
    assert max(texts.values()) == 1


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("near_miss", 70),
        ("lost_figure", 12),
        ("false_premise", 20),
        ("neighbour", 25),
        ("far", 25),
        ("noise", 15),
    ],
)
def test_unanswerable_questions_of_each_kind(kind: str, least: int) -> None:
    assert sum(case.kind == kind for case in UNANSWERABLE) >= least


def test_unanswerable_questions_in_each_language() -> None:
    share = {
        language: count / len(UNANSWERABLE)
        for language, count in Counter(case.language for case in UNANSWERABLE).items()
    }
    assert len(UNANSWERABLE) >= 170
    assert 0.6 <= share["de"] <= 0.7
    assert 0.2 <= share["en"] <= 0.3
    assert set(share) == {"de", "en", "fr", "pl", "tr"}


def test_unanswerable_questions_in_each_style() -> None:
    styles = {"formal", "colloquial", "keywords", "typos", "lowercase", "ascii"}
    assert {case.style for case in UNANSWERABLE} == styles


def test_unanswerable_questions_have_no_gold() -> None:
    assert [case.id for case in UNANSWERABLE if case.gold] == []
    assert sum(bool(case.contradicted_by) for case in UNANSWERABLE) >= 20


def test_dialogues_of_two_to_four_turns_in_each_language() -> None:
    languages = Counter(dialogue.language for dialogue in DIALOGUES)
    assert len(DIALOGUES) >= 36
    assert languages["de"] >= 26
    assert languages["en"] >= 8
    assert {len(dialogue.turns) for dialogue in DIALOGUES} == {2, 3, 4}


def test_turns_of_each_kind() -> None:
    later = Counter(turn.kind for dialogue in DIALOGUES for turn in dialogue.turns[1:])
    assert set(later) == {
        *("topic_shift", "reason", "against", "assent", "pronoun", "detail", "entity"),
        *("list_more", "unanswerable", "new_topic"),
    }
    assert min(later.values()) >= 5
    assert {dialogue.turns[0].kind for dialogue in DIALOGUES} == {"new_topic"}


def test_turns_have_gold_unless_the_study_is_silent() -> None:
    wrong = [turn.question for turn in TURNS if bool(turn.gold) == (turn.kind == "unanswerable")]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("injection", 20),
        ("role", 8),
        ("fence", 5),
        ("encoding", 6),
        ("invisible", 10),
        ("markup", 15),
        ("terminal", 8),
        ("resource", 8),
        ("citation", 20),
        ("blocker", 6),
        ("meta", 8),
    ],
)
def test_hostile_inputs_of_each_kind(kind: str, least: int) -> None:
    assert sum(attack.kind == kind for attack in HOSTILE) >= least


def test_hostile_inputs_in_each_language_and_place() -> None:
    assert len(HOSTILE) >= 70
    assert sum(attack.language == "de" for attack in HOSTILE) >= 30
    assert {"de", "en", "ru", "zh"} <= {attack.language for attack in HOSTILE}
    assert {attack.place for attack in HOSTILE} == {"question", "history", "model", "document"}


def test_hostile_text_beside_a_question_has_that_question() -> None:
    for attack in HOSTILE:
        assert bool(attack.question) == (attack.place != "question"), attack.id


def test_hostile_inputs_can_be_failed() -> None:
    """Only inputs meant to exhaust may forbid nothing: there it counts that an answer comes."""
    open_ended = {attack.kind for attack in HOSTILE if not attack.forbidden and not attack.gold}
    assert open_ended == {"resource"}
    text = load_document().text
    for attack in HOSTILE:
        evidence = [text[start:end] for start, end in attack.gold]
        assert not [word for word in attack.forbidden if any(word in gold for gold in evidence)]


def test_control_characters_are_written_as_escapes() -> None:
    raw = (cases.FOLDER / "hostile.jsonl").read_text(encoding="utf-8")
    assert [char for char in set(raw) - {"\n"} if not char.isprintable()] == []
    for character in ("\u001b", "\u0000", "\u200b", "\u202e", "\ud800", "\U000e0048"):
        assert any(character in attack.text for attack in HOSTILE)


def test_a_quote_that_is_not_in_the_study_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = {"question": "?", "kind": "new_topic", "gold": [{"page": 4, "quote": "nirgends"}]}
    row = {"id": "d001", "language": "de", "turns": [turn]}
    (tmp_path / "dialogues.jsonl").write_text(json.dumps(row), encoding="utf-8")
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    with pytest.raises(DocumentError, match="stands nowhere in the text"):
        cases.load_dialogues()
