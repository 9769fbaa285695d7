"""Negation, modality, quantity and direction: words that turn what a sentence says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from natoqa.grounding.alignment import Alignment
from natoqa.grounding.words import Word, data_lines

__all__ = ["negation", "opposite", "quantifier", "raised"]

_NEGATORS = frozenset(
    [
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keinem",
        "keines",
        "nie",
        "niemals",
        "niemand",
        "nichts",
        "weder",
        "nirgends",
        "keineswegs",
        "keinerlei",
        "kaum",
        "ohne",
        "not",
        "no",
        "never",
        "nobody",
        "none",
        "nothing",
        "neither",
        "nor",
        "cannot",
        "hardly",
        "scarcely",
        "barely",
        "without",
        "nowhere",
    ]
)
# words that deny without a negator: enough for a negation claimed, not asked for in return
_DENIALS = (
    "ablehn", "lehnt", "lehnen", "abgelehn", "verweiger", "ausschl", "ausgeschl", "verhinder",
    "vermeid", "verzicht", "fehl", "mangel", "mangeln", "frei", "los=", "entfall", "entfiel",
    "scheiter", "gescheiter", "blieb", "offen", "unmoegl", "verlor", "verlier", "nur=", "bezweif",
    "zweifel", "wenig", "gegen", "statt", "anstatt", "unabhaeng", "unveraend", "ungebroch", "un",
    "reject", "refus", "exclu", "prevent", "avoid", "lack", "absen", "miss", "fail", "free=",
    "rul", "instead", "only=", "doubt", "little=", "few=", "ungeach", "trotz", "verbot", "in",
    "non", "entgeg", "abkehr", "less=", "beyond", "ende", "end", "negat", "unerwuensch",
    "missing", "deni", "deny", "ban", "prohibit", "stop", "renounc", "dis", "lost", "lose", "rather",
    "far=", "weit=", "nowhere", "oppos", "unprofit", "bar=", "sondern", "vag", "stattdess", "versag",
)  # fmt: skip
_NOT_ONLY = re.compile(
    r"\b(?:nicht (?:nur|allein|bloß|zuletzt|mehr nur|lediglich)|not (?:only|just|merely|least))\b",
    re.I,
)
_FUTURE = frozenset(["wird", "werden", "will"])
_MIGHT = frozenset(
    [
        "koennte",
        "koennten",
        "duerfte",
        "duerften",
        "moeglicherweise",
        "womoeglich",
        "vielleicht",
        "moeglich",
        "denkbar",
        "moege",
        "moegen",
        "wuerde",
        "wuerden",
        "waere",
        "waeren",
        "haette",
        "haetten",
        "eventuell",
    ]
)
_HEDGES = _MIGHT | frozenset(
    [
        "kann",
        "koennen",
        "soll",
        "sollen",
        "sollte",
        "sollten",
        "muesste",
        "muessten",
        "wahrscheinlich",
        "wohl",
        "offenbar",
        "droht",
        "drohen",
        "scheint",
        "gefahr",
        "risiko",
        "hoffnung",
        "hoffen",
        "erwartung",
        "erwartet",
        "annahme",
        "falls",
        "wenn",
        "sofern",
        "koennt",
        "may",
        "might",
        "could",
        "can",
        "would",
        "should",
        "likely",
        "possibly",
        "perhaps",
        "possible",
        "potential",
        "potentially",
        "if",
        "seems",
        "appears",
        "risk",
        "danger",
        "hope",
        "hopes",
        "expected",
        "presumably",
        "probably",
        "whether",
        "ob",
        "threatens",
        "szenario",
        "scenario",
        "ginge",
        "gaebe",
        "kaeme",
        "liesse",
        "bliebe",
        "braeuchte",
        "muss",
        "must",
    ]
)
_QUANTITIES = {
    "all": "alle allen aller saemtliche saemtlichen jede jeder jedes jedem jeden all every each",
    "most": "meisten mehrheit mehrheitlich ueberwiegend ueberwiegende most majority mostly "
    "predominantly predominates",
    "some": "einige einigen einiger manche manchen mehrere mehreren mehrerer teils teilweise etliche "
    "some several certain partly",
    "many": "viele vielen vieler zahlreiche zahlreichen many numerous",
    "few": "wenige wenigen weniger few",
    "only": "nur lediglich ausschliesslich allein einzig bloss only solely exclusively merely",
}
_KIND = {word: kind for kind, listed in _QUANTITIES.items() for word in listed.split()}
# what a quantity claimed may stand on; anything else of the quote contradicts it
_BORNE_BY = {
    "all": {"all"},
    "most": {"most"},
    "some": {"some", "many"},
    "many": {"many", "most", "some"},
    "few": {"few"},
    "only": {"only"},
}


def negation(alignment: Alignment) -> str:
    """The word with which a negation was added or that was dropped; empty when none was."""
    claim, quote = alignment.claim, alignment.quote
    claimed, quoted = _negators(claim), _negators(quote)
    for at in claimed:
        near = alignment.partners(alignment.claim_near(at))
        if near and not _denied(quote, near, quoted, alignment):
            return claim[at].text
    if claimed or any(_denial(word) for word in claim):
        return ""
    for at in quoted:
        neighbours = alignment.quote_near(at)
        if len(neighbours) >= 2 and all(alignment.is_said(n) for n in neighbours):
            return quote[at].text
    return ""


def _negators(words: Sequence[Word]) -> list[int]:
    found = [at for at, word in enumerate(words) if word.folded in _NEGATORS]
    return [at for at in found if not _only_follows(words, at)]


def _only_follows(words: Sequence[Word], at: int) -> bool:
    following = words[at + 1].folded if at + 1 < len(words) else ""
    return words[at].folded in ("nicht", "not") and following in (
        "nur", "allein", "bloss", "zuletzt", "lediglich", "only", "just", "merely", "least",
    )  # fmt: skip


def _denial(word: Word) -> bool:
    return any(
        word.folded == d[:-1] if d.endswith("=") else word.folded.startswith(d) for d in _DENIALS
    )


def _denied(
    quote: Sequence[Word], near: Iterable[int], quoted: Sequence[int], alignment: Alignment
) -> bool:
    """Whether the quote has a negator or a denying word in the clauses that bear the claim."""
    clauses = {alignment.quote_clause[at] for at in near}
    return any(alignment.quote_clause[at] in clauses for at in quoted) or any(
        _denial(quote[at]) for at in range(len(quote)) if alignment.quote_clause[at] in clauses
    )


def raised(alignment: Alignment) -> str:
    """The future tense in which a mere possibility is claimed; empty when there is none."""
    claim = alignment.claim
    if any(word.folded in _HEDGES for word in claim):
        return ""
    future = [at for at, word in enumerate(claim) if word.folded in _FUTURE]
    if not future:
        return ""
    clauses = alignment.bearing_clauses()
    inside = [
        w.folded for at, w in enumerate(alignment.quote) if alignment.quote_clause[at] in clauses
    ]
    if any(word in _MIGHT for word in inside) and not any(word in _FUTURE for word in inside):
        return claim[future[0]].text
    return ""


def quantifier(alignment: Alignment) -> str:
    """A quantity ('all', 'most', 'only') that the quote does not give; empty when it does."""
    quoted = {_KIND[word.folded] for word in alignment.quote if word.folded in _KIND}
    for word in alignment.claim:
        kind = _KIND.get(word.folded)
        if kind and not quoted & _BORNE_BY[kind] and (quoted or kind in ("only", "all", "most")):
            return word.text
    return ""


@cache
def _opposites() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    pairs = [(tuple(a), tuple(b)) for a, b in data_lines("opposites.txt")]
    return tuple(pairs) + tuple((b, a) for a, b in pairs)


def _is(word: str, forms: tuple[str, ...]) -> bool:
    return any(word == f[:-1] if f.endswith("=") else word.startswith(f) for f in forms)


def opposite(alignment: Alignment) -> str:
    """A word of the claim for which the quote has only its opposite; empty when there is none."""
    quote = [word.folded for word in alignment.quote]
    claim = [word.folded for word in alignment.claim]
    for here, there in _opposites():
        for word in alignment.claim:
            if not _is(word.folded, here) or _is(word.folded, there):
                continue
            borne = any(_is(q, here) for q in quote)
            turned = any(_is(q, there) for q in quote) and not any(_is(c, there) for c in claim)
            if turned and not borne:
                return word.text
    return ""
