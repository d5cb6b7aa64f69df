"""What a partner alone knows, as a spreadsheet: options of schools, courses, dated sessions."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from knowledge.entry_schema import Training
from knowledge.importers.delimited_files import ImportRefused
from knowledge.importers.spreadsheet_formats import ALL_FORMATS, PARTNER_FORMATS
from knowledge.importers.spreadsheets import Spreadsheet

TODAY = dt.date(2026, 11, 29)
TEMPLATES = Path(__file__).parents[3] / "knowledge" / "templates"


def example(name: str, **changes: str) -> dict[str, str]:
    """The row that a template shows, changed."""
    with (TEMPLATES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    return {**row, **changes}


def imported(folder: Path, known: Any, *rows: dict[str, str]) -> list[Training]:
    """What rows of a spreadsheet become. Raises ImportRefused for a wrong one."""
    path = folder / "mai.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return [Training(**entry) for _, entry in Spreadsheet(path, TODAY, known).lines()]


@pytest.mark.parametrize("name", ALL_FORMATS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_each_template_is_imported_as_it_is(name: str, suffix: str, library: Any) -> None:
    sheet = Spreadsheet(TEMPLATES / f"{name}.{suffix}", TODAY, library.base.occupations)
    assert sheet.sheet == name
    assert len(list(sheet.lines())) == 1


@pytest.mark.parametrize("name", PARTNER_FORMATS)
def test_it_is_a_training_that_ends_by_itself_and_says_whom_to_ask(
    tmp_path: Path, name: str, library: Any
) -> None:
    (training,) = imported(tmp_path, library.base.occupations, example(name))
    assert training.valid_until is not None
    assert training.owner in ("l'école", "l'IFAPME", "le Forem")
    assert training.occupations


def test_the_same_option_of_two_schools_is_two_trainings(tmp_path: Path, library: Any) -> None:
    rows = [
        example("options-secondaire", ecole=school, metiers="")
        for school in ("Athénée de Huy", "Institut de Spa")
    ]
    first, second = imported(tmp_path, library.base.occupations, *rows)
    assert (first.id, second.id) == (
        "cuisine-et-salle-athenee-de-huy",
        "cuisine-et-salle-institut-de-spa",
    )
    assert first.valid_until == dt.date(2027, 8, 31)


def test_a_session_says_its_days_until_one_can_no_longer_register(
    tmp_path: Path, library: Any
) -> None:
    row = example("calendrier-forem")
    (training,) = imported(tmp_path, library.base.occupations, row)
    assert training.schedule == "Du 1er mars 2027 au 18 juin 2027."
    assert training.valid_until == dt.date(2027, 2, 15)
    row["inscription_jusque"] = ""
    (training,) = imported(tmp_path, library.base.occupations, row)
    assert training.valid_until == dt.date(2027, 3, 1)


def test_what_a_row_says_itself_is_kept(tmp_path: Path, library: Any) -> None:
    row = example(
        "cours-ifapme", id="boulanger", valable_jusque="2027-01-31", responsable="le CEFA"
    )
    (training,) = imported(tmp_path, library.base.occupations, row)
    assert (training.id, training.owner) == ("boulanger", "le CEFA")
    assert training.valid_until == dt.date(2027, 1, 31)


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("options-secondaire", {"annee_scolaire": "2026"}, "annee_scolaire: not a school year"),
        ("cours-ifapme", {"annee_scolaire": "2026-2028"}, "annee_scolaire: not a school year"),
        ("calendrier-forem", {"debut": "mars"}, "debut: not a date"),
        ("calendrier-forem", {"fin": "2027-01-01"}, "fin: it ends before it starts"),
        ("calendrier-forem", {"inscription_jusque": "tôt"}, "inscription_jusque: not a date"),
        ("options-secondaire", {"metiers": "magicien"}, "metiers: no such profession: magicien"),
    ],
)
def test_a_wrong_row_is_refused(
    tmp_path: Path, library: Any, name: str, changes: dict[str, str], reason: str
) -> None:
    with pytest.raises(ImportRefused) as caught:
        imported(tmp_path, library.base.occupations, example(name, **changes))
    assert caught.value.row == 2
    assert reason in str(caught.value)
