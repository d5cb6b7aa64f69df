"""Raw numbers of comparisons as JSON files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_NUMBER_LIST = re.compile(r"\[[\d\s.,]+\]")


def write_result(result: dict[str, Any], folder: Path, what: str = "plain-rasa") -> Path:
    """Write a result, a list of numbers on one line; the file is named by `what` and day."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{what}-{result['day']}.json"
    text = _NUMBER_LIST.sub(
        lambda found: " ".join(found[0].split()), json.dumps(result, indent=1, ensure_ascii=False)
    )
    path.write_text(text + "\n", "utf-8")
    return path


def read_result(path: Path) -> dict[str, Any]:
    """Return a result that `write_result` wrote."""
    result: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return result
