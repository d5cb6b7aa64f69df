"""Entries as plain data, and what is wrong with data that is none."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ValidationError


def to_plain_data(entry: BaseModel) -> dict[str, Any]:
    """An entry as plain data, as files hold it: nothing that is empty, dates as text."""
    data: dict[str, Any] = json.loads(entry.json(exclude_none=True))
    return data


def explain_error(error: Exception) -> str:
    """Why a model refuses its values, in one line: « field: reason »."""
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        f"{'.'.join(str(part) for part in e['loc'] if part != '__root__') or 'entry'}: {e['msg']}"
        for e in error.errors()
    )
