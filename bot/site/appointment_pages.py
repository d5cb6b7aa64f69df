"""« Mon rendez-vous »: the page of one appointment, opened by the link that was given with it.

The link is the only key. A GET shows, and only a POST changes anything: mail scanners follow links;
a form that a page of another site sends changes nothing.
Whoever has the link may move or cancel it, take the calendar file, and say afterwards if it helped.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Optional

from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.booking import appointment_repository as stored
from bot.booking import booking_errors, scheduling, slot_offers
from bot.booking.appointment_codes import hash_token
from bot.booking.appointment_repository import Appointment
from bot.booking.local_time import local_day, parse_moment
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.care.answer_facts import build_answer_facts as helped
from bot.care.detector import detect
from bot.handoff import ratings
from bot.messaging.db_executor import DbExecutor, JobPriority, StorageStuck
from bot.messaging.turn_dependencies import TurnDependencies
from bot.presentation import booking_facts as facts
from bot.privacy.message_validation import MessageRefused
from bot.request_origin import is_cross_site
from bot.site.appointment_calendar import build_appointment_calendar
from bot.site.public_pages import template_environment
from bot.site.security_headers import CONTENT_SECURITY_POLICY
from bot.storage.unit_of_work import UnitOfWork, reading, writing

_HEADERS = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
    # Other sites get no referrer; the page's own forms say which origin they come from.
    "referrer-policy": "same-origin",
    "content-security-policy": CONTENT_SECURITY_POLICY.replace(
        "form-action 'none'", "form-action 'self'"
    ),
}
_MAX_FORM_BYTES, _MAX_FORM_SECONDS = 4096, 10.0
_CONTENT_LENGTH = re.compile(r"\d{1,6}", re.ASCII)
_MAX_DAYS, _MAX_TIMES = 20, 12
_Handler = Callable[[Request], Awaitable[Response]]


class InvalidRating(ValueError):
    """No face was chosen, or the sentence cannot be stored."""


@dataclass(frozen=True)
class AppointmentPages:
    """`facts` are those of `bot.site.public_pages.page_routes`."""

    shown: Mapping[str, Any]
    parts: TurnDependencies
    threads: DbExecutor

    def routes(self) -> list[Route]:
        """Under `/rendez-vous/{token}`."""
        path = f"{facts.APPOINTMENT_PATH}/{{token}}"
        return [
            Route(path, self.page),
            Route(f"{path}/{facts.CALENDAR_FILENAME}", self.file),
            Route(f"{path}/annuler", self._same_origin_only(self.cancel), methods=["POST"]),
            Route(f"{path}/deplacer", self._same_origin_only(self.move), methods=["POST"]),
            Route(f"{path}/avis", self._same_origin_only(self.rate), methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """What it is, and on demand the days or the times to move it to."""
        token, day = request.path_params["token"], _parse_day(request.query_params.get("jour"))
        try:
            found, times = await self.threads.ask(JobPriority.READ, partial(self._look, token, day))
        except booking_errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except (DBAPIError, StorageStuck):
            return self._render("unavailable", status=503)
        more = {"token": token, "day": day, "times": times, "done": _read_result(request)}
        return self._render(self._state(found), found, **more)

    async def file(self, request: Request) -> Response:
        """The calendar file, of a cancelled one too: it takes the old one away."""
        try:
            found, _ = await self.threads.ask(
                JobPriority.READ, partial(self._look, request.path_params["token"], None)
            )
        except booking_errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except (DBAPIError, StorageStuck):
            return self._render("unavailable", status=503)
        content = build_appointment_calendar(self.parts, found)
        named = {"content-disposition": f'attachment; filename="{facts.CALENDAR_FILENAME}"'}
        return Response(content, media_type="text/calendar", headers={**_HEADERS, **named})

    async def calendar(self, token: str) -> bytes:
        """The calendar file of a link's token. Raises UnknownAppointment."""
        found, _ = await self.threads.run(JobPriority.READ, partial(self._look, token, None))
        return build_appointment_calendar(self.parts, found)

    async def cancel(self, request: Request) -> Response:
        """Give it back."""
        return await self._change(request, self._cancel, "annule")

    async def move(self, request: Request) -> Response:
        """Move it to the time that was chosen."""
        form = await _read_form(request)
        start = parse_moment(form.get("heure", ""))
        if start is None:
            return self._back(request, "heure")
        return await self._change(request, partial(self._move, start), "deplace")

    async def rate(self, request: Request) -> Response:
        """« Ça a aidé ? », once. A word that tells of distress is kept by nobody: help answers it,
        whatever becomes of the rest (S1)."""
        form = await _read_form(request)
        signal = detect(form.get("mot", ""))
        if signal:
            form["mot"] = ""
        answer = await self._change(request, partial(self._rate, form), "merci")
        if not signal:
            return answer
        lines = helped(signal, self.parts.clock())["lines"].splitlines()
        return self._render("help", lines=lines)

    def _same_origin_only(self, handler: _Handler) -> _Handler:
        """A form of this site alone, as in the console: whoever makes a browser post from elsewhere
        knows the link, and is not the one who was given it."""

        async def endpoint(request: Request) -> Response:
            if is_cross_site(request, self.parts.settings.site_url):
                return self._render("foreign", status=403)
            return await handler(request)

        return endpoint

    async def _change(
        self, request: Request, work: Callable[[UnitOfWork, Appointment], Any], done: str
    ) -> Response:
        """Back to the page, which says what became of it; again changes nothing."""
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
        return RedirectResponse(f"{path}?fait={done}", status_code=303, headers=_HEADERS)

    # In the threads of the database

    def _look(self, token: str, day: Optional[dt.date]) -> tuple[Appointment, list[dict[str, Any]]]:
        with reading(self.parts.engine) as unit:
            found = self._find(unit, token)
            if self._state(found) != "coming" or day is None:
                return found, []
            place = load_venue(unit, BookingPolicy.from_settings(self.parts.settings))
            free = slot_offers.list_free_slots(
                unit, place, found.wanted, self.parts.clock(), exclude_id=found.id
            )
            if day == dt.date.min:
                return found, facts.day_options(slot_offers.list_slot_days(free)[:_MAX_DAYS])
            return found, facts.time_options(
                slot_offers.spread_slots(slot_offers.filter_by_day(free, day), _MAX_TIMES),
                with_day=False,
            )

    def _write(self, token: str, work: Callable[[UnitOfWork, Appointment], Any]) -> None:
        with writing(self.parts.engine) as unit:
            work(unit, self._find(unit, token))
            unit.commit()

    def _find(self, unit: UnitOfWork, token: str) -> Appointment:
        return stored.get_by_token(unit, hash_token(token, self.parts.key))

    def _cancel(self, unit: UnitOfWork, found: Appointment) -> None:
        scheduling.cancel_appointment(unit, found.id, self.parts.clock())

    def _move(self, start: dt.datetime, unit: UnitOfWork, found: Appointment) -> None:
        place = load_venue(unit, BookingPolicy.from_settings(self.parts.settings))
        scheduling.move_appointment(unit, place, found.id, start, self.parts.clock())

    def _rate(self, form: Mapping[str, str], unit: UnitOfWork, found: Appointment) -> None:
        score = form.get("avis", "")
        if self._state(found) != "over" or score not in ("1", "2", "3", "4", "5"):
            raise InvalidRating
        day = local_day(self.parts.clock())
        try:
            if stored.mark_appointment_rated(unit, found.id):
                ratings.add_rating(unit, "appointment", int(score), form.get("mot", ""), day)
        except MessageRefused:
            raise InvalidRating from None

    # What is shown

    def _state(self, found: Appointment) -> str:
        if found.state == "cancelled":
            return "cancelled"
        if found.state == "asked" and found.start <= self.parts.clock():
            return "unconfirmed"  # the team never said yes, and nobody is asked if it helped
        return "coming" if found.end > self.parts.clock() else "over"

    def _render(
        self, state: str, found: Optional[Appointment] = None, status: int = 200, **more: Any
    ) -> Response:
        filled: dict[str, Any] = {**dict.fromkeys(("token", "done"), ""), "day": None, "times": []}
        filled.update(more)
        if found is not None:
            filled.update(self._words(found))
        page = template_environment().get_template("appointment.html")
        html = page.render(self.shown, path=facts.APPOINTMENT_PATH, state=state, **filled)
        return HTMLResponse(html, status_code=status, headers=_HEADERS)

    def _words(self, found: Appointment) -> dict[str, Any]:
        told = facts.appointment_facts(self.parts.settings, self.parts.key, found)
        say = self.parts.dialogue.sentence
        return {
            "when": told["when"],
            "kind": say(told["kind"]["say"], **told["kind"]),
            "way": say(told["way"]["say"]),
            "how": say(told["how"]["say"], **told["how"]),
            "pseudonym": found.pseudonym,
            "code": told["code"],
            "rated": found.rated,
            "awaits": found.state == "asked",
        }


def _read_result(request: Request) -> str:
    return request.query_params.get("fait", "")


def _parse_day(text: Optional[str]) -> Optional[dt.date]:
    """The day asked for, `date.min` for all of them, None for none."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min


async def _read_form(request: Request) -> dict[str, str]:
    """The fields of a small form; nothing of one that is too large, too slow, or none."""
    length, kind = (request.headers.get(f"content-{name}", "") for name in ("length", "type"))
    if not _CONTENT_LENGTH.fullmatch(length) or int(length) > _MAX_FORM_BYTES:
        return {}
    if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return {}
    try:
        form = await asyncio.wait_for(request.form(max_fields=10), _MAX_FORM_SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect, HTTPException):
        return {}
    return {name: value for name, value in form.items() if isinstance(value, str)}
