"""Files of users -> Documents: PDF, DOCX, HTML, Markdown and plain text.

Every file is hostile until shown as text: it is read within limits of size and pages, nothing in
it is run, rendered or loaded from elsewhere, and what readers cannot see is left out.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from natoqa.errors import DocumentError
from natoqa.language import language_of
from natoqa.lexical import fold
from natoqa.reading.clean import clean, fold_space
from natoqa.reading.docx import read_docx
from natoqa.reading.html import read_html
from natoqa.reading.markdown import read_markdown
from natoqa.reading.pdf import read_pdf
from natoqa.reading.pieces import Reading, assemble
from natoqa.reading.plain import read_text
from natoqa.types import Document, Metadata

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "SUFFIXES", "find_files", "read_document"]

MAX_BYTES = 64 * 1024 * 1024
MAX_CHARACTERS = 5_000_000
MIN_LETTERS = 20

_TEXT_READERS: Mapping[str, Callable[[str], Reading]] = {
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".text": read_text,
}
SUFFIXES = frozenset((".pdf", ".docx", *_TEXT_READERS))
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})|encoding=[\"']([\w-]{3,20})[\"']", re.I)


def find_files(path: Path) -> Iterator[Path]:
    """The file, or the files below the folder that can be read, in order of their paths.

    Hidden files and links out of the folder are left out. Raises DocumentError when there is none.
    """
    if not path.exists():
        raise DocumentError(
            f"{str(path)!r} does not exist; allowed are a file or a folder. Check the path."
        )
    if not path.is_dir():
        yield path
        return
    found = 0
    root = path.resolve()
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if hidden or file.suffix.lower() not in SUFFIXES or not file.is_file():
            continue
        if file.resolve().is_relative_to(root):
            found += 1
            yield file
    if not found:
        raise DocumentError(
            f"the folder {str(path)!r} holds no file that natoqa reads; allowed are "
            f"{', '.join(sorted(SUFFIXES))}. Add such files."
        )


def read_document(path: Path) -> Document:
    """Read a file. Its id is made of its name and its place, so that it stays when it changes.

    Raises DocumentError, one line that names the file, when it cannot be read.
    """
    try:
        data = _bytes(path)
        reading = _read(path, data)
        document = assemble(reading, id=_id(path), metadata=_metadata(path, data, reading))
        if sum(map(str.isalpha, document.text)) < MIN_LETTERS:
            raise DocumentError("the file holds no text. Add one that does.")
        if len(document.text) > MAX_CHARACTERS:
            raise DocumentError(
                f"the file holds {len(document.text)} characters, allowed are {MAX_CHARACTERS}. "
                "Split it into parts."
            )
    except DocumentError as error:
        raise DocumentError(f"{path.name}: {error}") from error
    return document


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise DocumentError("this is no regular file. Add a file.")
        if size > MAX_BYTES:
            raise DocumentError(
                f"the file has {size} bytes, allowed are {MAX_BYTES}. Split it into parts."
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"the file cannot be read ({error.strerror}); it must be one that you may read. "
            "Check its rights."
        ) from error
    if not data.strip():
        raise DocumentError("the file is empty. Add one that holds text.")
    return data


def _read(path: Path, data: bytes) -> Reading:
    suffix = path.suffix.lower()
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return read_pdf(data)
    if suffix == ".docx":
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise DocumentError(
                "the Word file is encrypted or of the old .doc format; natoqa reads .docx that "
                "open without a password. Save it as such."
            )
        return read_docx(data)
    if suffix == ".pdf":
        raise DocumentError(
            "the file is no PDF (it does not begin with '%PDF-'); it is broken or misnamed. "
            "Save it again."
        )
    reader = _TEXT_READERS.get(suffix)
    if reader is None:
        raise DocumentError(
            f"files of the kind {suffix or 'without suffix'!r} are not read; allowed are "
            f"{', '.join(sorted(SUFFIXES))}. Save it as one of these."
        )
    return reader(_decode(data))


def _decode(data: bytes) -> str:
    """Text by its byte order mark, its declared charset, UTF-8, or else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data.count(b"\x00") > len(data) // 20:
        raise DocumentError("the file is binary, not text. Add a text file.")
    declared = _CHARSET.search(data[:2048])
    names = [(declared[1] or declared[2]).decode("ascii")] if declared else []
    for name in ["utf-8-sig", *names]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def _metadata(path: Path, data: bytes, reading: Reading) -> Metadata:
    words = " ".join(piece.text for piece in reading.pieces[:200])
    name = fold_space(clean(path.stem.replace("_", " ")))
    return Metadata(
        title=fold_space(reading.title)[:300] or name or "?",
        authors=reading.authors,
        publisher="",
        date=reading.date,
        language=language_of(words),
        source=fold_space(clean(path.name)),
        source_sha256=hashlib.sha256(data).hexdigest(),
        rights="",
    )


def _id(path: Path) -> str:
    """The file's name in plain letters and six digits that stand for its whole path."""
    whole = unicodedata.normalize("NFC", str(path.resolve()))
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    slug = re.sub(r"[^a-z0-9]+", "-", fold(path.stem)).strip("-")[:40].rstrip("-")
    return f"{slug or 'document'}-{digest}"
