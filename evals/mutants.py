"""True sentences made wrong on purpose: the test of the tester.

The sentences of the statements written in advance are true, their quotes the excerpts, one by one
as an answer shows them. Statements that tell of a gap, of another subject or of natoqa itself are
left out, for no excerpt says what the study does not say. A hash of the id puts each into 'tune',
on which rules and thresholds may be looked at, or 'report'. Each sentence is drawn and changed by a
hash of its own words, so the samples hardly move when statements are added.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from mutation_tables import (
    ACTORS,
    ADJECTIVES,
    COUNTRIES,
    EXTRA_ITEMS,
    INVENTED,
    MODALITY,
    NEGATED,
    OPPOSITES,
    QUANTITIES,
    VERBS,
)

from natoqa.corpus import load_document
from natoqa.corpus.propositions import load_propositions, locate
from natoqa.grounding import Excerpt
from natoqa.passages import passages
from natoqa.types import Citation, Language, Part, Proposition

PARAPHRASES = Path(__file__).parent / "cases" / "tuning" / "paraphrases.jsonl"
SEED = 20250601
PER_KIND = 24  # mutants at most, of each language
TRUE = 160  # true sentences at most, of each language
_NUMBER_WORDS: dict[Language, tuple[str, ...]] = {
    "de": ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
# what keeps a sentence open besides the word that is changed; 'um ... zu können' is no possibility
_LEFT_OPEN = re.compile(
    r"\b(?:ob|fraglich|offen|unklar|ungewiss|(?:un)?wahrscheinlich|vermutlich|vielleicht"
    r"|möglicherweise|womöglich|denkbar|zu können|whether|unclear|uncertain|(?:un)?likely|probably"
    r"|perhaps|possibly|presumably|conceivable)\b",
    re.I,
)


@dataclass(frozen=True)
class Sample:
    """A sentence with the excerpts it is said to stand on; kind 'true' when it does."""

    id: str
    kind: str
    language: Language
    claim: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class CitationSample:
    """A citation, whole or tampered with."""

    kind: str
    citation: Citation


def split_of(name: str) -> str:
    """'tune' or 'report', by a hash of a statement's id or of an invented sentence's."""
    return "tune" if digest(name) % 2 else "report"


def digest(identifier: str) -> int:
    """A number below 256 that is always the same for an id."""
    return hashlib.sha256(identifier.encode()).digest()[0]


def place(*names: object) -> bytes:
    """Where something stands in a drawn order, or what seeds its draws; always the same for it."""
    return hashlib.sha256(":".join(map(str, (SEED, *names))).encode()).digest()


@cache
def statements(split: str) -> tuple[Proposition, ...]:
    """The statements of one half."""
    document = load_document()
    every = load_propositions(document, passages(document))
    told = (p for p in every if p.kind not in ("gap", "elsewhere") and "natoqa" not in p.de)
    return tuple(p for p in told if split_of(p.id.split(":")[1]) == split)


@cache
def excerpts(said: Proposition | Part) -> tuple[Excerpt, ...]:
    """The quotes of a statement or of one of its sentences, each where it stands."""
    document = load_document()
    return tuple(Excerpt.of(document, passages_of(), *span) for span in said.spans)


@cache
def passages_of() -> tuple:  # type: ignore[type-arg]
    """All passages of the study."""
    return passages(load_document())


def true_sentences(split: str) -> list[Sample]:
    """The sentences of all statements of one half in both languages."""
    return [s for language in ("de", "en") for s in _said(split, language)]


def true_sample(split: str, per_language: int = TRUE) -> list[Sample]:
    """As many true sentences of each language, drawn."""
    sample: list[Sample] = []
    for language in ("de", "en"):
        pool = sorted(_said(split, language), key=lambda said: place("true", said.claim))
        sample.extend(pool[:per_language])
    return sample


def _said(split: str, language: Language) -> list[Sample]:
    return [
        Sample(p.id.split(":")[1], "true", language, part.text(language), excerpts(part))
        for p in statements(split)
        for part in p.sentences
    ]


def paraphrases() -> list[Sample]:
    """True sentences in words of their own, written for tuning from the text of the study alone."""
    document = load_document()
    rows = (json.loads(line) for line in PARAPHRASES.read_text(encoding="utf-8").splitlines())
    return [
        Sample(
            row["id"],
            "true",
            row["language"],
            row["claim"],
            tuple(
                Excerpt.of(document, passages_of(), *locate(document, q["quote"], q["page"]))
                for q in row["quotes"]
            ),
        )
        for row in rows
    ]


def mutants(split: str, per_kind: int = PER_KIND) -> list[Sample]:
    """Wrong sentences of all kinds, so many at most of each kind and language."""
    made: list[Sample] = []
    for kind, change in _KINDS.items():
        for language in ("de", "en"):
            changed = []
            for sample in _said(split, language):
                draw = random.Random(place(kind, sample.claim))  # noqa: S311
                claim = change(sample.claim, language, draw)
                if claim and claim != sample.claim:
                    changed.append((place(kind, sample.claim), claim, sample))
            changed.sort(key=lambda one: one[0])
            made.extend(replace(s, kind=kind, claim=claim) for _, claim, s in changed[:per_kind])
    return [*made, *_foreign(split, per_kind), *_invented(split)]


def citations(split: str) -> Iterator[CitationSample]:
    """True citations, stitched quotes and quotes under a wrong page."""
    document = load_document()
    spans = [span for p in statements(split) for span in p.spans]
    draw = random.Random(place("citations"))  # noqa: S311
    for start, end in spans:
        page = document.page_at(start)
        true = Citation(
            number=1, quote=document.text[start:end], page=page,
            page_end=document.page_at(end - 1), page_inferred=document.page_inferred(page),
            section="", document=document.id, passage_id="", start=start, end=end,
        )  # fmt: skip
        yield CitationSample("true citation", true)
    for start, end in draw.sample(spans, 2 * PER_KIND):
        other_start, other_end = draw.choice([s for s in spans if s != (start, end)])
        page = document.page_at(start)
        quote = document.text[start:end]
        true = Citation(
            number=1, quote=quote, page=page, page_end=document.page_at(end - 1),
            page_inferred=document.page_inferred(page), section="", document=document.id,
            passage_id="", start=start, end=end,
        )  # fmt: skip
        tail = document.text[(other_start + other_end) // 2 : other_end]
        yield CitationSample("stitched", replace(true, quote=quote[: len(quote) // 2] + tail))
        yield CitationSample("wrong page", replace(true, page=(page or 0) + draw.choice([-1, 1])))


def _foreign(split: str, per_kind: int) -> Iterator[Sample]:
    """True sentences with the quotes of another: of another topic, or of the same passage."""
    half = statements(split)
    for language in ("de", "en"):
        for kind, wanted in (("other topic", False), ("same passage", True)):
            others = {
                mine: [p for p in half if near(mine, p) is wanted and apart(mine, p)]
                for mine in half
            }
            pool = sorted((p for p in half if others[p]), key=lambda p: place(kind, language, p.id))
            for mine in pool[:per_kind]:
                other = min(others[mine], key=lambda p: place(kind, mine.id, p.id))
                part = min(mine.sentences, key=lambda part: place(kind, part.text(language)))
                name = mine.id.split(":")[1]
                yield Sample(name, kind, language, part.text(language), excerpts(other))


def near(a: Proposition, b: Proposition) -> bool:
    """Whether two statements stand on the same passage."""
    return bool(set(a.passages) & set(b.passages))


def apart(a: Proposition, b: Proposition) -> bool:
    """Whether two statements share no excerpt."""
    return all(x[1] <= y[0] or y[1] <= x[0] for x in a.spans for y in b.spans)


def _invented(split: str) -> Iterator[Sample]:
    """Sentences that the study does not have, with quotes that come near them in words."""
    half = statements(split)
    for language, sentences in INVENTED.items():
        for at, sentence in enumerate(sentences):
            name = f"invented-{at}"  # the same sentence in the other language is of the same half
            if split_of(name) != split:
                continue
            said = set(re.findall(r"\w{5,}", sentence.lower()))
            near = max(half, key=lambda p: (_overlap(said, p.text(language)), p.id))
            yield Sample(name, "invented", language, sentence, excerpts(near))


def _overlap(said: set[str], text: str) -> float:
    words = set(re.findall(r"\w{5,}", text.lower()))
    return len(said & words) / (len(words) + 5)


def _number(claim: str, language: Language, draw: random.Random) -> str:
    words = "|".join(_NUMBER_WORDS[language])
    found = list(re.finditer(rf"\d+|\b(?:{words})\b", claim, re.I))
    found = [m for m in found if m[0] != "000"]
    if not found:
        return ""
    place = draw.choice(found)
    if place[0].isdigit():
        size = max(2, int(place[0]) // 10) if int(place[0]) < 1900 else 6
        new = str(int(place[0]) + draw.choice([1, 2, size]))
    else:
        new = draw.choice([w for w in _NUMBER_WORDS[language] if w != place[0].lower()])
        new = new.capitalize() if place[0][0].isupper() else new
    return claim[: place.start()] + new + claim[place.end() :]


def _swap(
    claim: str, tables: tuple[dict[str, tuple[str, ...]], ...], draw: random.Random, tail: str = ""
) -> str:
    """The claim with one word of the tables put for another of its line."""
    places = [
        (m, targets)
        for table in tables
        for word, targets in table.items()
        for m in re.finditer(rf"(?<!\w)({re.escape(word)})({tail})(?!\w)", claim)
    ]
    if not places:
        return ""
    place, targets = draw.choice(sorted(places, key=lambda p: (p[0].start(), p[0][1])))
    new = draw.choice(targets)
    return claim[: place.start()] + new + (place[2] or "") + claim[place.end() :]


def _country(claim: str, language: Language, draw: random.Random) -> str:
    names, adjectives = COUNTRIES[language], ADJECTIVES[language]
    swaps = {w: tuple(o for o in names if o != w) for w in names}
    endings = {w: tuple(o for o in adjectives if o != w) for w in adjectives}
    if draw.random() < 0.7:
        return _swap(claim, (swaps,), draw, "s?") or _swap(claim, (endings,), draw, "e[nrsm]?|")
    return _swap(claim, (endings,), draw, "e[nrsm]?|") or _swap(claim, (swaps,), draw, "s?")


def _from(tables: dict[Language, dict[str, tuple[str, ...]]]) -> Callable[..., str]:
    def change(claim: str, language: Language, draw: random.Random) -> str:
        return _swap(claim, (tables[language],), draw, "|'s")

    return change


def _modality(claim: str, language: Language, draw: random.Random) -> str:
    """What may be made what will be; not where the sentence leaves it open all the same, for
    'it is disputed whether it will last' says no more than 'whether it could last'."""
    return "" if _LEFT_OPEN.search(claim) else _from(MODALITY)(claim, language, draw)


def _negation_added(claim: str, language: Language, draw: random.Random) -> str:
    found = list(re.finditer(rf"(?<!\w)(?:{'|'.join(VERBS[language])})(?!\w)", claim))
    if not found or re.search(r"\b(?:nicht|kein\w*|not|no|ohne|without)\b", claim):
        return ""
    place = found[0]
    word = " nicht" if language == "de" else " not"
    return claim[: place.end()] + word + claim[place.end() :]


def _list_item(claim: str, language: Language, draw: random.Random) -> str:
    found = list(re.finditer(r"(?<=\w) (?:und|and) (?=\w)", claim))
    if not found:
        return ""
    place = draw.choice(found)
    return (
        claim[: place.start()] + ", " + draw.choice(EXTRA_ITEMS[language]) + claim[place.start() :]
    )


_KINDS: dict[str, Callable[..., str]] = {
    "number": _number,
    "country": _country,
    "actor": _from(ACTORS),
    "negation added": _negation_added,
    "negation removed": _from(NEGATED),
    "modality": _modality,
    "direction": _from(OPPOSITES),
    "quantity": _from(QUANTITIES),
    "list item": _list_item,
}
