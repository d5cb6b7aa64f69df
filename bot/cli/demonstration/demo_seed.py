"""Fills the fictional centre through the console's services and real conversations."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyotp

from bot.booking.closing_days import Closure, is_holiday
from bot.booking.hours_json import decode_counsellor
from bot.booking.local_time import local_day
from bot.cli.demonstration.demo_centre import load_centre
from bot.cli.demonstration.demo_logins import Login
from bot.cli.terminal_conversation import TerminalConversation
from bot.console.answers import event_drafts
from bot.console.auth import second_factor
from bot.console.auth.console_keys import Keys
from bot.console.staff import (
    account_repository,
    closures,
    enrolment,
    profiles,
    staff_accounts,
    terms,
)
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.word_codes import derive_code, new_seed
from bot.storage.unit_of_work import UnitOfWork, writing

CODE_WORDS = 5  # per passphrase: 45 bits
_WORKING_DAYS = range(5)
_ACCOUNT_AGE = dt.timedelta(days=30)


def seed_centre(parts: TurnDependencies) -> list[Login]:
    """Create accounts, an event, a closure and conversations; return the logins."""
    centre, now = load_centre(), parts.clock()
    keys = Keys(parts.key, parts.vault)
    with writing(parts.engine) as unit:
        opened = {
            each["name"]: _open_account(unit, each, keys, now) for each in centre["counsellors"]
        }
        first = next(iter(opened))
        event_drafts.add_event(unit, _build_event(centre["event"], now), opened[first][0], now)
        closures.add_closure(unit, _build_closure(centre["closure"], now))
        unit.commit()
    for talk in centre["talks"]:
        _play_talk(parts, talk, opened[first][0])
    return [login for _, login in opened.values()]


def _open_account(
    unit: UnitOfWork, each: Mapping[str, Any], keys: Keys, now: dt.datetime
) -> tuple[int, Login]:
    """Create an account with passphrase, second factor and hours."""
    then = now - _ACCOUNT_AGE
    invitation = staff_accounts.create_account(unit, each["name"], each["role"], keys, then)
    shown = enrolment.begin_enrolment(unit, invitation.code, keys, then)
    passphrase = derive_code(new_seed(), secrets.token_bytes(32), CODE_WORDS).replace("-", " ")
    hashed = enrolment.hash_new_passphrase(passphrase, shown.name, keys)
    code = pyotp.TOTP(shown.secret, interval=second_factor.STEP_SECONDS).at(then)
    enrolment.accept_invitation(unit, invitation.code, hashed, code, keys, then)
    terms.accept_terms(unit, shown.account, then)
    profiles.set_affiliation(unit, shown.account, each["partner"], each["pole"])
    profiles.set_languages(unit, shown.account, each["languages"])
    columns = {
        "languages": each["languages"],
        "weekly": {str(weekday): each["hours"] for weekday in _WORKING_DAYS},
        "exceptions": {},
    }
    profiles.store_hours(unit, decode_counsellor(shown.account, columns), local_day(now))
    return shown.account, Login(shown.name, each["role"], passphrase, shown.secret)


def _build_event(told: Mapping[str, Any], now: dt.datetime) -> event_drafts.EventDraft:
    day = _find_working_day(now, told["in_days"])
    start, end = map(dt.time.fromisoformat, (told["start"], told["end"]))
    lines = {name: told[name] for name in ("title", "summary", "audience", "place")}
    return event_drafts.EventDraft(**lines, day=day, start=start, last=day, end=end)


def _build_closure(told: Mapping[str, Any], now: dt.datetime) -> Closure:
    day = _find_working_day(now, told["in_days"])
    return Closure(day, day, told["reason"])


def _find_working_day(now: dt.datetime, in_days: int) -> dt.date:
    """Return the first day from then on that is no weekend or holiday."""
    day = local_day(now) + dt.timedelta(days=in_days)
    while day.weekday() not in _WORKING_DAYS or is_holiday(day):
        day += dt.timedelta(days=1)
    return day


def _play_talk(parts: TurnDependencies, talk: Mapping[str, Any], counsellor: int) -> None:
    """Play the lines of a person, backdated.

    Nobody stays on duty, since there is no open session.
    """
    then = parts.clock() - dt.timedelta(days=talk["days_ago"])
    asks = talk.get("asks_for_a_human", False)
    if asks:
        _set_duty(parts, counsellor, "on")
    person = TerminalConversation(replace(parts, clock=lambda: then))
    for line in talk["lines"]:
        person.hear(line)
    if asks:
        _set_duty(parts, counsellor, "off")


def _set_duty(parts: TurnDependencies, counsellor: int, state: str) -> None:
    with writing(parts.engine) as unit:
        account_repository.set_duty(unit, counsellor, state)
        unit.commit()
