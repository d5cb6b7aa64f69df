"""YAML as the files of the base hold it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Optional

import ryaml

_LINE = re.compile(r"\bat (line \d+)")


class KnowledgeError(Exception):
    """An entry cannot be loaded: `file`, `entry` (its id or place in the file) and `reason`."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"{file}: {entry}: {reason}")
        self.file, self.entry, self.reason = file, entry, reason


def read_yaml(path: Path, file: Optional[str] = None) -> Any:
    """Return what a file holds, as YAML 1.2 reads it.

    Dates, times and « yes » are text, `<<` merges nothing, and a key that is given twice is
    refused. `file` names the file in the error, instead of its name alone.

    Raises:
        KnowledgeError: the file is no YAML in UTF-8.
    """
    try:
        return ryaml.loads(path.read_text("utf-8"))
    except ValueError as error:  # of ryaml, of a key that is no text, or no UTF-8
        line = _LINE.search(str(error))
        place = line[1] if line else "-"
        raise KnowledgeError(file or path.name, place, f"not readable as YAML: {error}") from error
