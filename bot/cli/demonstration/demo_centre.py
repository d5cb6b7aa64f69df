"""What is invented, as `centre.yml` says it, and the settings under which it is served."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.settings import Settings

_CENTRE_FILE = Path(__file__).with_name("centre.yml")
# Of the operator's settings only what is no data and leads to nobody.
_INHERITED_SETTINGS = ("models", "knowledge", "port")


@lru_cache(maxsize=1)
def load_centre() -> dict[str, Any]:
    """The file."""
    read: dict[str, Any] = yaml.safe_load(_CENTRE_FILE.read_text("utf-8"))
    return read


def build_demo_settings(operators: Settings, folder: Path) -> Settings:
    """The defaults, with the invented centre, in a data folder of its own: no database, key, token,
    address or origin of the environment. It listens on the loopback address."""
    told = load_centre()
    made: Settings = operators.copy(
        update={
            **{name: field.get_default() for name, field in Settings.__fields__.items()},
            **{name: getattr(operators, name) for name in _INHERITED_SETTINGS},
            **{f"site_{name}": value for name, value in told["site"].items()},
            "open_hours": told["open_hours"],
            "handoff_minutes": told["handoff_minutes"],
            "host": "127.0.0.1",
            "data": folder,
        }
    )
    return made
