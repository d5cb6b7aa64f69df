"""Telephone numbers and e-mail addresses that stand in the entries of the base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

# Wide: what it finds is only compared with numbers and addresses that were recognised as such.
_CONTACT_PATTERN = re.compile(r"[^\s<>(),;:]+@[^\s<>(),;:]+|\+?\(?\d[\d ./()-]{6,}\d")


def find_contacts(entries: Iterable[Any]) -> tuple[str, ...]:
    """Return the contacts in the texts of entries, as they are written, each once."""
    texts = (text for entry in entries for text in _list_texts(entry.dict()))
    return tuple(dict.fromkeys(hit for text in texts for hit in _CONTACT_PATTERN.findall(text)))


def _list_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _list_texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _list_texts(each)
