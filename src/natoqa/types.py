"""The vocabulary of natoqa: frozen data types that import nothing of its own.

Offsets are character offsets into ``Document.text``, half open: ``text[start:end]``. Pages are
the numbers of the printed study; ``None`` is a page without a number (the back cover).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal, Protocol

__all__ = [
    "Answer",
    "Block",
    "Citation",
    "Document",
    "Embedder",
    "Engine",
    "Figure",
    "Footnote",
    "Language",
    "Metadata",
    "Page",
    "Part",
    "Passage",
    "Proposition",
    "PropositionKind",
    "Section",
    "Sentence",
    "Statement",
    "Strictness",
    "Turn",
    "Withheld",
]

Language = Literal["de", "en"]
Engine = Literal["extractive", "generative"]
Strictness = Literal["lenient", "normal", "strict"]  # how readily a question is refused
BlockKind = Literal[
    "heading", "paragraph", "item", "header", "row", "caption", "note", "legend", "footnote"
]
PropositionKind = Literal[
    "claim", "list", "table", "figure", "reference", "overview", "profile", "comparison",
    "gap", "premise", "elsewhere",
]  # fmt: skip
SentenceKind = Literal["sentence", "item", "row", "caption"]


class Embedder(Protocol):
    """What turns texts into vectors; any ``Embeddings`` of LangChain is one."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins in the text; ``inferred`` when its number is not printed on it."""

    number: int | None
    start: int
    inferred: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter (level 2), section (3) or labelled definition (4) with the span it covers.

    ``path`` holds the titles from the chapter down; ``editorial`` is true where the title is not
    the study's own (such titles stand in square brackets).
    """

    title: str
    level: int
    start: int
    end: int
    path: tuple[str, ...]
    editorial: bool

    @property
    def label(self) -> str:
        """The path as a reader sees it: 'chapter › section'."""
        return " › ".join(self.path)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row, caption or other unit of layout, without its markup.

    ``page`` is set where a block stands on another page than the text around it (figures).
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's number, the offset its mark stands at and the span of its text."""

    number: int
    anchor: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's caption, page and table; ``number`` is None where it is lost.

    ``header`` and ``rows`` hold the cells of a table; both are empty where the figure's data are
    not part of the text.
    """

    number: int | None
    start: int
    end: int
    page: int
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a reference to a document needs, and the rights in its text."""

    title: str
    authors: tuple[str, ...]
    publisher: str
    date: str
    language: str
    source: str
    source_sha256: str
    rights: str
    place: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the offsets of its pages, sections, blocks, footnotes and figures, in order."""

    id: str
    text: str
    metadata: Metadata
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...] = ()
    figures: tuple[Figure, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The number of the page that the character at ``offset`` stands on."""
        block = self.block_at(offset)
        if block is not None and block.page is not None:
            return block.page
        at = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[at].number if at >= 0 else None

    def block_at(self, offset: int) -> Block | None:
        """The block around ``offset``; None between two blocks."""
        at = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        if at >= 0 and offset < self.blocks[at].end:
            return self.blocks[at]
        return None

    def section_at(self, offset: int) -> Section | None:
        """The innermost section around ``offset``; None before the first heading."""
        inner = None
        for section in self.sections:
            if section.start <= offset < section.end:
                inner = section
        return inner

    def page_inferred(self, number: int | None) -> bool:
        """Whether the number of this page is inferred, not printed in the source."""
        return any(page.inferred for page in self.pages if page.number == number)

    def footnotes_in(self, start: int, end: int) -> tuple[Footnote, ...]:
        """The footnotes whose mark stands within ``text[start:end]`` or right after it."""
        return tuple(note for note in self.footnotes if start < note.anchor <= end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest quotable unit of a passage.

    ``reading`` is what it says when it stands alone: a table row with its column names, a list
    item behind its lead sentence; for plain sentences the text itself.
    """

    start: int
    end: int
    kind: SentenceKind
    text: str
    reading: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text within one section that is found and read as a whole."""

    id: str
    document: str
    title: str
    section: str
    page: int | None
    page_end: int | None
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of a proposition in both languages and the excerpts that bear it."""

    de: str
    en: str
    spans: tuple[tuple[int, int], ...]

    def text(self, language: Language) -> str:
        """The sentence in one of the languages it is written in."""
        return self.de if language == "de" else self.en


@dataclass(frozen=True, slots=True)
class Proposition:
    """A self-contained statement of what a document says, written and checked in advance.

    ``spans`` are the excerpts that bear it, in the order of the document; ``passages`` the ids of
    the passages they stand in. ``parts`` are its sentences where each stands on excerpts of its
    own; they are empty where all of it stands on all of them. ``questions`` are what readers may
    ask to get it, ``foreign_questions`` those in other languages than German and English, which few
    statements have: they are found by their meaning alone, not by words that only their language
    has in common with what is asked. See Chen et al. 2023, 'Dense X Retrieval', for propositions as
    the unit of retrieval. Three kinds answer no question: a ``gap`` says what the document leaves
    open, a ``premise`` what it says instead of what its questions take for granted, ``elsewhere``
    names a subject that it is not about (and stands on no excerpt).
    """

    id: str
    document: str
    kind: PropositionKind
    de: str
    en: str
    questions: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    passages: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    foreign_questions: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[Part, ...]:
        """What an answer says one after the other: the parts, else the whole as one."""
        return self.parts or (Part(self.de, self.en, self.spans),)

    @property
    def answers(self) -> bool:
        """Whether its questions are answered by the document."""
        return self.kind not in ("gap", "premise", "elsewhere")

    def text(self, language: Language) -> str:
        """The statement in one of the languages it is written in."""
        return self.de if language == "de" else self.en


@dataclass(frozen=True, slots=True)
class Citation:
    """An excerpt quoted word for word: ``load_document(document).text[start:end] == quote``."""

    number: int
    quote: str
    page: int | None
    page_end: int | None
    page_inferred: bool
    section: str
    document: str
    passage_id: str
    start: int
    end: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the numbers of the citations it stands on."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence of a language model that its excerpts do not bear, and why, for readers."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention with its reason.

    ``text`` carries the markers [1], [2] behind each sentence. When ``abstained`` is true there
    are no statements, ``text`` says so, and ``nearest`` holds the closest excerpts, which do not
    answer the question. ``score`` is how well the evidence fits, from 0 to 1. ``withheld`` are
    sentences of a language model that were not shown, ``notice`` says why another engine than the
    configured one answered; both are empty otherwise.
    """

    question: str
    text: str
    language: Language
    engine: Engine
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    reason: str = ""
    nearest: tuple[Citation, ...] = ()
    score: float = 0.0
    withheld: tuple[Withheld, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation and the answer it got, as text."""

    question: str
    answer: str = field(default="")
