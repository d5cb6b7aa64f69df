"""The counsellor of the script, who works in the console like a browser would."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Optional

import httpx
import pyotp
import sqlalchemy as sa

from bot.booking.appointment_kinds import INITIAL_KINDS, MODES
from bot.console.auth import second_factor, staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.staff import enrolment, staff_accounts, terms
from bot.console.web import cookies
from bot.console.web.form_reader import CSRF_FIELD
from bot.console.web.request_context import CONSOLE_PATH
from bot.storage.booking_tables import appointments
from bot.storage.handoff_tables import alerts, handoffs
from bot.storage.staff_tables import answers, counsellors
from bot.storage.unit_of_work import UnitOfWork
from evaluation.privacy_audit.audited_service import AUDIT_DATE, AuditedService
from evaluation.privacy_audit.scripted_person import ScriptedPerson, ScriptMismatch

_COUNSELLOR_NAME = "Conseil d'essai"
_ANSWER_SOURCE = {
    "source": "Une page d'essai",
    "url": "https://www.exemple.be/page",
    "read_on": str(AUDIT_DATE - dt.timedelta(days=1)),
}


class CounsellorClient:
    """An admin, so that all pages are accessible."""

    def __init__(self, run: AuditedService) -> None:
        self._run = run
        self._keys = Keys(run.service.parts.key, run.service.parts.vault)
        self._number, self._token = 0, ""

    async def begins(self) -> None:
        """Open for appointments."""
        self._number = await self._run.write(self._begin)

    async def signs_in(self) -> None:
        """Sign in and go on duty.

        Repeated, since sessions expire and the service ends duties without a session.
        """
        self._token = await self._run.write(self._sign_in)

    async def does(self, what: str, value: Any, person: ScriptedPerson) -> int:
        """Call the method named `what` about a person; return the response's status."""
        return int(await getattr(self, what)(person, value))

    async def get(self, path: str) -> httpx.Response:
        """Get a page."""
        return await self._run.http.get(CONSOLE_PATH + path, headers=self._cookie)

    async def post(self, path: str, **fields: str) -> int:
        """Post a form of a page; return the response's status."""
        form = {CSRF_FIELD: staff_sessions.make_csrf_token(self._token, self._keys), **fields}
        answer = await self._run.http.post(CONSOLE_PATH + path, data=form, headers=self._cookie)
        return answer.status_code

    # Conversations

    async def claims(self, person: ScriptedPerson, value: Any) -> int:
        """Claim the person."""
        await self.get("/aujourdhui")
        return await self.post(f"/conversation/{await self._talk(person)}/prendre")

    async def replies(self, person: ScriptedPerson, text: str) -> int:
        """Send a reply."""
        return await self.post(f"/conversation/{await self._talk(person)}/repondre", text=text)

    async def notes(self, person: ScriptedPerson, text: str) -> int:
        """Add a note for colleagues."""
        return await self.post(f"/conversation/{await self._talk(person)}/noter", note=text)

    async def searches(self, person: ScriptedPerson, words: str) -> int:
        """Search an answer of the base without inserting one."""
        talk = await self._talk(person)
        return await self.post(f"/conversation/{talk}/chercher", mots=words, text=words)

    async def labels(self, person: ScriptedPerson, label: str) -> int:
        """Set the topic."""
        talk = await self._talk(person)
        await self.get(f"/conversation/{talk}")
        return await self.post(f"/conversation/{talk}/etiquette", label=label)

    async def hands_back(self, person: ScriptedPerson, words: str) -> int:
        """Hand back with a note for the person."""
        return await self.post(f"/conversation/{await self._talk(person)}/rendre", mot=words)

    async def reads_the_signal(self, person: ScriptedPerson, value: Any) -> int:
        """Read what was shared with a distress signal."""
        query = sa.select(alerts.c.id).where(
            alerts.c.conversation_id == await person.conversation(), alerts.c.agreed
        )
        return await self.post(f"/signaux/{await self._newest(query, alerts.c.id)}/lire")

    # Appointments

    async def opens_the_contact(self, person: ScriptedPerson, value: Any) -> int:
        """View the contact of the appointment."""
        number = await self._appointment(person)
        await self.get(f"/agenda/{number}")
        return await self.post(f"/agenda/{number}/contact")

    async def marks_as_present(self, person: ScriptedPerson, value: Any) -> int:
        """Record the attendance."""
        return await self.post(f"/agenda/{await self._appointment(person)}/presence", came="yes")

    # Content for others

    async def corrects(self, person: ScriptedPerson, words: str) -> int:
        """Report a wrong reply of the bot."""
        return await self.post("/corrections", said=words, should=words)

    async def proposes(self, person: ScriptedPerson, text: dict[str, str]) -> int:
        """Propose an answer for the base."""
        await self.get("/questions")
        return await self.post("/questions/proposer", **_ANSWER_SOURCE, **text)

    async def approves(self, person: ScriptedPerson, value: Any) -> int:
        """Approve the last proposed answer."""
        query = sa.select(answers.c.id)
        return await self.post(f"/questions/{await self._newest(query, answers.c.id)}/accepter")

    async def announces(self, person: ScriptedPerson, words: str) -> int:
        """Add an event."""
        on = {"day": "2026-12-03", "start": "14:00", "last": "2026-12-03", "end": "16:00"}
        return await self.post("/evenements/nouveau", title=words, place="Liège", **on)

    async def closes_the_place(self, person: ScriptedPerson, words: str) -> int:
        """Add a closure with its reason."""
        return await self.post("/fermetures", reason=words, first="2026-12-24", last="2026-12-24")

    async def brings_a_calendar(self, person: ScriptedPerson, words: str) -> int:
        """Upload a calendar file and confirm its busy times."""
        event = (
            f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261127T180000Z\r\nSUMMARY:{words}\r\nEND:VEVENT"
        )
        file = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:1\r\n{event}\r\nEND:VCALENDAR\r\n"
        answer = await self._run.http.post(
            f"{CONSOLE_PATH}/disponibilites/calendrier",
            data={CSRF_FIELD: staff_sessions.make_csrf_token(self._token, self._keys)},
            files={"file": (f"{words}.ics", file.encode(), "text/calendar")},
            headers=self._cookie,
        )
        return answer.status_code

    async def signs_in_wrongly(self, person: ScriptedPerson, words: str) -> int:
        """Try to sign in with planted data as name and passphrase."""
        return await self.post("/entrer", name=words, passphrase=words, code="000000")

    @property
    def _cookie(self) -> dict[str, str]:
        return {"cookie": f"{cookies.SESSION_COOKIE}={self._token}"}

    def _begin(self, unit: UnitOfWork) -> int:
        number = self._opened(unit)
        spans = [
            {
                "from": "08:00",
                "until": "20:00",
                "kinds": [each.code for each in INITIAL_KINDS],
                "ways": sorted(MODES),
            }
        ]
        weekly = {str(weekday): spans for weekday in range(5)}
        mine = counsellors.c.id == number
        unit.execute(counsellors.update().where(mine).values(weekly=weekly))
        terms.accept_terms(unit, number, self._run.clock())
        return number

    def _opened(self, unit: UnitOfWork) -> int:
        """Create an account and accept its invitation.

        The service ends conversations of accounts that were never opened.
        """
        keys, now = self._keys, self._run.clock()
        invitation = staff_accounts.create_account(unit, _COUNSELLOR_NAME, "admin", keys, now)
        secret = enrolment.begin_enrolment(unit, invitation.code, keys, now).secret
        hashed = enrolment.hash_new_passphrase(secrets.token_hex(), _COUNSELLOR_NAME, keys)
        code = pyotp.TOTP(secret, interval=second_factor.STEP_SECONDS).at(now)
        return enrolment.accept_invitation(unit, invitation.code, hashed, code, keys, now).account

    def _sign_in(self, unit: UnitOfWork) -> str:
        mine = counsellors.c.id == self._number
        unit.execute(counsellors.update().where(mine).values(duty="on"))
        return str(staff_sessions.create_session(unit, self._number, self._keys, self._run.clock()))

    async def _talk(self, person: ScriptedPerson) -> int:
        mine = handoffs.c.conversation_id == await person.conversation()
        return await self._newest(sa.select(handoffs.c.id).where(mine), handoffs.c.id)

    async def _appointment(self, person: ScriptedPerson) -> int:
        mine = appointments.c.person == person.pseudonym
        return await self._newest(sa.select(appointments.c.id).where(mine), appointments.c.id)

    async def _newest(self, query: Any, column: Any) -> int:
        newest = query.order_by(column.desc()).limit(1)
        found: Optional[int] = await self._run.read(lambda unit: unit.execute(newest).scalar())
        if found is None:
            raise ScriptMismatch(f"nothing in {column.table.name} for the counsellor to work with")
        return found
