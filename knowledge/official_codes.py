"""Official code lists, read from disk, that entries are checked against."""

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
        """Read the files found by name in `folder` and below; absent ones give empty lists."""
        trades = _iter_rows(folder, "*_referentiel_code_rome_v*.csv")
        letters = _iter_rows(folder, "*_referentiel_code_rome_riasec_v*.csv")
        groups = _iter_rows(folder, "ISCOGroups_*.csv")
        return cls(
            rome=frozenset(row["code_rome"] for row in trades),
            riasec={
                row["code_rome"]: row["riasec_majeur"] for row in letters if row["riasec_majeur"]
            },
            isco=frozenset(row["code"] for row in groups if len(row["code"]) == 4),
        )


def _iter_rows(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(folder.rglob(pattern)):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
