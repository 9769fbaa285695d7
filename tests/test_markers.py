"""Sentences and markers out of a stream, however it is cut."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from natoqa.answering.generative.markers import MAX_SENTENCE, Claim, ClaimStream


def claims(text: str, *, size: int = 10**6, excerpts: int = 3) -> list[Claim]:
    stream = ClaimStream(excerpts)
    found = [c for at in range(0, len(text), size) for c in stream.feed(text[at : at + size])]
    return [*found, *stream.close()]


@pytest.mark.parametrize(
    ("text", "numbers", "unknown"),
    [
        ("Polen rüstet auf. [1]", (1,), False),
        ("Polen rüstet auf [1].", (1,), False),
        ("Polen rüstet auf.[1]", (1,), False),
        ("[2] Polen rüstet auf.", (2,), False),
        ("Polen rüstet auf. [1][2]", (1, 2), False),
        ("Polen rüstet auf. [1] [2]", (1, 2), False),
        ("Polen rüstet auf. [1,2]", (1, 2), False),
        ("Polen rüstet auf. [1, 3]", (1, 3), False),
        ("Polen rüstet auf. [1; 2 und 3]", (1, 2, 3), False),
        ("Polen rüstet auf. [[1]]", (1,), False),
        ("Polen rüstet auf. [^1]", (1,), False),
        ("Polen rüstet auf. 【1】", (1,), False),
        ("Polen rüstet auf. 【2†Quelle】", (2,), False),
        ("Polen rüstet auf. [Beleg 2]", (2,), False),
        ("Polen rüstet auf. [1-3]", (1, 2, 3), False),
        ("Polen rüstet auf. [1–2]", (1, 2), False),
        ("Polen rüstet auf. [1 - 2]", (1, 2), False),
        ("Polen rüstet auf. [1][1]", (1,), False),
        ("Polen rüstet auf. [0]", (), True),
        ("Polen rüstet auf. [-1]", (), True),
        ("Polen rüstet auf. [4]", (), True),
        ("Polen rüstet auf. [99]", (), True),
        ("Polen rüstet auf. [1][4]", (1,), True),
        ("Polen rüstet auf. [2-900]", (), True),
        ("Polen rüstet auf. [١]", (), True),
        ("Polen rüstet auf. [１]", (), True),
        ("Polen rüstet auf. [²]", (), True),
        ("Polen rüstet auf.", (), False),
    ],
)
def test_markers_are_read_and_removed(text: str, numbers: tuple[int, ...], unknown: bool) -> None:
    assert claims(text) == [Claim("Polen rüstet auf.", numbers, unknown)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Das gilt. [1] Auch dies. [2]", [("Das gilt.", (1,)), ("Auch dies.", (2,))]),
        ("Am 24. Februar 2022 begann es. [1] Es war so. [2]",
         [("Am 24. Februar 2022 begann es.", (1,)), ("Es war so.", (2,))]),
        ("Es kostet etwa 3 Mrd. Euro, d. h. viel. [1] Dr. Weiß sagt es. [2]",
         [("Es kostet etwa 3 Mrd. Euro, d. h. viel.", (1,)), ("Dr. Weiß sagt es.", (2,))]),
        ("So sieht es Modell A. [1] Anders sieht es Modell B. [2]",
         [("So sieht es Modell A.", (1,)), ("Anders sieht es Modell B.", (2,))]),
        ("Es sind 3 Mrd. [1] im Jahr. [2]", [("Es sind 3 Mrd. im Jahr.", (1, 2))]),
        ("Es gibt drei Modelle:\n- **Souveränität** [1]\n- *Teilung* [2]\n\nUnd mehr. [3]",
         [("Es gibt drei Modelle:", ()), ("Souveränität", (1,)), ("Teilung", (2,)),
          ("Und mehr.", (3,))]),
        ("1. Erstens dies. [1]\n2. Zweitens das. [2]",
         [("Erstens dies.", (1,)), ("Zweitens das.", (2,))]),
        ("## Kosten\n\nSie sind hoch. [1]", [("Sie sind hoch.", (1,))]),
        ("Die Kosten\nsind hoch. [1]", [("Die Kosten sind hoch.", (1,))]),
        ("<think>Was steht in [1]? Egal. </think>Sie sind hoch. [2]", [("Sie sind hoch.", (2,))]),
        ("Er sagt: „Das ist so.“ [1] Sie nicht. [2]",
         [("Er sagt: „Das ist so.“", (1,)), ("Sie nicht.", (2,))]),
        ("Der Code `x[1]` gilt. [2]", [("Der Code x gilt.", (2,))]),
        ("Ein [sic] bleibt. [1]", [("Ein [sic] bleibt.", (1,))]),
        ("Sie\u202e sind\x1b hoch\u200b. [1]", [("Sie sind hoch.", (1,))]),
        ("Sie sind hoch.\r\n\r\n[1] Ja. [2]", [("Sie sind hoch.", (1,)), ("Ja.", (2,))]),
        ("", []), ("  \n ", []), ("[1] [2]", []), ("...", []),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(claim.text, claim.numbers) for claim in claims(text)] == sentences


def test_code_is_kept_apart_and_its_markers_are_none() -> None:
    found = claims("So ist es. [1]\n```python\nx[2]. Y = [3]\n```\nUnd so. [2]")
    assert [(claim.code, claim.numbers) for claim in found] == [
        (False, (1,)),
        (True, ()),
        (False, (2,)),
    ]
    assert claims("~~~\nDas Ende fehlt. [1]")[0].code


def test_sentence_without_an_end_is_known_as_such() -> None:
    assert [claim.whole for claim in claims("Das ist so. [1] Aber das")] == [True, False]


def test_endless_sentence_is_cut() -> None:
    found = claims("wort " * 1000)
    assert max(len(claim.text) for claim in found) <= MAX_SENTENCE
    assert len(found) == 5


def test_sentence_is_given_out_before_the_stream_ends() -> None:
    stream = ClaimStream(2)
    assert list(stream.feed("Das ist so. [")) == []
    assert list(stream.feed("1] Un")) == []  # the word may go on
    assert list(stream.feed("d noch")) == [Claim("Das ist so.", (1,))]


PIECES = st.sampled_from(
    ["Polen", "Am 24", "z. B.", "3 Mrd", "u", "Ä", ". ", ".", " ", "\n", "\n\n", "[1]", " [2]", "[",
     "]", "1", "【3】", "[1,2]", "[[1]]", "[-1]", "[1–3]", "- ", "1. ", "## ", "```", "`", "**",
     "*", "<think>", "</think>", "„", "“", "!", "?", "…", ":", "\u200b", "x" * 150, ". " * 30, "\r"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.lists(st.integers(0, 900), max_size=12))
@example("Satz. [1] Zwei", [8, 9, 10])
@example("a\n```\nx[1]\n```\nb", [4, 5, 6, 13, 14])
@example("x" * 1300 + ". [1] Und so weiter. [2] ", [1201, 1250])
def test_any_cut_of_a_stream_gives_the_same_sentences(text: str, cuts: list[int]) -> None:
    stream = ClaimStream(3)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    found = [c for a, b in itertools.pairwise(edges) for c in stream.feed(text[a:b])] + list(
        stream.close()
    )
    assert found == claims(text) == claims(text, size=1)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_clean_claims(text: str) -> None:
    for claim in claims(text):
        assert set(claim.numbers) <= {1, 2, 3}
        assert claim.code or not re.search(r"\[\d{1,6}\]|[\x00-\x08\x1b]", claim.text)
        assert claim.text.strip() == claim.text != ""


def test_letters_of_the_text_are_not_lost() -> None:
    text = "Erstens gilt A. [1] Zweitens, am 3. Mai, gilt B [2]. Drittens: C!"
    said = "".join(claim.text for claim in claims(text))
    assert re.sub(r"\W", "", said) == re.sub(r"\W", "", re.sub(r"\[\d\]", "", text))
