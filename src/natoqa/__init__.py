"""natoqa: answers about one study, every sentence on an excerpt quoted word for word."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from natoqa import corpus
from natoqa.corpus import DEFAULT_DOCUMENT
from natoqa.errors import NatoqaError
from natoqa.types import Answer, Citation, Document, Passage, Statement, Turn

if TYPE_CHECKING:
    from natoqa import embeddings
    from natoqa.assistant import Assistant
    from natoqa.retriever import StudyRetriever, study_tool

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Document",
    "NatoqaError",
    "Passage",
    "Statement",
    "StudyRetriever",
    "Turn",
    "__version__",
    "embeddings",
    "load_document",
    "study_tool",
]

__version__ = "0.1.0"

# onnxruntime reports to its maker from its import on, unless this is set before; natoqa promises
# that nothing leaves the computer. Whoever wants the reports can set the variable to 0.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

# what pulls in LangChain or Chroma is imported when it is first asked for
_LATE = {
    "Assistant": "natoqa.assistant",
    "StudyRetriever": "natoqa.retriever",
    "embeddings": "natoqa.embeddings",
    "study_tool": "natoqa.retriever",
}


def load_document(document_id: str = DEFAULT_DOCUMENT) -> Document:
    """The study, or a document that was added, by its id.

    Raises DocumentError for an unknown id.
    """
    if document_id in corpus.document_ids():  # without Chroma
        return corpus.load_document(document_id)
    from natoqa.library import find_document

    return find_document(document_id)


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module 'natoqa' has no attribute {name!r}")
    module = import_module(_LATE[name])
    return module if name == "embeddings" else getattr(module, name)
