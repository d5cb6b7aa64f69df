"""Importer of ROME, published by France Travail: one sheet per code.

Access and regulation in ROME are those of France, hence not imported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any, Optional

from pydantic import ValidationError

from knowledge.entry_serialisation import explain_error, to_plain_data
from knowledge.imported_models import RomeSheet
from knowledge.importers.dataset_files import DatasetLine, Manifest, RefusedRow
from knowledge.importers.delimited_files import (
    CountBytes,
    FileSource,
    ImportRefused,
    Row,
    TableSpec,
)

_CODE = re.compile(r"[A-N]\d{4}")
_DATE = re.compile(r"Date de publication\s*:\s*(\d{2})/(\d{2})/(\d{4})")
_KNOW_HOW_RUBRIC = "1"  # « savoir-faire »; 2 is behaviour, 3 knowledge
MAX_SKILLS, MAX_RELATED = 6, 8

# file → required columns
_TABLES = {
    "referentiel_code_rome": ("code_rome", "libelle_rome"),
    "referentiel_appellation": ("code_rome", "libelle_appellation_court"),
    "texte": ("code_rome", "libelle_type_texte", "position_phrase", "libelle_texte"),
    "referentiel_code_rome_riasec": ("code_rome", "riasec_majeur", "riasec_mineur"),
    "arborescence_centre_interet": ("code_rome", "code_centre_interet", "principal"),
    "rubrique_mobilite": ("code_rome", "code_rome_cible", "numero_ordre"),
    "coherence_item": ("code_rome", "code_ogr", "coeur_metier"),
    "item": ("code_ogr", "libelle", "code_rubrique"),
}


class RomeImporter:
    """One version of ROME, read table by table."""

    def __init__(self, path: Path, tick: CountBytes = lambda size: None) -> None:
        self._files = FileSource(path, tick)
        self.refused: list[RefusedRow] = []
        codes = self._files.one(r"unix_referentiel_code_rome_v\d+_utf8\.csv", "the list of codes")
        self.version = int(re.findall(r"_v(\d+)_", codes)[-1])

    def manifest(self) -> Manifest:
        """Return the manifest, with this version of ROME as its source."""
        date = self._date()
        number = self.version - 400 if self.version >= 400 else self.version
        source = {
            "id": f"rome-v{number}",
            "title": f"ROME 4.0, version {number}",
            "publisher": "France Travail",
            "official": True,
            "published": date.isoformat(),
            "licence": "Licence Ouverte 2.0",
            "note": "Accès et réglementations français non repris.",
        }
        return Manifest("rome", "France Travail", date, (source,))

    def lines(self) -> Iterator[DatasetLine]:
        """Yield each trade as plain data of a `RomeSheet`, by code."""
        source = str(self.manifest().sources[0]["id"])
        names = self._lists("referentiel_appellation", "libelle_appellation_court")
        definitions = self._definitions()
        letters = self._letters()
        interests, related, skills = self._interests(), self._related(), self._skills()
        seen: set[str] = set()
        for number, row in self._rows("referentiel_code_rome"):
            code = row["code_rome"]
            self._check(number, code, seen)
            reason = _find_missing(code, letters.get(code, ""), definitions.get(code))
            if reason:
                self._refuse("referentiel_code_rome", number, reason)
                continue
            title = _split_titles(row["libelle_rome"])
            entry: dict[str, Any] = {
                "id": f"rome-{code.lower()}",
                "sources": [source],
                "title": title,
                "names": [name for name in names[code] if name not in title.values()],
                "rome": code,
                "riasec": letters[code],
                "interests": interests[code],
                "summary": definitions[code],
                "tasks": skills[code],
                "related": [f"rome-{other.lower()}" for other in related[code]],
            }
            try:
                sheet = to_plain_data(RomeSheet(**entry))
            except ValidationError as error:
                self._refuse("referentiel_code_rome", number, f"{code}: {explain_error(error)}")
                continue
            seen.add(code)
            yield "sheet", sheet
        if not seen:
            raise ImportRefused(self._name("referentiel_code_rome"), None, "no trade in it")

    def _letters(self) -> dict[str, str]:
        """Return the RIASEC letters of each trade, the main one first."""
        return {
            row["code_rome"]: row["riasec_majeur"] + row["riasec_mineur"]
            for _, row in self._rows("referentiel_code_rome_riasec")
        }

    def _date(self) -> dt.date:
        found = self._files.named(r"version\.txt")
        match = _DATE.search(self._files.text(found[0])) if found else None
        if not match:
            raise ImportRefused("version.txt", None, "no « Date de publication : jj/mm/aaaa »")
        day, month, year = (int(part) for part in match.groups())
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise ImportRefused("version.txt", None, f"no such day: {match.group()}") from None

    def _name(self, part: str) -> str:
        return self._files.one(rf"unix_{part}_v{self.version}_utf8\.csv", f"« {part} »")

    def _rows(self, part: str) -> Iterator[tuple[int, Row]]:
        for number, row in self._files.rows(TableSpec(self._name(part), _TABLES[part])):
            yield number, {name: _repair_apostrophes(value) for name, value in row.items()}

    def _lists(self, part: str, column: str) -> dict[str, list[str]]:
        """Return both forms of each name, without duplicates, by code."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for number, row in self._rows(part):
            if not _CODE.fullmatch(row["code_rome"]) or not row[column]:
                self._refuse(part, number, f"a name without a code: {row['code_rome']}")
                continue
            for form in _split_titles(row[column]).values():
                found[row["code_rome"]][form] = None
        return defaultdict(list, {code: list(names) for code, names in found.items()})

    def _definitions(self) -> dict[str, list[str]]:
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, row in self._rows("texte"):
            if row["libelle_type_texte"] != "definition":
                continue
            if not row["position_phrase"].isdecimal():
                self._refuse("texte", number, f"no position: {row['position_phrase']}")
                continue
            found[row["code_rome"]].append((int(row["position_phrase"]), row["libelle_texte"]))
        return {code: [text for _, text in sorted(some)] for code, some in found.items()}

    def _interests(self) -> dict[str, list[int]]:
        found: dict[str, dict[int, bool]] = defaultdict(dict)
        for number, row in self._rows("arborescence_centre_interet"):
            interest = row["code_centre_interet"]
            if not interest.isdecimal() or not 1 <= int(interest) <= 30:
                self._refuse("arborescence_centre_interet", number, f"no interest {interest}")
                continue
            found[row["code_rome"]][int(interest)] = row["principal"] == "oui"
        ordered = {c: sorted(some, key=lambda n: (not some[n], n)) for c, some in found.items()}
        return defaultdict(list, ordered)

    def _related(self) -> dict[str, list[str]]:
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for _, row in self._rows("rubrique_mobilite"):
            place = int(row["numero_ordre"]) if row["numero_ordre"].isdecimal() else 99
            if _CODE.fullmatch(row["code_rome_cible"]):
                found[row["code_rome"]].append((place, row["code_rome_cible"]))
        return defaultdict(
            list,
            {code: [o for _, o in sorted(some)][:MAX_RELATED] for code, some in found.items()},
        )

    def _skills(self) -> dict[str, list[str]]:
        """Return the first know-how items that ROME marks as essential, by code."""
        marked: dict[str, list[str]] = defaultdict(list)
        for _, row in self._rows("coherence_item"):
            if row["coeur_metier"] == "Principale":
                marked[row["code_rome"]].append(row["code_ogr"])
        labels = {
            row["code_ogr"]: row["libelle"]
            for _, row in self._rows("item")
            if row["code_rubrique"] == _KNOW_HOW_RUBRIC
        }
        return defaultdict(
            list,
            {
                code: [labels[item] for item in items if item in labels][:MAX_SKILLS]
                for code, items in marked.items()
            },
        )

    def _check(self, row: int, code: str, seen: set[str]) -> None:
        """Refuse the whole import for an unknown or duplicate code."""
        file = self._name("referentiel_code_rome").rpartition("/")[2]
        if not _CODE.fullmatch(code):
            raise ImportRefused(file, row, f"unknown code: {code}")
        if code in seen:
            raise ImportRefused(file, row, f"this code is there twice: {code}")

    def _refuse(self, part: str, row: int, reason: str) -> None:
        self.refused.append(RefusedRow(self._name(part).rpartition("/")[2], row, reason))


def _repair_apostrophes(text: str) -> str:
    """Undo the doubled apostrophes of the published files."""
    return text.replace("''", "'").strip()


def _split_titles(label: str) -> dict[str, str]:
    """Return both forms of « Jardinier / Jardinière paysagiste », each with the shared words.

    The feminine form may begin later: « Artiste plasticien / plasticienne ».
    """
    left, slash, right = label.partition(" / ")
    if not slash:
        return {"f": label, "m": label}
    masculine, feminine = left.split(), right.split()
    start = max(
        range(len(masculine)), key=lambda at: (_share_beginning(masculine[at], feminine[0]), -at)
    )
    shared = feminine[len(masculine) - start :]
    return {"f": " ".join([*masculine[:start], right]), "m": " ".join([left, *shared])}


def _share_beginning(one: str, other: str) -> int:
    pairs = zip(one.lower(), other.lower(), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _find_missing(code: str, letters: str, definitions: Optional[list[str]]) -> str:
    """Return why a trade cannot be imported, or ""."""
    if not re.fullmatch(r"[RIASEC]{1,2}", letters):
        return f"{code} has no RIASEC letters"
    return "" if definitions else f"{code} has no definition"
