"""Working conditions by ROME code: nights, weekends, outdoor work …

ROME has none for some trades: an absent condition is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from knowledge.aversions import Aversions
from knowledge.entry_schema import Occupation
from knowledge.yaml_files import read_yaml

CONTEXTS_FILE = "contexts.yml"
MATHS = "maths"


class WorkContexts:
    """The working conditions of each ROME code, and the `aversions` that concern professions.

    Conditions are "nights", "weekends", "outdoors", "public", "physical", "travel" and "alone".
    """

    def __init__(
        self, by_name: Mapping[str, list[str]], aversions: Optional[Aversions] = None
    ) -> None:
        self.aversions = aversions or Aversions({})
        self._of: dict[str, set[str]] = {}
        for name, codes in by_name.items():
            for code in codes:
                self._of.setdefault(code, set()).add(name)

    @classmethod
    def load(cls, folder: Path) -> WorkContexts:
        """Read the conditions of `folder`; none without such a file."""
        path, aversions = folder / CONTEXTS_FILE, Aversions.load(folder)
        if not path.exists():
            return cls({}, aversions)
        written = read_yaml(path)
        return cls(written["contexts"], aversions)

    def of(self, occupation: Occupation) -> frozenset[str]:
        """Return the conditions of an occupation, and MATHS if they are among its subjects."""
        helping = " ".join(occupation.subjects)
        maths = {MATHS} if "mathématiques" in helping else set()
        return frozenset(self._of.get(occupation.rome, set()) | maths)
