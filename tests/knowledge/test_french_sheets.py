"""Trades of ROME beside hand-written professions: merged on the code, found, never suggested."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from knowledge.entry_kinds import kind_of, title_of
from knowledge.entry_schema import Event
from knowledge.imported_models import RomeSheet
from knowledge.importers import dataset_files
from knowledge.knowledge_base import KnowledgeBase
from knowledge.name_index import OFFICIAL_NAME
from knowledge.profession_linking import link_professions
from knowledge.search_index import SearchIndex
from tests.support.knowledge_factories import WordEmbedder, occupation, raw_occupation
from tests.support.official_files import write_yaml

TODAY = dt.date(2026, 11, 25)


def raw_sheet(code: str, f: str, m: str, **changes: Any) -> dict[str, Any]:
    fixed = {
        "id": f"rome-{code.lower()}",
        "title": {"f": f, "m": m},
        "rome": code,
        "riasec": "R",
        "summary": ["Une phrase."],
    }
    return {**fixed, **changes}


GARDENER = occupation("jardinier", "jardinière", "jardinier", rome="A1203", aliases=["jardi"])
MERGED = RomeSheet(
    **raw_sheet(
        "A1203", "Jardinière paysagiste", "Jardinier paysagiste", names=["Élagueuse de haie"]
    )
)
LOCK = RomeSheet(
    **raw_sheet(
        "K1201",
        "Éclusière",
        "Éclusier",
        names=["Barragiste", "Agente de navigation fluviale"],
        summary=["Manœuvre les portes pour laisser passer les péniches."],
    )
)


@pytest.fixture
def base() -> KnowledgeBase:
    return KnowledgeBase(entries=[GARDENER, MERGED, LOCK])


def best(index: SearchIndex, text: str, **limits: Any) -> list[str]:
    return [hit.id for hit in index.search(text, **limits)]


def test_a_sheet_of_a_written_profession_is_no_entry_of_its_own(base):
    assert list(base.entries) == ["jardinier", "rome-k1201"]
    assert list(base.sheets) == ["rome-k1201"]
    assert base.get("rome-a1203") is None


def test_its_names_find_the_profession(base, index):
    assert base.official_names["jardinier"] == (
        "Jardinière paysagiste",
        "Jardinier paysagiste",
        "Élagueuse de haie",
    )
    hit = index.search("élagueur de haies")[0]
    assert hit.id == "jardinier"
    assert hit.score >= OFFICIAL_NAME * 0.95
    assert link_professions("élagueuse de haie", None, index).occupation_ids == ("jardinier",)


def test_a_sheet_is_found_as_an_occupation(index):
    for text in ("éclusière", "eclusier", "barragiste", "ouvrir les portes pour les péniches"):
        hit = index.search(text)[0]
        assert (hit.id, hit.kind) == ("rome-k1201", "occupation")
        assert hit.title == "Éclusière / Éclusier"
    assert best(index, "éclusier", kinds=["occupation"])[0] == "rome-k1201"
    assert "rome-k1201" not in best(index, "éclusier", kinds=["training", "faq"])
    assert (kind_of(LOCK), title_of(LOCK)) == ("occupation", "Éclusière / Éclusier")


@pytest.mark.parametrize("text", ["éclusier", "c'est quoi une éclusière ?", "barragiste"])
def test_a_sheet_is_linked_when_none_of_ours_is_named(index, text):
    found = link_professions(text, None, index)
    assert (found.sheet_id, found.occupation_ids) == ("rome-k1201", ())
    assert found.named
    assert not found.certain


def test_a_sheet_named_inside_a_sentence(index):
    found = link_professions(
        "je voudrais devenir agent de navigation fluviale à Liège", None, index
    )
    assert found.sheet_id == "rome-k1201"


@pytest.mark.parametrize("text", ["jardinier ou éclusier", "compare jardi et éclusière"])
def test_a_hand_written_profession_comes_before_a_sheet(index, text):
    found = link_professions(text, None, index)
    assert (found.sheet_id, found.occupation_ids) == (None, ("jardinier",))


BAKERY = RomeSheet(**raw_sheet("D1106", "Vendeuse en boulangerie", "Vendeur en boulangerie"))
PRINTER = RomeSheet(**raw_sheet("E1306", "Typographe", "Typographe"))


@pytest.fixture
def shops() -> SearchIndex:
    """Ours, whose names are a part of a sheet's or a letter away from it."""
    ours = [
        occupation("vendeur", "vendeuse", "vendeur", rome="D1214"),
        occupation("boulanger", "boulangère", "boulanger", rome="D1102", branches=["boulangerie"]),
        occupation("geometre", "géomètre", "géomètre", rome="F1107", aliases=["topographe"]),
    ]
    return SearchIndex(KnowledgeBase(entries=[*ours, BAKERY, PRINTER]), WordEmbedder())


@pytest.mark.parametrize(
    "text", ["vendeuse en boulangerie", "jveux devenir vendeur en boulangerie"]
)
def test_a_whole_official_name_goes_before_a_part_of_it(shops, text):
    assert link_professions(text, None, shops).sheet_id == BAKERY.id
    assert best(shops, text)[0] == BAKERY.id


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("la vendeuse", ("vendeur",)),
        ("géomètre ou vendeur en boulangerie", ("geometre", "vendeur")),
    ],
)
def test_what_is_named_beside_it_is_not_lost(shops, text, named):
    assert link_professions(text, None, shops).occupation_ids == named


def test_an_official_name_as_written_goes_before_a_name_that_it_misspells(shops):
    assert best(shops, "typographe")[0] == PRINTER.id
    assert best(shops, "topographe")[0] == best(shops, "topografe")[0] == "geometre"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("eclussières", "rome-k1201"), ("agent de navigassion fluvialle", "rome-k1201")],
)
def test_a_sheet_is_found_by_a_misspelt_name(index, text, meant):
    assert best(index, text)[0] == meant


def test_a_sheet_is_never_suggested(base):
    assert list(base.occupations) == ["jardinier"]


def test_professions_that_share_a_code_share_its_names():
    base = KnowledgeBase(
        entries=[
            occupation("jardinier", "jardinière", "jardinier", rome="A1203"),
            occupation("elagueur", "élagueuse", "élagueur", rome="A1203"),
            RomeSheet(
                **raw_sheet(
                    "A1203",
                    "Jardinière paysagiste",
                    "Jardinier paysagiste",
                    names=["Élagueuse-grimpeuse", "Greenkeeper"],
                )
            ),
        ]
    )
    assert base.official_names == {
        "jardinier": ("Jardinière paysagiste", "Jardinier paysagiste", "Greenkeeper"),
        "elagueur": ("Élagueuse-grimpeuse", "Greenkeeper"),
    }
    assert list(base.entries) == ["jardinier", "elagueur"]


def event(entry_id: str, start: Any, end: Any) -> Event:
    told = {
        "title": "Portes ouvertes du port",
        "place": "Liège",
        "audience": "Tous",
        "summary": "S.",
    }
    return Event(id=entry_id, start=start, end=end, **told)


def test_times_of_events_are_read_as_files_write_them():
    """YAML gives them as text: with a zone or without, with « Z », or a day alone."""
    read = event("e", "2026-12-05T9:30", "2026-12-05T10:00:00Z")
    assert (read.start.isoformat(), read.end.isoformat()) == (
        "2026-12-05T09:30:00+01:00",
        "2026-12-05T10:00:00+00:00",
    )
    assert event("e", "2026-12-05", "2026-12-06").start.isoformat() == "2026-12-05T00:00:00+01:00"
    with pytest.raises(ValueError, match="start"):
        event("e", "bientôt", "2026-12-06")


def test_an_event_is_not_found_after_its_last_day():
    past = event("hier", "2026-11-24T10:00", "2026-11-24T18:00")
    last = event("aujourd-hui", "2026-11-20", "2026-11-25")
    later = event("demain", "2026-11-26T10:00+01:00", "2026-11-26T12:00+01:00")
    index = SearchIndex(KnowledgeBase(entries=[past, last, later]), WordEmbedder())
    text = "portes ouvertes du port"
    assert set(best(index, text)) == {"hier", "aujourd-hui", "demain"}
    assert set(best(index, text, today=TODAY)) == {"aujourd-hui", "demain"}
    assert best(index, text, today=dt.date(2026, 11, 27)) == []


def test_a_day_of_an_event_can_be_written_as_yaml_reads_it():
    days = (dt.date(2027, 3, 1), dt.date(2027, 3, 2))
    assert event("e", *days) == event("e", *(day.isoformat() for day in days))
    assert event("e", *days).last_day == days[1]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """What is written by hand, and what was imported: both have `eclusier`."""
    hand, imported = tmp_path / "hand", tmp_path / "imported"
    write_yaml(
        hand / "occupations" / "K12.yml", [raw_occupation("eclusier", "é", "é", rome="K1202")]
    )
    brought = raw_occupation("eclusier", "autre", "autre", rome="K1203")
    manifest = dataset_files.Manifest("package-x", "X", TODAY)
    lines = [("occupation", brought), ("sheet", raw_sheet("K1201", "Éclusière", "Éclusier"))]
    dataset_files.write_dataset(
        dataset_files.get_dataset_path(imported, "package-x"), manifest, lines
    )
    return hand, imported


def test_what_is_written_by_hand_wins(folders):
    base = KnowledgeBase.load(*folders)
    assert base.occupations["eclusier"].rome == "K1202"
    assert base.files["eclusier"] == "occupations/K12.yml"
    assert base.files["rome-k1201"] == "package-x.jsonl"


def test_without_the_imports_only_what_is_written(folders):
    hand, _ = folders
    assert list(KnowledgeBase.load(hand).entries) == ["eclusier"]
    assert list(KnowledgeBase.load(hand, hand / "nothing-here").entries) == ["eclusier"]
