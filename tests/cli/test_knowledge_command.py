"""`knowledge import`, `export`, `remove`, `unanswered`: what they leave, print and return."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest
import yaml

from bot.handoff import unanswered_repository
from bot.storage import database_engine as engines
from bot.storage.conversation_tables import conversations
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import writing
from tests.support.command_runs import Boussole

COLUMNS = (
    "id;verifie_le;valable_jusque;responsable;titre;annee;liste;region;metiers"
    ";source;editeur;date_source;lien_source"
)
BUTCHER = "boucher;;;;Boucher;2026;pénurie;Wallonie;;Liste;Le Forem;2026-06-01;"
WELDER = "soudeur;;;;Soudeur;2026;fonction critique;Wallonie;;;;;"
SITE = {"name": "Cité des Métiers d'essai", "city": "Liège"}
SERVICE = {"id": "accueil", "title": "Accueil"}


@pytest.fixture
def knowledge(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base of one entry."""
    folder = home / "knowledge"
    folder.mkdir()
    service = {**SERVICE, "audience": "Toute personne.", "summary": "On vous écoute."}
    (folder / "place.yml").write_text(yaml.safe_dump([service], allow_unicode=True), "utf-8")
    (folder / "site.yml").write_text(yaml.safe_dump(SITE, allow_unicode=True), "utf-8")
    monkeypatch.setenv("BOUSSOLE_KNOWLEDGE", str(folder))
    return folder


@pytest.fixture
def imported(home: Path, knowledge: Path) -> Path:
    """Where datasets are left."""
    return home / "imported"


def spreadsheet(folder: Path, *rows: str) -> Path:
    path = folder / "juin.csv"
    path.write_text("\n".join((COLUMNS, *rows)), "utf-8")
    return path


def test_import_says_what_it_changed(boussole: Boussole, home: Path, imported: Path) -> None:
    run = boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER, WELDER)))
    assert run.status == 0
    assert run.lines == ["penuries-juin: 2 added, 0 changed, 0 retired, 0 unchanged, 0 refused"]
    assert [path.name for path in imported.iterdir()] == ["penuries-juin.jsonl"]
    changed = WELDER.replace("Wallonie", "Bruxelles")
    run = boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER, changed)))
    assert run.lines == ["penuries-juin: 0 added, 1 changed, 0 retired, 1 unchanged, 0 refused"]


def test_the_report_as_json(boussole: Boussole, home: Path, imported: Path) -> None:
    run = boussole("knowledge", "import", "csv", "--json", str(spreadsheet(home, BUTCHER)))
    assert run.status == 0
    assert run.json == [
        {
            "dataset": "penuries-juin",
            "added": ["boucher"],
            "changed": [],
            "retired": [],
            "unchanged": 0,
            "refused": [],
            "hidden": [],
        }
    ]


def test_progress_is_one_bar(boussole: Boussole, home: Path, imported: Path) -> None:
    many = spreadsheet(home, *(WELDER.replace("soudeur", f"soudeur-{n}") for n in range(3000)))
    path = home / "juin.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(many, many.name)
    run = boussole("knowledge", "import", "csv", str(path))
    assert run.lines[0].startswith("penuries-juin: 3000 added")
    assert run.err.count("reading juin.zip: 100%") == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"titre;prix\nBoucher;3\n", "juin.csv: row 1: no template has these columns"),
        (COLUMNS.encode() + b"\nboucher;;;", "juin.csv: row 2: 4 columns where the header has 13"),
        (f"{COLUMNS}\n{BUTCHER}".encode("cp1252"), "juin.csv: row 2: not UTF-8"),
        (f"{COLUMNS}\n{BUTCHER}\n{BUTCHER}".encode(), "juin.csv: row 3: this id is there twice"),
        (f"{COLUMNS}\n{BUTCHER.replace('2026;', 'x;')}".encode(), "juin.csv: row 2: year: "),
        (b"", "juin.csv: row 1: "),
    ],
)
def test_a_bad_file_is_one_line_and_changes_nothing(
    boussole: Boussole, home: Path, imported: Path, content: bytes, told: str
) -> None:
    boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER)))
    before = (imported / "penuries-juin.jsonl").read_bytes()
    path = home / "juin.csv"
    path.write_bytes(content)
    run = boussole("knowledge", "import", "csv", str(path))
    assert (run.status, run.out) == (1, "")
    said = [line for line in run.err.splitlines() if line.startswith("boussole: ")]
    assert len(said) == 1
    assert said[0].startswith(f"boussole: {told}")
    assert "Traceback" not in run.err
    assert [path.name for path in imported.iterdir()] == ["penuries-juin.jsonl"]
    assert (imported / "penuries-juin.jsonl").read_bytes() == before


@pytest.mark.parametrize("kind", ["rome", "esco", "csv", "package"])
def test_a_file_that_is_not_there(
    boussole: Boussole, home: Path, imported: Path, kind: str
) -> None:
    run = boussole("knowledge", "import", kind, str(home / "nulle-part.csv"))
    assert (run.status, run.out) == (1, "")
    (line,) = run.err.splitlines()
    assert "nulle-part.csv" in line


def test_too_much_retired_needs_force(
    boussole: Boussole, home: Path, imported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.importers.dataset_files.MIN_RETIRED_ALLOWED", 0)
    boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER, WELDER)))
    path = str(spreadsheet(home, BUTCHER))
    run = boussole("knowledge", "import", "csv", path)
    assert run.status == 1
    assert "1 of 2 entries would be retired" in run.err
    run = boussole("knowledge", "import", "csv", path, "--force")
    assert run.lines == ["penuries-juin: 0 added, 0 changed, 1 retired, 1 unchanged, 0 refused"]


def test_an_entry_behind_ours_is_told(
    boussole: Boussole, home: Path, knowledge: Path, imported: Path
) -> None:
    run = boussole(
        "knowledge", "import", "csv", str(spreadsheet(home, BUTCHER.replace("boucher", "accueil")))
    )
    assert run.lines[0].startswith("penuries-juin: 1 added")
    assert "1 hidden behind an entry of the same id: accueil" in run.err


def test_into_a_base_that_does_not_load_nothing_is_imported(
    boussole: Boussole, home: Path, knowledge: Path, imported: Path
) -> None:
    (knowledge / "partners.yml").write_text("- {id: x}\n", "utf-8")
    run = boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER)))
    assert run.status == 1
    assert "partners.yml: x: " in run.err
    assert not imported.exists()


def test_a_wrong_call(boussole: Boussole, home: Path, imported: Path) -> None:
    assert boussole("knowledge", "import").status == 2
    assert boussole("knowledge", "import", "csv").status == 2
    register = ("knowledge", "import", "schools", str(home / "x.csv"))
    assert boussole(*register).status == 2  # its date is needed
    assert boussole(*register, "--date", "hier").status == 2


def test_export_gives_a_package_that_another_takes(
    boussole: Boussole, home: Path, knowledge: Path, imported: Path
) -> None:
    boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER)))
    package = home / "base.jsonl"
    run = boussole("knowledge", "export", str(package))
    assert (run.status, run.out) == (0, "")
    assert "2 entries" in run.err
    first = json.loads(package.read_text("utf-8").splitlines()[0])
    assert (first["format"], first["version"]) == ("boussole-knowledge", 1)
    assert first["origin"] == SITE["name"]
    (knowledge / "place.yml").unlink()
    boussole("knowledge", "remove", "penuries-juin")
    run = boussole("knowledge", "import", "package", str(package))
    name = "package-cite-des-metiers-d-essai"
    assert run.lines == [f"{name}: 2 added, 0 changed, 0 retired, 0 unchanged, 0 refused"]
    assert [path.name for path in imported.iterdir()] == [f"{name}.jsonl"]


def test_a_conflict_is_told(boussole: Boussole, home: Path, knowledge: Path) -> None:
    package = home / "base.jsonl"
    boussole("knowledge", "export", str(package))
    text = package.read_text("utf-8").replace("On vous écoute.", "Entrez.")
    package.write_text(text, "utf-8")
    run = boussole("knowledge", "import", "package", str(package))
    assert run.status == 0
    assert "refused: base.jsonl: row 2: accueil: conflict: we have another one" in run.err
    assert run.lines[0].endswith("0 added, 0 changed, 0 retired, 0 unchanged, 1 refused")


def test_a_cite_without_a_name_exports_nothing(
    boussole: Boussole, home: Path, knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (knowledge / "site.yml").unlink()
    run = boussole("knowledge", "export", str(home / "base.jsonl"))
    assert run.status == 1
    assert "no name" in run.err
    assert not (home / "base.jsonl").exists()
    monkeypatch.setenv("BOUSSOLE_SITE_NAME", "Ailleurs")
    assert boussole("knowledge", "export", str(home / "base.jsonl")).status == 0


def test_remove_takes_a_dataset_out(boussole: Boussole, home: Path, imported: Path) -> None:
    boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER)))
    assert boussole("knowledge", "remove", "penuries-juin").status == 0
    assert list(imported.iterdir()) == []
    run = boussole("knowledge", "remove", "penuries-juin")
    assert (run.status, run.err) == (1, "no such dataset; there are: none\n")


@pytest.mark.parametrize("name", ["../precieux", "autre", "", "."])
def test_remove_touches_nothing_else(
    boussole: Boussole, home: Path, imported: Path, name: str
) -> None:
    boussole("knowledge", "import", "csv", str(spreadsheet(home, BUTCHER)))
    (home / "precieux.jsonl").write_text("x", "utf-8")
    run = boussole("knowledge", "remove", name)
    assert (run.status, run.err) == (1, "no such dataset; there are: penuries-juin\n")
    assert (home / "precieux.jsonl").exists()


@pytest.fixture
def asked(home: Path) -> None:
    """Two questions of one person, one of them twice."""
    engine = engines.create_database_engine(f"sqlite:///{home / 'boussole.sqlite'}")
    migrate_schema(engine)
    first = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.timezone.utc)
    later = first + dt.timedelta(days=1)
    person = {"id": 1, "person": "p", "channel": "web", "created": first, "last_seen": first}
    with writing(engine) as unit:
        unit.execute(conversations.insert().values(**person))
        unanswered_repository.add_unanswered_question(unit, 1, "et la bourse de [nom] ?", first)
        unanswered_repository.add_unanswered_question(unit, 1, "et le permis ?", later)
        unanswered_repository.add_unanswered_question(unit, 1, "et la bourse de [nom] ?", later)
        unit.commit()
    engine.dispose()


@pytest.mark.usefixtures("asked")
def test_unanswered_newest_first_without_who_asked(boussole: Boussole) -> None:
    run = boussole("knowledge", "unanswered")
    assert run.status == 0
    assert run.lines == [
        "2026-11-25 et le permis ? not_known",
        "2026-11-24 et la bourse de [nom] ? not_known",
    ]
    assert boussole("knowledge", "unanswered", "--json").json == [
        {"day": "2026-11-25", "text": "et le permis ?", "reason": "not_known"},
        {"day": "2026-11-24", "text": "et la bourse de [nom] ?", "reason": "not_known"},
    ]


def test_nothing_is_unanswered(boussole: Boussole, database: Path) -> None:
    run = boussole("knowledge", "unanswered")
    assert (run.status, run.out) == (0, "")


def test_lists_for_work_permits_are_imported_with_their_year(
    boussole: Boussole, home: Path, imported: Path
) -> None:
    path = home / "permis.csv"
    path.write_text(
        "region,intitule,rome_candidat,methode\nwallonie,Maçon / Maçonne,F1703,exact\n", "utf-8"
    )
    run = boussole("knowledge", "import", "shortages", str(path), "--year", "2030")
    added = "1 added, 0 changed, 0 retired, 0 unchanged, 0 refused"
    assert run.lines == [f"permis-travail-2030: {added}"]
    assert boussole("knowledge", "import", "shortages", str(path)).status == 2
