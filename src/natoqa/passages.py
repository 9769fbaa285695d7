"""Document -> passages and their sentences; pure, the same text always gives the same passages.

A passage is a paragraph with the list, footnote sentences or table that belong to it, within one
section. Long paragraphs are cut between sentences, short ones join their neighbour. A list stays
with its lead sentence, a table with its caption. Every passage and sentence is
``document.text[start:end]``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from natoqa.sentences import split_sentences
from natoqa.tokens import count_tokens
from natoqa.types import Block, Document, Passage, Sentence

__all__ = ["MAX_TOKENS", "MIN_TOKENS", "passages"]

MAX_TOKENS = 420  # cl100k tokens; fits the 512 pieces that the default embedder reads at once
MIN_TOKENS = 40  # below this a paragraph says too little to be found by itself


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: one sentence, or a lead sentence with its list, or a table."""

    sentences: tuple[Sentence, ...]
    tokens: int

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end


def passages(
    document: Document, *, max_tokens: int = MAX_TOKENS, min_tokens: int = MIN_TOKENS
) -> tuple[Passage, ...]:
    """All passages of a document in its order; none for a text without blocks.

    ``max_tokens`` and ``min_tokens`` count cl100k tokens; a single sentence, list or table may
    exceed the maximum.
    """
    built: list[Passage] = []
    seen: Counter[str] = Counter()
    for group in _groups(document):
        for units in _sized(document, group, max_tokens, min_tokens):
            built.append(_passage(document, units, seen))
    return tuple(built)


def _groups(document: Document) -> Iterator[list[list[_Unit]]]:
    """Runs of paragraphs (each a list of units) that may share a passage: one section, one kind."""
    group: list[list[_Unit]] = []
    section = None
    for paragraph, figure in _paragraphs(document):
        inside = document.section_at(paragraph[0].start)
        if group and (figure or inside != section):
            yield group
            group = []
        section = inside
        group.append(paragraph)
        if figure:
            yield group
            group = []
    if group:
        yield group


def _paragraphs(document: Document) -> Iterator[tuple[list[_Unit], bool]]:
    """Paragraphs with their lists, and figures (True) with their captions, tables and notes."""
    blocks = [block for block in document.blocks if block.kind != "heading"]
    at = 0
    while at < len(blocks):
        kind = blocks[at].kind
        end = at + 1
        if kind in ("caption", "header"):
            while end < len(blocks) and blocks[end].kind in ("note", "header", "row", "legend"):
                end += 1
            yield [_figure(document, blocks[at:end])], True
        else:
            while end < len(blocks) and blocks[end].kind == "item" and _same(document, blocks, end):
                end += 1
            yield _list(document, blocks[at], blocks[at + 1 : end]), kind == "footnote"
        at = end


def _same(document: Document, blocks: list[Block], at: int) -> bool:
    before, here = blocks[at - 1], blocks[at]
    return document.section_at(before.start) == document.section_at(here.start)


def _figure(document: Document, blocks: list[Block]) -> _Unit:
    caption = document.text[blocks[0].start : blocks[0].end]
    header: list[str] = []
    sentences: list[Sentence] = []
    for block in blocks:
        text = document.text[block.start : block.end]
        if block.kind == "header":
            header = text.split(" | ")
        if block.kind == "row":
            cells = text.split(" | ")
            values = ", ".join(
                f"{name} {cell}" for name, cell in zip(header[1:], cells[1:], strict=False)
            )
            reading = f"{cells[0]}: {values}"
            sentences.append(Sentence(block.start, block.end, "row", text, reading))
        else:
            reading = text if block is blocks[0] else f"{caption}. {text}"
            sentences.append(Sentence(block.start, block.end, "caption", text, reading))
    return _unit(document, sentences)


def _list(document: Document, first: Block, items: list[Block]) -> list[_Unit]:
    """The units of a paragraph; its last sentence takes the list behind it."""
    sentences = _sentences(document, first)
    if first.kind == "item":  # a list without a lead sentence: the first item leads
        return [_unit(document, sentences + _items(document, items, ""))]
    units = [_unit(document, [sentence]) for sentence in sentences]
    if items:
        lead = sentences[-1]
        units[-1] = _unit(document, [lead, *_items(document, items, lead.text)])
    return units


def _sentences(document: Document, block: Block) -> list[Sentence]:
    text = document.text[block.start : block.end]
    return [
        Sentence(block.start + a, block.start + b, "sentence", text[a:b], text[a:b])
        for a, b in split_sentences(text)
    ]


def _items(document: Document, items: Iterable[Block], lead: str) -> list[Sentence]:
    return [
        Sentence(block.start, block.end, "item", text, f"{lead} {text}".strip())
        for block in items
        for text in [document.text[block.start : block.end]]
    ]


def _unit(document: Document, sentences: list[Sentence]) -> _Unit:
    span = document.text[sentences[0].start : sentences[-1].end]
    return _Unit(tuple(sentences), count_tokens(span))


def _sized(
    document: Document, group: list[list[_Unit]], max_tokens: int, min_tokens: int
) -> Iterator[list[_Unit]]:
    """Paragraphs as passages: long ones cut into even parts, short ones joined to the next."""
    waiting: list[_Unit] = []
    done: list[list[_Unit]] = []
    for paragraph in group:
        units = waiting + paragraph
        waiting = []
        if _tokens(units) < min_tokens:
            waiting = units
            continue
        done.extend(_cut(units, max_tokens))
    if waiting:
        if done and _tokens(done[-1] + waiting) <= max_tokens:
            done[-1] = done[-1] + waiting
        else:
            done.append(waiting)
    yield from done


def _tokens(units: list[_Unit]) -> int:
    return sum(unit.tokens for unit in units)


def _cut(units: list[_Unit], max_tokens: int) -> list[list[_Unit]]:
    """Even parts of at most ``max_tokens``, cut between units."""
    total = _tokens(units)
    parts = -(-total // max_tokens)
    goal = total / parts
    cut: list[list[_Unit]] = [[]]
    filled = 0.0
    for unit in units:
        full = filled + unit.tokens / 2 > goal * len(cut)
        over = _tokens(cut[-1]) + unit.tokens > max_tokens
        if cut[-1] and (full or over):
            cut.append([])
        cut[-1].append(unit)
        filled += unit.tokens
    return cut


def _passage(document: Document, units: list[_Unit], seen: Counter[str]) -> Passage:
    start, end = units[0].start, units[-1].end
    text = document.text[start:end]
    digest = hashlib.sha256(f"{document.id}\n{text}".encode()).hexdigest()[:12]
    seen[digest] += 1  # equal passages keep ids of their own
    suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
    section = document.section_at(start)
    sentences = tuple(sentence for unit in units for sentence in unit.sentences)
    return Passage(
        id=f"{document.id}:{digest}{suffix}",
        document=document.id,
        title=document.metadata.title,
        section=section.label if section else "",
        page=document.page_at(start),
        page_end=document.page_at(end - 1),
        start=start,
        end=end,
        text=text,
        sentences=sentences,
    )
