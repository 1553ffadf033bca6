"""
Settings of an installation (``connector.toml``) and profiles of its customers, read and checked at the edge.

A setting comes from the environment (``CONNECTOR_PORT``), else from the file, else from the default here.
A profile is TOML with two tables: ``policy`` (``domain.policy``) and ``wire`` (``jaggaer.wire_profile``).
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from connector.errors import ConfigurationError

FILE_NAME = "connector.toml"
URL = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(:[0-9]{1,5})?(/[0-9A-Za-z._~/-]*)?", re.IGNORECASE)


def _address(value: str) -> str:
    if value:
        ipaddress.ip_address(value)  # its own ValueError says what is wrong
    return value


def _url(value: str) -> str:
    if value and not URL.fullmatch(value):
        raise ValueError(f"“{value}” is not a web address of host, port and path")
    return value


class Settings(BaseSettings):
    """Every setting, with its default; docs/settings.md lists them."""

    model_config = SettingsConfigDict(env_prefix="CONNECTOR_", extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="Address that “connector serve” listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port that “connector serve” listens on; 0 takes a free one.")
    poll_every_seconds: int = Field(300, ge=5, le=86_400, description="How often JAGGAER is polled, for each company.")
    database: str = Field("connector.db", description="The SQLite file, relative to the connector's folder.")
    key_file: str = Field("connector.key", description="The file of the master key, readable by its owner only.")
    public_url: Annotated[str, AfterValidator(_url)] = Field(
        "", description="Address that Web Connectors call, as https://connector.example.com; empty: as they ask for it."
    )
    trusted_proxy: Annotated[str, AfterValidator(_address)] = Field(
        "", description="Address of the proxy whose X-Forwarded-For, -Proto, -Host, -Port are believed; empty for none."
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose values come as arguments."""
        return (env_settings, init_settings)


def read_settings(folder: Path) -> Settings:
    """The settings of one installation."""
    file = folder / FILE_NAME
    if not file.is_file():
        raise ConfigurationError(
            f"There is no {FILE_NAME} in {folder}.",
            remedy=f"Run “connector init {folder}” first, or name another --dir.",
        )
    try:
        return Settings(**TomlConfigSettingsSource(Settings, file)())
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read.", remedy="Check whose it is.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not TOML: {error}.", remedy="Correct that line.") from error
    except ValidationError as error:
        raise ConfigurationError(f"{file}: {_first(error)}.", remedy="Correct that setting.") from error


def default_file() -> str:
    """The text of a new settings file: every setting with its meaning, all commented out."""
    lines = ["# Settings of the JAGGAER-QuickBooks connector. Uncomment what you change.", ""]
    for name, field in Settings.model_fields.items():
        value = f'"{field.default}"' if isinstance(field.default, str) else field.default
        lines += [f"# {field.description}", f"# {name} = {value}", ""]
    return "\n".join(lines)


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    where = ".".join(str(step) for step in fault["loc"]) or "the file"
    return f"{where}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
