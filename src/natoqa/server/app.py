"""The server's application: routes, errors and limits put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.types import ASGIApp

from natoqa import __version__
from natoqa.network import LOOPBACK
from natoqa.server.access import protect
from natoqa.server.api import router
from natoqa.server.limits import Limits
from natoqa.server.openai_api import openai_router
from natoqa.server.problems import Problem, install
from natoqa.settings import Settings

if TYPE_CHECKING:
    from natoqa.assistant import Assistant

__all__ = ["create_app"]


def create_app(
    assistant: Assistant,
    settings: Settings,
    *,
    host: str = LOOPBACK,
    limits: Limits | None = None,
) -> ASGIApp:
    """The application for an open assistant, as it is to be bound to ``host``.

    ``limits`` replaces those that follow from the settings.
    """
    # no pages of documentation: they would load their scripts from elsewhere
    app = FastAPI(title="natoqa", version=__version__, docs_url=None, redoc_url=None)
    app.include_router(router(assistant))
    app.include_router(openai_router(assistant))
    install(app)
    app.openapi = lambda: _schema(app, settings)  # type: ignore[method-assign]
    return protect(app, settings, host, limits or Limits(per_minute=settings.rate_limit))


def _schema(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """The OpenAPI document, with the problem type and, where there is a key, its scheme."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            routes=app.routes,
            description="Cited answers: every sentence stands on a verbatim excerpt.",
        )
        parts = schema.setdefault("components", {})
        parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        if settings.api_key is not None:
            parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            schema["security"] = [{"key": []}]
            schema["paths"]["/health"]["get"]["security"] = []
        app.openapi_schema = schema
    return app.openapi_schema
