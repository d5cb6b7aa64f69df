"""The counsellor of the day: on duty, and at work in the console as a browser would be."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Optional

import httpx
import pyotp
import sqlalchemy as sa

from bot.booking.kinds import MINUTES, WAYS
from bot.cli.auditing.people import NotAsWritten, Person
from bot.cli.auditing.running import DAY, Running
from bot.console import accounts, cookies, enrolment, second_factor, sessions, terms
from bot.console.forms import CSRF
from bot.console.keys import Keys
from bot.console.visit import ROOT
from bot.storage.booking_tables import appointments
from bot.storage.handoff_tables import alerts, handoffs
from bot.storage.staff_tables import answers, counsellors
from bot.storage.unit_of_work import UnitOfWork

_NAME = "Conseil d'essai"
_SOURCE = {
    "source": "Une page d'essai",
    "url": "https://www.exemple.be/page",
    "read_on": str(DAY - dt.timedelta(days=1)),
}


class Counsellor:
    """An admin, so that all pages open."""

    def __init__(self, run: Running) -> None:
        self._run = run
        self._keys = Keys(run.service.parts.key, run.service.parts.vault)
        self._number, self._token = 0, ""

    async def begins(self) -> None:
        """Receives from now on."""
        self._number = await self._run.write(self._begin)

    async def signs_in(self) -> None:
        """And is on duty: a session lasts half an hour, and the service ends the duty of whoever
        has none, at any moment."""
        self._token = await self._run.write(self._sign_in)

    async def does(self, what: str, value: Any, person: Person) -> int:
        """One act about a person; the status of the answer. `what`: the name of a method."""
        return int(await getattr(self, what)(person, value))

    async def get(self, path: str) -> httpx.Response:
        """A page."""
        return await self._run.http.get(ROOT + path, headers=self._cookie)

    async def post(self, path: str, **fields: str) -> int:
        """A form of a page; the status of the answer."""
        form = {CSRF: sessions.csrf(self._token, self._keys), **fields}
        answer = await self._run.http.post(ROOT + path, data=form, headers=self._cookie)
        return answer.status_code

    # About a talk

    async def claims(self, person: Person, value: Any) -> int:
        """Takes them from the queue."""
        await self.get("/aujourdhui")
        return await self.post(f"/conversation/{await self._talk(person)}/prendre")

    async def replies(self, person: Person, text: str) -> int:
        """Says something."""
        return await self.post(f"/conversation/{await self._talk(person)}/repondre", text=text)

    async def notes(self, person: Person, text: str) -> int:
        """Writes something for colleagues."""
        return await self.post(f"/conversation/{await self._talk(person)}/noter", note=text)

    async def searches(self, person: Person, words: str) -> int:
        """Looks for an answer of the base, and gives up."""
        talk = await self._talk(person)
        return await self.post(f"/conversation/{talk}/chercher", mots=words, text=words)

    async def labels(self, person: Person, label: str) -> int:
        """Says what it was about."""
        talk = await self._talk(person)
        await self.get(f"/conversation/{talk}")
        return await self.post(f"/conversation/{talk}/etiquette", label=label)

    async def hands_back(self, person: Person, words: str) -> int:
        """With a word for the bot to pass on."""
        return await self.post(f"/conversation/{await self._talk(person)}/rendre", mot=words)

    async def reads_the_signal(self, person: Person, value: Any) -> int:
        """What they agreed to have read."""
        query = sa.select(alerts.c.id).where(
            alerts.c.conversation_id == await person.conversation(), alerts.c.agreed
        )
        return await self.post(f"/signaux/{await self._newest(query, alerts.c.id)}/lire")

    # About an appointment

    async def opens_the_contact(self, person: Person, value: Any) -> int:
        """As who has to call them does."""
        number = await self._appointment(person)
        await self.get(f"/agenda/{number}")
        return await self.post(f"/agenda/{number}/contact")

    async def marks_as_present(self, person: Person, value: Any) -> int:
        """They came."""
        return await self.post(f"/agenda/{await self._appointment(person)}/presence", came="yes")

    # What is written for others

    async def corrects(self, person: Person, words: str) -> int:
        """« The bot said X, it should be Y. »"""
        return await self.post("/corrections", said=words, should=words)

    async def proposes(self, person: Person, text: dict[str, str]) -> int:
        """An answer for the base."""
        await self.get("/questions")
        return await self.post("/questions/proposer", **_SOURCE, **text)

    async def approves(self, person: Person, value: Any) -> int:
        """The last one: from here on it is in the base."""
        query = sa.select(answers.c.id)
        return await self.post(f"/questions/{await self._newest(query, answers.c.id)}/accepter")

    async def announces(self, person: Person, words: str) -> int:
        """Something that happens at the Cité."""
        on = {"day": "2026-12-03", "start": "14:00", "last": "2026-12-03", "end": "16:00"}
        return await self.post("/evenements/nouveau", title=words, place="Liège", **on)

    async def closes_the_place(self, person: Person, words: str) -> int:
        """A day on which nobody is received, with its reason."""
        return await self.post("/fermetures", reason=words, first="2026-12-24", last="2026-12-24")

    async def brings_a_calendar(self, person: Person, words: str) -> int:
        """A file of their own, of which the busy times count."""
        event = (
            f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261127T180000Z\r\nSUMMARY:{words}\r\nEND:VEVENT"
        )
        file = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:1\r\n{event}\r\nEND:VCALENDAR\r\n"
        answer = await self._run.http.post(
            f"{ROOT}/disponibilites/calendrier",
            data={CSRF: sessions.csrf(self._token, self._keys)},
            files={"file": (f"{words}.ics", file.encode(), "text/calendar")},
            headers=self._cookie,
        )
        return answer.status_code

    async def signs_in_wrongly(self, person: Person, words: str) -> int:
        """Something else in the place of a name and a passphrase."""
        return await self.post("/entrer", name=words, passphrase=words, code="000000")

    @property
    def _cookie(self) -> dict[str, str]:
        return {"cookie": f"{cookies.SESSION}={self._token}"}

    def _begin(self, unit: UnitOfWork) -> int:
        number = self._opened(unit)
        spans = [
            {"from": "08:00", "until": "20:00", "kinds": sorted(MINUTES), "ways": sorted(WAYS)}
        ]
        weekly = {str(weekday): spans for weekday in range(5)}
        mine = counsellors.c.id == number
        unit.execute(counsellors.update().where(mine).values(weekly=weekly))
        terms.accept(unit, number, self._run.clock())
        return number

    def _opened(self, unit: UnitOfWork) -> int:
        """An account that was entered once: the service ends the talks of one that never was."""
        keys, now = self._keys, self._run.clock()
        invitation = accounts.add(unit, _NAME, "admin", keys, now)
        secret = enrolment.begin(unit, invitation.code, keys, now).secret
        hashed = enrolment.new_hash(secrets.token_hex(), _NAME, keys)
        code = pyotp.TOTP(secret, interval=second_factor.SECONDS).at(now)
        return enrolment.accept(unit, invitation.code, hashed, code, keys, now).account

    def _sign_in(self, unit: UnitOfWork) -> str:
        mine = counsellors.c.id == self._number
        unit.execute(counsellors.update().where(mine).values(duty="on"))
        return str(sessions.mint(unit, self._number, self._keys, self._run.clock()))

    async def _talk(self, person: Person) -> int:
        mine = handoffs.c.conversation_id == await person.conversation()
        return await self._newest(sa.select(handoffs.c.id).where(mine), handoffs.c.id)

    async def _appointment(self, person: Person) -> int:
        mine = appointments.c.person == person.pseudonym
        return await self._newest(sa.select(appointments.c.id).where(mine), appointments.c.id)

    async def _newest(self, query: Any, column: Any) -> int:
        newest = query.order_by(column.desc()).limit(1)
        found: Optional[int] = await self._run.read(lambda unit: unit.execute(newest).scalar())
        if found is None:
            raise NotAsWritten(f"nothing in {column.table.name} for the counsellor to work with")
        return found
