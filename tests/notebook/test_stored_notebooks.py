"""Notebooks as they were stored before their fields were declared once are read and written back
as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.notebook.field_metadata import list_fields
from bot.notebook.model import Notebook

STORED = json.loads(Path(__file__).with_name("stored_notebooks.json").read_text("utf-8"))
# Text and flags that stand in every notebook.
UNSTRUCTURED = {"step", "formal", "whom"}


@pytest.mark.parametrize("data", STORED)
def test_a_stored_notebook_is_read_and_written_back(data: dict[str, Any]) -> None:
    assert Notebook.from_json(data).to_json() == data


def test_every_field_with_entries_is_among_them() -> None:
    held = {name for data in STORED for name, value in data.items() if value}
    assert {field.name for field in list_fields(Notebook)} - UNSTRUCTURED <= held


def test_a_field_that_is_not_declared_is_refused() -> None:
    with pytest.raises(TypeError):
        Notebook.from_json({"version": 1, "horoscope": "x"})
