"""The steps that open a centre, each with its state as the database and the settings show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.booking import appointment_kind_repository
from bot.booking.local_time import local_day
from bot.channel_registry import ChannelDefinition, list_channels
from bot.console.staff import (
    closure_repository,
    helpline_checks,
    opening_check_repository,
    profile_repository,
    staff_accounts,
)
from bot.console.staff.opening_check_repository import OpeningCheck
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork

State = Literal["done", "to_do", "not_needed"]
StepKey = Literal[
    "site", "hours", "closures", "kinds", "team", "own_hours", "widget", "channels", "helplines"
]
CLOSURES_SUBJECT = "closures"
CLOSURES_MAX_AGE = dt.timedelta(days=365)


@dataclass(frozen=True)
class OpeningStep:
    """A step; `count` is what its sentence counts (accounts, closures, helplines left …)."""

    key: StepKey
    state: State
    count: int = 0

    @property
    def prevents_booking(self) -> bool:
        """Whether nobody can book until the step is done."""
        return self.state == "to_do" and self.key in ("kinds", "own_hours")


@dataclass(frozen=True)
class ChannelSetup:
    """A channel that a setting turns on.

    `settings`: the names of the environment variables that it needs and whether each group is set,
    one of a group being enough.
    """

    title: str
    enabled: bool
    settings: tuple[tuple[tuple[str, ...], bool], ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return all(is_set for _, is_set in self.settings)


def list_opening_steps(unit: UnitOfWork, settings: Settings, now: dt.datetime) -> list[OpeningStep]:
    """Return the steps in the order in which they are done; `settings` are those in use now."""
    today = local_day(now)
    return [
        OpeningStep("site", _done(_is_site_known(settings))),
        OpeningStep("hours", _done(bool(settings.open_hours))),
        _closures_step(unit, now),
        _kinds_step(unit),
        *_team_steps(unit, now),
        OpeningStep("widget", "done" if settings.origins else "not_needed", len(settings.origins)),
        OpeningStep("channels", _find_channels_state(settings)),
        _helplines_step(unit, today),
    ]


def list_steps_to_do(steps: Iterable[OpeningStep]) -> list[OpeningStep]:
    """Return the steps that are left."""
    return [each for each in steps if each.state == "to_do"]


def confirm_closures(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> None:
    """Store that the closures of the coming year are complete."""
    check = OpeningCheck(CLOSURES_SUBJECT, "", now, counsellor)
    opening_check_repository.store_check(unit, check)


def list_channel_setups(settings: Settings) -> list[ChannelSetup]:
    """Return the channels that a setting turns on, without the values of their settings."""
    return [
        ChannelSetup(each.title, each.is_enabled(settings), _list_needs(each, settings))
        for each in list_channels()
        if each.enabled_by
    ]


def _list_needs(
    channel: ChannelDefinition, settings: Settings
) -> tuple[tuple[tuple[str, ...], bool], ...]:
    return tuple(
        (
            tuple(f"BOUSSOLE_{name.upper()}" for name in group),
            any(getattr(settings, name) for name in group),
        )
        for group in ((channel.enabled_by,), *channel.needs)
    )


def _find_channels_state(settings: Settings) -> State:
    on = [each for each in list_channel_setups(settings) if each.enabled]
    if not on:
        return "not_needed"
    return _done(all(each.is_complete for each in on))


def _is_site_known(settings: Settings) -> bool:
    reached = settings.site_phone or settings.site_email
    return bool(
        settings.site_confirmed and settings.site_name and settings.site_address and reached
    )


def _closures_step(unit: UnitOfWork, now: dt.datetime) -> OpeningStep:
    coming = closure_repository.list_upcoming_closures(unit, local_day(now))
    check = opening_check_repository.list_checks(unit).get(CLOSURES_SUBJECT)
    is_fresh = check is not None and now - check.checked <= CLOSURES_MAX_AGE
    return OpeningStep("closures", _done(bool(coming) or is_fresh), len(coming))


def _kinds_step(unit: UnitOfWork) -> OpeningStep:
    offered = [each for each in appointment_kind_repository.list_kinds(unit) if not each.paused]
    return OpeningStep("kinds", _done(bool(offered)), len(offered))


def _team_steps(unit: UnitOfWork, now: dt.datetime) -> list[OpeningStep]:
    """The invitations, which a team of one does not need, and the hours of appointments."""
    accounts = [
        each for each in staff_accounts.list_accounts(unit, now) if each.state != "disabled"
    ]
    offered = {
        each.code for each in appointment_kind_repository.list_kinds(unit) if not each.paused
    }
    receiving = [
        each
        for each in profile_repository.list_profiles(unit)
        if each.receives
        and not each.disabled
        and any(
            offered & span.kinds
            for spans in (*each.hours.weekly.values(), *each.hours.exceptions.values())
            for span in spans
        )
    ]
    if len(accounts) > 1:
        team: State = "done"
    else:
        team = "not_needed" if receiving else "to_do"
    invited = sum(each.state in ("invited", "expired") for each in accounts)
    return [
        OpeningStep("team", team, invited),
        OpeningStep("own_hours", _done(bool(receiving)), len(receiving)),
    ]


def _helplines_step(unit: UnitOfWork, today: dt.date) -> OpeningStep:
    due = [each for each in helpline_checks.list_checked_helplines(unit, today) if each.is_due]
    return OpeningStep("helplines", _done(not due), len(due))


def _done(is_done: bool) -> State:
    return "done" if is_done else "to_do"
