"""A plan is short, its days are weekdays to come, and it leads to what was chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance.dated_plan import PlanAim, PlanCircumstances, build_plan, filter_upcoming
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import PLAN_KEYS, PlanStep
from knowledge.entry_schema import Deadline, Training

TODAY = dt.date(2026, 11, 25)
LAST_DAY = Deadline(
    id="enrolment",
    title="Dernier jour",
    enrols_from=6,
    date=dt.date(2027, 9, 30),
    who="a",
    regime="a",
)
quick = settings(database=None, deadline=None, max_examples=60)
aims = st.sampled_from(
    [[], [PlanAim("a")], [PlanAim("maths", study=True)], [PlanAim("a"), PlanAim("b")]]
)
told = st.builds(PlanCircumstances, money=st.booleans(), working=st.booleans())


@quick
@given(st.dates(dt.date(2025, 1, 1), dt.date(2035, 1, 1)), aims, told)
def test_three_or_four_rising_weekdays_to_come(
    today: dt.date, chosen: list[PlanAim], circumstances: PlanCircumstances
) -> None:
    steps = build_plan(chosen, today, (), circumstances)
    days = [step.due for step in steps]
    assert 3 <= len(steps) <= 4
    assert [day for day in days if not (today < day and day.weekday() < 5)] == []
    assert {step.key for step in steps} <= set(PLAN_KEYS)
    Notebook().schedule(steps)


def test_a_school_is_visited_where_a_training_leads_there(
    training: Callable[..., Training],
) -> None:
    with_one = build_plan([PlanAim("a", training=training("t", ("a",)))], TODAY)
    assert {step.key: step.about for step in with_one}["visit_school"] == "t"
    assert "visit_school" not in {step.key for step in build_plan([PlanAim("a")], TODAY)}


def test_of_a_study_every_step_is_about_it_until_the_last_day_to_enrol() -> None:
    steps = build_plan([PlanAim("géologie à l'unif", study=True)], TODAY, [LAST_DAY])
    assert [step.key for step in steps][:2] == ["open_day", "ask_admission"]
    assert {step.about for step in steps[:2]} == {"géologie à l'unif"}
    assert steps[-1] == PlanStep("enrol", dt.date(2027, 9, 30), "enrolment")


def test_a_last_day_that_has_passed_is_no_step() -> None:
    steps = build_plan([PlanAim("géologie", study=True)], dt.date(2027, 10, 1), [LAST_DAY])
    assert "enrol" not in {step.key for step in steps}


def test_of_two_each_has_a_step_of_its_own() -> None:
    steps = build_plan([PlanAim("a"), PlanAim("chant", study=True)], TODAY)
    assert {"a", "chant"} <= {step.about for step in steps}


def test_who_works_asks_for_hours_beside_it() -> None:
    steps = build_plan([PlanAim("a")], TODAY, (), PlanCircumstances(working=True))
    assert "ask_hours" in {step.key for step in steps}


def test_a_plan_stands_while_some_of_it_is_ahead_and_enrols_nobody_late() -> None:
    past, ahead = TODAY - dt.timedelta(days=3), TODAY + dt.timedelta(days=3)
    read, late = PlanStep("read_card", past), PlanStep("enrol", past)
    again = PlanStep("decide_again", ahead)
    assert filter_upcoming([read, late, again], TODAY) == [read, again]
    assert filter_upcoming([read, late], TODAY) == []
    assert filter_upcoming([], TODAY) == []
