"""Importer of ESCO occupations with their ISCO-08 groups, names and skills."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.entry_serialisation import explain_error, to_plain_data
from knowledge.imported_models import EscoName, IscoGroup
from knowledge.importers.dataset_files import DatasetLine, Manifest, RefusedRow
from knowledge.importers.delimited_files import CountBytes, FileSource, ImportRefused, TableSpec

MAX_SKILLS = 8
_GROUPS = ("conceptType", "code", "preferredLabel")
_OCCUPATIONS = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "modifiedDate")
_RELATIONS = ("occupation", "rel", "type", "skill")


class EscoImporter:
    """The French files of one version of ESCO."""

    def __init__(self, path: Path, tick: CountBytes = lambda size: None) -> None:
        self._files = FileSource(path, tick)
        self.refused: list[RefusedRow] = []

    def manifest(self) -> Manifest:
        """Return the manifest, dated by the newest occupation."""
        date = max((row["modifiedDate"][:10] for _, row in self._occupations()), default="")
        try:
            when = dt.date.fromisoformat(date)
        except ValueError:
            raise ImportRefused("occupations_fr.csv", None, "no modifiedDate in it") from None
        source = {
            "id": "esco-fr",
            "title": "ESCO, classification en français",
            "publisher": "Commission européenne",
            "official": True,
            "published": when.isoformat(),
            "licence": "CC BY 4.0",
            "note": "Ce service utilise la classification ESCO de la Commission européenne.",
        }
        return Manifest("esco", "Commission européenne", when, (source,))

    def lines(self) -> Iterator[DatasetLine]:
        """Yield groups, then occupations, as plain data."""
        groups = set()
        for number, row in self._rows(r"ISCOGroups_fr\.csv", "the ISCO groups", _GROUPS):
            code = row["code"]
            if row["conceptType"] == "ISCOGroup" and len(code) == 4 and code.isdecimal():
                groups.add(code)
                group = {"id": f"isco-{code}", "code": code, "title": row["preferredLabel"]}
                yield from self._line("isco", IscoGroup, group, "ISCOGroups_fr.csv", number)
        skills, seen = self._skills(), set()
        for number, row in self._occupations():
            name = row["conceptUri"].rpartition("/")[2]
            if row["iscoGroup"] not in groups:
                reason = f"unknown ISCO group: {row['iscoGroup']}"
                raise ImportRefused("occupations_fr.csv", number, reason)
            if name in seen:
                reason = f"this occupation is there twice: {name}"
                raise ImportRefused("occupations_fr.csv", number, reason)
            seen.add(name)
            entry: dict[str, Any] = {
                "id": f"esco-{name}",
                "isco": row["iscoGroup"],
                "title": row["preferredLabel"],
                "names": _split_name_forms(row["preferredLabel"], row["altLabels"]),
                "skills": skills[name],
            }
            yield from self._line("esco", EscoName, entry, "occupations_fr.csv", number)

    def _line(
        self, kind: str, model: Any, entry: dict[str, Any], file: str, row: int
    ) -> Iterator[DatasetLine]:
        """Yield the entry, or nothing after noting a refusal."""
        try:
            yield kind, to_plain_data(model(**entry))
        except ValidationError as error:
            self.refused.append(RefusedRow(file, row, f"{entry['id']}: {explain_error(error)}"))

    def _occupations(self) -> Iterator[tuple[int, dict[str, str]]]:
        return self._rows(r"occupations_fr\.csv", "the list of occupations", _OCCUPATIONS)

    def _rows(
        self, pattern: str, what: str, columns: tuple[str, ...]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        return self._files.rows(TableSpec(self._files.one(pattern, what), columns))

    def _skills(self) -> dict[str, list[str]]:
        """Return the labels of the essential skills of each occupation, if the files exist."""
        relations = self._files.named(r"occupationSkillRelations_slim\.csv")
        labels_file = self._files.named(r"skill_labels_fr\.csv")
        found: dict[str, list[str]] = defaultdict(list)
        if not relations or not labels_file:
            return found
        labels = {
            row["skill"]: row["label_fr"]
            for _, row in self._files.rows(TableSpec(labels_file[0], ("skill", "label_fr")))
        }
        unknown = 0
        for _, row in self._files.rows(TableSpec(relations[0], _RELATIONS)):
            if row["rel"] != "e" or row["type"] != "s":
                continue
            unknown += row["skill"] not in labels
            if labels.get(row["skill"]) and len(found[row["occupation"]]) < MAX_SKILLS:
                found[row["occupation"]].append(labels[row["skill"]])
        if unknown:
            self.refused.append(
                RefusedRow(relations[0], None, f"{unknown} relations name a skill without a label")
            )
        return found


def _split_name_forms(preferred: str, others: str) -> list[str]:
    """Return each name separately: « directeur technique/directrice technique » is two."""
    forms = [
        form.strip()
        for label in (preferred, *others.split("\n"))
        for form in label.split("/")
        if form.strip()
    ]
    return list(dict.fromkeys(forms))
