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

from actions import booking_facts as facts
from bot.booking import agenda, errors, offers
from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.booking.designating import hash_token
from bot.booking.ical import Booked, appointment_file
from bot.booking.local_time import local_day, read_moment
from bot.booking.place import Rules
from bot.booking.places import read_place
from bot.conversation.threads import Rank, Stuck, Threads
from bot.conversation.turn import Parts
from bot.handoff import ratings
from bot.origins import is_foreign
from bot.privacy.intake import Refused
from bot.safeguarding.answers import facts as helped
from bot.safeguarding.detector import detect
from bot.site.headers import CONTENT_SECURITY_POLICY
from bot.site.pages import environment
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
_LARGEST_FORM, _SECONDS = 4096, 10.0
_SHORT = re.compile(r"\d{1,6}", re.ASCII)
_MOST_DAYS, _MOST_TIMES = 20, 12
_IN_A_CALENDAR = {"cancelled": "utter_calendar_cancelled", "asked": "utter_calendar_asked"}
_Handler = Callable[[Request], Awaitable[Response]]


class NotARating(ValueError):
    """No face was chosen, or the sentence cannot be stored."""


@dataclass(frozen=True)
class AppointmentPages:
    """`facts` are those of `bot.site.pages.routes`."""

    shown: Mapping[str, Any]
    parts: Parts
    threads: Threads

    def routes(self) -> list[Route]:
        """Under `/rendez-vous/{token}`."""
        path = f"{facts.PATH}/{{token}}"
        return [
            Route(path, self.page),
            Route(f"{path}/{facts.CALENDAR}", self.file),
            Route(f"{path}/annuler", self._of_ours(self.cancel), methods=["POST"]),
            Route(f"{path}/deplacer", self._of_ours(self.move), methods=["POST"]),
            Route(f"{path}/avis", self._of_ours(self.rate), methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """What it is, and on demand the days or the times to move it to."""
        token, day = request.path_params["token"], _day(request.query_params.get("jour"))
        try:
            found, times = await self.threads.ask(Rank.READ, partial(self._look, token, day))
        except errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except (DBAPIError, Stuck):
            return self._render("unavailable", status=503)
        more = {"token": token, "day": day, "times": times, "done": _done(request)}
        return self._render(self._state(found), found, **more)

    async def file(self, request: Request) -> Response:
        """The calendar file, of a cancelled one too: it takes the old one away."""
        try:
            found, _ = await self.threads.ask(
                Rank.READ, partial(self._look, request.path_params["token"], None)
            )
        except errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except (DBAPIError, Stuck):
            return self._render("unavailable", status=503)
        content = self.calendar_of(found)
        named = {"content-disposition": f'attachment; filename="{facts.CALENDAR}"'}
        return Response(content, media_type="text/calendar", headers={**_HEADERS, **named})

    async def calendar(self, token: str) -> bytes:
        """The calendar file of a link's token. Raises UnknownAppointment."""
        found, _ = await self.threads.run(Rank.READ, partial(self._look, token, None))
        return self.calendar_of(found)

    async def cancel(self, request: Request) -> Response:
        """Give it back."""
        return await self._change(request, self._cancel, "annule")

    async def move(self, request: Request) -> Response:
        """Move it to the time that was chosen."""
        form = await _form(request)
        start = read_moment(form.get("heure", ""))
        if start is None:
            return self._back(request, "heure")
        return await self._change(request, partial(self._move, start), "deplace")

    async def rate(self, request: Request) -> Response:
        """« Ça a aidé ? », once. A word that tells of distress is kept by nobody: help answers it,
        whatever becomes of the rest (S1)."""
        form = await _form(request)
        signal = detect(form.get("mot", ""))
        if signal:
            form["mot"] = ""
        answer = await self._change(request, partial(self._rate, form), "merci")
        if not signal:
            return answer
        lines = helped(signal, self.parts.clock())["lines"].splitlines()
        return self._render("help", lines=lines)

    def _of_ours(self, handler: _Handler) -> _Handler:
        """A form of this site alone, as in the console: whoever makes a browser post from elsewhere
        knows the link, and is not the one who was given it."""

        async def endpoint(request: Request) -> Response:
            if is_foreign(request, self.parts.settings.site_url):
                return self._render("foreign", status=403)
            return await handler(request)

        return endpoint

    async def _change(
        self, request: Request, work: Callable[[UnitOfWork, Appointment], Any], done: str
    ) -> Response:
        """Back to the page, which says what became of it; again changes nothing."""
        token = request.path_params["token"]
        try:
            await self.threads.ask(Rank.ACCEPT, partial(self._write, token, work))
        except errors.UnknownAppointment:
            return self._render("unknown", status=404)
        except errors.AlreadyCancelled:
            done = "deja"
        except errors.SameTime:
            done = "meme"
        except (errors.Over, errors.NotConfirmed):
            done = "passe"
        except errors.Unavailable:
            done = "pris"
        except NotARating:
            done = "avis"
        except (DBAPIError, Stuck):
            return self._render("unavailable", status=503)
        return self._back(request, done)

    def _back(self, request: Request, done: str) -> Response:
        path = f"{facts.PATH}/{request.path_params['token']}"
        return RedirectResponse(f"{path}?fait={done}", status_code=303, headers=_HEADERS)

    # In the threads of the database

    def _look(self, token: str, day: Optional[dt.date]) -> tuple[Appointment, list[dict[str, Any]]]:
        with reading(self.parts.engine) as unit:
            found = self._find(unit, token)
            if self._state(found) != "coming" or day is None:
                return found, []
            place = read_place(unit, Rules.from_settings(self.parts.settings))
            free = offers.free(unit, place, found.wanted, self.parts.clock(), but=found.id)
            if day == dt.date.min:
                return found, facts.days(offers.days(free)[:_MOST_DAYS])
            return found, facts.times(
                offers.spread(offers.on(free, day), _MOST_TIMES), with_day=False
            )

    def _write(self, token: str, work: Callable[[UnitOfWork, Appointment], Any]) -> None:
        with writing(self.parts.engine) as unit:
            work(unit, self._find(unit, token))
            unit.commit()

    def _find(self, unit: UnitOfWork, token: str) -> Appointment:
        return stored.by_token(unit, hash_token(token, self.parts.key))

    def _cancel(self, unit: UnitOfWork, found: Appointment) -> None:
        agenda.cancel(unit, found.id, self.parts.clock())

    def _move(self, start: dt.datetime, unit: UnitOfWork, found: Appointment) -> None:
        place = read_place(unit, Rules.from_settings(self.parts.settings))
        agenda.move(unit, place, found.id, start, self.parts.clock())

    def _rate(self, form: Mapping[str, str], unit: UnitOfWork, found: Appointment) -> None:
        score = form.get("avis", "")
        if self._state(found) != "over" or score not in ("1", "2", "3", "4", "5"):
            raise NotARating
        day = local_day(self.parts.clock())
        try:
            if agenda.rated(unit, found.id):
                ratings.rate(unit, "appointment", int(score), form.get("mot", ""), day)
        except Refused:
            raise NotARating from None

    # What is shown

    def _state(self, found: Appointment) -> str:
        if found.state == "cancelled":
            return "cancelled"
        if found.state == "asked" and found.start <= self.parts.clock():
            return "unconfirmed"  # the team never said yes, and nobody is asked if it helped
        return "coming" if found.end > self.parts.clock() else "over"

    def calendar_of(self, found: Appointment) -> bytes:
        """An appointment as a calendar file, as it stands now."""
        return appointment_file(self._booked(found), self.parts.clock())

    def _booked(self, found: Appointment) -> Booked:
        told = self._told(found)
        return Booked(
            found.uid,
            found.sequence,
            found.start,
            found.end,
            summary=self.parts.dialogue.sentence(
                _IN_A_CALENDAR.get(found.state, "utter_calendar"),
                place=self.parts.settings.site_name,
                **told,
            ),
            location=self.parts.settings.site_address if found.way == "on_site" else "",
            description=self._description(told),
            cancelled=found.state == "cancelled",
            tentative=found.state == "asked",
        )

    def _description(self, told: dict[str, Any]) -> str:
        """With the page's link, where the service knows its own address: a calendar opens no bare
        path."""
        names = ["utter_calendar_more"]
        if self.parts.settings.site_url:
            names.append("utter_calendar_change")
        return "\n".join(self.parts.dialogue.sentence(name, **told) for name in names)

    def _told(self, found: Appointment) -> dict[str, Any]:
        return facts.appointment(self.parts.settings, self.parts.key, found)

    def _render(
        self, state: str, found: Optional[Appointment] = None, status: int = 200, **more: Any
    ) -> Response:
        filled: dict[str, Any] = {**dict.fromkeys(("token", "done"), ""), "day": None, "times": []}
        filled.update(more)
        if found is not None:
            filled.update(self._words(found))
        page = environment().get_template("appointment.html")
        html = page.render(self.shown, path=facts.PATH, state=state, **filled)
        return HTMLResponse(html, status_code=status, headers=_HEADERS)

    def _words(self, found: Appointment) -> dict[str, Any]:
        told, say = self._told(found), self.parts.dialogue.sentence
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


def _done(request: Request) -> str:
    return request.query_params.get("fait", "")


def _day(text: Optional[str]) -> Optional[dt.date]:
    """The day asked for, `date.min` for all of them, None for none."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form; nothing of one that is too large, too slow, or none."""
    length, kind = (request.headers.get(f"content-{name}", "") for name in ("length", "type"))
    if not _SHORT.fullmatch(length) or int(length) > _LARGEST_FORM:
        return {}
    if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return {}
    try:
        form = await asyncio.wait_for(request.form(max_fields=10), _SECONDS)
    except (asyncio.TimeoutError, ClientDisconnect, HTTPException):
        return {}
    return {name: value for name, value in form.items() if isinstance(value, str)}
