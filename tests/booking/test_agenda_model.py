"""Random bookings, moves and cancellations against a model that only knows intervals.

`make soak` runs 20,000 steps (STEPS), `make test` fewer.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.booking import appointment_repository as stored
from bot.booking import booking_errors, scheduling
from bot.booking.appointment_kinds import INITIAL_KINDS, BookingRequest, Kind
from bot.storage import database_engine as engines
from bot.storage.booking_tables import appointments
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import reading, writing
from tests.support.appointment_factories import (
    DAY,
    add_venue,
    confirm,
    find_overlaps,
    has_consistent_cells,
    make_asker,
)
from tests.support.booking_factories import DURATION_MINUTES, NOW, local

pytestmark = pytest.mark.long

STEPS = int(os.environ.get("STEPS", "1200"))
AN_EXAMPLE = 40
COUNSELLORS, PEOPLE = 2, 5
QUARTER = dt.timedelta(minutes=15)
Terms = tuple[int, int, int]
_OPENS, _CLOSES = local(DAY, "09:00"), local(DAY, "12:00")

walls = st.integers(0, 12).map(lambda n: local(DAY, "09:00") + n * QUARTER)
kinds = st.sampled_from(sorted(DURATION_MINUTES))
places_in_list = st.integers(0, 50)
# Lengths and buffers, in minutes, that a kind may be given on the way.
terms = st.tuples(*(st.sampled_from(each) for each in ((20, 30, 45, 90), (0, 10, 30), (0, 15, 20))))
people = st.sampled_from([f"p{number}" for number in range(PEOPLE)])


class Bookings(RuleBasedStateMachine):
    """`terms`: kind → (minutes, before, after) of today; `made_on`: id → those of the booking.
    `living`: id → (counsellor, guarded start, guarded end) of all that holds; `whose` they are;
    `asked`: those that the team has not confirmed."""

    engine: Any = None
    place: Any = None
    requests = 0

    @initialize()
    def empty(self) -> None:
        if Bookings.engine is None:
            folder = Path(tempfile.mkdtemp(prefix="boussole-model-"))
            Bookings.engine = engines.create_database_engine(f"sqlite:///{folder / 'model.sqlite'}")
            migrate_schema(Bookings.engine)
            Bookings.place = add_venue(Bookings.engine, COUNSELLORS)
        with writing(self.engine) as unit:
            unit.execute(appointments.delete())
            unit.commit()
        self.living: dict[int, tuple[int, dt.datetime, dt.datetime]] = {}
        self.kind: dict[int, Kind] = {}
        self.terms = {kind: (minutes, 0, 15) for kind, minutes in DURATION_MINUTES.items()}
        self.made_on: dict[int, Terms] = {}
        Bookings.place = replace(self.place, kinds=INITIAL_KINDS)
        self.start: dict[int, dt.datetime] = {}
        self.whose: dict[int, str] = {}
        self.asked: set[int] = set()

    @rule(kind=kinds, now=terms)
    def change(self, kind: Kind, now: Terms) -> None:
        """What a kind becomes changes nothing of what is booked."""
        minutes, before, after = self.terms[kind] = now
        known = self.place.kind(kind)
        new = replace(known, minutes=minutes, before=before, after=after)
        Bookings.place = self.place.with_kind(new)

    @rule(who=people, kind=kinds, start=walls)
    def book(self, who: str, kind: Kind, start: dt.datetime) -> None:
        Bookings.requests += 1
        request = f"{who}:{Bookings.requests}"
        free, theirs = self._free(self.terms[kind], start), self._kinds_of(who)
        enough = len(theirs) == 2 or (kind == "class_visit" and kind in theirs)
        try:
            with writing(self.engine) as unit:
                wanted = BookingRequest(kind, "on_site")
                held = scheduling.hold_slot(
                    unit, self.place, make_asker(who, request), wanted, start, NOW
                )
                made = confirm(unit, held.id, request)
                unit.commit()
        except booking_errors.QuotaReached:
            assert enough
            return
        except booking_errors.Unavailable:
            assert not free
            assert not enough
            return
        assert held.counsellor in free
        assert not enough
        self.whose[held.id] = who
        self.kind[held.id], self.made_on[held.id] = kind, self.terms[kind]
        self._live(held.id, held.counsellor, start)
        self._stands(held.id, made.state)

    @rule(which=places_in_list)
    def approve(self, which: int) -> None:
        if not self.living:
            return
        number = sorted(self.living)[which % len(self.living)]
        try:
            with writing(self.engine) as unit:
                scheduling.approve_visit(unit, number, NOW)
                unit.commit()
        except booking_errors.AlreadyConfirmed:
            assert number not in self.asked
            return
        self.asked.remove(number)

    @rule(which=places_in_list, start=walls)
    def move(self, which: int, start: dt.datetime) -> None:
        if not self.living:
            return
        number = sorted(self.living)[which % len(self.living)]
        counsellor, begins = self.living[number][0], self.start[number]
        free = self._free(self.made_on[number], start, but=number)
        try:
            with writing(self.engine) as unit:
                moved = scheduling.move_appointment(unit, self.place, number, start, NOW)
                unit.commit()
        except booking_errors.SameTime:
            assert start == begins
            return
        except booking_errors.Unavailable:
            assert not free
            return
        assert moved.counsellor == (counsellor if counsellor in free else moved.counsellor)
        assert moved.counsellor in free
        self._stands(number, moved.state)
        self._live(number, moved.counsellor, start)

    @rule(which=places_in_list)
    def cancel(self, which: int) -> None:
        if not self.living:
            return
        number = sorted(self.living)[which % len(self.living)]
        with writing(self.engine) as unit:
            scheduling.cancel_appointment(unit, number, NOW)
            unit.commit()
        del self.living[number]
        self.asked.discard(number)

    @invariant()
    def nothing_overlaps(self) -> None:
        if self.engine is not None:
            assert not list(find_overlaps(self.engine))

    @invariant()
    def everybody_has_their_share(self) -> None:
        if self.engine is None:
            return
        with reading(self.engine) as unit:
            found = {who: stored.list_upcoming(unit, who, NOW) for who in set(self.whose.values())}
            asked = {each.id for each in stored.list_to_confirm(unit, NOW)}
        for who, theirs in found.items():
            assert sorted(each.kind for each in theirs) == sorted(self._kinds_of(who))
        assert asked == self.asked

    def teardown(self) -> None:
        if self.engine is not None:
            assert has_consistent_cells(self.engine)

    def _kinds_of(self, who: str) -> list[Kind]:
        theirs = [self.kind[number] for number in self.living if self.whose[number] == who]
        assert len(theirs) <= 2
        assert theirs.count("class_visit") <= 1
        return theirs

    def _stands(self, number: int, state: str) -> None:
        """A person's yes, and each move of theirs, asks for a visit and confirms the rest."""
        assert state == ("asked" if self.kind[number] == "class_visit" else "confirmed")
        if state == "asked":
            self.asked.add(number)
        else:
            self.asked.discard(number)

    def _live(self, number: int, counsellor: int, start: dt.datetime) -> None:
        self.start[number] = start
        self.living[number] = (counsellor, *_guarded(self.made_on[number], start))

    def _free(self, of: Terms, start: dt.datetime, but: int = 0) -> set[int]:
        """The counsellors who could: in hours, and no interval of theirs in the way."""
        if start < _OPENS or start + dt.timedelta(minutes=of[0]) > _CLOSES:
            return set()
        since, until = _guarded(of, start)
        busy = {
            counsellor
            for number, (counsellor, begins, ends) in self.living.items()
            if number != but and begins < until and since < ends
        }
        return {each.id for each in self.place.counsellors} - busy


def _guarded(of: Terms, start: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From the start of the time kept free before to the end of the one after, both rounded
    outwards to quarters of an hour."""
    minutes, before, after = of
    return start - -(-before // 15) * QUARTER, start + -(-(minutes + after) // 15) * QUARTER


TestBookings = Bookings.TestCase
TestBookings.settings = settings(
    max_examples=max(1, STEPS // AN_EXAMPLE),
    stateful_step_count=AN_EXAMPLE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
