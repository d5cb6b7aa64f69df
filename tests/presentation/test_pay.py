"""What is told of pay: a figure with its year, or where to look; the button promises no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.presentation import entry_facts
from knowledge.entry_schema import Wage
from tests.support.imported_knowledge import CITED, add_imported_entries

Act = Callable[..., list[dict[str, Any]]]
TODAY = dt.date(2026, 11, 29)
KNOWN, UNKNOWN = "utter_button_pay", "utter_button_where_pay"


def wage(occupation: str | None, low: int, year: int = 2026, **more: Any) -> Wage:
    name = f"amount-{occupation or 'least'}"
    told = {"low": low, "what": "au début", "year": year, **more}
    return Wage(id=name, occupation=occupation, **told, **CITED)


@pytest.fixture
def told(library: Any) -> Callable[..., Any]:
    """The pay of a mason as told on 29 November 2026, and its button, with these amounts only."""

    def tell(*amounts: Wage) -> tuple[str, str, Any]:
        base = add_imported_entries(library, *amounts).base
        macon = base.occupations["macon"]
        pay = entry_facts.render_pay(macon, base, TODAY)
        return (
            pay["say"],
            entry_facts.pay_button_label(macon, base)["say"],
            pay.get("rest", [None])[0],
        )

    return tell


def test_no_figure_no_promise(told: Callable[..., Any]) -> None:
    assert told() == ("utter_pay_nowhere", UNKNOWN, None)
    assert told(wage(None, 2234)) == ("utter_pay_minimum", UNKNOWN, None)


def test_a_figure_of_this_year_is_told_alone(told: Callable[..., Any]) -> None:
    assert told(wage("macon", 3200), wage(None, 2234)) == ("utter_pay_figure", KNOWN, None)
    assert told(wage("macon", 3200, high=3600))[0] == "utter_pay_range"


def test_an_older_figure_says_where_to_look(told: Callable[..., Any]) -> None:
    assert told(wage("macon", 3200, 2022), wage(None, 2234)) == ("utter_pay_old_figure", KNOWN, "")


def test_an_older_figure_below_the_minimum_of_today_says_so(told: Callable[..., Any]) -> None:
    *_, floor = told(wage("macon", 2000, 2022), wage(None, 2234))
    assert floor["say"] == "utter_pay_floor"
    *_, floor = told(wage("macon", 2000, 2022, independent=True), wage(None, 2234))
    assert floor == ""  # no minimum protects somebody self-employed


def test_what_the_button_of_a_card_promises_its_answer_holds(
    library: Any, make_turn: Any, act: Act
) -> None:
    base = library.base
    with_figure = next(o for o in base.occupations if o in base.wages)
    without = next(o for o in base.occupations if o not in base.wages)
    for found, button, answer in (
        (with_figure, KNOWN, {"range", "figure", "old_range", "old_figure"}),
        (without, UNKNOWN, {"minimum"}),
    ):
        for card in ("ask_occupation", "ask_access", "ask_day", "ask_conditions"):
            messages = act(make_turn(), f"action_{card}", {"occupation": found})
            assert messages[0]["asks_pay"] == {"say": button}
        pay = act(make_turn(), "action_ask_pay", {"occupation": found})[0]["pay"]
        assert pay["say"].removeprefix("utter_pay_") in answer
