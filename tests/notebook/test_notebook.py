"""The notebook: every event in every state, either applied or refused by name."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from bot.notebook import guidance_errors
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Comparison, Grid, PlanStep, Question, StudiesLimit
from bot.notebook.removal import remove_entry

NOW = dt.datetime(2026, 3, 4, 15, 30, tzinfo=dt.timezone.utc)
LATER = NOW + dt.timedelta(days=1)
DAY = NOW.date()
STEPS = [PlanStep(key, DAY) for key in ("read_card", "see_counsellor", "decide_again")]


def _started() -> Notebook:
    notebook = Notebook()
    notebook.add_dream("réparer la moto", [1, 12], NOW)
    notebook.open(Question("item", ("r1",)))
    return notebook


def _liked() -> Notebook:
    notebook = _started()
    notebook.like("a", NOW)
    notebook.like("b", NOW)
    return notebook


def _refused() -> Notebook:
    notebook = _started()
    notebook.refuse("enfermé", NOW, "a")
    return notebook


def _compared() -> Notebook:
    notebook = _liked()
    notebook.compare(["a", "b"], NOW)
    notebook.rate("a", "pay", 4, NOW)
    return notebook


def _decided() -> Notebook:
    notebook = _compared()
    notebook.decide("a", NOW)
    notebook.schedule(STEPS)
    return notebook


def _everything() -> Notebook:
    notebook = _decided()
    notebook.add_experience("j'ai monté un tournoi", [4], NOW)
    notebook.wish("weekends", 5, NOW)
    notebook.hold("help", NOW)
    notebook.add_obstacle(NOW, "money", "trop cher")
    notebook.set_plan_b("b", NOW)
    notebook.add_trial("b", "same", NOW)
    notebook.set_said_phase("exploration", "realisation")
    notebook.add_open_question("faut-il le CESS ?", NOW)
    return notebook


STATES = {
    "empty": Notebook,
    "started": _started,
    "liked": _liked,
    "refused": _refused,
    "compared": _compared,
    "decided": _decided,
    "everything": _everything,
}
EVENTS = {
    "dream": lambda n: n.add_dream("la panne", [3], LATER),
    "confirm": lambda n: n.confirm_interest(1),
    "drop": lambda n: n.drop_interest(1),
    "answer": lambda n: n.answer("r1", 4, LATER),
    "skip": lambda n: n.skip("r1", LATER),
    "like": lambda n: n.like("a", LATER),
    "refuse": lambda n: n.refuse("bof", LATER, "a"),
    "refuse words": lambda n: n.refuse("un bureau", LATER),
    "show": lambda n: n.show(["a", "b"]),
    "limit": lambda n: n.limit(4, LATER),
    "lift limit": lambda n: n.lift_studies_limit(),
    "compare": lambda n: n.compare(["a", "b"], LATER),
    "weight": lambda n: n.weight("pay", 5, LATER),
    "rate": lambda n: n.rate("a", "pay", 5, LATER),
    "decide": lambda n: n.decide("a", LATER),
    "leave open": lambda n: n.decide(None, LATER),
    "schedule": lambda n: n.schedule(STEPS),
    "go": lambda n: n.go("explorer"),
    "open": lambda n: n.open(Question("confirm")),
    "close": lambda n: n.close_question(),
    "experience": lambda n: n.add_experience("garder des enfants", [14], LATER),
    "wish": lambda n: n.wish("nights", 1, LATER),
    "wish short studies": lambda n: n.wish("long_studies", 1, LATER),
    "pass wish": lambda n: n.skip_wish("nights"),
    "drop wish": lambda n: n.drop_wish("nights"),
    "restart wishes": lambda n: n.restart_wishes(),
    "hold": lambda n: n.hold("help", LATER),
    "let go": lambda n: n.let_go("help"),
    "obstacle": lambda n: n.add_obstacle(LATER, "money"),
    "pass obstacle": lambda n: n.drop_obstacle("money"),
    "plan B": lambda n: n.set_plan_b("b", LATER),
    "try out": lambda n: n.add_trial("a", "more", LATER, "un stage"),
    "try out, cooled": lambda n: n.add_trial("a", "less", LATER),
    "stand": lambda n: n.set_said_phase("realisation", "exploration"),
    "wonder": lambda n: n.add_open_question("et les horaires ?", LATER),
    "speak": lambda n: n.speak(True),
    "remove": lambda n: remove_entry(n, "a"),
    "remove words": lambda n: remove_entry(n, "la moto"),
}
NOT_THERE = {
    ("empty", "confirm"): guidance_errors.NothingFound,
    ("empty", "drop"): guidance_errors.NothingFound,
    ("empty", "rate"): guidance_errors.NotCompared,
    ("started", "rate"): guidance_errors.NotCompared,
    ("liked", "rate"): guidance_errors.NotCompared,
    ("refused", "rate"): guidance_errors.NotCompared,
    ("refused", "compare"): guidance_errors.RefusedOccupation,
    ("refused", "decide"): guidance_errors.RefusedOccupation,
    **{(state, "drop wish"): guidance_errors.NothingFound for state in STATES},
    **{
        (state, "let go"): guidance_errors.NothingFound for state in STATES if state != "everything"
    },
    **{
        (state, "pass obstacle"): guidance_errors.NothingFound
        for state in STATES
        if state != "everything"
    },
    ("empty", "close"): guidance_errors.NoOpenQuestion,
    ("empty", "remove"): guidance_errors.NothingFound,
    ("started", "remove"): guidance_errors.NothingFound,
    ("empty", "remove words"): guidance_errors.NothingFound,
}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_state_and_event(state: str, event: str) -> None:
    notebook = STATES[state]()
    before = copy.deepcopy(notebook)
    expected = NOT_THERE.get((state, event))
    if expected:
        with pytest.raises(expected):
            EVENTS[event](notebook)
        assert notebook == before
    else:
        EVENTS[event](notebook)
        assert Notebook.from_json(notebook.to_json()) == notebook
        assert not set(notebook.liked) & set(notebook.refused)
        assert len(notebook.compared) in (0, 2, 3)
        assert set(notebook.grid.ratings) <= set(notebook.compared)
        assert bool(notebook.comparison) == bool(notebook.compared)
        assert (notebook.grid.when is None) == (notebook.grid == Grid())


WRONG = {
    "naive time": (
        lambda n: n.add_dream("x", [], NOW.replace(tzinfo=None)),
        guidance_errors.NaiveTime,
    ),
    "no words": (lambda n: n.add_dream("  ", [1], NOW), guidance_errors.EmptyWords),
    "interest 31": (lambda n: n.add_dream("x", [31], NOW), guidance_errors.UnknownInterest),
    "refusal of nothing": (lambda n: n.refuse(" ", NOW), guidance_errors.EmptyWords),
    "naive like": (lambda n: n.like("z", NOW.replace(tzinfo=None)), guidance_errors.NaiveTime),
    "naive refusal": (
        lambda n: n.refuse("", NOW.replace(tzinfo=None), "a"),
        guidance_errors.NaiveTime,
    ),
    "naive decision": (
        lambda n: n.decide("a", NOW.replace(tzinfo=None)),
        guidance_errors.NaiveTime,
    ),
    "naive limit": (lambda n: n.limit(4, NOW.replace(tzinfo=None)), guidance_errors.NaiveTime),
    "naive comparison": (
        lambda n: n.compare(["a", "c"], NOW.replace(tzinfo=None)),
        guidance_errors.NaiveTime,
    ),
    "naive weight": (
        lambda n: n.weight("pay", 3, NOW.replace(tzinfo=None)),
        guidance_errors.NaiveTime,
    ),
    "naive rating": (
        lambda n: n.rate("a", "people", 3, NOW.replace(tzinfo=None)),
        guidance_errors.NaiveTime,
    ),
    "item r9": (lambda n: n.answer("r9", 3, NOW), guidance_errors.UnknownItem),
    "answer 0": (lambda n: n.answer("r1", 0, NOW), guidance_errors.OutOfScale),
    "answer 6": (lambda n: n.answer("r1", 6, NOW), guidance_errors.OutOfScale),
    "skip r9": (lambda n: n.skip("r9", NOW), guidance_errors.UnknownItem),
    "criterion": (lambda n: n.weight("prestige", 3, NOW), guidance_errors.UnknownCriterion),
    "weight 9": (lambda n: n.weight("pay", 9, NOW), guidance_errors.OutOfScale),
    "rating 0": (lambda n: n.rate("a", "pay", 0, NOW), guidance_errors.OutOfScale),
    "rated criterion": (
        lambda n: n.rate("a", "prestige", 3, NOW),
        guidance_errors.UnknownCriterion,
    ),
    "level 9": (lambda n: n.limit(9, NOW), guidance_errors.OutOfScale),
    "one to compare": (lambda n: n.compare(["a"], NOW), guidance_errors.WrongComparison),
    "four to compare": (lambda n: n.compare(list("abcd"), NOW), guidance_errors.WrongComparison),
    "same twice": (lambda n: n.compare(["a", "a"], NOW), guidance_errors.WrongComparison),
    "short plan": (lambda n: n.schedule(STEPS[:2]), guidance_errors.WrongPlan),
    "plan backwards": (
        lambda n: n.schedule([*STEPS, PlanStep("read_card", DAY - dt.timedelta(days=1))]),
        guidance_errors.WrongPlan,
    ),
    "step": (lambda n: n.go("finir"), guidance_errors.UnknownStep),
    "blank removal": (lambda n: remove_entry(n, " … "), guidance_errors.NothingFound),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_values_are_named_and_change_nothing(case: str) -> None:
    event, error = WRONG[case]
    notebook = _compared()
    before = copy.deepcopy(notebook)
    with pytest.raises(error):
        event(notebook)
    assert notebook == before


def test_an_interest_is_kept_once_with_its_first_words(notebook: Notebook) -> None:
    notebook.add_dream("réparer", [1, 1], NOW)
    notebook.confirm_interest(1)
    notebook.add_dream("bricoler", [1, 2], LATER)
    kept = [(i.number, i.words, i.confirmed) for i in notebook.interests]
    assert kept == [(1, "réparer", True), (2, "bricoler", False)]


def test_the_last_word_counts() -> None:
    notebook = _decided()
    notebook.refuse("trop loin", LATER, "a")
    assert notebook.liked == ("b",)
    assert notebook.refused == ("a",)
    assert (notebook.decision, notebook.plan, notebook.comparison) == (None, [], None)
    notebook.like("a", LATER)
    assert notebook.refused == ()
    assert notebook.liked == ("b", "a")


def test_leaving_it_open_is_a_decision_and_decisions_are_provisional(notebook: Notebook) -> None:
    notebook.decide(None, NOW, "pas encore")
    assert notebook.decision is not None
    assert notebook.decision.occupation is None
    assert notebook.decision.provisional


def test_skipping_takes_the_answer_back_and_answering_the_skip(notebook: Notebook) -> None:
    notebook.answer("r1", 4, NOW)
    notebook.skip("r1", LATER)
    assert (list(notebook.answers), list(notebook.skipped)) == ([], ["r1"])
    notebook.answer("r1", 2, LATER)
    assert (notebook.answers["r1"].value, list(notebook.skipped)) == (2, [])


def test_a_limit_keeps_the_day_it_was_last_asked(notebook: Notebook) -> None:
    notebook.limit(4, NOW)
    notebook.limit(6, LATER)
    assert (notebook.studies_limit, notebook.limit_level) == (StudiesLimit(6, LATER), 6)
    notebook.lift_studies_limit()
    assert (notebook.studies_limit, notebook.limit_level) == (None, None)


def test_the_same_comparison_keeps_its_first_day(notebook: Notebook) -> None:
    """Looking at it again, in whichever order, is not another comparison."""
    notebook.compare(["a", "b"], NOW)
    notebook.compare(["b", "a"], LATER)
    assert notebook.comparison == Comparison(("b", "a"), NOW)
    notebook.compare(["a", "c"], LATER)
    assert notebook.comparison == Comparison(("a", "c"), LATER)


def test_a_comparison_of_three_becomes_one_of_two_of_the_same_day(notebook: Notebook) -> None:
    notebook.compare(["a", "b", "c"], NOW)
    notebook.refuse("bof", LATER, "b")
    assert notebook.comparison == Comparison(("a", "c"), NOW)
    notebook.refuse("bof", LATER, "c")
    assert (notebook.comparison, notebook.compared) == (None, ())


def test_the_grid_has_the_day_of_its_last_answer(notebook: Notebook) -> None:
    notebook.compare(["a", "b"], NOW)
    assert notebook.grid.when is None
    notebook.weight("pay", 3, NOW)
    assert notebook.grid.when == NOW
    notebook.rate("a", "pay", 3, LATER)
    assert notebook.grid.when == LATER


def test_an_emptied_grid_has_no_day_any_more(notebook: Notebook) -> None:
    notebook.compare(["a", "b"], NOW)
    notebook.rate("a", "pay", 3, NOW)
    notebook.compare(["b", "c"], LATER)
    assert notebook.grid == Grid()
    notebook.rate("c", "pay", 3, NOW)
    remove_entry(notebook, "c")
    assert notebook.grid == Grid()
