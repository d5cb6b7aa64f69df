"""Two Cités exchange what they wrote: nothing is overwritten, and it is known who wrote what."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.entry_serialisation import to_plain_data
from knowledge.importers import dataset_files
from knowledge.importers.dataset_files import ImportReport
from knowledge.importers.delimited_files import ImportRefused
from knowledge.importers.exchange_package import ExchangePackage, export_base
from knowledge.knowledge_base import KnowledgeBase
from tests.support.knowledge_factories import raw_occupation
from tests.support.official_files import write_yaml

TODAY = dt.date(2026, 11, 25)
SOURCE = {"id": "liste", "title": "Liste", "publisher": "Le Forem", "date": "2026-01-01"}
SHORTAGE = {
    "id": "penurie-boucher",
    "title": "Boucher",
    "year": 2026,
    "list": "pénurie",
    "region": "Wallonie",
    "sources": ["liste"],
}


def trade(entry_id: str, **changes: Any) -> dict[str, Any]:
    return raw_occupation(entry_id, f"{entry_id} f", f"{entry_id} m", sources=["liste"], **changes)


class Cite:
    """One Cité with its folder: what it writes by hand and what it imports."""

    def __init__(self, root: Path, name: str, *trades: dict[str, Any], **changes: Any) -> None:
        self.name, self.hand, self.imported = name, root / name / "hand", root / name / "imported"
        self.path = root / f"{name}.jsonl"
        source = {**SOURCE, **changes}
        write_yaml(self.hand / "sources.yml", [source, {**source, "id": "jamais-citee"}])
        write_yaml(self.hand / "occupations" / "a.yml", list(trades))

    @property
    def base(self) -> KnowledgeBase:
        return KnowledgeBase.load(self.hand, self.imported)

    def gives(self) -> Path:
        export_base(self.base, self.path, self.name, TODAY)
        return self.path

    def takes(self, path: Path) -> ImportReport:
        package = ExchangePackage(path, self.base)
        manifest = package.manifest()
        target = dataset_files.get_dataset_path(self.imported, manifest.name)
        report = dataset_files.write_dataset(target, manifest, package.lines())
        report.refused = package.refused
        return report


@pytest.fixture
def liege(tmp_path: Path) -> Cite:
    return Cite(tmp_path, "Liège", trade("boucher"), trade("soudeur"))


@pytest.fixture
def namur(tmp_path: Path) -> Cite:
    return Cite(tmp_path, "Namur", trade("batelier"))


def test_a_package_has_the_entries_and_the_sources_they_cite(liege):
    count = export_base(liege.base, liege.path, "Liège", TODAY)
    manifest, lines = dataset_files.read_dataset(liege.path)
    assert (manifest.origin, manifest.date) == ("Liège", TODAY)
    assert [source["id"] for source in manifest.sources] == ["liste"]
    found = list(lines)
    assert [(kind, entry["id"]) for kind, entry in found] == [
        ("occupation", "boucher"),
        ("occupation", "soudeur"),
    ]
    assert count == 2
    assert found[0][1] == to_plain_data(liege.base.occupations["boucher"])


def test_every_kind_goes_over(tmp_path, namur):
    giver = Cite(tmp_path, "Liège", trade("boucher"))
    cited = {"sources": ["liste"]}
    told = {"title": "T", "audience": "Tous", "summary": "S."}
    day = {"start": "2027-03-01T10:00", "end": "2027-03-01T12:00", "place": "Liège"}
    learnt = dict.fromkeys(("kind", "length", "schedule", "conditions", "school", "place"), "x")
    asked = {"question": "Q ?", "short": "R.", "regime": "2026", "topic": "école"}
    for file, raw in (
        ("shortages.yml", SHORTAGE),
        ("events.yml", {"id": "e", **cited, **told, **day}),
        ("partners.yml", {"id": "s", **cited, **told}),
        (
            "trainings/a.yml",
            {"id": "t", **cited, **learnt, "title": "T", "level": 4, "summary": "S."},
        ),
        ("questions/a.yml", {"id": "q", **cited, **asked}),
    ):
        write_yaml(giver.hand / file, [raw])
    report = namur.takes(giver.gives())
    assert sorted(report.added) == ["boucher", "e", "penurie-boucher", "q", "s", "t"]
    assert report.refused == []
    base = namur.base
    assert base.shortages["penurie-boucher"].origin == "Liège"
    assert base.events["e"] == giver.base.events["e"].copy(update={"origin": "Liège"})


def test_official_sheets_stay_at_home(liege):
    sheet = {
        "id": "rome-k1201",
        "title": {"f": "Éclusière", "m": "Éclusier"},
        "rome": "K1201",
        "riasec": "R",
        "summary": ["Ouvre l'écluse."],
    }
    manifest = dataset_files.Manifest("rome", "France Travail", TODAY)
    dataset_files.write_dataset(
        dataset_files.get_dataset_path(liege.imported, "rome"), manifest, [("sheet", sheet)]
    )
    assert "rome-k1201" in liege.base.entries
    _, lines = dataset_files.read_dataset(liege.gives())
    assert [entry["id"] for _, entry in lines] == ["boucher", "soudeur"]


def test_who_wrote_it_is_kept(liege, namur):
    report = namur.takes(liege.gives())
    assert (report.dataset, report.added) == ("package-liege", ["boucher", "soudeur"])
    base = namur.base
    assert {i: entry.origin for i, entry in base.occupations.items()} == {
        "batelier": None,
        "boucher": "Liège",
        "soudeur": "Liège",
    }
    assert base.files["boucher"] == "package-liege.jsonl"


def test_a_third_cite_knows_who_wrote_first(tmp_path, liege, namur):
    namur.takes(liege.gives())
    mons = Cite(tmp_path, "Mons")
    mons.takes(namur.gives())
    assert {i: entry.origin for i, entry in mons.base.occupations.items()} == {
        "batelier": "Namur",
        "boucher": "Liège",
        "soudeur": "Liège",
    }


def test_the_same_source_stays_one(liege, namur):
    namur.takes(liege.gives())
    assert sorted(namur.base.sources) == ["jamais-citee", "liste"]
    assert namur.base.occupations["boucher"].sources == ("liste",)


def test_another_source_under_the_same_id_is_renamed(tmp_path, liege):
    namur = Cite(tmp_path, "Namur", trade("batelier"), date="2024-01-01")
    namur.takes(liege.gives())
    base = namur.base
    assert base.occupations["boucher"].sources == ("liege-liste",)
    assert base.sources["liege-liste"].date == dt.date(2026, 1, 1)
    assert base.occupations["batelier"].sources == ("liste",)
    assert base.sources["liste"].date == dt.date(2024, 1, 1)
    assert namur.takes(liege.gives()).unchanged == 2


def test_the_sources_of_single_facts_go_over_too(tmp_path):
    way = {"title": "CEFA", "level": 4, "sources": ["liste"]}
    entry = {**trade("boucher", ways_in=[way], facts={"prospects": {"sources": ["liste"]}})}
    giver = Cite(tmp_path, "Liège", {**entry, "sources": []})
    namur = Cite(tmp_path, "Namur", trade("batelier"), date="2024-01-01")
    namur.takes(giver.gives())
    taken = namur.base.occupations["boucher"]
    assert taken.ways_in[0].sources == ("liege-liste",)
    assert taken.facts["prospects"].sources == ("liege-liste",)


def test_importing_again_changes_nothing(liege, namur):
    namur.takes(liege.gives())
    before = (namur.imported / "package-liege.jsonl").read_bytes()
    report = namur.takes(liege.gives())
    assert (report.added, report.changed, report.retired, report.unchanged) == ([], [], [], 2)
    assert report.refused == []
    assert (namur.imported / "package-liege.jsonl").read_bytes() == before


def test_what_the_other_changed_is_changed(tmp_path, liege, namur):
    namur.takes(liege.gives())
    newer = Cite(tmp_path, "Liège", trade("boucher"), trade("soudeur", pay="À voir."))
    report = namur.takes(newer.gives())
    assert (report.changed, report.unchanged) == (["soudeur"], 1)
    assert namur.base.occupations["soudeur"].pay == "À voir."


def test_ours_stays_and_the_conflict_is_told(tmp_path, liege):
    namur = Cite(tmp_path, "Namur", trade("boucher", pay="Chez nous."))
    report = namur.takes(liege.gives())
    assert report.added == ["soudeur"]
    assert [str(each) for each in report.refused] == [
        "Liège.jsonl: row 2: boucher: conflict: we have another one"
    ]
    assert namur.base.occupations["boucher"].pay == "Chez nous."
    assert namur.base.occupations["boucher"].origin is None


def test_a_shortage_can_be_in_conflict_too(tmp_path, liege):
    namur = Cite(tmp_path, "Namur", trade("batelier"))
    write_yaml(liege.hand / "shortages.yml", [SHORTAGE])
    write_yaml(namur.hand / "shortages.yml", [{**SHORTAGE, "region": "Bruxelles"}])
    report = namur.takes(liege.gives())
    assert ["penurie-boucher: conflict" in str(each) for each in report.refused] == [True]
    assert namur.base.shortages["penurie-boucher"].region == "Bruxelles"


def test_the_same_content_is_told_as_the_same(tmp_path, liege):
    namur = Cite(tmp_path, "Namur", trade("boucher"))
    report = namur.takes(liege.gives())
    assert report.added == ["soudeur"]
    assert [each.reason for each in report.refused] == ["boucher: the same as ours"]


def test_ours_comes_back_to_us_as_the_same(liege, namur):
    namur.takes(liege.gives())
    report = liege.takes(namur.gives())
    assert report.added == ["batelier"]
    assert [each.reason for each in report.refused] == [
        "boucher: the same as ours",
        "soudeur: the same as ours",
    ]


def test_what_we_write_ourselves_afterwards_is_ours(liege, namur):
    namur.takes(liege.gives())
    write_yaml(namur.hand / "occupations" / "b.yml", [trade("boucher", pay="Chez nous.")])
    assert namur.base.occupations["boucher"].pay == "Chez nous."
    package = ExchangePackage(liege.gives(), namur.base)
    assert [entry["id"] for _, entry in package.lines()] == ["soudeur"]
    assert "boucher: conflict" in str(package.refused[0])


def rewritten(path: Path, row: int, **changes: Any) -> Path:
    """A package with one line changed by hand; row 1 is the manifest."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    target = lines[row - 1] if row == 1 or "kind" in changes else lines[row - 1]["entry"]
    target.update(changes)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "changes", "reason"),
    [
        (3, {"kind": "sheet"}, "unknown kind: sheet"),
        (3, {"kind": "source"}, "unknown kind: source"),
        (3, {"sources": ["ailleurs"]}, "unknown source: ailleurs"),
        (3, {"sources": None}, "sources: "),
        (3, {"sources": [["liste"]]}, "sources.0: "),
        (3, {"salary": 2000}, "soudeur: salary: "),
        (3, {"riasec": "XYZ"}, "soudeur: riasec: "),
        (3, {"id": "Pas un id"}, "id: "),
        (3, {"id": "boucher"}, "this id is twice: boucher"),
        (3, {"origin": ""}, "origin: "),
        (1, {"version": 2}, "version 2, this reads 1"),
        (1, {"origin": ""}, "does not say which Cité"),
        (1, {"sources": [{"title": "sans id"}]}, "a source: id: "),
        (1, {"sources": ["liste"]}, "a source: "),
        (1, {"sources": [{**SOURCE, "date": "hier"}]}, "a source: published: "),
    ],
)
def test_a_wrong_package_is_refused_with_its_row(liege, namur, row, changes, reason):
    path = rewritten(liege.gives(), row, **changes)
    with pytest.raises(ImportRefused) as caught:
        namur.takes(path)
    assert (caught.value.file, caught.value.row) == ("Liège.jsonl", row)
    assert reason in caught.value.reason
    assert "\n" not in str(caught.value)
    assert list(namur.base.occupations) == ["batelier"]


def test_a_package_cut_off_brings_nothing(liege, namur):
    path = liege.gives()
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ImportRefused, match=r"Liège\.jsonl: row 3: not JSON"):
        namur.takes(path)
    assert list(namur.base.occupations) == ["batelier"]
