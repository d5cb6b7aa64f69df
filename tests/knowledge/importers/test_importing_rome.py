"""ROME: what a trade becomes, and what stops an import."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.importers import dataset_files
from knowledge.importers.dataset_files import ImportReport
from knowledge.importers.delimited_files import ImportRefused
from knowledge.importers.rome import RomeImporter
from knowledge.knowledge_base import KnowledgeBase
from tests.support.official_files import (
    ROME_TABLES,
    find_official_folder,
    make_zip,
    replace_row,
    write_rome,
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return dataset_files.get_dataset_path(tmp_path / "imported", "rome")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rome"
    folder.mkdir()
    return write_rome(folder)


def imported(path: Path, target: Path, force: bool = False) -> ImportReport:
    rome = RomeImporter(path)
    report = dataset_files.write_dataset(target, rome.manifest(), rome.lines(), force)
    report.refused = rome.refused
    return report


def trades(path: Path) -> dict[str, dict[str, Any]]:
    return {entry["rome"]: entry for _, entry in RomeImporter(path).lines()}


def test_a_trade_with_all_that_is_told_of_it(folder):
    assert trades(folder)["A1203"] == {
        "id": "rome-a1203",
        "sources": ["rome-v60"],
        "title": {"f": "Jardinière paysagiste", "m": "Jardinier paysagiste"},
        "names": ["Élagueuse", "Élagueur", "Fleuriste"],
        "rome": "A1203",
        "riasec": "RA",
        "interests": [9, 3],  # the main one first
        "summary": ["Entretient l'espace vert.", "Taille les haies."],
        "tasks": ["Tailler l'arbre"],  # what it does and is marked: neither « semer » nor botany
        "related": ["rome-d1101", "rome-k1201"],
    }


@pytest.mark.parametrize(
    ("label", "f", "m"),
    [
        ("Boucher / Bouchère", "Bouchère", "Boucher"),
        ("Chef / Cheffe de rayon frais", "Cheffe de rayon frais", "Chef de rayon frais"),
        ("Agent / Agente d''accueil", "Agente d'accueil", "Agent d'accueil"),
        ("Fleuriste", "Fleuriste", "Fleuriste"),
        ("Aide-soignant / Aide-soignante", "Aide-soignante", "Aide-soignant"),
    ],
)
def test_both_titles_are_told_apart(folder, label, f, m):
    write_rome(
        folder, referentiel_code_rome=replace_row("referentiel_code_rome", 3, "D1101", label, "")
    )
    assert trades(folder)["D1101"]["title"] == {"f": f, "m": m}


def test_french_access_and_regulation_are_never_read(folder):
    every = json.dumps(trades(folder), ensure_ascii=False)
    assert "Prépare la viande." in every
    assert "CAPA" not in every
    assert "réglement" not in every


def test_doubled_apostrophes_are_repaired_everywhere(folder):
    assert "''" not in json.dumps(trades(folder), ensure_ascii=False)
    assert trades(folder)["K1201"]["title"]["f"] == "Éclusière d'État"


def test_version_and_date_are_kept(folder, target):
    imported(folder, target)
    manifest, _ = dataset_files.read_dataset(target)
    (source,) = manifest.sources
    assert manifest.date.isoformat() == source["published"] == "2025-09-18"
    assert (source["id"], source["title"]) == ("rome-v60", "ROME 4.0, version 60")
    assert source["licence"] == "Licence Ouverte 2.0"


def test_another_version_is_read_by_its_name(tmp_path):
    (tmp_path / "next").mkdir()
    assert (
        RomeImporter(write_rome(tmp_path / "next", version=461)).manifest().sources[0]["id"]
        == "rome-v61"
    )


def test_a_zip_gives_the_same(folder):
    assert trades(make_zip(folder, within="ROME 460/")) == trades(folder)


def test_a_first_import_adds_and_a_second_changes_nothing(folder, target):
    first = imported(folder, target)
    assert first.added == ["rome-a1203", "rome-d1101", "rome-k1201"]
    assert (first.changed, first.retired, first.refused) == ([], [], [])
    before = target.read_bytes()
    second = imported(folder, target)
    assert (second.added, second.changed, second.retired, second.unchanged) == ([], [], [], 3)
    assert target.read_bytes() == before


def test_the_base_reads_what_was_imported(folder, target, tmp_path):
    imported(folder, target)
    (tmp_path / "hand").mkdir()
    base = KnowledgeBase.load(tmp_path / "hand", target.parent)
    assert list(base.sheets) == ["rome-a1203", "rome-d1101", "rome-k1201"]
    assert base.sources["rome-v60"].publisher == "France Travail"


def test_a_changed_definition_is_told(folder, target):
    imported(folder, target)
    write_rome(
        folder, texte=replace_row("texte", 5, "D1101", "definition", "1", "Découpe la viande.")
    )
    report = imported(folder, target)
    assert (report.added, report.changed, report.retired) == ([], ["rome-d1101"], [])
    assert report.unchanged == 2


def without_a_trade(folder: Path) -> Path:
    return write_rome(folder, referentiel_code_rome=ROME_TABLES["referentiel_code_rome"][:-1])


def test_too_many_retired_is_refused(folder, target, monkeypatch):
    monkeypatch.setattr(dataset_files, "MIN_RETIRED_ALLOWED", 0)
    imported(folder, target)
    before = target.read_bytes()
    with pytest.raises(ImportRefused, match=r"1 of 3 entries would be retired .*--force"):
        imported(without_a_trade(folder), target)
    assert target.read_bytes() == before


def test_a_removed_trade_is_retired_when_forced(folder, target):
    imported(folder, target)
    report = imported(without_a_trade(folder), target, force=True)
    assert (report.retired, report.unchanged) == (["rome-k1201"], 2)
    assert "rome-k1201" not in {entry["id"] for _, entry in dataset_files.read_dataset(target)[1]}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("D1101", "this code is there twice: D1101"),
        ("Z1201", "unknown code: Z1201"),
        ("K120", "unknown code: K120"),
        ("", "unknown code: "),
    ],
)
def test_a_wrong_list_of_codes_refuses_everything(folder, target, code, reason):
    imported(folder, target)
    before = target.read_bytes()
    write_rome(folder, referentiel_code_rome=replace_row("referentiel_code_rome", 4, code, "X", ""))
    with pytest.raises(ImportRefused) as caught:
        imported(folder, target, force=True)
    assert str(caught.value) == f"unix_referentiel_code_rome_v460_utf8.csv: row 4: {reason}"
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("part", "row", "cells", "reason"),
    [
        ("referentiel_code_rome_riasec", 3, ("D1101", "", ""), "D1101 has no RIASEC letters"),
        ("referentiel_code_rome_riasec", 3, ("D1101", "X", ""), "D1101 has no RIASEC letters"),
        ("texte", 5, ("D1101", "definition_2", "1", "x"), "D1101 has no definition"),
        ("texte", 5, ("D1101", "definition", "1", ""), "D1101: summary.0: "),
        ("referentiel_code_rome", 3, ("D1101", "", ""), "D1101: title.f: "),
    ],
)
def test_a_trade_that_lacks_something_is_left_out(folder, target, part, row, cells, reason):
    write_rome(folder, **{part: replace_row(part, row, *cells)})
    report = imported(folder, target)
    assert report.added == ["rome-a1203", "rome-k1201"]
    (refused,) = report.refused
    assert (refused.file, refused.row) == ("unix_referentiel_code_rome_v460_utf8.csv", 3)
    assert reason in refused.reason
    assert [entry["id"] for _, entry in dataset_files.read_dataset(target)[1]] == report.added


@pytest.mark.parametrize(
    ("part", "row", "cells", "reason"),
    [
        ("referentiel_appellation", 5, ("4", "Tripier", "?"), "a name without a code: ?"),
        ("arborescence_centre_interet", 4, ("31", "D1101", "oui"), "no interest 31"),
        ("texte", 3, ("A1203", "definition", "un", "x"), "no position: un"),
    ],
)
def test_a_wrong_detail_is_left_out_with_its_row(folder, target, part, row, cells, reason):
    write_rome(folder, **{part: replace_row(part, row, *cells)})
    report = imported(folder, target)
    assert len(report.added) == 3
    assert [str(each) for each in report.refused] == [
        f"unix_{part}_v460_utf8.csv: row {row}: {reason}"
    ]


def test_a_missing_table_and_a_missing_list(folder, target):
    (folder / "unix_texte_v460_utf8.csv").unlink()
    with pytest.raises(ImportRefused, match="« texte » is missing"):
        imported(folder, target)
    (folder / "unix_referentiel_code_rome_v460_utf8.csv").unlink()
    with pytest.raises(ImportRefused, match="the list of codes is missing"):
        RomeImporter(folder)
    assert not target.exists()


@pytest.mark.parametrize(
    "text", ["", "Date de publication : bientôt", "Date de publication : 32/13/2025"]
)
def test_a_version_without_a_day(folder, text):
    (folder / "version.txt").write_text(text, "utf-8")
    with pytest.raises(ImportRefused, match=r"version\.txt: "):
        RomeImporter(folder).manifest()


def test_a_version_in_windows_1252_is_read(folder):
    text = "Numéro de version : 60\nDate de publication : 18/09/2025\n"
    (folder / "version.txt").write_bytes(text.encode("cp1252"))
    assert RomeImporter(folder).manifest().date.isoformat() == "2025-09-18"


def test_an_empty_list_of_trades(folder, target):
    write_rome(folder, referentiel_code_rome=ROME_TABLES["referentiel_code_rome"][:1])
    with pytest.raises(ImportRefused, match="no trade in it"):
        imported(folder, target)


def test_the_official_rome_is_imported_whole(tmp_path, target):
    folder = find_official_folder("rome_v460")
    first = imported(folder, target)
    assert (len(first.added), first.refused) == (1584, [])
    before = target.read_bytes()
    second = imported(folder, target)
    assert (second.unchanged, second.added, second.changed, second.retired) == (1584, [], [], [])
    assert target.read_bytes() == before
    (tmp_path / "hand").mkdir()
    base = KnowledgeBase.load(tmp_path / "hand", target.parent)
    assert len(base.sheets) == 1584
    assert [sheet for sheet in base.sheets.values() if not (sheet.tasks and sheet.interests)] == []
    assert {other for sheet in base.sheets.values() for other in sheet.related} <= set(base.sheets)
    assert "''" not in before.decode()
