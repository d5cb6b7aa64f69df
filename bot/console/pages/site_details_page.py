"""« La Cité »: name, address, contacts and hours of the house, confirmed by an admin."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.booking.site_details import SiteDetails
from bot.booking.site_details_repository import find_site_details, store_site_details
from bot.console.pages.opening_page import ADDRESS as OPENING_ADDRESS
from bot.console.web import site_form
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.console.web.site_form import InvalidSiteForm
from bot.opening_hours import parse_opening_hours
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = f"{OPENING_ADDRESS}/cite"
USUAL_DAYS = range(5)  # ticked as long as no hours are known; Monday is 0


async def show(context: RequestContext) -> Response:
    """Show the form, filled with what is confirmed, or with the settings until then."""
    return await _render(context)


async def confirm(context: RequestContext) -> Response:
    """Store the details; the bot and the pages of every process use them from now on."""
    try:
        details = site_form.parse_site(context.form, local_day(context.now))
    except InvalidSiteForm as error:
        return await _render(context, error.problems)

    def work(unit: UnitOfWork) -> None:
        store_site_details(unit, details, context.me.counsellor)
        context.write_audit_line(unit, "site_changed")

    await context.write(work)
    await context.desk.compute(context.desk.learning.refresh_site)
    return context.go(OPENING_ADDRESS, "cite_gardee")


async def _render(context: RequestContext, problems: Optional[dict[str, str]] = None) -> Response:
    details, settings = await context.read(find_site_details), context.desk.settings
    shown = details or _read_settings(settings, local_day(context.now))
    weekly = parse_opening_hours(shown.open_hours)
    common, own_hours = site_form.split_common_hours(weekly)
    common_days = [day for day in range(7) if day not in own_hours and weekly.get(day)]
    return context.page(
        "site_details.html",
        status=422 if problems else 200,
        problems=problems,
        details=details,
        shown=shown,
        hours=site_form.format_ranges(common),
        days=[str(day) for day in (common_days or USUAL_DAYS)],
        own_hours=own_hours,
        apart=any(context.form.text(f"hours_{day}") for day in range(7)),
        settings=settings,
    )


def _read_settings(settings: Settings, today: dt.date) -> SiteDetails:
    """Return what the settings say, without an address that nobody confirmed."""
    return SiteDetails(
        name=settings.site_name,
        address=settings.site_address if settings.site_confirmed else "",
        access=settings.site_access,
        phone=settings.site_phone,
        email=settings.site_email,
        web=settings.site_web,
        open_hours=settings.open_hours,
        hours_note="",
        confirmed=settings.site_confirmed or today,
    )


PAGES = [
    get(ADDRESS, show, needs="admin"),
    post(ADDRESS, confirm, needs="admin"),
]
