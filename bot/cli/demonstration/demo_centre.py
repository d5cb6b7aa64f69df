"""The fictional centre of `centre.yml`, and its settings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.settings import Settings

_CENTRE_FILE = Path(__file__).with_name("centre.yml")
# The only settings taken from the operator: neither data nor connections to others.
_INHERITED_SETTINGS = ("models", "knowledge", "port")


@lru_cache(maxsize=1)
def load_centre() -> dict[str, Any]:
    """Return the parsed `centre.yml`."""
    read: dict[str, Any] = yaml.safe_load(_CENTRE_FILE.read_text("utf-8"))
    return read


def build_demo_settings(operators: Settings, folder: Path) -> Settings:
    """Return defaults with the fictional centre, in its own data folder.

    No database, key, token or origin is taken from the environment; it listens on loopback.
    """
    centre = load_centre()
    made: Settings = operators.copy(
        update={
            **{name: field.get_default() for name, field in Settings.__fields__.items()},
            **{name: getattr(operators, name) for name in _INHERITED_SETTINGS},
            **{f"site_{name}": value for name, value in centre["site"].items()},
            "open_hours": centre["open_hours"],
            "handoff_minutes": centre["handoff_minutes"],
            "host": "127.0.0.1",
            "data": folder,
        }
    )
    return made
