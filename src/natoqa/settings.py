"""The settings, and the only place that reads the environment.

Each setting is an environment variable ``NATOQA_<NAME>``, or a line of that name in a file
``.env`` in the working directory.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from natoqa.errors import SettingsError

__all__ = ["Settings", "load_settings"]


def _default_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("natoqa", appauthor=False)


def _shown(value: object) -> str:
    if value is None:
        return ""
    # no address shows the password that it may hold
    return "set" if isinstance(value, SecretStr) else re.sub(r"//[^/@]*@", "//…@", str(value))


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


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
    api_key: Annotated[SecretStr | None, BeforeValidator(_blank_is_none)] = Field(
        default=None,
        description="key that clients of 'natoqa serve' and 'natoqa mcp --http' must send; 16 "
        "ASCII characters or more, no white space",
    )
    cors_origins: str = Field(
        default="",
        description="pages that may call a server: 'https://host[:port]', separated by commas",
        pattern=r"^(https?://[\w.\[\]:-]+)?( *, *https?://[\w.\[\]:-]+)*$",
    )
    rate_limit: int = Field(
        default=600,
        ge=0,
        le=1_000_000,
        description="requests a minute that each client of a server may make; 0 = no limit",
    )

    @field_validator("api_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not re.fullmatch(r"[!-~]{16,}", key.get_secret_value()):
            raise ValueError("too short, or with other characters")
        return key

    @property
    def shown(self) -> dict[str, str]:
        """Each variable and its value for people; of a secret only whether it is set."""
        return {f"NATOQA_{name.upper()}": _shown(value) for name, value in self}


def load_settings() -> Settings:
    """Read the settings; raises SettingsError that names the variable and what it allows."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"NATOQA_{str(first['loc'][0]).upper()}"
        field = Settings.model_fields.get(str(first["loc"][0]))
        allowed = field.description if field else ""
        secret = field is not None and "SecretStr" in str(field.annotation)
        shown = "not usable" if secret else repr(first["input"])
        raise SettingsError(
            f"{name} is {shown}: {first['msg']}. Allowed: {allowed}. Change or unset {name}."
        ) from error
