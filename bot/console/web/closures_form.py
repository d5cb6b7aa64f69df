"""Parsing of the form of proposed closures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.booking.closing_days import Closure
from bot.console.staff.school_holidays import SchoolHoliday
from bot.console.web import hours_form
from bot.console.web.form_reader import Form
from bot.console.web.hours_form import InvalidHoursForm

Proposals = list[tuple[int, SchoolHoliday]]


def list_open_proposals(
    holidays: Iterable[SchoolHoliday], closures: Sequence[Closure]
) -> Proposals:
    """Return the holidays that no closure stands for yet, each with its number in the form."""
    taken = {each.reason for each in closures}
    return [(number, each) for number, each in enumerate(holidays, 1) if each.title not in taken]


def parse_proposals(form: Form, holidays: Sequence[SchoolHoliday], today: dt.date) -> list[Closure]:
    """Return a closure for each ticked holiday, with the dates that were typed.

    Holidays that have begun count from today on. Raises InvalidHoursForm.
    """
    problems: dict[str, str] = {}
    found = []
    for number, each in enumerate(holidays, 1):
        if not form.has("proposed", str(number)):
            continue
        dates = {name: form.text(f"{name}_{number}") for name in ("first", "last")}
        if each.first is not None and each.first < today and dates["first"] == str(each.first):
            dates["first"] = today.isoformat()
        try:
            days = hours_form.parse_date_range(Form(dates.items()), today)
        except InvalidHoursForm as wrong:
            problems.update({f"{name}_{number}": key for name, key in wrong.problems.items()})
        else:
            found.append(Closure(days[0], days[-1], each.title))
    if problems:
        raise InvalidHoursForm(problems)
    return found
