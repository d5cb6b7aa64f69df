"""Metadata of the notebook's fields.

A field is declared once, with `metadata=describe_field(…)`; storage, emptiness, removal, chat
lines, export and the counsellor's summary are derived from it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional, Union

_METADATA_KEY = "notebook"


class Removal(Enum):
    """What is removed with the words of an entry: the entry, or only the words."""

    ENTRY = "entry"
    WORDS = "words"


@dataclass(frozen=True)
class Export:
    """A section of the document, by its key in `bot/site/templates/_notebook.html`.

    `shown_as`: the form of the entries there, if it is not the field's own. `first`: before the
    parts of other fields.
    """

    section: str
    shown_as: str = ""
    first: bool = False


@dataclass(frozen=True)
class FieldMetadata:
    """How a field of the notebook is used.

    Attributes:
        name: the name of the field, filled by `list_fields`.
        shown_as: the form of its entries, a key of the renderers of chat, document and summary;
            empty if not shown.
        line: the response for its lines in the chat, if the form does not imply it.
        exported: its sections of the document.
        in_summary: its line of the counsellor's summary.
        removable: what is removed with the words (`words`, `study`) of an entry.
        conversation: it is conversation state, not something the person said; a notebook with
            nothing else is empty.
        holds_occupations: its strings are occupation ids.
    """

    name: str = ""
    shown_as: str = ""
    line: str = ""
    exported: tuple[Export, ...] = ()
    in_summary: str = ""
    removable: Optional[Removal] = None
    conversation: bool = False
    holds_occupations: bool = False


def describe_field(
    shown_as: str = "", exported: Union[str, tuple[Export, ...]] = (), **uses: Any
) -> dict[str, FieldMetadata]:
    """Return the `metadata` of a field; a section key in `exported` is short for an `Export`."""
    exports = (Export(exported),) if isinstance(exported, str) else exported
    return {_METADATA_KEY: FieldMetadata(shown_as=shown_as, exported=exports, **uses)}


def list_fields(notebook: Any) -> Iterator[FieldMetadata]:
    """Yield the fields of a notebook or its class, in display order."""
    for field in dataclasses.fields(notebook):
        yield dataclasses.replace(field.metadata[_METADATA_KEY], name=field.name)


def list_entries(value: Any) -> list[Any]:
    """Return the entries of a field's value: items of a collection, or the value itself."""
    if isinstance(value, (list, dict)):
        return list(value.values() if isinstance(value, dict) else value)
    return [] if value is None else [value]


def map_entries(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a field's value with `change` applied to each entry; None removes it."""
    if isinstance(value, list):
        return [new for each in value if (new := change(each)) is not None]
    if isinstance(value, dict):
        changed = ((key, change(each)) for key, each in value.items())
        return {key: new for key, new in changed if new is not None}
    return None if value is None else change(value)
