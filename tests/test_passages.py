"""Passages and their sentences."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from small import small_document

from natoqa.passages import MAX_TOKENS, passages
from natoqa.tokens import count_tokens
from natoqa.types import Document, Passage

BLOCK = st.sampled_from(
    [
        "## Titel",
        "### Unter",
        "Ein Satz. Noch einer, z. B. dieser.",
        "Ein Leitsatz:",
        "- Punkt eins;",
        "- Punkt zwei.",
        "> Grafik 1: Bild <!-- figure page 3 -->",
        "| A | B |\n|---|---|\n| x | y |",
        "<!-- page 4 -->",
        "Wort " * 60 + "Ende. " + "Wort " * 60 + "Schluss.",
    ]
)


def with_text(found: tuple[Passage, ...], words: str) -> Passage:
    return next(passage for passage in found if words in passage.text)


def test_every_passage_and_sentence_is_a_slice_of_the_study(
    study: Document, study_passages: tuple[Passage, ...]
) -> None:
    assert len(study_passages) == 117
    assert sum(len(passage.sentences) for passage in study_passages) == 460
    for passage in study_passages:
        assert study.text[passage.start : passage.end] == passage.text
        for sentence in passage.sentences:
            assert study.text[sentence.start : sentence.end] == sentence.text
            assert passage.start <= sentence.start < sentence.end <= passage.end


def test_passages_cover_all_blocks_but_headings_and_never_overlap(
    study: Document, study_passages: tuple[Passage, ...]
) -> None:
    ordered = sorted(study_passages, key=lambda passage: passage.start)
    assert all(a.end <= b.start for a, b in pairwise(ordered))
    for block in study.blocks:
        holders = [p for p in ordered if p.start <= block.start < p.end]
        assert len(holders) == (0 if block.kind == "heading" else 1) or (
            block.kind == "paragraph" and holders
        )


def test_no_passage_crosses_a_section(study: Document, study_passages: tuple[Passage, ...]) -> None:
    for passage in study_passages:
        assert study.section_at(passage.start) == study.section_at(passage.end - 1)


def test_passages_keep_to_their_size(study_passages: tuple[Passage, ...]) -> None:
    assert max(count_tokens(passage.text) for passage in study_passages) <= MAX_TOKENS


def test_a_list_stays_with_its_lead_sentence(study_passages: tuple[Passage, ...]) -> None:
    passage = with_text(study_passages, "Dabei lassen sich vier Empfehlungen unterscheiden.")
    kinds = [sentence.kind for sentence in passage.sentences]
    assert kinds[-5:] == ["sentence", "item", "item", "item", "item"]
    item = passage.sentences[-1]
    assert item.reading == f"Dabei lassen sich vier Empfehlungen unterscheiden. {item.text}"


def test_a_table_stays_with_its_caption_and_rows_read_with_column_names(
    study_passages: tuple[Passage, ...],
) -> None:
    passage = with_text(study_passages, "Polen | hoch | mittel")
    assert passage.text.startswith("Grafik 1: Das aktuelle Spannungsniveau")
    assert (passage.page, passage.page_end) == (6, 6)
    rows = [sentence for sentence in passage.sentences if sentence.kind == "row"]
    assert len(rows) == 11
    assert rows[2].reading == "Polen: Spannungsniveau hoch, Kriegsgefahr mittel"


def test_a_footnote_is_a_passage_of_its_own(study_passages: tuple[Passage, ...]) -> None:
    passage = with_text(study_passages, "Das hat offenbar soviel Eindruck")
    assert passage.page == 15
    assert len(passage.sentences) == 1


def test_ids_follow_the_content(study: Document, study_passages: tuple[Passage, ...]) -> None:
    assert passages(study) == study_passages
    assert len({passage.id for passage in study_passages}) == len(study_passages)


def test_equal_paragraphs_have_ids_of_their_own() -> None:
    same = "## A\n\nGleicher Satz, lang genug.\n\n## B\n\nGleicher Satz, lang genug.\n"
    found = passages(small_document(same))
    assert [passage.section for passage in found] == ["A", "B"]
    assert found[1].id == f"{found[0].id}-2"


def test_one_huge_paragraph_is_cut_between_sentences() -> None:
    found = passages(small_document("Dieser Satz steht hier immer wieder. " * 400))
    assert len(found) > 5
    assert all(passage.text.endswith("wieder.") for passage in found)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCK, max_size=12))
def test_any_layout_gives_slices(blocks: list[str]) -> None:
    document = small_document("\n\n".join(blocks) or " ")
    for passage in passages(document):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.sentences
        for sentence in passage.sentences:
            assert document.text[sentence.start : sentence.end] == sentence.text
