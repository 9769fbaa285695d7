"""What ``natoqa doctor`` looks at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from natoqa import corpus
from natoqa.errors import NatoqaError
from natoqa.settings import Settings, load_settings

__all__ = ["examine"]


def examine() -> dict[str, Any]:
    """Settings by variable, and checks with name, ok and detail. Builds no index."""
    settings = load_settings()
    checks = [
        _check("text", _text),
        _check("tokens", _tokens),
        _check("embeddings", lambda: _embeddings(settings)),
        _check("index", lambda: _index(settings)),
        _check("documents", lambda: _documents(settings)),
        _check("language model", lambda: _language_model(settings)),
    ]
    return {"settings": settings.shown, "checks": checks}


def _check(name: str, look: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "detail": look()}
    except NatoqaError as error:
        return {"name": name, "ok": False, "detail": str(error)}


def _text() -> str:
    document = corpus.load_document()
    source = (corpus.corpus_folder() / document.metadata.source).read_bytes()
    if hashlib.sha256(source).hexdigest() != document.metadata.source_sha256:
        raise NatoqaError(
            f"{document.metadata.source} does not have the recorded hash; it must be the unchanged "
            "text layer. Install natoqa again."
        )
    return f"{document.metadata.title}, {len(document.text)} characters, {document.id}"


def _tokens() -> str:
    from natoqa.tokens import ENCODING, count_tokens

    return f"{ENCODING} counts {count_tokens('Die NATO als Baukasten')} tokens without a download"


def _embeddings(settings: Settings) -> str:
    from natoqa.embeddings import fingerprint, load_embedder

    embeddings = load_embedder(settings.embeddings, threads=settings.threads or None)
    vector = embeddings.embed_query("Probe")
    return f"{fingerprint(embeddings)}, {len(vector)} dimensions"


def _index(settings: Settings) -> str:
    from natoqa.assistant import index_state

    return index_state(settings)


def _documents(settings: Settings) -> str:
    from natoqa.library import documents

    known = documents(settings)
    return f"{len(known)}: {', '.join(document.id for document in known)}"


def _language_model(settings: Settings) -> str:
    from natoqa.answering.generative import load_model, model_window

    model = load_model(settings)
    if model is None:
        return "none is set; answers are made offline"
    return f"{settings.llm}, reads {model_window(model, settings)} tokens at once; not asked now"
