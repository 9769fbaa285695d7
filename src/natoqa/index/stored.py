"""What the index keeps beside each vector, and how passages are read back from it; pure.

Metadata are flat, as Chroma wants them; a page without a number is -1 there. The words themselves
are not kept again: they stand in the texts of the documents.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from natoqa.types import Part, Passage, Proposition, Sentence
from natoqa.views import Entry

__all__ = ["Row", "Stored", "read_passages", "read_propositions", "split_id"]

Row = tuple[str, str, dict[str, Any]]  # id, text (of pieces of documents only), metadata


class Stored:
    """What Chroma keeps beside a vector: where its words stand."""

    def __init__(self, found: Sequence[Passage], propositions: Sequence[Proposition]) -> None:
        self._passages = {passage.id: passage for passage in found}
        self._propositions = {proposition.id: proposition for proposition in propositions}

    def metadata(self, entry: Entry) -> dict[str, str | int]:
        """Where the entry stands, and for a statement the whole proposition."""
        facts: dict[str, str | int] = {
            "target": entry.target,
            "document": self._document(entry),
        }
        if entry.view == "passage":
            return facts | self._passage_facts(self._passages[entry.target])
        if entry.view == "sentence":
            return facts | self._sentence_facts(self._passages[entry.target].sentences[entry.order])
        if entry.view == "statement" and entry.order == 0:
            data = dataclasses.asdict(self._propositions[entry.target])
            return facts | {"proposition": json.dumps(data, ensure_ascii=False)}
        return facts

    def _document(self, entry: Entry) -> str:
        if entry.target in self._passages:
            return self._passages[entry.target].document
        return self._propositions[entry.target].document

    @staticmethod
    def _passage_facts(passage: Passage) -> dict[str, str | int]:
        return {
            "title": passage.title,
            "section": passage.section,
            "page": -1 if passage.page is None else passage.page,
            "page_end": -1 if passage.page_end is None else passage.page_end,
            "start": passage.start,
            "end": passage.end,
        }

    @staticmethod
    def _sentence_facts(sentence: Sentence) -> dict[str, str | int]:
        facts: dict[str, str | int] = {
            "start": sentence.start,
            "end": sentence.end,
            "kind": sentence.kind,
        }
        if sentence.reading != sentence.text:
            facts["reading"] = sentence.reading
        return facts


def read_passages(
    passage_rows: Iterable[Row], sentence_rows: Iterable[Row], texts: Mapping[str, str]
) -> Iterator[Passage]:
    """Passages with their sentences, by document and place; ``texts`` are the documents' by id."""
    sentences: dict[str, list[tuple[int, Sentence]]] = {}
    for entry_id, _, facts in sentence_rows:
        passage_id, order = split_id(entry_id)
        text = texts[facts["document"]][facts["start"] : facts["end"]]
        sentence = Sentence(
            start=facts["start"],
            end=facts["end"],
            kind=facts["kind"],
            text=text,
            reading=facts.get("reading", text),
        )
        sentences.setdefault(passage_id, []).append((order, sentence))
    rows = sorted(passage_rows, key=lambda row: (row[2]["document"], row[2]["start"]))
    for entry_id, _, facts in rows:
        passage_id, _ = split_id(entry_id)
        ordered = sorted(sentences.get(passage_id, []), key=lambda pair: pair[0])
        yield Passage(
            id=passage_id,
            document=facts["document"],
            title=facts["title"],
            section=facts["section"],
            page=None if facts["page"] < 0 else facts["page"],
            page_end=None if facts["page_end"] < 0 else facts["page_end"],
            start=facts["start"],
            end=facts["end"],
            text=texts[facts["document"]][facts["start"] : facts["end"]],
            sentences=tuple(sentence for _, sentence in ordered),
        )


def read_propositions(statement_rows: Iterable[Row]) -> Iterator[Proposition]:
    """The propositions, in the order of the rows."""
    for _, _, facts in statement_rows:
        if "proposition" in facts:
            data = json.loads(facts["proposition"])
            yield Proposition(
                **data
                | {
                    "questions": tuple(data["questions"]),
                    "foreign_questions": tuple(data["foreign_questions"]),
                    "spans": _spans(data["spans"]),
                    "passages": tuple(data["passages"]),
                    "parts": tuple(
                        Part(part["de"], part["en"], _spans(part["spans"]))
                        for part in data["parts"]
                    ),
                }
            )


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in pairs)


def split_id(entry_id: str) -> tuple[str, int]:
    """The target and the order out of an entry's id."""
    target, _, order = entry_id.rpartition("#")
    return target, int(order)
