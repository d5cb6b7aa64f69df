"""Occupations made up for the tests, and a clock that stands still."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.matching.lead_suggestions import Catalogue
from bot.notebook.model import Notebook
from knowledge.entry_schema import Occupation, Training

NOW = dt.datetime(2026, 3, 4, 15, 30, tzinfo=dt.timezone.utc)
# First and second letters of ROME's trades (version 60): what a real catalogue leans to.
FIRST = {"R": 568, "C": 261, "I": 259, "E": 239, "S": 170, "A": 87}
SECOND = {"C": 525, "": 345, "R": 200, "S": 168, "E": 159, "I": 120, "A": 67}


def make_occupation(
    occupation_id: str,
    rome: str = "I1607",
    riasec: str = "R",
    interests: tuple[int, ...] = (1,),
    levels: tuple[int, ...] = (4,),
    related: tuple[str, ...] = (),
) -> Occupation:
    """A valid occupation; only what guidance reads can be chosen."""
    way = {"title": "formation", "length": "2 ans", "where": "Liège"}
    return Occupation(
        id=occupation_id,
        title={"f": occupation_id, "m": occupation_id},
        rome=rome,
        isco="7231",
        riasec=riasec,
        interests=list(interests),
        summary=["a", "b", "c"],
        tasks=["a", "b", "c", "d"],
        day="a",
        pleasant=["a"],
        hard=["a"],
        conditions=dict.fromkeys(("hours", "outdoors", "physical", "people", "travel"), "a"),
        qualities=["a", "b"],
        ways_in=[{**way, "level": level} for level in levels],
        regulation={"regulated": None},
        pay="a",
        prospects="a",
        related=list(related),
    )


def make_training(training_id: str, occupations: tuple[str, ...] = ()) -> Training:
    """A valid training that leads to these occupations."""
    texts = dict.fromkeys(
        ("title", "kind", "length", "schedule", "conditions", "school", "place", "summary"), "a"
    )
    return Training(id=training_id, level=4, occupations=list(occupations), **texts)


def make_occupations(number: int, seed: int = 1) -> list[Occupation]:
    """Random occupations with ROME's spread of letters; the same for the same seed."""
    rng = random.Random(seed)
    return [_random_occupation(f"o{row:04}", rng, number) for row in range(number)]


def _random_occupation(occupation_id: str, rng: random.Random, number: int) -> Occupation:
    first = rng.choices(list(FIRST), list(FIRST.values()))[0]
    second = rng.choices(list(SECOND), list(SECOND.values()))[0]
    # Low interest numbers are frequent, high ones rare.
    interests = {min(30, 1 + int(rng.expovariate(0.12))) for _ in range(rng.randint(1, 5))}
    return make_occupation(
        occupation_id,
        rome=f"{rng.choice('ABCDEFGHIJKLMN')}{rng.randint(11, 16)}{rng.randint(1, 20):02}",
        riasec=first if second in ("", first) else first + second,
        interests=tuple(sorted(interests)),
        levels=tuple(rng.sample((2, 4, 5, 6, 7), rng.choice((1, 1, 2)))),
        related=(f"o{rng.randrange(number):04}",),
    )


@pytest.fixture(scope="session")
def now() -> dt.datetime:
    return NOW


@pytest.fixture(scope="session")
def occupation() -> Callable[..., Occupation]:
    return make_occupation


@pytest.fixture(scope="session")
def training() -> Callable[..., Training]:
    return make_training


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Three hundred random occupations."""
    return Catalogue(make_occupations(300))


@pytest.fixture(scope="session")
def whole_rome() -> Catalogue:
    """As many as ROME has."""
    return Catalogue(make_occupations(1584, seed=2))


@pytest.fixture(scope="session")
def sentences() -> dict[str, str]:
    """The first variant of every sentence of the domain."""
    files = (Path(__file__).parents[2] / "bot" / "domain").glob("*.yml")
    read = [yaml.safe_load(file.read_text("utf-8")).get("responses") or {} for file in files]
    return {name: said[0].get("text", "") for each in read for name, said in each.items()}


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture(scope="session")
def random_notebook() -> Callable[[Catalogue, int], Notebook]:
    """A notebook as a person might leave it; the same for the same seed."""
    return make_notebook


def make_notebook(catalogue: Catalogue, seed: int) -> Notebook:
    rng = random.Random(seed)
    notebook, ids = Notebook(), [occupation.id for occupation in catalogue]
    numbers = rng.sample(range(1, 31), rng.randint(1, 4))
    notebook.add_dream("des mots", numbers, NOW)
    for number in numbers[: rng.randint(1, len(numbers))]:
        notebook.confirm_interest(number)
    for letter in "riasec" if rng.random() < 0.7 else "":
        leaning = rng.choice((2, 3, 4))
        for index in range(1, 6):
            value = max(1, min(5, leaning + rng.choice((-1, 0, 1))))
            notebook.answer(f"{letter}{index}", value, NOW)
    for liked in rng.sample(ids, rng.choice((0, 0, 1, 2))):
        notebook.like(liked, NOW)
    for refused in rng.sample(ids, rng.choice((0, 1, 3))):
        notebook.refuse("", NOW, refused)
    return notebook
