"""Small official files made by hand, and the real ones where they are at hand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

REAL = Path(__file__).parents[3] / "shared" / "data"


def find_official_folder(name: str) -> Path:
    """A folder of the official files; the test is skipped where they are not at hand."""
    folder = REAL / name
    if not folder.is_dir():
        pytest.skip(f"the official files are not at hand: {folder}")
    return folder


def write_rows(path: Path, rows: Iterable[Sequence[str]], delimiter: str = ",") -> Path:
    """Every cell in quotes, as in the published files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    quoted = (['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows)
    path.write_text("".join(delimiter.join(row) + "\n" for row in quoted), "utf-8")
    return path


def make_zip(folder: Path, within: str = "") -> Path:
    """The files of a folder as a zip beside it, `within` a folder of the archive."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.iterdir()):
            archive.write(each, within + each.name)
    return path


def write_yaml(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


ROME_TABLES: Mapping[str, list[list[str]]] = {
    "referentiel_code_rome": [
        ["code_rome", "libelle_rome", "emploi_reglemente"],
        ["A1203", "Jardinier / Jardinière paysagiste", "N"],
        ["D1101", "Boucher / Bouchère", "O"],
        ["K1201", "Éclusier / Éclusière d''État", "O"],
    ],
    "referentiel_appellation": [
        ["code_ogr", "libelle_appellation_court", "code_rome"],
        ["1", "Jardinier / Jardinière paysagiste", "A1203"],
        ["2", "Élagueur / Élagueuse", "A1203"],
        ["3", "Fleuriste", "A1203"],
        ["4", "Tripier / Tripière", "D1101"],
    ],
    "texte": [
        ["code_rome", "libelle_type_texte", "position_phrase", "libelle_texte"],
        ["A1203", "definition", "2", "Taille les haies."],
        ["A1203", "definition", "1", "Entretient l''espace vert."],
        ["A1203", "acces_metier", "1", "Accessible avec un CAPA."],
        ["D1101", "definition", "1", "Prépare la viande."],
        ["D1101", "emploi_reglemente", "1", "Profession réglementée en France."],
        ["K1201", "definition", "1", "Ouvre l''écluse."],
    ],
    "referentiel_code_rome_riasec": [
        ["code_rome", "riasec_majeur", "riasec_mineur"],
        ["A1203", "R", "A"],
        ["D1101", "R", ""],
        ["K1201", "R", "C"],
    ],
    "arborescence_centre_interet": [
        ["code_centre_interet", "code_rome", "principal"],
        ["3", "A1203", "non"],
        ["9", "A1203", "oui"],
        ["14", "D1101", "oui"],
    ],
    "rubrique_mobilite": [
        ["code_rome", "code_rome_cible", "numero_ordre"],
        ["A1203", "K1201", "2"],
        ["A1203", "D1101", "1"],
    ],
    "coherence_item": [
        ["code_rome", "code_ogr", "coeur_metier"],
        ["A1203", "100", "Principale"],
        ["A1203", "101", ""],
        ["A1203", "102", "Principale"],
        ["D1101", "103", "Principale"],
    ],
    "item": [
        ["code_ogr", "libelle", "code_rubrique"],
        ["100", "Tailler l''arbre", "1"],
        ["101", "Semer", "1"],
        ["102", "Botanique", "3"],
        ["103", "Désosser", "1"],
    ],
}


def write_rome(folder: Path, version: int = 460, **changed: list[list[str]]) -> Path:
    """A ROME set of three trades; `changed` replaces whole tables."""
    for part, rows in {**ROME_TABLES, **changed}.items():
        write_rows(folder / f"unix_{part}_v{version}_utf8.csv", rows)
    text = "Numero de version : 60\n\nDate de publication : 18/09/2025\n"
    (folder / "version.txt").write_text(text, "utf-8")
    return folder


def replace_row(part: str, row: int, *cells: str) -> list[list[str]]:
    """A table of `ROME_TABLES` with one row (counted as in messages) replaced."""
    rows = list(ROME_TABLES[part])
    rows[row - 1] = list(cells)
    return rows
