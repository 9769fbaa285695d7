"""Errors as problem details (RFC 9457) that carry nothing from the inside.

Under ``/v1`` a problem also has the member ``error`` that OpenAI's clients read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from natoqa.errors import (
    DocumentError,
    EmbeddingsError,
    IndexStateError,
    NatoqaError,
    QuestionError,
)
from natoqa.texts import text

__all__ = [
    "EVENTS",
    "Problem",
    "RefusalError",
    "as_problem",
    "install",
    "problem",
    "responses",
]

OPENAI = "/v1/"
MEDIA_TYPE = "application/problem+json"

_OPENAI_TYPES = {
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "server_error",
    503: "server_error",
}


class Problem(BaseModel):
    """A problem document; ``errors`` names the fields that are wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
    error: dict[str, str | None] | None = None


@dataclass
class RefusalError(Exception):
    """Raised by a route to end in a problem document."""

    status: int
    code: str
    detail: str
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(
    path: str,
    status: int,
    code: str,
    detail: str,
    *,
    param: str | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The response to a request for ``path`` that cannot be served."""
    body: dict[str, Any] = {
        "type": f"urn:natoqa:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    if path.startswith(OPENAI):
        kind = _OPENAI_TYPES.get(status, "invalid_request_error")
        body["error"] = {"message": detail, "type": kind, "param": param, "code": code}
    return JSONResponse(
        body, status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE
    )


def as_problem(error: NatoqaError) -> RefusalError:
    """What a caller may know of one of natoqa's own errors."""
    if isinstance(error, QuestionError):
        code = f"question-{error.kind.replace('_', '-')}"
        return RefusalError(422, code, text(f"question_{error.kind}", "en", **error.values))
    if isinstance(error, DocumentError):
        return RefusalError(404, "not-found", text("api_not_found", "en"))
    if isinstance(error, IndexStateError | EmbeddingsError):
        return RefusalError(503, "unavailable", text("api_unavailable", "en"))
    return RefusalError(500, "internal", text("api_internal", "en"))


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem document."""

    def own(request: Request, error: NatoqaError) -> JSONResponse:
        return raised(request, as_problem(error))

    def raised(request: Request, error: RefusalError) -> JSONResponse:
        return problem(
            request.url.path,
            error.status,
            error.code,
            error.detail,
            param=error.param,
            headers=error.headers,
        )

    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [
            {"field": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])}
            for one in error.errors()
        ]
        status = 400 if request.url.path.startswith(OPENAI) else 422
        first = wrong[0]
        detail = text("api_invalid", "en", field=first["field"], message=first["message"])
        return problem(
            request.url.path, status, "invalid", detail, param=first["field"], errors=wrong
        )

    def http(request: Request, error: HTTPException) -> JSONResponse:
        phrase = HTTPStatus(error.status_code).phrase
        code = phrase.lower().replace(" ", "-")
        return problem(
            request.url.path, error.status_code, code, f"{phrase}.", headers=error.headers
        )

    def unexpected(request: Request, error: Exception) -> JSONResponse:
        return problem(request.url.path, 500, "internal", text("api_internal", "en"))

    app.add_exception_handler(NatoqaError, own)  # type: ignore[arg-type]
    app.add_exception_handler(RefusalError, raised)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, http)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, unexpected)


# server-sent events as OpenAPI knows them: what each event is made of
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "An answer; a stream of server-sent events where one was asked for",
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "object",
                    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
                    "required": ["data"],
                }
            }
        },
    }
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Problem documents for OpenAPI: these, and those that every request may get."""
    everywhere = (400, 401, 408, 413, 421, 422, 429, 500, 503)
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({*everywhere, *statuses})
    }
