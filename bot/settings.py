"""The settings, read once from the environment; a wrong value stops the start with one line."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, TypeVar

from pydantic import BaseSettings, Field, ValidationError, validator
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError

from bot.channel_registry import list_channels
from bot.opening_hours import parse_opening_hours
from bot.setting_checks import check_address

Kind = TypeVar("Kind", bound="CoreSettings")
PROJECT_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it."""


_SITE_FIELDS = ("name", "address", "hours", "phone", "email", "web")
# Marked as unconfirmed until the centre confirms them.
_UNCONFIRMED_SITE_FIELDS = ("address", "hours")


class CoreSettings(BaseSettings):
    """All settings except those that channels declare (`ChannelDefinition.settings`)."""

    data: Path = PROJECT_ROOT / "var"
    database: Optional[str] = None
    models: Path = PROJECT_ROOT / "models"
    knowledge: Path = PROJECT_ROOT / "knowledge" / "data"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(0, ge=0, le=65535)
    pseudonym_key: Optional[str] = None
    vault_keys: Optional[str] = None
    conversation_days: int = Field(30, ge=1)
    notebook_months: int = Field(12, ge=1)
    contact_days: int = Field(7, ge=0)
    turn_seconds: float = Field(5.0, gt=0)
    dialogue_threads: int = Field(4, ge=1)
    site_name: str = ""
    site_address: str = ""
    site_access: str = ""
    site_hours: str = ""
    site_phone: str = ""
    site_email: str = ""
    site_web: str = ""
    site_confirmed: Optional[dt.date] = None
    site_dpo: str = ""
    site_notice: str = ""
    site_url: str = ""
    site_video: str = ""
    allowed_origins: str = ""
    # Prototypes (docs/prototypes/).
    open_data: bool = False
    offline_page: bool = False
    handoff_minutes: int = Field(15, ge=1)
    open_hours: str = ""
    booking_before: int = Field(0, ge=0, le=120)
    booking_after: int = Field(15, ge=0, le=120)
    booking_notice: int = Field(120, ge=0)
    booking_horizon: int = Field(60, ge=1, le=365)
    # Minutes to answer when a freed time is offered to the waiting list.
    waiting_answer: int = Field(120, ge=15, le=1440)
    # Whether calendars may be fetched from private addresses, and by http.
    calendar_private: bool = False
    proxies: str = ""
    address_shares: bool = True

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

    @validator("vault_keys")
    def _are_keys(cls, value: Optional[str]) -> Optional[str]:
        if value and not all(map(is_vault_key, _split_list(value))):
            raise ValueError("not Fernet keys (32 bytes in base64), separated by commas")
        return value or None

    @validator("site_confirmed", pre=True)
    def _is_a_day(cls, value: Any) -> Any:
        """Reject a day in the future."""
        if not value:
            return None
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        if day > dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=1):
            raise ValueError("a day that is to come")
        return day

    @validator("open_hours")
    def _is_hours(cls, value: str) -> str:
        parse_opening_hours(value)
        return value

    _addresses = validator("site_url", "site_video", allow_reuse=True)(check_address)

    @validator("proxies")
    def _are_addresses(cls, value: str) -> str:
        listed = _split_list(value) if value.strip() else []
        for proxy in listed:
            try:
                ip_network(proxy, strict=False)
            except ValueError:
                raise ValueError(f"{proxy!r} is not an address: 127.0.0.1 or 10.0.0.0/8") from None
        return ",".join(listed)

    @validator("allowed_origins")
    def _are_origins(cls, value: str) -> str:
        for origin in _split_list(value) if value else ():
            if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", origin):
                raise ValueError(
                    f"{origin!r} is not an origin: https://www.example.be, no path, no *"
                )
        return value

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that may embed the chat."""
        return tuple(_split_list(self.allowed_origins)) if self.allowed_origins else ()

    @property
    def database_url(self) -> str:
        """The database's URL, by default an SQLite file in the data folder."""
        return self.database or f"sqlite:///{self.data / 'boussole.sqlite'}"

    def with_site_defaults(self: Kind, site: Optional[Mapping[str, str]]) -> Kind:
        """Return a copy with empty settings about the centre filled from the base (`site.yml`), and
        marked with the base's doubt until the centre has confirmed them."""
        known = dict(site or {})
        if known.get("doubt") and not self.site_confirmed:
            doubted = {name: known[name] for name in _UNCONFIRMED_SITE_FIELDS if known.get(name)}
            known.update({name: f"{value} ({known['doubt']})" for name, value in doubted.items()})
        empty = {
            name: known.get(name, "") for name in _SITE_FIELDS if not getattr(self, f"site_{name}")
        }
        return self.copy(update={f"site_{name}": value for name, value in empty.items()})

    @property
    def imported(self) -> Path:
        """The folder of imported data."""
        return self.data / "imported"

    @property
    def erasure_log_folder(self) -> Path:
        """The folder of the erasure log, which outlives the database."""
        return self.data / "erased"

    def key(self) -> bytes:
        """Return the pseudonym key: the setting, or one generated once in the data folder.

        Raises:
            SettingsError: the key is too short.
        """
        if self.pseudonym_key:
            return _check_key_length(self.pseudonym_key.encode())
        if not self.pseudonym_file.exists():
            _create_key_file(self.pseudonym_file, secrets.token_hex(32))
        return _check_key_length(self.pseudonym_file.read_bytes().strip())

    @property
    def pseudonym_file(self) -> Path:
        """The file of the pseudonym key, used if the setting is empty."""
        return self.data / "pseudonym.key"

    def has_key_file(self) -> bool:
        """Whether the data folder has a pseudonym key, as it does once the service ran there."""
        return self.pseudonym_file.exists()

    @property
    def vault_file(self) -> Path:
        """The file of the vault's keys, used if the setting is empty."""
        return self.data / "vault.keys"

    def load_vault_keys(self) -> list[str]:
        """Return the vault's keys, newest first: the setting, or those of the vault file, which is
        created if missing.

        Raises:
            SettingsError: the file contains anything else.
        """
        if self.vault_keys:
            return _split_list(self.vault_keys)
        if not self.vault_file.exists():
            _create_key_file(self.vault_file, generate_vault_key())
        keys = self.vault_file.read_text("utf-8", "replace").split()
        if not keys or not all(map(is_vault_key, keys)):
            raise SettingsError(f"{self.vault_file}: not Fernet keys, one a line")
        return keys

    def add_vault_key(self) -> None:
        """Add a new key in front of those of the vault file; replaces the file atomically."""
        keys = [generate_vault_key(), *self.load_vault_keys()]
        draft = _write_draft(self.vault_file, "\n".join(keys))
        os.replace(draft, self.vault_file)


if TYPE_CHECKING:

    class Settings(CoreSettings):
        """All settings; `.env.example` lists them with their meaning and default."""

else:
    Settings = type(
        "Settings",
        (*(each.settings for each in list_channels() if each.settings), CoreSettings),
        {"__module__": __name__, "__doc__": "Every setting, those of the channels too."},
    )


def read_settings() -> Settings:
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
    except UnicodeDecodeError:
        raise SettingsError(".env: not a text in UTF-8") from None


def generate_vault_key() -> str:
    """Return a new Fernet key of 256 random bits."""
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def create_private_folder(folder: Path) -> None:
    """Create a folder and its missing parents for their owner only; existing folders keep their
    permissions."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    for path in (*reversed(missing), folder):
        path.mkdir(mode=0o700, exist_ok=True)


def _create_key_file(path: Path, text: str) -> None:
    """Create a key file, readable by its owner only, unless another process was faster."""
    create_private_folder(path.parent)
    draft = _write_draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _write_draft(path: Path, text: str) -> Path:
    """Write a file next to `path` and sync it to disk, to replace it atomically."""
    draft = path.with_suffix(f".{os.getpid()}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _split_list(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",")]


def is_vault_key(key: str) -> bool:
    """Whether a key is 32 bytes in URL-safe base64; decoding alone would ignore what follows the
    padding."""
    return re.fullmatch("[A-Za-z0-9_-]{43}=", key) is not None


def _check_key_length(key: bytes) -> bytes:
    if len(key) < 32:
        raise SettingsError("BOUSSOLE_PSEUDONYM_KEY: at least 32 characters")
    return key
