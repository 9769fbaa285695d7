"""The settings, and the only place that reads the environment.

Each setting is an environment variable ``NATOQA_<NAME>``, or a line of that name in a file
``.env`` in the working directory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from natoqa.errors import SettingsError

__all__ = ["Settings", "load_settings"]


def _default_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("natoqa", appauthor=False)


class Settings(BaseSettings):
    """Where things are kept and which models are used."""

    model_config = SettingsConfigDict(env_prefix="NATOQA_", env_file=".env", extra="ignore")

    data_dir: Path = Field(
        default_factory=_default_data_dir, description="folder of the index; made when needed"
    )
    embeddings: str = Field(
        default="default",
        description="embedding model: 'default', or 'provider:model' of a LangChain integration",
        pattern=r"^(default|[\w-]+:.+)$",
    )
    threads: int = Field(
        default=0, ge=0, le=64, description="processor threads for embedding; 0 = choose"
    )
    llm: str = Field(
        default="",
        description="language model that writes the answers: 'provider:model'; empty = none",
        pattern=r"^([\w-]+:.+)?$",
    )
    llm_base_url: str = Field(
        default="",
        description="address of an OpenAI-compatible server for the language model (http or https)",
        pattern=r"^(https?://\S+)?$",
    )
    llm_timeout: float = Field(
        default=90, ge=1, le=3600, description="seconds that a language model has for an answer"
    )
    llm_window: int = Field(
        default=0,
        ge=0,
        description="tokens the language model reads at once; 0 = as its integration says, or 8192",
    )
    context: Literal["passages", "study"] = Field(
        default="passages",
        description="what the language model is given: 'passages' that fit, or the whole 'study'",
    )


def load_settings() -> Settings:
    """Read the settings; raises SettingsError that names the variable and what it allows."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"NATOQA_{str(first['loc'][0]).upper()}"
        field = Settings.model_fields.get(str(first["loc"][0]))
        allowed = field.description if field else ""
        raise SettingsError(
            f"{name} is {first['input']!r}: {first['msg']}. Allowed: {allowed}. "
            f"Change or unset {name}."
        ) from error
