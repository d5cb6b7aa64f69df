"""Brings a new person to the state of a wording: nobody booked, times on screen, booked."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Optional
from unittest import mock

from bot.booking import appointment_repository
from bot.booking.appointment_kinds import INITIAL_KINDS, MODES, Kind
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import Draft
from bot.booking.local_time import ZONE
from bot.notebook import notebook_repository
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.storage.booking_tables import appointment_kinds, closures
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import reading, writing
from bot.turn_context import Turn
from evaluation.booking_words.wording_cases import WordingCase
from evaluation.simulator.dialogue_harness import DialogueHarness, SimulatedConversation

TODAY = dt.datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
_DAY = dt.timedelta(days=1)
_YEAR_END = {"first": dt.date(2026, 12, 24), "last": dt.date(2027, 1, 1), "reason": "fin d'année"}
_KIND_WORDS: dict[Kind, str] = {
    "orientation": "un entretien d'orientation",
    "short": "une question courte",
    "class_visit": "une visite de classe",
}
_MODE_WORDS = {"on_site": "sur place", "telephone": "par téléphone", "video": "en vidéo"}
# The lengths that the files of wordings count with.
_MINUTES: dict[Kind, int] = {"orientation": 50}
_BOOKING = "booking"


class StateNotReached(Exception):
    """The state of a wording could not be built."""


@dataclass
class BookingConversation:
    """A conversation about appointments, with the names of the responses of its last turn."""

    talk: SimulatedConversation
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def hear(self, text: str) -> dict[str, Any]:
        """Answer a text; the responses said are in `said`."""
        self.said = []
        with mock.patch.object(Turn, "say", self._recording(Turn.say)):
            return self.talk.hear(text)

    def appointments(self) -> list[Appointment]:
        """Return the upcoming appointments."""
        with reading(self.talk._parts.engine) as unit:
            return appointment_repository.list_upcoming(
                unit, self.talk._person, self.talk._clock.now
            )

    def state_of(self, number: int) -> Appointment:
        """Return an appointment as it is stored now."""
        with reading(self.talk._parts.engine) as unit:
            return appointment_repository.get_appointment(unit, number)

    def has_hold(self) -> bool:
        """Whether a time is held for the person."""
        with reading(self.talk._parts.engine) as unit:
            return appointment_repository.find_held_by(unit, self.talk._person) is not None

    @property
    def question(self) -> Optional[Question]:
        """The open question."""
        notebook = self.talk.notebook()
        return notebook.question if notebook else None

    @property
    def draft(self) -> Optional[Draft]:
        """The request of the open question of a booking."""
        question = self.question
        return (
            Draft.from_values(question.values) if question and question.kind == _BOOKING else None
        )

    def offer(self, starts: tuple[dt.datetime, ...]) -> None:
        """Put these starts on screen in place of those that the open question offers."""
        days = {start.date() for start in starts}
        day = days.pop().isoformat() if len(days) == 1 else ""
        parts, person = self.talk._parts, self.talk._person
        with writing(parts.engine) as unit:
            stored = notebook_repository.find_notebook(unit, person)
            if stored is None or self.draft is None:
                raise StateNotReached
            notebook = Notebook.from_json(stored.data)
            shown = self.draft.with_offered_starts([each.isoformat() for each in starts], day)
            notebook.open(Question(_BOOKING, shown.values(), "when"))
            notebook_repository.save_notebook(
                unit, person, parts.key, notebook.to_json(), parts.clock(), True
            )
            unit.commit()

    def _recording(self, say: Any) -> Any:
        def record(turn: Turn, response: str, **facts: Any) -> None:
            self.said.append((response, facts))
            say(turn, response, **facts)

        return record


@contextlib.contextmanager
def open_conversation(
    harness: DialogueHarness, case: WordingCase, seed: int
) -> Iterator[BookingConversation]:
    """Open a conversation in the state of the case. Raises StateNotReached."""
    with harness.talk(seed) as talk:
        talk._clock.now = TODAY - _DAY if case.state == "booked_earlier" else TODAY
        _open_centre(talk)
        chat = BookingConversation(talk)
        if case.booked is not None:
            _book(chat, case.booked)
        elif case.offered:
            _request(chat, "orientation", "on_site")
            chat.offer(case.offered)
        talk._clock.now = TODAY
        yield chat


def _open_centre(talk: SimulatedConversation) -> None:
    """Two counsellors who receive from 9 to 17 on weekdays; closed at the end of the year."""
    hours = {
        "from": "09:00",
        "until": "17:00",
        "kinds": [each.code for each in INITIAL_KINDS],
        "ways": list(MODES),
    }
    weekly = {str(weekday): [hours] for weekday in range(5)}
    with writing(talk._parts.engine) as unit:
        for name in ("A", "B"):
            row = {"name": name, "duty": "off", "created": TODAY, "weekly": weekly}
            unit.execute(counsellors.insert().values(**row))
        unit.execute(closures.insert().values(**_YEAR_END))
        for kind, minutes in _MINUTES.items():
            row = appointment_kinds.update().where(appointment_kinds.c.code == kind)
            unit.execute(row.values(minutes=minutes))
        unit.commit()


def _request(chat: BookingConversation, kind: Kind, mode: str) -> None:
    for text in ("je voudrais un rendez-vous", _KIND_WORDS[kind], _MODE_WORDS[mode]):
        question = chat.question
        if question is None or question.about != "when":
            chat.hear(text)
    if chat.question is None or chat.question.about != "when":
        raise StateNotReached


def _book(chat: BookingConversation, booked: Any) -> None:
    _request(chat, booked.kind, booked.mode)
    chat.hear(f"{booked.start:%d/%m/%Y} à {booked.start:%Hh%M}")
    chat.hear("oui")
    made = chat.appointments()
    if [(each.start, each.kind, each.way) for each in made] != [
        (booked.start, booked.kind, booked.mode)
    ]:
        raise StateNotReached
