"""Fills the invented centre, by what the console and a conversation do themselves."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyotp

from bot.booking.calendar import Closure, is_holiday
from bot.booking.hours_json import decode
from bot.booking.local_time import local_day
from bot.cli.demonstration.centre import centre
from bot.cli.demonstration.logins import Login
from bot.cli.talk import Talk
from bot.console import accounts, closures, enrolment, events, profiles, second_factor, terms
from bot.console.keys import Keys
from bot.console.pages import duty
from bot.conversation.turn import Parts
from bot.privacy.codes import code_for, new_seed
from bot.storage.unit_of_work import UnitOfWork, writing

WORDS = 5  # of a passphrase: 45 bits
_WORKING_DAYS = range(5)
_BEFORE = dt.timedelta(days=30)  # the accounts were opened


def seed(parts: Parts) -> list[Login]:
    """Accounts with their hours, an event, a closure, and talks; who may sign in."""
    told, now = centre(), parts.clock()
    keys = Keys(parts.key, parts.vault)
    with writing(parts.engine) as unit:
        opened = {each["name"]: _open(unit, each, keys, now) for each in told["counsellors"]}
        first = next(iter(opened))
        events.add(unit, _event(told["event"], now), opened[first][0], now)
        closures.add(unit, _closure(told["closure"], now))
        unit.commit()
    for talk in told["talks"]:
        _play(parts, talk, opened[first][0])
    return [login for _, login in opened.values()]


def _open(
    unit: UnitOfWork, each: Mapping[str, Any], keys: Keys, now: dt.datetime
) -> tuple[int, Login]:
    """An account that is ready, with a passphrase of its own; and its hours."""
    then = now - _BEFORE
    invitation = accounts.add(unit, each["name"], each["role"], keys, then)
    shown = enrolment.begin(unit, invitation.code, keys, then)
    passphrase = code_for(new_seed(), secrets.token_bytes(32), WORDS).replace("-", " ")
    hashed = enrolment.new_hash(passphrase, shown.name, keys)
    code = pyotp.TOTP(shown.secret, interval=second_factor.SECONDS).at(then)
    enrolment.accept(unit, invitation.code, hashed, code, keys, then)
    terms.accept(unit, shown.account, then)
    profiles.describe(unit, shown.account, each["partner"], each["pole"])
    profiles.speak(unit, shown.account, each["languages"])
    columns = {
        "languages": each["languages"],
        "weekly": {str(weekday): each["hours"] for weekday in _WORKING_DAYS},
        "exceptions": {},
    }
    profiles.put_hours(unit, decode(shown.account, columns), local_day(now))
    return shown.account, Login(shown.name, each["role"], passphrase, shown.secret)


def _event(told: Mapping[str, Any], now: dt.datetime) -> events.Draft:
    day = _working_day(now, told["in_days"])
    start, end = map(dt.time.fromisoformat, (told["start"], told["end"]))
    lines = {name: told[name] for name in ("title", "summary", "audience", "place")}
    return events.Draft(**lines, day=day, start=start, last=day, end=end)


def _closure(told: Mapping[str, Any], now: dt.datetime) -> Closure:
    day = _working_day(now, told["in_days"])
    return Closure(day, day, told["reason"])


def _working_day(now: dt.datetime, in_days: int) -> dt.date:
    """The first from then on that is neither in a weekend nor a holiday."""
    day = local_day(now) + dt.timedelta(days=in_days)
    while day.weekday() not in _WORKING_DAYS or is_holiday(day):
        day += dt.timedelta(days=1)
    return day


def _play(parts: Parts, talk: Mapping[str, Any], counsellor: int) -> None:
    """What one person says, at its time. Nobody stays on duty: no session of theirs is open."""
    then = parts.clock() - dt.timedelta(days=talk["days_ago"])
    asks = talk.get("asks_for_a_human", False)
    if asks:
        _put(parts, counsellor, "on")
    person = Talk(replace(parts, clock=lambda: then))
    for line in talk["lines"]:
        person.hear(line)
    if asks:
        _put(parts, counsellor, "off")


def _put(parts: Parts, counsellor: int, state: str) -> None:
    with writing(parts.engine) as unit:
        duty.put(unit, counsellor, state)
        unit.commit()
