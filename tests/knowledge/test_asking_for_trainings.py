"""Constraints read in what people type, and fields of work."""

import pytest

from knowledge import training_constraints, training_search, work_fields
from knowledge.training_constraints import TrainingConstraints
from tests.support.knowledge_factories import training

TOWNS = {"liege", "verviers", "seraing"}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("une formation à Verviers", TrainingConstraints(town="verviers")),
        ("en un an", TrainingConstraints(months=12)),
        ("qqch de 6 mois à Liège", TrainingConstraints(town="liege", months=6)),
        ("des cours du soir", TrainingConstraints(evening=True)),
        ("en soirée, après le boulot", TrainingConstraints(evening=True)),
        ("en alternance sans cess", TrainingConstraints(alternating=True, without_cess=True)),
        ("je n'ai pas mon CESS", TrainingConstraints(without_cess=True)),
        ("une formation courte", TrainingConstraints(months=training_constraints.MAX_SHORT_MONTHS)),
        ("une formation en coiffure", TrainingConstraints()),
    ],
)
def test_constraints_are_read_from_the_text(text: str, asked: TrainingConstraints) -> None:
    assert training_constraints.parse_constraints(text, TOWNS) == asked
    assert bool(asked) == (asked != TrainingConstraints())


@pytest.mark.parametrize(
    ("asked", "changes", "fits"),
    [
        (TrainingConstraints(town="seraing"), {"place": "Rue A 1, 4100 Seraing"}, True),
        (TrainingConstraints(town="seraing"), {"place": "4000 Liège"}, False),
        (TrainingConstraints(town="spa"), {"place": "Espace Formation, 4000 Liège"}, False),
        (TrainingConstraints(months=12), {"length": "10 mois"}, True),
        (TrainingConstraints(months=12), {"length": "3 ans"}, False),
        (TrainingConstraints(months=12), {"length": "à vérifier"}, False),
        (TrainingConstraints(evening=True), {"schedule": "En soirée."}, True),
        (TrainingConstraints(alternating=True), {"kind": "apprentissage IFAPME"}, True),
        (
            TrainingConstraints(alternating=True),
            {"kind": "bachelier", "schedule": "En journée."},
            False,
        ),
        (TrainingConstraints(without_cess=True), {"level": 4, "conditions": "Avoir 15 ans."}, True),
        (
            TrainingConstraints(without_cess=True),
            {"level": 4, "conditions": "Avoir le CESS."},
            False,
        ),
        (TrainingConstraints(without_cess=True), {"level": 6, "conditions": "Un examen."}, False),
    ],
)
def test_a_training_fits_its_constraints(
    asked: TrainingConstraints, changes: dict, fits: bool
) -> None:
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
    assert training_constraints.strip_constraints(text, TOWNS) == left


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
    assert training_search.asks_for_trainings(text, real_base) is asks


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
    assert work_fields.asks_for_professions(real_base, text) is asks


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("et le soir ?", True),
        ("ya des etudes pour ça", True),
        ("une formation à Huy", False),
    ],
)
def test_what_goes_on_about_the_profession_spoken_of(text: str, goes_on: bool) -> None:
    assert training_search.is_follow_up(text) is goes_on


def test_the_length_of_forem_trainings() -> None:
    assert training_constraints.parse_months("Quelques semaines à quelques mois") == 11
    assert training_constraints.parse_months("Plus d'un an, à vérifier") is None


def test_towns_are_read_from_places() -> None:
    places = ["Rue A 1, 4100 Seraing", "HELMo, Verviers", "à vérifier", "Campus de la Reid"]
    made = [training(f"t{n}", "T", place=place) for n, place in enumerate(places)]
    assert training_constraints.collect_towns(made) == {"seraing", "verviers"}


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
    found = work_fields.find_field(real_base, text)
    assert (found and found.id) == field


def test_every_field_has_professions(real_base) -> None:
    for field in real_base.fields.values():
        assert len(work_fields.list_professions(real_base, field)) >= 2, field.id
