"""What a field of the notebook says about itself, beside its type.

A field is declared once, with `metadata=describe_field(…)`; storing, emptiness, removal, the lines
of the chat, the exported document and the counsellor's summary are derived from the declaration.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional, Union

_METADATA_KEY = "notebook"


class Removal(Enum):
    """What goes when an entry's words are removed: the entry, or only its words."""

    ENTRY = "entry"
    WORDS = "words"


@dataclass(frozen=True)
class Export:
    """A section of the document, by its key in `bot/site/templates/_notebook.html`.

    `shown_as`: the form of the entries there, where it is not the field's own. `first`: before
    what other fields put in the section.
    """

    section: str
    shown_as: str = ""
    first: bool = False


@dataclass(frozen=True)
class FieldMetadata:
    """How a field of the notebook is used.

    Attributes:
        name: the field's own, filled by `list_fields`.
        shown_as: the form of its entries, a key of the renderers of chat, document and summary;
            empty: not shown.
        line: the sentence of its lines in the chat, where the form does not know it.
        exported: the sections of the document that it stands in.
        in_summary: the line of the counsellor's summary that it is told in.
        removable: what goes when the words (`words`, `study`) of an entry are removed.
        conversation: it is where the talk stands, not what the person said: a notebook that holds
            nothing else is empty.
        holds_occupations: its strings are ids of occupations.
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
    """The `metadata` of a dataclass field: how the notebook uses it (see `FieldMetadata`).

    `exported`: the key of a section alone stands for an `Export` to it.
    """
    exports = (Export(exported),) if isinstance(exported, str) else exported
    return {_METADATA_KEY: FieldMetadata(shown_as=shown_as, exported=exports, **uses)}


def list_fields(notebook: Any) -> Iterator[FieldMetadata]:
    """The fields of a notebook or of its class, in the order in which they are shown."""
    for field in dataclasses.fields(notebook):
        yield dataclasses.replace(field.metadata[_METADATA_KEY], name=field.name)


def list_entries(value: Any) -> list[Any]:
    """The entries of a field's value: of a list or a dictionary each, of another value itself."""
    if isinstance(value, (list, dict)):
        return list(value.values() if isinstance(value, dict) else value)
    return [] if value is None else [value]


def map_entries(value: Any, change: Callable[[Any], Any]) -> Any:
    """A field's value with every entry changed; one that is changed to None is left out."""
    if isinstance(value, list):
        return [new for each in value if (new := change(each)) is not None]
    if isinstance(value, dict):
        changed = ((key, change(each)) for key, each in value.items())
        return {key: new for key, new in changed if new is not None}
    return None if value is None else change(value)
