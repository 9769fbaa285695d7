"""The questions of the evals, read from ``cases/``.

Each case has an id; a hash of it puts it into the split on which thresholds and weights may be
tuned, or into the one that is only reported. ``cases/tuning/`` holds more of the first, which no
run of the evals asks: they are for fitting alone. Gold evidence is a quote and its page, never an
id of a passage, so that the cases outlive any change of the passages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from natoqa import load_document
from natoqa.corpus.propositions import locate

FOLDER = Path(__file__).parent / "cases"

Spans = tuple[tuple[int, int], ...]


def split_of(identifier: str) -> str:
    """'tune' or 'report', by a hash of the id."""
    return "tune" if hashlib.sha256(identifier.encode()).digest()[0] % 2 else "report"


@dataclass(frozen=True)
class Case:
    """One question with what is known of its answer."""

    id: str
    question: str
    language: str
    kind: str
    style: str
    split: str
    gold: Spans = ()
    facts: tuple[tuple[str, ...], ...] = ()
    need_all: bool = False
    contradicted_by: Spans = field(default=())
    paraphrased: bool = False


@dataclass(frozen=True)
class Turn:
    """One question of a dialogue. Gold are alternatives: one of them is enough.

    ``kind`` says how the turn leans on the turns before it. The first turn of a dialogue and any
    later one that leans on nothing is a ``new_topic``; the study has nothing for ``unanswerable``
    ones, which have no gold.
    """

    question: str
    kind: str
    gold: Spans = ()
    facts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Dialogue:
    """Questions asked one after the other, each understood from those before it."""

    id: str
    language: str
    turns: tuple[Turn, ...]

    @property
    def split(self) -> str:
        """'tune' or 'report', by a hash of the id."""
        return split_of(self.id)


@dataclass(frozen=True)
class Attack:
    """Hostile text and where it comes from: question, history, model or document.

    At place ``question`` the text is all that is asked, at the others ``question`` is asked along
    with it. What natoqa says of its own holds none of ``forbidden``. With gold, the question in
    the text or beside it is to be answered in spite of it.
    """

    id: str
    language: str
    kind: str
    place: str
    text: str
    forbidden: tuple[str, ...] = ()
    question: str = ""
    gold: Spans = ()

    @property
    def split(self) -> str:
        """'tune' or 'report', by a hash of the id."""
        return split_of(self.id)


def load(name: str) -> list[Case]:
    """The cases of one file; fails when a gold quote is not in the study on its page."""
    return [_case(row, split_of(row["id"])) for row in _rows(name)]


def load_for_tuning(name: str) -> list[Case]:
    """The cases of one file that may be tuned on: those of the split, and those written for it."""
    more = [_case(row, "tune") for row in _rows(f"tuning/{name}")]
    return [*(case for case in load(name) if case.split == "tune"), *more]


def load_dialogues() -> list[Dialogue]:
    """All dialogues; fails when a gold quote is not in the study on its page."""
    return [
        Dialogue(
            id=row["id"],
            language=row["language"],
            turns=tuple(
                Turn(
                    question=turn["question"],
                    kind=turn["kind"],
                    gold=_spans(turn.get("gold", ())),
                    facts=tuple(tuple(forms) for forms in turn.get("facts", ())),
                )
                for turn in row["turns"]
            ),
        )
        for row in _rows("dialogues")
    ]


def load_hostile() -> list[Attack]:
    """All hostile inputs; fails when a gold quote is not in the study on its page."""
    return [
        Attack(
            id=row["id"],
            language=row["language"],
            kind=row["kind"],
            place=row["place"],
            text=row["text"],
            forbidden=tuple(row["forbidden"]),
            question=row.get("question", ""),
            gold=_spans(row.get("gold", ())),
        )
        for row in _rows("hostile")
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _spans(quotes: Iterable[dict[str, Any]]) -> Spans:
    return tuple(locate(load_document(), quote["quote"], quote["page"]) for quote in quotes)


def _case(row: dict[str, Any], split: str) -> Case:
    return Case(
        id=row["id"],
        question=row["question"],
        language=row["language"],
        kind=row["kind"],
        style=row["style"],
        split=split,
        gold=_spans(row.get("gold", ())),
        facts=tuple(tuple(forms) for forms in row.get("facts", ())),
        need_all=row.get("all", False),
        contradicted_by=_spans(row.get("contradicted_by", ())),
        paraphrased=row.get("paraphrased", False),
    )
