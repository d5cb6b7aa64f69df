"""ESCO, the register of schools, spreadsheets of colleagues, and the files that imports leave."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import pytest
from openpyxl import Workbook

from knowledge.importers import dataset_files, delimited_files
from knowledge.importers.dataset_files import DatasetLine, Manifest
from knowledge.importers.delimited_files import ImportRefused
from knowledge.importers.esco import EscoImporter
from knowledge.importers.school_register import SchoolRegister
from knowledge.importers.spreadsheets import CENTRE_FORMATS, Spreadsheet
from knowledge.knowledge_base import KnowledgeBase
from tests.support.official_files import find_official_folder, make_zip, write_rows

TODAY = dt.date(2026, 11, 25)
KNOWN = ("boucher", "tripier")  # the professions of the base


def loaded(folder: Path, source: Any) -> KnowledgeBase:
    """The base that has nothing but what `source` gives."""
    hand, imported = folder / "hand", folder / "imported"
    hand.mkdir(exist_ok=True)
    manifest = source.manifest()
    dataset_files.write_dataset(
        dataset_files.get_dataset_path(imported, manifest.name), manifest, source.lines()
    )
    return KnowledgeBase.load(hand, imported)


# ESCO

GROUPS = [
    ["conceptType", "code", "preferredLabel"],
    ["ISCOGroup", "6", "Agriculteurs"],
    ["ISCOGroup", "6113", "Pépiniéristes"],
    ["ISCOGroup", "7511", "Bouchers"],
]
OCCUPATIONS = [
    ["conceptUri", "iscoGroup", "preferredLabel", "altLabels", "modifiedDate"],
    [
        "http://esco/a",
        "6113",
        "jardinier/jardinière",
        "paysagiste\njardinière",
        "2021-01-02T10:00Z",
    ],
    ["http://esco/b", "7511", "boucher/bouchère", "", "2022-07-27T10:00Z"],
]
RELATIONS = [
    ["occupation", "rel", "type", "skill"],
    ["a", "e", "s", "s1"],
    ["a", "o", "s", "s2"],
    ["a", "e", "k", "s2"],
    ["b", "e", "s", "s2"],
    ["b", "e", "s", "s9"],
]
SKILLS = [["skill", "label_fr"], ["s1", "tailler"], ["s2", "désosser"]]


def write_esco(folder: Path, groups: Any = GROUPS, occupations: Any = OCCUPATIONS) -> Path:
    write_rows(folder / "ISCOGroups_fr.csv", groups)
    write_rows(folder / "occupations_fr.csv", occupations)
    write_rows(folder / "occupationSkillRelations_slim.csv", RELATIONS)
    write_rows(folder / "skill_labels_fr.csv", SKILLS)
    return folder


def test_esco_gives_groups_names_and_essential_skills(tmp_path):
    esco = EscoImporter(write_esco(tmp_path / "esco"))
    base = loaded(tmp_path, esco)
    assert sorted(base.isco) == ["6113", "7511"]  # four digits only
    gardener, butcher = base.esco["esco-a"], base.esco["esco-b"]
    assert (gardener.isco, gardener.title) == ("6113", "jardinier/jardinière")
    assert gardener.names == ("jardinier", "jardinière", "paysagiste")
    assert (gardener.skills, butcher.skills) == (("tailler",), ("désosser",))
    assert [str(each) for each in esco.refused] == ["1 relations name a skill without a label"]
    assert base.sources["esco-fr"].date == dt.date(2022, 7, 27)


def test_esco_can_be_without_skills_and_in_a_zip(tmp_path):
    folder = write_esco(tmp_path / "esco")
    (folder / "skill_labels_fr.csv").unlink()
    base = loaded(tmp_path, EscoImporter(make_zip(folder)))
    assert [entry.skills for entry in base.esco.values()] == [(), ()]


@pytest.mark.parametrize(
    ("occupation", "reason"),
    [
        (["http://esco/c", "9999", "x", "", "2022-01-01"], "unknown ISCO group: 9999"),
        (["http://esco/c", "6", "x", "", "2022-01-01"], "unknown ISCO group: 6"),
        (["http://esco/b", "7511", "x", "", "2022-01-01"], "this occupation is there twice: b"),
    ],
)
def test_esco_with_a_wrong_occupation_is_refused(tmp_path, occupation, reason):
    folder = write_esco(tmp_path / "esco", occupations=[*OCCUPATIONS, occupation])
    with pytest.raises(ImportRefused) as caught:
        loaded(tmp_path, EscoImporter(folder))
    assert str(caught.value) == f"occupations_fr.csv: row 4: {reason}"
    assert list((tmp_path / "imported").iterdir()) == []


def test_esco_without_a_label_is_left_out(tmp_path):
    groups = [*GROUPS, ["ISCOGroup", "8111", ""]]
    occupations = [*OCCUPATIONS, ["http://esco/c", "7511", "", "", "2022-01-01"]]
    esco = EscoImporter(write_esco(tmp_path / "esco", groups, occupations))
    base = loaded(tmp_path, esco)
    assert (sorted(base.isco), sorted(base.esco)) == (["6113", "7511"], ["esco-a", "esco-b"])
    assert [(each.file, each.row) for each in esco.refused if each.row] == [
        ("ISCOGroups_fr.csv", 5),
        ("occupations_fr.csv", 4),
    ]


def test_esco_without_a_date(tmp_path):
    occupations = [OCCUPATIONS[0], ["http://esco/a", "6113", "x", "", ""]]
    with pytest.raises(ImportRefused, match="no modifiedDate"):
        EscoImporter(write_esco(tmp_path / "esco", occupations=occupations)).manifest()


def test_the_official_esco_is_imported_whole(tmp_path):
    base = loaded(tmp_path, EscoImporter(find_official_folder("esco_v1.1.1_fr")))
    assert (len(base.isco), len(base.esco)) == (436, 3007)
    assert [entry for entry in base.esco.values() if entry.isco not in base.isco] == []


# The register of schools

REGISTER = [
    [
        "N° FASE de l'établissement",
        "Nom de l'établissement",
        "Type d'enseignement",
        "Réseau",
        "Adresse de l'établissement",
        "Code postal de l'établissement",
        "Localité de l'établissement",
        "Commune de l'implantation",
    ],
    ["95", "Athénée  d'Aywaille", "Secondaire", "WBE", "Rue A 1", "4920", "Aywaille", "Aywaille"],
    ["6", "École du Pot", "Maternel", "Communal", "Rue du Pot 2", "4000", "Liège", "Liège"],
    ["6", "École du Pot", "Primaire", "Communal", "Rue du Pot 2", "4000", "Liège", "Herstal"],
    ["6", "École du Pot", "Primaire", "Communal", "Rue du Pot 2", "4000", "Liège", "Liège"],
]


def register(path: Path, *more: list[str]) -> SchoolRegister:
    return SchoolRegister(
        write_rows(path / "fase.csv", [*REGISTER, *more], ";"), dt.date(2023, 5, 1)
    )


def test_rows_of_a_school_are_one_school(tmp_path):
    base = loaded(tmp_path, register(tmp_path))
    assert list(base.schools) == ["6", "95"]
    school = base.schools["6"]
    assert (school.kinds, school.towns) == (("Maternel", "Primaire"), ("Liège", "Herstal"))
    assert (school.name, school.address) == ("École du Pot", "Rue du Pot 2, 4000 Liège")
    assert base.schools["95"].name == "Athénée d'Aywaille"
    assert base.sources["fwb-ecoles-2023"].date == dt.date(2023, 5, 1)


@pytest.mark.parametrize(("fase", "name"), [("", "X"), ("12a", "X"), ("123456", "X"), ("7", " ")])
def test_a_school_without_number_or_name_is_left_out(tmp_path, fase, name):
    schools = register(tmp_path, [fase, name, "Primaire", "WBE", "Rue", "4000", "Liège", "Liège"])
    base = loaded(tmp_path, schools)
    assert list(base.schools) == ["6", "95"]
    assert [(each.file, each.row) for each in schools.refused] == [("fase.csv", 6)]


def test_a_register_with_commas_or_without_schools_is_refused(tmp_path):
    path = write_rows(tmp_path / "commas.csv", REGISTER)
    with pytest.raises(ImportRefused, match=r"commas\.csv: row 1: .*« ; » expected, « , » found"):
        loaded(tmp_path, SchoolRegister(path, TODAY))
    path = write_rows(tmp_path / "none.csv", REGISTER[:1], ";")
    with pytest.raises(ImportRefused, match="no school in it"):
        loaded(tmp_path, SchoolRegister(path, TODAY))


def test_the_official_register_is_imported_whole(tmp_path):
    schools = SchoolRegister(find_official_folder("fwb_etablissements"), dt.date(2023, 5, 1))
    assert len(loaded(tmp_path, schools).schools) == 3029
    assert schools.refused == []


# Spreadsheets

TRAINING = {
    "id": "",
    "verifie_le": "2026-10-01",
    "valable_jusque": "",
    "responsable": "",
    "titre": "Bouchère / boucher",
    "sorte": "IFAPME",
    "niveau": "4",
    "duree": "2 ans",
    "horaire": "en alternance",
    "conditions": "avoir 15 ans, avoir un patron",
    "ecole": "IFAPME",
    "lieu": "Liège",
    "fase": "",
    "lien": "",
    "resume": "Apprendre à découper.",
    "metiers": "boucher; tripier ;",
    "suite": "",
    "autres_noms": "",
    "source": "Catalogue",
    "editeur": "IFAPME",
    "date_source": "2026-09-01",
    "lien_source": "",
}
SHORTAGE = {
    "id": "penurie-boucher",
    "verifie_le": "",
    "valable_jusque": "",
    "responsable": "",
    "titre": "Boucher",
    "annee": "2026",
    "liste": "pénurie",
    "region": "Wallonie",
    "metiers": "boucher",
    "source": "Liste",
    "editeur": "",
    "date_source": "2026-06-01",
    "lien_source": "https://example.org/liste",
}
EVENT = {
    "id": "portes-ouvertes",
    "verifie_le": "",
    "valable_jusque": "",
    "responsable": "",
    "titre": "Portes ouvertes",
    "debut": "2027-03-01T10:00",
    "fin": "2027-03-02",
    "lieu": "Liège",
    "public": "Tout le monde",
    "resume": "On visite.",
    "lien": "",
    "source": "",
    "editeur": "",
    "date_source": "",
    "lien_source": "",
}
ROWS = {"formations": TRAINING, "penuries": SHORTAGE, "evenements": EVENT}


def sheet_file(path: Path, *rows: dict[str, str], delimiter: str = ";") -> Path:
    return write_rows(path, [list(rows[0]), *(list(row.values()) for row in rows)], delimiter)


def excel_file(path: Path, *rows: dict[str, Any], write_only: bool = False) -> Path:
    """As other programs write it with `write_only`: no size, a row ends at its last cell."""
    book = Workbook(write_only=write_only)
    page = book.create_sheet() if write_only else book.active
    page.append(list(rows[0]))
    for row in rows:
        cells = list(row.values())
        while write_only and not cells[-1]:
            cells.pop()
        page.append(cells)
    book.save(path)
    return path


def entries(path: Path) -> list[dict[str, Any]]:
    return [entry for _, entry in Spreadsheet(path, TODAY, KNOWN).lines()]


def refused(path: Path) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        Spreadsheet(path, TODAY, KNOWN)
    assert "\n" not in str(caught.value)
    assert caught.value.file == path.name
    return caught.value


def test_a_row_of_the_tests_has_every_column_of_its_template():
    assert {name: tuple(row) for name, row in ROWS.items()} == {
        name: sheet.columns for name, sheet in CENTRE_FORMATS.items()
    }


@pytest.mark.parametrize("name", CENTRE_FORMATS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_each_template_as_csv_and_xlsx(tmp_path, name, delimiter):
    row = ROWS[name]
    table = Spreadsheet(sheet_file(tmp_path / "mai.csv", row, delimiter=delimiter), TODAY, KNOWN)
    assert table.sheet == name
    assert table.manifest().name == f"{name}-mai"
    assert entries(excel_file(tmp_path / "mai.xlsx", row)) == [entry for _, entry in table.lines()]
    assert [kind for kind, _ in table.lines()] == [CENTRE_FORMATS[name].kind]


def test_a_training_is_read_into_the_base(tmp_path):
    base = loaded(tmp_path, Spreadsheet(sheet_file(tmp_path / "mai.csv", TRAINING), TODAY, KNOWN))
    training = base.trainings["bouchere-boucher"]  # no id: made of the title
    assert (training.level, training.occupations) == (4, ("boucher", "tripier"))
    assert training.conditions == "avoir 15 ans, avoir un patron"
    assert training.confirmed == dt.date(2026, 10, 1)
    assert training.fase is None
    (source,) = (base.sources[name] for name in training.sources)
    assert (source.title, source.publisher) == ("Catalogue", "IFAPME")
    assert source.date == dt.date(2026, 9, 1)


def test_a_shortage_and_an_event_are_read_into_the_base(tmp_path):
    loaded(tmp_path, Spreadsheet(sheet_file(tmp_path / "liste.csv", SHORTAGE), TODAY, KNOWN))
    base = loaded(tmp_path, Spreadsheet(sheet_file(tmp_path / "mars.csv", EVENT), TODAY, KNOWN))
    (shortage,) = base.shortages.values()
    assert shortage.occupations == ("boucher",)
    assert (shortage.list, shortage.year, shortage.region) == ("pénurie", 2026, "Wallonie")
    assert base.sources[shortage.sources[0]].publisher == "Liste"
    event = base.events["portes-ouvertes"]
    assert event.start.isoformat() == "2027-03-01T10:00:00+01:00"
    assert event.end.isoformat() == "2027-03-02T23:59:00+01:00"
    assert event.last_day == dt.date(2027, 3, 2)
    assert event.sources == ()


def test_cells_that_excel_keeps_as_dates_and_numbers(tmp_path):
    row = {**SHORTAGE, "annee": 2026.0, "date_source": dt.datetime(2026, 6, 1)}
    assert entries(excel_file(tmp_path / "a.xlsx", row)) == entries(
        sheet_file(tmp_path / "a.csv", SHORTAGE)
    )
    row = {**EVENT, "debut": dt.datetime(2027, 3, 1, 10), "fin": dt.datetime(2027, 3, 2)}
    assert entries(excel_file(tmp_path / "b.xlsx", row)) == entries(
        sheet_file(tmp_path / "b.csv", EVENT)
    )


def test_rows_that_end_early_in_xlsx(tmp_path):
    path = excel_file(tmp_path / "a.xlsx", TRAINING, write_only=True)
    assert entries(path) == entries(sheet_file(tmp_path / "a.csv", TRAINING))


@pytest.mark.parametrize("write", [sheet_file, excel_file])
def test_empty_rows_are_passed_over_and_counted(tmp_path, write):
    empty, wrong = dict.fromkeys(SHORTAGE, ""), {**SHORTAGE, "id": "b", "liste": "longue"}
    path = tmp_path / ("a.csv" if write is sheet_file else "a.xlsx")
    assert len(entries(write(path, SHORTAGE, empty, empty))) == 1
    assert refused(write(path, SHORTAGE, empty, wrong)).row == 4


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"annee": "cette année"}, "year: "),
        ({"annee": "26"}, "year: "),
        ({"liste": "longue"}, "list: "),
        ({"titre": ""}, "title: "),
        ({"id": "Pas un id"}, "id: "),
        ({"verifie_le": "2026-13-01"}, "confirmed: "),
        ({"date_source": ""}, "a source has a date (date_source)"),
        ({"date_source": "01/06/2026"}, "01/06/2026"),
        ({"source": "—", "date_source": "bientôt"}, "bientôt"),
    ],
)
def test_a_wrong_row_refuses_the_file(tmp_path, changes, reason):
    path = sheet_file(tmp_path / "a.csv", {**SHORTAGE, "id": "a"}, {**SHORTAGE, **changes})
    error = refused(path)
    assert error.row == 3
    assert reason in error.reason


def test_an_id_twice_and_how_many_rows_are_wrong(tmp_path):
    path = sheet_file(tmp_path / "a.csv", SHORTAGE, SHORTAGE, {**SHORTAGE, "annee": "x"})
    error = refused(path)
    assert error.row == 3
    assert error.reason == "this id is there twice: penurie-boucher (and 1 more wrong rows)"


def test_a_profession_that_is_not_ours_is_refused(tmp_path):
    error = refused(sheet_file(tmp_path / "a.csv", {**SHORTAGE, "metiers": "boucher; dompteur"}))
    assert (error.row, error.reason) == (2, "metiers: no such profession: dompteur")


def test_a_day_that_is_none_names_its_column(tmp_path):
    error = refused(sheet_file(tmp_path / "a.csv", {**SHORTAGE, "date_source": "hier"}))
    assert error.reason == "date_source: not a date (2026-11-30): hier"


def without(row: dict[str, str], column: str) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name != column}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (without(SHORTAGE, "metiers"), "missing column: metiers"),
        (without(SHORTAGE, "date_source"), "missing column: date_source"),
        ({"titre": "Boucher", "prix": "3"}, "no template has these columns"),
        ({"titre": "Boucher"}, "no template has these columns"),
    ],
)
def test_columns_that_are_no_template(tmp_path, row, reason):
    error = refused(sheet_file(tmp_path / "a.csv", row))
    assert (error.row, reason in error.reason) == (1, True)


@pytest.mark.parametrize("content", ["", "id;statut\n"])
def test_a_spreadsheet_without_rows(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_text(content, "utf-8")
    assert "there is no row" in refused(path).reason


@pytest.mark.parametrize("row", [1, 2, 3])
def test_a_spreadsheet_in_windows_1252(tmp_path, row):
    lines = [
        ";".join(SHORTAGE),
        *(";".join({**SHORTAGE, "liste": "x"}.values()),) * 2,
    ]
    lines[row - 1] = lines[row - 1].replace("titre", "titré").replace("Boucher", "Bouchère")
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(lines).encode("cp1252"))
    error = refused(path)
    assert (error.row, "Windows-1252" in error.reason) == (row, True)


def repacked(path: Path, member: str, content: Optional[bytes]) -> Path:
    """An XLSX with one part replaced, or left out."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
            elif content is not None:
                new.writestr(name, content)
    return changed


@pytest.mark.parametrize("content", [None, b"", b"<a", bytes(1000)])
@pytest.mark.parametrize(
    "member", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]
)
def test_a_broken_xlsx(tmp_path, member, content):
    path = repacked(excel_file(tmp_path / "a.xlsx", SHORTAGE), member, content)
    assert refused(path).reason


def test_a_zip_with_one_spreadsheet_and_with_two(tmp_path):
    folder = tmp_path / "set"
    expected = entries(sheet_file(folder / "a.csv", SHORTAGE))
    assert entries(make_zip(folder)) == expected
    sheet_file(folder / "b.csv", SHORTAGE)
    with pytest.raises(ImportRefused, match="the spreadsheet is there 2 times"):
        entries(make_zip(folder))


def test_something_else_under_the_name_of_an_xlsx(tmp_path):
    path = sheet_file(tmp_path / "a.xlsx", SHORTAGE)
    assert "not a readable spreadsheet" in refused(path).reason
    whole = excel_file(tmp_path / "b.xlsx", SHORTAGE).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    assert "not a readable spreadsheet" in refused(tmp_path / "b.xlsx").reason


def test_zeros_in_an_xlsx(tmp_path, monkeypatch):
    path = repacked(excel_file(tmp_path / "a.xlsx", SHORTAGE), "xl/styles.xml", bytes(4 * 1024**2))
    monkeypatch.setattr(delimited_files, "MAX_FILE_BYTES", 1024**2)
    assert refused(path).reason == "larger than 1 MB"


# The files that imports leave

MANIFEST = Manifest("x", "somebody", TODAY)
A, B = ("event", {"id": "a", "n": 1}), ("event", {"id": "b", "n": 1})


def kept(path: Path) -> list[DatasetLine]:
    return list(dataset_files.read_dataset(path)[1])


def test_a_dataset_is_read_as_it_was_written(tmp_path):
    path = dataset_files.get_dataset_path(tmp_path / "new folder", "x")
    report = dataset_files.write_dataset(path, MANIFEST, [A, B])
    assert (report.dataset, report.added) == ("x", ["a", "b"])
    manifest, lines = dataset_files.read_dataset(path)
    assert (manifest, list(lines)) == (MANIFEST, [A, B])


@pytest.mark.parametrize("damage", [lambda text: text.replace('"n":1', '"n":2'), lambda text: ""])
def test_a_dataset_that_changed_by_itself_is_refused_and_a_package_may_be_edited(tmp_path, damage):
    for summed in (True, False):
        path = dataset_files.get_dataset_path(tmp_path, f"summed {summed}")
        dataset_files.write_dataset(path, MANIFEST, [A, B], summed=summed)
        manifest, _, lines = path.read_text("utf-8").partition("\n")
        path.write_text(f"{manifest}\n{damage(lines)}", "utf-8")
    with pytest.raises(ImportRefused, match="not as it was written"):
        kept(tmp_path / "summed True.jsonl")
    assert kept(tmp_path / "summed False.jsonl") != [A, B]


def test_a_dataset_of_a_version_without_sums_is_read(tmp_path):
    path = dataset_files.get_dataset_path(tmp_path, "x")
    dataset_files.write_dataset(path, MANIFEST, [A, B], summed=False)
    assert "sum" not in path.read_text("utf-8")
    assert kept(path) == [A, B]


def test_a_report_tells_each_entry_once(tmp_path):
    path = dataset_files.get_dataset_path(tmp_path, "x")
    dataset_files.write_dataset(path, MANIFEST, [A, B])
    changed, new = ("event", {"id": "b", "n": 2}), ("event", {"id": "c", "n": 1})
    report = dataset_files.write_dataset(path, MANIFEST, [changed, new], force=True)
    assert report.as_dict() == {
        "dataset": "x",
        "added": ["c"],
        "changed": ["b"],
        "retired": ["a"],
        "unchanged": 0,
        "refused": [],
        "hidden": [],
    }
    assert json.loads(json.dumps(report.as_dict())) == report.as_dict()


class Broken(Exception):
    """What a reader may raise half-way."""


def breaks_off() -> Iterator[DatasetLine]:
    yield "event", {"id": "c"}
    raise Broken


@pytest.mark.parametrize("before", [[], [A, B]])
def test_what_breaks_off_leaves_everything_as_it_was(tmp_path, before):
    path = dataset_files.get_dataset_path(tmp_path, "x")
    if before:
        dataset_files.write_dataset(path, MANIFEST, before)
    content = path.read_bytes() if before else None
    with pytest.raises(Broken):
        dataset_files.write_dataset(path, MANIFEST, breaks_off(), force=True)
    assert [each.name for each in tmp_path.iterdir()] == (["x.jsonl"] if before else [])
    if before:
        assert path.read_bytes() == content


FIRST = json.dumps(MANIFEST.to_json())


@pytest.mark.parametrize(
    ("content", "row", "reason"),
    [
        ("", 1, "not a boussole-knowledge file"),
        ("{}\n", 1, "not a boussole-knowledge file"),
        ("id;titre\n", 1, "not JSON in UTF-8 (truncated file?)"),
        ("[]\n", 1, "a line is an object"),
        ("[" * 100_000, 1, "not JSON"),
        (FIRST.replace('"version": 1', '"version": 2'), 1, "version 2, this reads 1"),
        (FIRST.replace("2026-11-25", "bientôt"), 1, "manifest: "),
        (FIRST.replace('"sources"', '"source"'), 1, "manifest: "),
        (FIRST + '\n{"kind": "event", "ent', 2, "not JSON in UTF-8 (truncated file?)"),
        (FIRST + "\n\n", 2, "not JSON"),
        (FIRST + '\n{"kind": "event"}', 2, "a line is {kind, entry}"),
        (FIRST + '\n{"kind": 1, "entry": {}}', 2, "a line is {kind, entry}"),
        (FIRST + '\n{"kind": "event", "entry": {"id": 3}}', 2, "an entry has an id"),
        (FIRST.encode() + b'\n{"kind": "\xe9"}', 2, "not JSON in UTF-8"),
    ],
)
def test_a_file_that_is_no_dataset(tmp_path, content, row, reason):
    path = tmp_path / "x.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ImportRefused) as caught:
        kept(path)
    assert (caught.value.file, caught.value.row) == ("x.jsonl", row)
    assert reason in caught.value.reason
    assert "\n" not in str(caught.value)


def test_a_dataset_that_is_not_there(tmp_path):
    with pytest.raises(ImportRefused, match="No such file"):
        dataset_files.read_dataset(tmp_path / "x.jsonl")
