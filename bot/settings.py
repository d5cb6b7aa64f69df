"""The environment, read once. A missing or wrong value stops the start with one clear line."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from pydantic import BaseSettings, Field, ValidationError, validator
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it."""


_SITE = ("name", "address", "hours", "phone", "email")


class Settings(BaseSettings):
    """Every setting; `.env.example` lists them with their meaning and default."""

    data: Path = ROOT / "var"
    database: Optional[str] = None
    models: Path = ROOT / "models"
    knowledge: Path = ROOT / "knowledge" / "data"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    pseudonym_key: Optional[str] = None
    conversation_days: int = Field(30, ge=1)
    notebook_months: int = Field(12, ge=1)
    turn_seconds: float = Field(5.0, gt=0)
    dialogue_threads: int = Field(4, ge=1)
    site_name: str = ""
    site_address: str = ""
    site_hours: str = ""
    site_phone: str = ""
    site_email: str = ""
    site_url: str = ""
    sessions_per_hour: int = Field(0, ge=0)

    class Config:
        env_prefix = "BOUSSOLE_"
        env_file = ".env"

    @validator("database")
    def _is_a_database(cls, value: Optional[str]) -> Optional[str]:
        if not value:
            return None
        try:
            backend = make_url(value).get_backend_name()
        except (ArgumentError, ValueError):
            raise ValueError("not the URL of a database") from None
        if backend not in ("sqlite", "postgresql"):
            raise ValueError(f"{backend} is not supported: use sqlite or postgresql")
        return value

    @validator("site_url")
    def _is_an_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+/?", value):
            raise ValueError("not an address: https://…")
        return value.rstrip("/")

    @property
    def database_url(self) -> str:
        """The database: the given URL, or one SQLite file in the data folder."""
        return self.database or f"sqlite:///{self.data / 'boussole.sqlite'}"

    def for_site(self, site: Optional[Mapping[str, str]]) -> Settings:
        """The same, what it leaves empty about the place filled from the base (`site.yml`)."""
        known = dict(site or {})
        empty = {name: known.get(name, "") for name in _SITE if not getattr(self, f"site_{name}")}
        return self.copy(update={f"site_{name}": value for name, value in empty.items()})

    @property
    def imported(self) -> Path:
        """Where importers leave what they read."""
        return self.data / "imported"

    def key(self) -> bytes:
        """The pseudonym key: the setting, or one minted once and kept beside the data."""
        if self.pseudonym_key:
            return _long_enough(self.pseudonym_key.encode())
        path = self.data / "pseudonym.key"
        if not path.exists():
            _mint(path)
        return _long_enough(path.read_bytes().strip())


def read() -> Settings:
    """Read the environment and `.env`.

    Raises:
        SettingsError: a value is missing or wrong; the message is one line.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"BOUSSOLE_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}: {first['msg']}") from None


def _mint(path: Path) -> None:
    """Create the key file readable by its owner only; another process may win the race."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _long_enough(key: bytes) -> bytes:
    if len(key) < 32:
        raise SettingsError("BOUSSOLE_PSEUDONYM_KEY: at least 32 characters")
    return key
