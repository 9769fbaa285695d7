"""A document -> statements written by a language model, each checked against its quotes.

The file has the format of ``corpus/statements.jsonl``, one JSON object a line. It grows passage
by passage: what is done is skipped when the work is taken up again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from natoqa.answering.generative.models import Limits, load_model, stream_text
from natoqa.corpus import parse
from natoqa.corpus.propositions import locate
from natoqa.errors import DocumentError, ModelError, SettingsError
from natoqa.grounding import Excerpt, Grounding
from natoqa.language import answer_language
from natoqa.passages import passages
from natoqa.prompts import statements_prompt
from natoqa.settings import Settings, load_settings
from natoqa.texts import text
from natoqa.types import Document, Language, Metadata, Passage, PropositionKind

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Report", "check_statements", "make_statements", "read_document"]

Row = dict[str, Any]

MAX_CHARACTERS = 40_000  # of what a model says about one passage
_QUESTIONS = {"questions_de": 3, "questions_en": 2}
_TRIES = 2  # for each passage


@dataclass
class Report:
    """How many statements were kept, how many dropped and why, what passages failed."""

    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    failed: int = 0

    def lines(self) -> Iterator[str]:
        """What to tell, the most frequent reason first."""
        yield f"{self.kept} statements kept, {self.dropped.total()} dropped"
        for reason, count in self.dropped.most_common():
            yield f"  dropped {count}: {reason}"
        if self.skipped:
            yield f"{self.skipped} passages were done already"
        if self.failed:
            yield f"{self.failed} passages failed; the same command takes them up again"


def read_document(path: Path) -> Document:
    """A Markdown or text file as a Document; lines that belong together are joined.

    Raises DocumentError when it is not text in UTF-8 or holds nothing.
    """
    try:
        raw = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(
            f"{str(path)!r} cannot be read ({type(error).__name__}); it must be a text in UTF-8. "
            "Convert it first."
        ) from error
    facts = Metadata(
        title=path.stem, authors=(), publisher="", date="", language="", source=path.name,
        source_sha256="", rights="",
    )  # fmt: skip
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "document"
    document = parse(_joined(raw), id=name, metadata=facts, printed_pages=[])
    if not document.text.strip():
        raise DocumentError(f"{str(path)!r} holds no text; it must hold some. Choose another file.")
    return document


def _joined(raw: str) -> str:
    """One paragraph a line: a line of plain text takes the plain lines that follow it."""
    lines: list[str] = []
    for line in raw.replace("\r\n", "\n").split("\n"):
        plain = line.strip() and not re.match(r"\s*(?:#|[-*+] |\d+[.)] |>|\||<!--|\[\^)", line)
        if plain and lines and lines[-1].strip() and not re.match(r"\s*(?:#|>|\||<!--)", lines[-1]):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def make_statements(
    file: Path,
    target: Path,
    *,
    settings: Settings | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Report:
    """Write the statements of a document to ``target``, passage by passage.

    Raises SettingsError without a language model, ModelError when its server cannot be used at
    all; what was written by then stays.
    """
    settings = settings or load_settings()
    model = load_model(settings)
    if model is None:
        raise SettingsError(
            "NATOQA_LLM is not set; statements are written by a language model. Set it to "
            "'provider:model', or use --check with statements that are there."
        )
    document = read_document(file)
    checker = _Checker(document, settings)
    finished = _finished(target)
    report = Report()
    every = passages(document)
    for number, passage in enumerate(every, start=1):
        name = passage.id.rpartition(":")[2]
        if name in finished:
            report.skipped += 1
            continue
        try:
            rows = _asked(model, settings, passage)
        except ModelError as error:
            if error.kind in ("key", "unreachable", "rate"):
                raise
            report.failed += 1
            continue
        good = [row for row in rows if checker.keeps(row, report, passage) and row is not None]
        _append(target, good, name)
        if on_progress:
            on_progress(f"passage {number} of {len(every)}: {len(good)} of {len(rows)} kept")
    return report


def check_statements(file: Path, target: Path, *, settings: Settings | None = None) -> Report:
    """Check the statements there by the same rules; the file is not changed.

    Raises DocumentError when there is none.
    """
    if not target.is_file():
        raise DocumentError(
            f"there are no statements at {str(target)!r}; --check needs a file of them. "
            "Name it with --out."
        )
    checker = _Checker(read_document(file), settings or load_settings())
    report = Report()
    ids: Counter[str] = Counter()
    for line in target.read_text(encoding="utf-8").splitlines():
        row = _row(line)
        if row is not None and isinstance(row.get("id"), str):
            ids[row["id"]] += 1
            if ids[row["id"]] > 1:
                report.dropped["its id is there twice"] += 1
                continue
        checker.keeps(row, report)
    return report


def _done_path(target: Path) -> Path:
    return target.with_name(target.name + ".done")


def _finished(target: Path) -> set[str]:
    """The passages done: those listed, and those with statements if the list is a step late."""
    done = _done_path(target)
    listed = done.read_text(encoding="utf-8").split() if done.is_file() else []
    rows = target.read_text(encoding="utf-8").splitlines() if target.is_file() else []
    ids = (str(row["id"]) for line in rows if (row := _row(line)) and "id" in row)
    return {*listed, *(name.rpartition("-")[0] for name in ids)}


def _append(target: Path, rows: Sequence[Row], name: str) -> None:
    lines = [
        json.dumps({"id": f"{name}-{number}"} | row, ensure_ascii=False) + "\n"
        for number, row in enumerate(rows, start=1)
    ]
    for path, added in ((target, "".join(lines)), (_done_path(target), f"{name}\n")):
        with path.open("a", encoding="utf-8") as stream:
            stream.write(added)


def _asked(model: BaseChatModel, settings: Settings, passage: Passage) -> list[Row | None]:
    """What the model says about a passage, row by row; None for a line that is no row."""
    prompt = statements_prompt(passage.text, passage.section)
    limits = Limits(settings.llm_timeout)
    for attempt in range(_TRIES):
        said = ""
        try:
            with closing(stream_text(model, prompt, limits)) as pieces:
                for piece in pieces:
                    said += piece
                    if len(said) > MAX_CHARACTERS:
                        break
        except ModelError:
            if attempt + 1 == _TRIES:
                raise
            continue
        break
    lines = (line.strip() for line in said.splitlines())
    return [_row(line.rstrip(",")) for line in lines if line.startswith("{")]


def _row(line: str) -> Row | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


class _Checker:
    """The rules that every row must pass; each fault is counted once, by its reason."""

    def __init__(self, document: Document, settings: Settings) -> None:
        from natoqa.embeddings import load_embedder

        self._document = document
        embeddings = load_embedder(settings.embeddings, threads=settings.threads or None)
        self._grounding = Grounding(embeddings)
        self._passages = passages(document)

    def keeps(self, row: Row | None, report: Report, passage: Passage | None = None) -> bool:
        """Whether the row passes; a model's ``quote`` of ``passage`` becomes one with a page."""
        fault = self._fault(row, passage)
        if fault:
            report.dropped[fault] += 1
        else:
            report.kept += 1
        return not fault

    def _fault(self, row: Row | None, passage: Passage | None) -> str:
        if row is None:
            return "not a JSON object"
        if passage is not None:
            quote = row.pop("quote", None)
            at = passage.text.find(quote) if isinstance(quote, str) and quote.strip() else -1
            if at < 0:
                return "the quote is not in the passage word for word"
            page = self._document.page_at(passage.start + at)
            row["quotes"] = [{"page": page, "quote": quote}]
        return _schema_fault(row) or self._quote_fault(row) or self._content_fault(row)

    def _quote_fault(self, row: Row) -> str:
        for quote in row["quotes"]:
            try:
                locate(self._document, quote["quote"], quote["page"])
            except DocumentError:
                return "the quote is not on its page word for word"
        return ""

    def _content_fault(self, row: Row) -> str:
        excerpts = [self._excerpt(quote) for quote in row["quotes"]]
        for language in _LANGUAGES:
            said = row[language]
            if answer_language(said, default=language) != language:
                return f"the field {language!r} is in another language"
            verdict = self._grounding.check(said, excerpts)
            if not verdict.supported:
                return text(verdict.reason, "en", detail="…")
        for key in _QUESTIONS:
            language = "de" if key.endswith("de") else "en"
            # together: a single short question is often too short to tell
            if answer_language(" ".join(row[key]), default=language) != language:
                return f"the questions in {key!r} are in another language"
        return ""

    def _excerpt(self, quote: dict[str, Any]) -> Excerpt:
        start, end = locate(self._document, quote["quote"], quote["page"])
        around = [p for p in self._passages if p.start < end and start < p.end]
        context = "\n".join(part for p in around for part in (p.section, p.text))
        return Excerpt(quote["quote"], context)


_LANGUAGES: tuple[Language, ...] = ("de", "en")
_KEYS = {"kind", "quotes", "de", "en", "questions_de", "questions_en"}


def _schema_fault(row: Row) -> str:
    if set(row) - {"id"} != _KEYS:
        return "keys are missing or unknown"
    if row["kind"] not in get_args(PropositionKind):
        return "the kind is unknown"
    if not all(isinstance(row[key], str) and row[key].strip() for key in _LANGUAGES):
        return "a text is empty or no text"
    quotes = row["quotes"]
    if not isinstance(quotes, list) or not quotes or not all(map(_is_quote, quotes)):
        return "a quote has not just a text and a page"
    for key, least in _QUESTIONS.items():
        asked = row[key]
        if not isinstance(asked, list) or len(asked) < least:
            return f"fewer than {least} questions in {key!r}"
        if not all(isinstance(one, str) and one.strip() for one in asked):
            return f"a question in {key!r} is no text"
    return ""


def _is_quote(quote: Any) -> bool:
    return (
        isinstance(quote, dict)
        and set(quote) == {"page", "quote"}
        and isinstance(quote["quote"], str)
        and bool(quote["quote"].strip())
        and (quote["page"] is None or type(quote["page"]) is int)
    )
