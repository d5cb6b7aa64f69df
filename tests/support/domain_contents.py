"""What the domain declares, and what the code names of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT

DOMAIN = PROJECT_ROOT / "bot" / "domain"


@cache
def read_yaml(path: Path) -> dict[str, Any]:
    """A file of the domain or of the rules. Do not write into it."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return found


def merge_key(key: str) -> dict[str, list[dict[str, Any]]]:
    return {
        name: value
        for path in sorted(DOMAIN.glob("*.yml"))
        for name, value in read_yaml(path).get(key, {}).items()
    }


RESPONSES = merge_key("responses")
DECLARED = read_yaml(DOMAIN / "_domain.yml")
INTENTS, ENTITIES = set(DECLARED["intents"]), set(DECLARED["entities"])


def list_python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((PROJECT_ROOT / folder).rglob("*.py"))


def find_named_responses(path: Path) -> set[str]:
    """The responses that a module names in full."""
    named = re.findall(r'"(utter_\w*[a-z0-9])"', path.read_text("utf-8"))
    return set(named) - {"utter_action", "utter_message", "utter_x"}


def list_variants() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, every in RESPONSES.items():
        for variant in every:
            yield name, variant


def find_payloads(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from find_payloads(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "payload":
                yield value
            else:
                yield from find_payloads(value)


PAYLOADS = sorted({text for _, variant in list_variants() for text in find_payloads(variant)})
