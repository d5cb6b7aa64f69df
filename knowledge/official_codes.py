"""Official lists that codes are checked against, where an operator has them on disk."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class OfficialCodes:
    """ROME codes, the major RIASEC letter of each, and ISCO-08 unit groups; empty when unknown."""

    rome: frozenset[str] = frozenset()
    riasec: dict[str, str] = field(default_factory=dict)
    isco: frozenset[str] = frozenset()

    @classmethod
    def read(cls, folder: Path) -> OfficialCodes:
        """Look for the files by name in `folder` and below: whatever is absent is not checked."""
        return cls(
            rome=frozenset(
                r["code_rome"] for r in _iter_rows(folder, "*_referentiel_code_rome_v*.csv")
            ),
            riasec={
                row["code_rome"]: row["riasec_majeur"]
                for row in _iter_rows(folder, "*_referentiel_code_rome_riasec_v*.csv")
                if row["riasec_majeur"]
            },
            isco=frozenset(
                row["code"]
                for row in _iter_rows(folder, "ISCOGroups_*.csv")
                if len(row["code"]) == 4
            ),
        )


def _iter_rows(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(folder.rglob(pattern)):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
