"""What a trade's days ask for, as ROME tells it: nights, weekends, the open air …

ROME is silent about some trades: what is not told is not held against a trade, nor for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Optional

import yaml

from knowledge.aversions import Aversions
from knowledge.entry_schema import Occupation

CONTEXTS_FILE = "contexts.yml"
MATHS = "maths"


class WorkContexts:
    """ROME code → what it asks for: « nights », « weekends », « outdoors », « public »,
    « physical », « travel », « alone ». `aversions`: what in it people may not stand."""

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
        """Those of `folder`, none when it has no such file."""
        path, aversions = folder / CONTEXTS_FILE, Aversions.load(folder)
        if not path.exists():
            return cls({}, aversions)
        written = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return cls(written["contexts"], aversions)

    def of(self, occupation: Occupation) -> frozenset[str]:
        """What an occupation asks for; « maths » when they are among the subjects that help."""
        helping = " ".join(occupation.subjects)
        maths = {MATHS} if "mathématiques" in helping else set()
        return frozenset(self._of.get(occupation.rome, set()) | maths)
