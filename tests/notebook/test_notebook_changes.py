"""Wishes, values, skills, obstacles, trials: each applied or refused by name, each taken back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest

from bot.guidance import readiness, removal_requests
from bot.notebook import guidance_errors, obstacle_patterns, wishes
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import PHASES, PlanStep, StudiesLimit
from bot.notebook.removal import remove_entry
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.notebook.wishes import TRADE_WISHES, VALUES, WISHES


def _told(now: dt.datetime) -> Notebook:
    notebook = Notebook()
    notebook.add_experience("baby-sitting", [1, 3], now)
    notebook.confirm_skill(1)
    notebook.wish("nights", 1, now)
    notebook.skip_wish("public")
    notebook.hold("help", now)
    notebook.add_obstacle(now, "money")
    notebook.add_obstacle(now, words="ma sœur est malade")
    notebook.set_plan_b("boulanger", now)
    notebook.add_trial("soudeur", "less", now, "trop de bruit")
    notebook.add_open_question("et les horaires ?", now)
    notebook.set_said_phase("specification", "exploration")
    notebook.add_dream("réparer", [], now, (("soudeur", 0.5),))
    notebook.refuse("un bureau", now, near=(("comptable", 0.4),))
    return notebook


def test_plain_data_and_back(now: dt.datetime) -> None:
    notebook = _told(now)
    assert Notebook.from_json(json.loads(json.dumps(notebook.to_json()))) == notebook


def test_a_notebook_of_before_still_opens(now: dt.datetime) -> None:
    data = _told(now).to_json()
    for name in ("skills", "wishes", "passed_wishes", "values", "obstacles", "trials", "formal"):
        del data[name]
    for note in (*data["dreams"], *data["refusals"]):
        del note["near"]
    assert Notebook.from_json(data).wishes == {}


WRONG: dict[str, tuple[Callable[[Notebook, dt.datetime], object], type[Exception]]] = {
    "wish": (lambda n, now: n.wish("salary", 3, now), guidance_errors.UnknownWish),
    "scale": (lambda n, now: n.wish("nights", 6, now), guidance_errors.OutOfScale),
    "passing": (lambda n, now: n.skip_wish("salary"), guidance_errors.UnknownWish),
    "value": (lambda n, now: n.hold("fame", now), guidance_errors.UnknownValue),
    "absent value": (lambda n, now: n.let_go("nature"), guidance_errors.NothingFound),
    "absent skill": (lambda n, now: n.confirm_skill(9), guidance_errors.NothingFound),
    "dropped skill": (lambda n, now: n.drop_skill(9), guidance_errors.NothingFound),
    "no words": (lambda n, now: n.add_experience(" ", [1], now), guidance_errors.EmptyWords),
    "obstacle": (lambda n, now: n.add_obstacle(now, "weather"), guidance_errors.UnknownObstacle),
    "no obstacle": (lambda n, now: n.add_obstacle(now), guidance_errors.EmptyWords),
    "change": (lambda n, now: n.add_trial("soudeur", "maybe", now), guidance_errors.UnknownChange),
    "phase": (lambda n, now: n.set_said_phase("lost", "exploration"), guidance_errors.UnknownPhase),
    "naive": (
        lambda n, now: n.hold("help", now.replace(tzinfo=None)),
        guidance_errors.GuidanceError,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused_and_changes_nothing(name: str, now: dt.datetime) -> None:
    event, error = WRONG[name]
    notebook = Notebook() if name == "naive" else _told(now)
    before = notebook.to_json()
    with pytest.raises(error):
        event(notebook, now)
    assert notebook.to_json() == before


def test_three_values_at_most(now: dt.datetime) -> None:
    notebook = Notebook()
    for value in wishes.VALUES[:3]:
        notebook.hold(value, now)
    notebook.hold(wishes.VALUES[0], now)
    with pytest.raises(guidance_errors.TooManyValues):
        notebook.hold(wishes.VALUES[3], now)


def test_wishes_are_asked_once_each(now: dt.datetime) -> None:
    notebook, asked = Notebook(), []
    while (key := notebook.find_next_wish()) is not None:
        asked.append(key)
        if len(asked) % 2:
            notebook.wish(key, 3, now)
        else:
            notebook.skip_wish(key)
    assert asked == list(WISHES)


@pytest.mark.parametrize(
    ("what", "left"),
    [
        ("la nuit", lambda n: "nights" not in n.wishes),
        ("baby-sitting", lambda n: n.skills == []),
        ("sœur", lambda n: [o.key for o in n.obstacles] == ["money"]),
        ("boulanger", lambda n: n.plan_b is None),
        ("soudeur", lambda n: n.trials == []),
        ("bruit", lambda n: n.trials[0].words == ""),
        ("horaires", lambda n: n.open_questions == []),
        ("aider", lambda n: n.values == []),
        ("l'argent", lambda n: [o.key for o in n.obstacles] == [None]),
    ],
)
def test_everything_can_be_taken_out(
    what: str, left: Callable[[Notebook], bool], now: dt.datetime
) -> None:
    notebook = _told(now)
    remove_entry(notebook, what)
    assert left(notebook)


def test_every_wish_of_trades_has_a_name_to_remove_it_by() -> None:
    names = {"nights": "nuit", "weekends": "week-end", "outdoors": "dehors", "public": "public"}
    names |= {"physical": "physique", "travel": "déplacements", "alone": "seul", "maths": "maths"}
    assert {wishes.find_wish_by_name(name) for name in names.values()} == set(TRADE_WISHES)


def test_every_value_has_a_name_to_remove_it_by(sentences: dict[str, str]) -> None:
    """Its own label, as the notebook shows it."""
    assert [wishes.find_value_by_name(sentences[f"utter_value_{key}"]) for key in VALUES] == list(
        VALUES
    )


def test_studies_limit_the_leads_and_no_longer_when_taken_back(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.wish("long_studies", 1, now)
    assert notebook.studies_limit == StudiesLimit(MAX_SHORT_STUDIES_LEVEL, now)
    remove_entry(notebook, "les études")
    assert notebook.limit_level is None
    notebook.limit(4, now)
    remove_entry(notebook, "les études")
    assert notebook.limit_level is None
    notebook.wish("long_studies", 2, now)
    notebook.restart_wishes()
    assert (notebook.limit_level, notebook.wishes) == (None, {})


def test_a_wish_that_is_passed_limits_nothing_more(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.wish("long_studies", 1, now)
    notebook.skip_wish("long_studies")
    assert notebook.limit_level is None


def test_what_is_named_goes_wherever_it_is(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.hold("help", now)
    notebook.add_dream("aider les gens", [22], now)
    remove_entry(notebook, "aider les gens")
    assert (notebook.values, notebook.dreams, notebook.interests) == ([], [], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jveux pas travailler la nuit", [("nights", 1)]),
        ("pas la nuit et pas le we", [("nights", 1), ("weekends", 1)]),
        ("je veux bien travailler la nuit mais pas le dimanche", [("nights", 4), ("weekends", 1)]),
        ("je peux pas payer des études", [("money", 5)]),
        ("jveux pas étudier longtemps", [("long_studies", 1)]),
        ("sans voiture jpeux pas aller partout", [("distance", 5)]),
        ("pose-moi les questions sur la nuit", []),
        ("est-ce qu'on travaille dehors ?", []),
        ("jveux gagner de l'argent", []),
        ("j'aime les chats", []),
        ("je veux bosser plus dehors", [("outdoors", 4)]),
        ("dehors c'est trop bien", [("outdoors", 4)]),
        ("je veux plus travailler la nuit", [("nights", 1)]),
        ("c'est trop loin", [("distance", 5)]),
        ("je préfère être dehors et pas de nuit", [("outdoors", 4), ("nights", 1)]),
        ("pas la nuit et le dimanche", [("nights", 1), ("weekends", 1)]),
    ],
)
def test_wishes_are_read_in_words(text: str, found: list[tuple[str, int]]) -> None:
    assert wishes.parse_wishes(text) == found


def test_values_are_read_in_words() -> None:
    told = wishes.parse_values("un emploi stable et du temps pour moi")
    assert told == ["security", "time"]
    assert wishes.parse_values("mes valeurs") == []


def test_a_step_of_the_plan_goes_by_its_number(now: dt.datetime) -> None:
    notebook = Notebook()
    keys = ("read_card", "meet_someone", "decide_again")
    notebook.schedule([PlanStep(key, now.date()) for key in keys])
    remove_entry(notebook, "étape 2")
    assert [step.key for step in notebook.plan] == ["read_card", "decide_again"]
    with pytest.raises(guidance_errors.NothingFound):
        remove_entry(notebook, "étape 3")


def test_an_obstacle_told_then_pressed_is_one(now: dt.datetime) -> None:
    notebook = Notebook()
    notebook.add_obstacle(now, words="mes parents disent non")
    notebook.add_obstacle(now, "family", "mes parents disent non")
    notebook.add_obstacle(now, "family")
    assert [(o.key, o.words) for o in notebook.obstacles] == [("family", "mes parents disent non")]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("ce qui me bloque c'est l'argent", ("money",)),
        ("Mes parents ne veulent pas, et c'est trop loin", ("distance", "family")),
        ("j'ai peur de rater", ("fear",)),
        ("mon français", ("language",)),
        ("j'ai pas le temps", ("time",)),
        ("je n'ai pas de diplôme", ("diploma",)),
        ("le mauvais temps qu'il fait au Pérou", ("time",)),
        ("mon chien", ()),
        ("ces études me font hésiter", ()),
        ("je suis en train de chercher", ()),
        ("je suis sous pression", ()),
        ("de temps en temps je doute", ()),
        ("je n'ai pas le CESS", ("diploma",)),
    ],
)
def test_obstacles_are_read_in_words(words: str, keys: tuple[str, ...]) -> None:
    assert obstacle_patterns.find_named_obstacles(words) == keys


@pytest.mark.parametrize("words", ["Ce qui me bloque", "j'ai un obstacle", "ce qui me freine"])
def test_the_announcement_of_an_obstacle_is_none(words: str) -> None:
    assert obstacle_patterns.is_bare_announcement(words)
    assert not obstacle_patterns.is_bare_announcement(f"{words} c'est ma peur")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("enlève Créer", "Créer"),
        ("non, enlève-moi l'équipe !", "équipe"),
        ("ENLEVE la distance", "distance"),
        ("enlèèève ça", None),
        ("retirez le français.", "français"),
        ("je m'enlève", None),
        ("enlève-le", None),
        ("enlève la", None),
        ("je veux enlever l'étape 2", "étape 2"),
    ],
)
def test_what_is_asked_to_be_taken_out_keeps_its_accents(text: str, what: str | None) -> None:
    assert removal_requests.parse_removal_request(text) == what


# Where the person stands


def _phase(notebook: Notebook) -> str:
    return readiness.determine_phase(notebook)


def test_the_phases_follow_what_was_done(now: dt.datetime) -> None:
    notebook = Notebook()
    assert _phase(notebook) == "exploration"
    notebook.like("a", now)
    assert _phase(notebook) == "crystallisation"
    notebook.like("b", now)
    assert _phase(notebook) == "specification"
    notebook.decide("a", now)
    assert _phase(notebook) == "specification"
    keys = ("read_card", "meet_someone", "decide_again")
    notebook.schedule([PlanStep(key, now.date()) for key in keys])
    assert _phase(notebook) == "realisation"


@pytest.mark.parametrize("phase", PHASES)
def test_the_person_has_the_last_word(phase: str, now: dt.datetime) -> None:
    """Until what they do speaks for something else than it did then."""
    notebook = Notebook()
    notebook.like("a", now)
    notebook.set_said_phase(phase, readiness.estimate_phase(notebook))
    assert _phase(notebook) == phase
    notebook.like("b", now)
    assert _phase(notebook) == "specification"
