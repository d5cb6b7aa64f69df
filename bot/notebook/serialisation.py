"""Convert dataclasses to plain data and back, by the types of their fields.

`VERSION` is the version of the notebook's data; it changes if old data would be misread.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.notebook.guidance_errors import UnknownVersion

VERSION = 1
# Kinds of questions that no longer exist; a stored one is dropped.
_RETIRED_QUESTION_KINDS = ("read", "guessed")
# The value of a question for the team that was opened on a guess, which is no longer done.
_RETIRED_QUESTION_VALUES = ["guessed"]


def to_plain(value: Any) -> Any:
    """Return a JSON value; times in UTC, dates and times as ISO strings."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: to_plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(inner) for inner in value]
    return value


def from_plain(kind: Any, value: Any) -> Any:
    """Rebuild a value of a type from `to_plain`, sharing no list or dictionary with `value`."""
    if value is None:
        return None
    if kind in (dt.datetime, dt.date):
        return kind.fromisoformat(value)
    if dataclasses.is_dataclass(kind):
        return from_fields(kind, value)
    return _read_container(get_origin(kind), get_args(kind), value)


def from_fields(kind: Any, data: Mapping[str, Any]) -> Any:
    """Return an instance of a dataclass; absent fields keep their default."""
    types = _find_field_types(kind)
    return kind(**{name: from_plain(types.get(name), value) for name, value in data.items()})


def upgrade_stored(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored fields in the current format. Raises UnknownVersion if incompatible."""
    fields = dict(data)
    version = fields.pop("version", None)
    if version != VERSION:
        raise UnknownVersion(version)
    _upgrade_undated(fields)
    for name in ("question", "aside"):
        if fields.get(name) and _is_retired(fields[name]):
            fields[name] = None
    return fields


def _is_retired(question: dict[str, Any]) -> bool:
    retired_value = question.get("values") == _RETIRED_QUESTION_VALUES
    return question["kind"] in _RETIRED_QUESTION_KINDS or retired_value


def _upgrade_undated(fields: dict[str, Any]) -> None:
    """Set `when` to None in limits and comparisons that were stored without a date."""
    level, compared = fields.pop("limit_level", None), fields.get("comparison")
    if level is not None:
        fields["studies_limit"] = {"level": level, "when": None}
    if isinstance(compared, list):
        fields["comparison"] = {"occupations": compared, "when": None} if compared else None


def _read_container(origin: Any, kinds: tuple[Any, ...], value: Any) -> Any:
    if origin is Union:  # Optional with a value
        return from_plain(kinds[0], value)
    if origin is dict:
        return {key: from_plain(kinds[1], inner) for key, inner in value.items()}
    if origin is list or kinds[1:] == (Ellipsis,):
        return origin(from_plain(kinds[0], inner) for inner in value)
    if origin is tuple:
        return tuple(from_plain(each, inner) for each, inner in zip(kinds, value, strict=True))
    return value


@cache
def _find_field_types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
