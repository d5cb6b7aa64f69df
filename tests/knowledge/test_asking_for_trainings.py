"""Constraints read in what people type, and fields of work."""

import pytest
from knowledge_factories import training

from knowledge import constraints, fields, trainings
from knowledge.constraints import Constraints

TOWNS = {"liege", "verviers", "seraing"}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("une formation à Verviers", Constraints(town="verviers")),
        ("en un an", Constraints(months=12)),
        ("qqch de 6 mois à Liège", Constraints(town="liege", months=6)),
        ("des cours du soir", Constraints(evening=True)),
        ("en soirée, après le boulot", Constraints(evening=True)),
        ("en alternance sans cess", Constraints(alternating=True, without_cess=True)),
        ("je n'ai pas mon CESS", Constraints(without_cess=True)),
        ("une formation courte", Constraints(months=constraints.SHORT_MONTHS)),
        ("une formation en coiffure", Constraints()),
    ],
)
def test_what_is_asked(text: str, asked: Constraints) -> None:
    assert constraints.read(text, TOWNS) == asked
    assert bool(asked) == (asked != Constraints())


@pytest.mark.parametrize(
    ("asked", "changes", "fits"),
    [
        (Constraints(town="seraing"), {"place": "Rue A 1, 4100 Seraing"}, True),
        (Constraints(town="seraing"), {"place": "4000 Liège"}, False),
        (Constraints(town="spa"), {"place": "Espace Formation, 4000 Liège"}, False),
        (Constraints(months=12), {"length": "10 mois"}, True),
        (Constraints(months=12), {"length": "3 ans"}, False),
        (Constraints(months=12), {"length": "à vérifier"}, False),
        (Constraints(evening=True), {"schedule": "En soirée."}, True),
        (Constraints(alternating=True), {"kind": "apprentissage IFAPME"}, True),
        (Constraints(alternating=True), {"kind": "bachelier", "schedule": "En journée."}, False),
        (Constraints(without_cess=True), {"level": 4, "conditions": "Avoir 15 ans."}, True),
        (Constraints(without_cess=True), {"level": 4, "conditions": "Avoir le CESS."}, False),
        (Constraints(without_cess=True), {"level": 6, "conditions": "Un examen."}, False),
    ],
)
def test_what_fits(asked: Constraints, changes: dict, fits: bool) -> None:
    assert asked.fits(training("t", "Une formation", **changes)) is fits


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("en coiffure à Verviers", "en coiffure a"),
        ("une formation de 6 mois, le soir, sans CESS", "une formation de le"),
        ("soudage", "soudage"),
    ],
)
def test_what_is_left_beside_the_constraints(text: str, left: str) -> None:
    assert constraints.rest(text, TOWNS) == left


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("ya des cours le soir", True),
        ("où faire des études de droit", True),
        ("en alternance ya koi", True),
        ("on gagne cmb en apprentissage ifapme", False),
        ("j'habite à Verviers", False),
        ("j'aime pas l'école", False),
    ],
)
def test_when_trainings_are_asked_for(real_base, text: str, asks: bool) -> None:
    assert trainings.asked(text, real_base) is asks


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("ya koi com taf ds la musique", True),
        ("metier pour voyager", True),
        ("jveux bosser avec les bebes ya koi", True),
        ("mon boulot me saoule", False),
        ("un métier pour moi", False),
    ],
)
def test_when_trades_are_asked_for(real_base, text: str, asks: bool) -> None:
    assert fields.asked(real_base, text) is asks


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("et le soir ?", True),
        ("ya des etudes pour ça", True),
        ("une formation à Huy", False),
    ],
)
def test_what_goes_on_about_the_profession_spoken_of(text: str, goes_on: bool) -> None:
    assert trainings.follows(text) is goes_on


def test_the_length_of_forem_trainings() -> None:
    assert constraints.months("Quelques semaines à quelques mois") == 11
    assert constraints.months("Plus d'un an, à vérifier") is None


def test_towns_are_read_from_places() -> None:
    places = ["Rue A 1, 4100 Seraing", "HELMo, Verviers", "à vérifier", "Campus de la Reid"]
    made = [training(f"t{n}", "T", place=place) for n, place in enumerate(places)]
    assert constraints.towns(made) == {"seraing", "verviers"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("quels métiers dans la santé ?", "sante"),
        ("ya koi ds le batiment", "batiment"),
        ("les métiers des jeux vidéo", "informatique"),
        ("bonjour", None),
    ],
)
def test_the_field_that_is_named(real_base, text, field) -> None:
    found = fields.named(real_base, text)
    assert (found and found.id) == field


def test_every_field_has_professions(real_base) -> None:
    for field in real_base.fields.values():
        assert len(fields.members(real_base, field)) >= 2, field.id
