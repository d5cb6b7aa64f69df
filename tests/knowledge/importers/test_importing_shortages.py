"""The regions' lists of shortage occupations for work permits, and what the base has of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from knowledge.entry_schema import Shortage
from knowledge.importers import dataset_files
from knowledge.importers.delimited_files import ImportRefused
from knowledge.importers.shortage_lists import WorkPermitList
from tests.support.official_files import write_rows

TODAY = dt.date(2026, 11, 29)
HEADER = ["region", "groupe", "intitule", "rome_candidat", "methode"]


def listed(path: Path, library: Any, *rows: list[str]) -> WorkPermitList:
    return WorkPermitList(write_rows(path, [HEADER, *rows]), 2026, TODAY, library.base)


@pytest.mark.parametrize(
    ("title", "rome", "method", "occupations"),
    [
        # One of our names, whatever the file guesses.
        ("Infirmier / Infirmière", "L1506", "flou-a-verifier", ["infirmier"]),
        (
            "Conducteur / Conductrice de chantier",
            "K2510",
            "flou-a-verifier",
            ["conducteur-de-chantier"],
        ),
        # No name of ours: the code of an exact row, never that of a guess.
        ("Responsable de maintenance industrielle", "I1102", "exact", ["responsable-maintenance"]),
        ("Responsable de maintenance industrielle", "I1102", "flou-a-verifier", []),
        # « Cheffe de partie » is no « chef » by itself.
        ("Chef / Cheffe de partie", "A1234", "flou-a-verifier", ["chef-de-partie"]),
        # Its first word is another profession of ours than the one of its code.
        ("Électromécanicien / Électromécanicienne du futur", "I1304", "exact", []),
        ("Dompteur / Dompteuse", "L1212", "exact", []),
    ],
)
def test_a_title_names_the_profession_that_bears_it(
    tmp_path: Path, library: Any, title: str, rome: str, method: str, occupations: list[str]
) -> None:
    [(kind, entry)] = listed(
        tmp_path / "a.csv", library, ["wallonie", "", title, rome, method]
    ).lines()
    assert (kind, entry["list"], entry["region"]) == ("shortage", "permis de travail", "Wallonie")
    assert entry["occupations"] == occupations
    assert Shortage(**entry).title == title


def test_the_file_becomes_a_dataset_with_a_source_a_region(tmp_path: Path, library: Any) -> None:
    rows = [[region, "", "Comptable", "M1203", "exact"] for region in ("wallonie", "bruxelles")]
    permits = listed(tmp_path / "a.csv", library, *rows, ["flandre", "", "Maçon", "", ""])
    path = dataset_files.get_dataset_path(tmp_path / "imported", permits.manifest().name)
    report = dataset_files.write_dataset(path, permits.manifest(), permits.lines())
    manifest, lines = dataset_files.read_dataset(path)
    assert len(report.added) == 2
    assert [str(each) for each in permits.refused] == [
        "a.csv: row 4: no title, or a region that is not known: flandre"
    ]
    assert {source["id"] for source in manifest.sources} == {
        source for _, entry in lines for source in entry["sources"]
    }


def test_a_file_without_a_title_is_refused(tmp_path: Path, library: Any) -> None:
    with pytest.raises(ImportRefused, match="no title in it"):
        list(listed(tmp_path / "a.csv", library).lines())


def test_what_is_written_by_hand_agrees_with_what_an_import_would_bring(library: Any) -> None:
    """Ids are made alike, so that an import of the same list hides behind what is written."""
    from bot.language.normalisation import slugify

    for each in library.base.shortages.values():
        region = slugify(each.region)
        assert each.id == slugify(f"permis-{region}-{each.year}-{each.title}")
        assert each.sources == (f"permis-travail-{region}-{each.year}",)
