"""References to a document: the short form of German scholarship, BibTeX, and its imprint."""

from __future__ import annotations

import re
import unicodedata

from natoqa.texts import text
from natoqa.types import Citation, Language, Metadata

__all__ = ["bibtex", "full_reference", "imprint", "page_label", "short_reference"]

_PARTICLES = frozenset({"von", "van", "de", "der", "den", "zu", "di", "da", "du", "la", "le"})
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: "\\" + char for char in "&%$#_"},
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def page_label(citation: Citation) -> str:
    """'S. 6', 'S. 6–7', 'S. [7]' where the number is inferred, 'o. S.' without a number."""
    if citation.page is None:
        return "o. S."
    pages = str(citation.page)
    if citation.page_end not in (None, citation.page):
        pages += f"–{citation.page_end}"
    return f"S. [{pages}]" if citation.page_inferred else f"S. {pages}"


def short_reference(metadata: Metadata, citation: Citation) -> str:
    """As it stands in a footnote: 'Spanger/Dembinski 2025, S. 6'."""
    names = [_split(author)[0] for author in metadata.authors]
    names = names or [metadata.publisher or f"»{metadata.title}«"]
    who = "/".join(names) if len(names) <= 3 else f"{names[0]} u. a."
    return f"{who} {_year(metadata)}, {page_label(citation)}"


def full_reference(metadata: Metadata, citation: Citation | None = None) -> str:
    """As it stands in a list of literature, with the page of the citation where one is given."""
    names = [", ".join(part for part in _split(author) if part) for author in metadata.authors]
    who = " / ".join(names) or metadata.publisher
    where = ": ".join(part for part in (metadata.place, metadata.publisher) if part)
    about = (
        f"{who} ({_year(metadata)}): {metadata.title}"
        if who
        else (f"{metadata.title} ({_year(metadata)})")
    )
    said = ", ".join(part for part in (where, page_label(citation) if citation else "") if part)
    return f"{about}. {said}." if said else f"{about}."


def imprint(metadata: Metadata, language: Language) -> str:
    """Who wrote and published a document and when: 'A. B., C. D. · Verlag · Juni 2025'."""
    month = metadata.date[5:7]
    when = metadata.date[:4]
    if month.isdigit() and 1 <= int(month) <= 12:
        when = f"{text(f'month_{month}', language)} {when}"
    parts = (", ".join(metadata.authors), metadata.publisher, when)
    return " · ".join(part for part in parts if part)


def bibtex(metadata: Metadata, citation: Citation | None = None) -> str:
    """A BibTeX entry; characters that TeX would act on are escaped."""
    names = [", ".join(part for part in _split(author) if part) for author in metadata.authors]
    family = _split(metadata.authors[0])[0] if metadata.authors else metadata.publisher
    fields = {
        "author": " and ".join(_tex(name) for name in names),
        "title": "{" + _tex(metadata.title) + "}",
        "institution": _tex(metadata.publisher),
        "address": _tex(metadata.place),
        "year": _tex(metadata.date[:4]),
        "month": _month(metadata.date),
        "pages": _tex(page_label(citation).removeprefix("S. ")) if citation else "",
        "url": _tex(metadata.url),
        "langid": "ngerman" if metadata.language == "de" else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@techreport{{{_key(family)}{_tex(metadata.date[:4])},", *lines, "}"])


def _year(metadata: Metadata) -> str:
    """'o. J.' for a document without a date."""
    return metadata.date[:4] or "o. J."


def _split(author: str) -> tuple[str, str]:
    """Family name and given names; a particle goes with the family name."""
    words = author.split()
    at = max(len(words) - 1, 0)
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return " ".join(words[at:]), " ".join(words[:at])


def _tex(foreign: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in " ".join(foreign.split()))


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower()) or "studie"


def _month(date: str) -> str:
    number = date[5:7]
    return _MONTHS[int(number) - 1] if number.isdigit() and 1 <= int(number) <= 12 else ""
