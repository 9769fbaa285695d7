"""The settings, and the only place that reads the environment.

Each setting is an environment variable ``NATOQA_<NAME>``, or a line of that name in a file
``.env`` in the working directory.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
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
    chroma_url: str = Field(
        default="",
        description="http(s)://host[:port] of a Chroma server that holds the index; empty = the "
        "data directory",
        pattern=r"^(https?://([\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?/?)?$",
    )
    chroma_token: SecretStr = Field(
        default=SecretStr(""), description="token of the Chroma server or key of Chroma Cloud"
    )
    chroma_tenant: str = Field(
        default="default_tenant", min_length=1, description="tenant on the Chroma server"
    )
    chroma_database: str = Field(
        default="default_database", min_length=1, description="database on the Chroma server"
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
