"""The errors natoqa raises, one tree.

NatoqaError
├── SettingsError      a setting has a value that is not allowed
├── QuestionError      a question that cannot be asked (empty, too long)
├── DocumentError      a document that is unknown or cannot be read
├── IndexStateError    the index is missing, locked, broken or not writable
│   └── StaleIndexError  it was made with another text, model, settings or format
├── ArchiveError       kept conversations cannot be read or written
├── EmbeddingsError    the embedding model cannot be loaded or used
├── ModelError         a language model did not answer, or not to the end
└── DoorError          a door cannot be opened (port in use, package not installed)

Every message has three parts: what was got, what is allowed, what to do.
"""

from typing import Literal

__all__ = [
    "ArchiveError",
    "DocumentError",
    "DoorError",
    "EmbeddingsError",
    "IndexStateError",
    "ModelError",
    "ModelFailure",
    "NatoqaError",
    "QuestionError",
    "SettingsError",
    "StaleIndexError",
]


class NatoqaError(Exception):
    """Base of all errors that natoqa raises on purpose; its text is one line for people."""


class SettingsError(NatoqaError):
    """A setting has a value that is not allowed."""


class QuestionError(NatoqaError):
    """A question cannot be asked as it stands.

    ``kind`` and ``values`` let a door say so in the reader's language.
    """

    def __init__(
        self, message: str, *, kind: Literal["empty", "too_long"], **values: object
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.values = values


class DocumentError(NatoqaError):
    """A document is unknown or cannot be read."""


class IndexStateError(NatoqaError):
    """The index is missing, stale, in use by another process, broken or not writable."""


class StaleIndexError(IndexStateError):
    """The index was made with another text, model, settings or format; 'natoqa index' mends it."""


class ArchiveError(NatoqaError):
    """Kept conversations cannot be read or written."""


class EmbeddingsError(NatoqaError):
    """The embedding model cannot be loaded or used."""


ModelFailure = Literal[
    "timeout", "unreachable", "key", "rate", "server", "cut", "empty", "window", "request"
]


class ModelError(NatoqaError):
    """A language model did not answer, or not to the end; ``kind`` says how.

    The message never holds what the model's server said: that may name keys.
    """

    def __init__(self, message: str, *, kind: ModelFailure, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.kind: ModelFailure = kind
        self.retry_after = retry_after


class DoorError(NatoqaError):
    """A door cannot be opened."""
