"""Where the centre is: what public pages say of it, with their doubt until the centre confirms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from bot.storage.booking_tables import closures
from tests.support.site_details import DETAILS

Act = Callable[..., list[dict[str, Any]]]
CONFIRMED = dt.date(2026, 11, 20)


def place(act: Act, turn: Any) -> dict[str, Any]:
    (told,) = act(turn, "action_ask_place")
    assert told["response"] == "utter_place"
    return told


def test_an_address_of_the_press_says_so_once(
    make_turn: Any, act: Act, settings: Any, library: Any
) -> None:
    told = place(act, make_turn(settings=settings.with_site_defaults(library.base.place)))
    assert told["address"]["value"] == (
        "Val Benoît, à Liège (annoncé par la presse en septembre 2023, à confirmer)"
    )
    assert told["hours"] == {"say": "utter_hours_unknown"}
    assert told["notes"] == []


def test_once_the_centre_confirms_nothing_is_in_doubt(
    make_turn: Any, act: Act, settings: Any, library: Any
) -> None:
    own = settings.copy(update={"site_confirmed": CONFIRMED}).with_site_defaults(library.base.place)
    told = place(act, make_turn(settings=own))
    assert told["address"]["value"] == "Val Benoît, à Liège"
    assert told["notes"] == [{"say": "utter_place_confirmed", "day": "20 novembre 2026"}]


def test_what_the_centre_writes_itself_is_in_no_doubt(
    make_turn: Any, act: Act, settings: Any, library: Any
) -> None:
    words = {"site_address": "Rue de l'Exemple 1", "site_hours": "le mardi"}
    own = settings.copy(update=words).with_site_defaults(library.base.place)
    told = place(act, make_turn(settings=own))
    assert (told["address"]["value"], told["hours"]["value"]) == ("Rue de l'Exemple 1", "le mardi")
    assert told["notes"] == []


def test_without_address_or_hours_a_visit_is_to_be_checked(make_turn: Any, act: Act) -> None:
    assert place(act, make_turn())["notes"] == [{"say": "utter_place_check"}]


def test_days_on_which_it_is_closed_are_told_until_they_are_over(make_turn: Any, act: Act) -> None:
    turn = make_turn()
    today = turn.now.date()
    for first, last, reason in ((-9, -2, "passé"), (5, 6, "inventaire"), (300, 301, "loin")):
        days = {"first": today + dt.timedelta(first), "last": today + dt.timedelta(last)}
        turn.unit.execute(closures.insert().values({**days, "reason": reason}))
    closed, _ = place(act, turn)["notes"]
    assert closed == {
        "say": "utter_closure",
        "days": "30 novembre 2026 – 1er décembre 2026",
        "reason": " (inventaire)",
    }


@pytest.mark.parametrize(("value", "day"), [("2026-11-20", CONFIRMED), ("", None)])
def test_one_setting_confirms_the_place(monkeypatch: Any, value: str, day: Any) -> None:
    monkeypatch.setenv("BOUSSOLE_SITE_CONFIRMED", value)
    assert Settings(_env_file=None).site_confirmed == day


@pytest.mark.parametrize("value", ["oui", "2099-01-01"])
def test_a_confirmation_is_a_day_that_has_come(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("BOUSSOLE_SITE_CONFIRMED", value)
    with pytest.raises(ValidationError):
        Settings(_env_file=None)


def test_details_of_the_console_are_told_as_confirmed(
    make_turn: Any, act: Any, settings: Any, library: Any
) -> None:
    own = DETAILS.apply(settings.with_site_defaults(library.base.place))
    told = place(act, make_turn(settings=own))
    assert told["address"]["value"] == DETAILS.address
    assert told["phone"] == {"say": "utter_phone_unknown"}
    assert told["notes"] == [
        {"say": "utter_place_access", "access": DETAILS.access},
        {"say": "utter_place_confirmed", "day": "25 novembre 2026"},
    ]
