"""« Mon rendez-vous »: the page of an appointment, opened by its link.

The link is the only credential: with it an appointment can be moved, cancelled, rated and
downloaded as a calendar file. As mail scanners follow links, only POST requests change anything,
and only those of this site.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Optional

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.booking import appointment_repository as stored
from bot.booking import booking_errors, scheduling, slot_offers
from bot.booking.appointment_codes import hash_token
from bot.booking.appointment_repository import Appointment
from bot.booking.local_time import local_day, parse_moment
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.care.answer_facts import build_answer_facts
from bot.care.detector import detect
from bot.handoff import ratings
from bot.messaging.db_executor import DbExecutor, JobPriority, StorageStuck
from bot.messaging.turn_dependencies import TurnDependencies
from bot.presentation import booking_facts as facts
from bot.privacy.message_validation import MessageRefused
from bot.request_origin import is_cross_site
from bot.site.appointment_calendar import build_appointment_calendar
from bot.site.link_pages import LINK_PAGE_HEADERS, read_form
from bot.site.public_pages import template_environment
from bot.storage.unit_of_work import UnitOfWork, reading, writing

_MAX_FORM_BYTES = 4096
_MAX_DAYS, _MAX_TIMES = 20, 12
_Handler = Callable[[Request], Awaitable[Response]]


class InvalidRating(ValueError):
    """No score was chosen, or the sentence cannot be stored."""


@dataclass(frozen=True)
class AppointmentPages:
    """The pages of appointments; `shown` are the facts of `bot.site.public_pages.page_routes`."""

    shown: Mapping[str, Any]
    parts: TurnDependencies
    threads: DbExecutor

    def routes(self) -> list[Route]:
        """Return the routes under `/rendez-vous/{token}`."""
        path = f"{facts.APPOINTMENT_PATH}/{{token}}"
        return [
            Route(path, self.page),
            Route(f"{path}/{facts.CALENDAR_FILENAME}", self.file),
            Route(f"{path}/annuler", self._same_origin_only(self.cancel), methods=["POST"]),
            Route(f"{path}/deplacer", self._same_origin_only(self.move), methods=["POST"]),
            Route(f"{path}/avis", self._same_origin_only(self.rate), methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Return the page of an appointment, on demand with the days or times to move it to."""
        token, day = request.path_params["token"], _parse_day(request.query_params.get("jour"))
        try:
            look = partial(self._look, token, day)
            booked, times = await self.threads.ask(JobPriority.READ, look)
        except booking_errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except (DBAPIError, StorageStuck):
            return self._render("unavailable", status=503)
        done = request.query_params.get("fait", "")
        more = {"token": token, "day": day, "times": times, "done": done}
        return self._render(self._state(booked), booked, **more)

    async def file(self, request: Request) -> Response:
        """Return the calendar file, which for a cancelled appointment removes its entry."""
        try:
            look = partial(self._look, request.path_params["token"], None)
            booked, _ = await self.threads.ask(JobPriority.READ, look)
        except booking_errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except (DBAPIError, StorageStuck):
            return self._render("unavailable", status=503)
        content = build_appointment_calendar(self.parts, booked)
        named = {"content-disposition": f'attachment; filename="{facts.CALENDAR_FILENAME}"'}
        return Response(content, media_type="text/calendar", headers={**LINK_PAGE_HEADERS, **named})

    async def calendar(self, token: str) -> bytes:
        """Return the calendar file of a link token. Raises UnknownAppointment."""
        booked, _ = await self.threads.run(JobPriority.READ, partial(self._look, token, None))
        return build_appointment_calendar(self.parts, booked)

    async def cancel(self, request: Request) -> Response:
        """Cancel the appointment."""
        return await self._change(request, self._cancel, "annule")

    async def move(self, request: Request) -> Response:
        """Move the appointment to the chosen time."""
        form = await read_form(request, _MAX_FORM_BYTES)
        start = parse_moment(form.get("heure", ""))
        if start is None:
            return self._back(request, "heure")
        return await self._change(request, partial(self._move, start), "deplace")

    async def rate(self, request: Request) -> Response:
        """Store the rating (« Ça a aidé ? »), once.

        A comment that signals distress is not stored; the response has the helplines, whether or
        not the rating is stored (S1).
        """
        form = await read_form(request, _MAX_FORM_BYTES)
        signal = detect(form.get("mot", ""))
        if signal:
            form["mot"] = ""
        answer = await self._change(request, partial(self._rate, form), "merci")
        if not signal:
            return answer
        lines = build_answer_facts(signal, self.parts.clock())["lines"].splitlines()
        return self._render("help", lines=lines)

    def _same_origin_only(self, handler: _Handler) -> _Handler:
        """Wrap a handler to refuse forms of other sites, as in the console."""

        async def endpoint(request: Request) -> Response:
            if is_cross_site(request, self.parts.settings.site_url):
                return self._render("foreign", status=403)
            return await handler(request)

        return endpoint

    async def _change(
        self, request: Request, work: Callable[[UnitOfWork, Appointment], Any], done: str
    ) -> Response:
        """Apply a change and redirect to the page with its result. Idempotent."""
        token = request.path_params["token"]
        try:
            await self.threads.ask(JobPriority.ACCEPT, partial(self._write, token, work))
        except booking_errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except booking_errors.AlreadyCancelled:
            done = "deja"
        except booking_errors.SameTime:
            done = "meme"
        except (booking_errors.Over, booking_errors.NotConfirmed):
            done = "passe"
        except booking_errors.Unavailable:
            done = "pris"
        except InvalidRating:
            done = "avis"
        except (DBAPIError, StorageStuck):
            return self._render("unavailable", status=503)
        return self._back(request, done)

    def _back(self, request: Request, done: str) -> Response:
        path = f"{facts.APPOINTMENT_PATH}/{request.path_params['token']}"
        return RedirectResponse(f"{path}?fait={done}", status_code=303, headers=LINK_PAGE_HEADERS)

    # Run in the database threads

    def _look(self, token: str, day: Optional[dt.date]) -> tuple[Appointment, list[dict[str, Any]]]:
        with reading(self.parts.engine) as unit:
            booked, now = self._find(unit, token), self.parts.clock()
            if self._state(booked) != "coming" or day is None:
                return booked, []
            venue = load_venue(unit, BookingPolicy.from_settings(self.parts.settings))
            free = slot_offers.list_free_slots(unit, venue, booked.wanted, now, booked.id)
            if day == dt.date.min:
                return booked, facts.day_options(slot_offers.list_slot_days(free)[:_MAX_DAYS])
            of_day = slot_offers.spread_slots(slot_offers.filter_by_day(free, day), _MAX_TIMES)
            return booked, facts.time_options(of_day, with_day=False)

    def _write(self, token: str, work: Callable[[UnitOfWork, Appointment], Any]) -> None:
        with writing(self.parts.engine) as unit:
            work(unit, self._find(unit, token))
            unit.commit()

    def _find(self, unit: UnitOfWork, token: str) -> Appointment:
        return stored.get_by_token(unit, hash_token(token, self.parts.key))

    def _cancel(self, unit: UnitOfWork, booked: Appointment) -> None:
        scheduling.cancel_appointment(unit, booked.id, self.parts.clock())

    def _move(self, start: dt.datetime, unit: UnitOfWork, booked: Appointment) -> None:
        venue = load_venue(unit, BookingPolicy.from_settings(self.parts.settings))
        scheduling.move_appointment(unit, venue, booked.id, start, self.parts.clock())

    def _rate(self, form: Mapping[str, str], unit: UnitOfWork, booked: Appointment) -> None:
        score = form.get("avis", "")
        if self._state(booked) != "over" or score not in ("1", "2", "3", "4", "5"):
            raise InvalidRating
        day = local_day(self.parts.clock())
        try:
            if stored.mark_appointment_rated(unit, booked.id):
                ratings.add_rating(unit, "appointment", int(score), form.get("mot", ""), day)
        except MessageRefused:
            raise InvalidRating from None

    # Rendering

    def _state(self, booked: Appointment) -> str:
        if booked.state == "cancelled":
            return "cancelled"
        if booked.state == "asked" and booked.start <= self.parts.clock():
            return "unconfirmed"  # never confirmed by the team, so not rated either
        return "coming" if booked.end > self.parts.clock() else "over"

    def _render(
        self, state: str, booked: Optional[Appointment] = None, status: int = 200, **more: Any
    ) -> Response:
        # Without a token the page offers no form.
        values: dict[str, Any] = {"token": "", "done": "", "day": None, "times": []}  # nosec B105
        values |= more
        if booked is not None:
            values.update(self._describe(booked))
        page = template_environment().get_template("appointment.html")
        html = page.render(self.shown, path=facts.APPOINTMENT_PATH, state=state, **values)
        return HTMLResponse(html, status_code=status, headers=LINK_PAGE_HEADERS)

    def _describe(self, booked: Appointment) -> dict[str, Any]:
        known = facts.appointment_facts(self.parts.current_settings, self.parts.key, booked)
        say = self.parts.dialogue.sentence
        return {
            "when": known["when"],
            "kind": say(known["kind"]["say"], **known["kind"]),
            "way": say(known["way"]["say"]),
            "how": say(known["how"]["say"], **known["how"]),
            "pseudonym": booked.pseudonym,
            "code": known["code"],
            "rated": booked.rated,
            "awaits": booked.state == "asked",
        }


def _parse_day(text: Optional[str]) -> Optional[dt.date]:
    """Return the requested day, `date.min` for the list of days, None for neither."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min
