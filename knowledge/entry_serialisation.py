"""Conversion of entries to plain data, and messages for invalid data."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ValidationError


def to_plain_data(entry: BaseModel) -> dict[str, Any]:
    """Return an entry as plain data, without None values and with dates as text."""
    data: dict[str, Any] = json.loads(entry.json(exclude_none=True))
    return data


def explain_error(error: Exception) -> str:
    """Return the validation errors in one line, as "field: reason"."""
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        f"{'.'.join(str(part) for part in e['loc'] if part != '__root__') or 'entry'}: {e['msg']}"
        for e in error.errors()
    )
