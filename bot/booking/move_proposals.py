"""Where appointments of an absent counsellor could go: the nearest free slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Optional

from bot.booking.appointment_cell_repository import find_occupied_cells
from bot.booking.appointment_repository import Appointment
from bot.booking.appointment_terms import with_terms_of
from bot.booking.counsellor_hours import Counsellor
from bot.booking.free_slots import Slot
from bot.booking.slot_check import find_nearest_slots
from bot.booking.time_cells import Cell, list_cells
from bot.booking.venue import Venue
from bot.storage.unit_of_work import UnitOfWork

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class MoveProposal:
    """An appointment, and the nearest free slot with its counsellor (`same`) and with another.

    The proposals of one list never share a time of one counsellor: all can be accepted together.
    """

    appointment: Appointment
    same: Optional[Slot]
    other: Optional[Slot]

    @property
    def slots(self) -> list[Slot]:
        """The proposed slots, the nearest first; at the same distance the same counsellor's."""
        found = [slot for slot in (self.same, self.other) if slot is not None]
        return sorted(found, key=lambda slot: abs(slot.start - self.appointment.start))


def propose_moves(
    unit: UnitOfWork,
    venue: Venue,
    absent: Counsellor,
    appointments: Iterable[Appointment],
    now: dt.datetime,
) -> list[MoveProposal]:
    """Return a proposal for each appointment of `absent`, who has the hours that remain to them."""
    others = tuple(each for each in venue.counsellors if each.id != absent.id)
    alone, rest = replace(venue, counsellors=(absent,)), replace(venue, counsellors=others)
    taken = set(find_occupied_cells(unit, now - _DAY, venue.latest(now) + 2 * _DAY))
    made = []
    for each in appointments:
        proposal = MoveProposal(
            each, _find_nearest(each, alone, taken, now), _find_nearest(each, rest, taken, now)
        )
        for slot in proposal.slots:
            policy = with_terms_of(venue, each).policy(each.kind)
            taken |= set(list_cells(slot.counsellor, slot.start, slot.end, policy))
        made.append(proposal)
    return made


def _find_nearest(
    booked: Appointment, venue: Venue, taken: AbstractSet[Cell], now: dt.datetime
) -> Optional[Slot]:
    venue = with_terms_of(venue, booked)
    found = find_nearest_slots(booked.wanted, booked.start, venue, taken, now, count=1)
    return found[0] if found else None
