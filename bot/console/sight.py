"""What a counsellor may see of a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console import holding, live, roster
from bot.console.errors import NoSuchPage
from bot.console.visit import Visit
from bot.handoff import notes, transcript
from bot.handoff.handoff import Handoff
from bot.handoff.states import HUMAN, QUEUED
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Sight:
    """A conversation as this counsellor may see it: whoever holds or held it reads all that was
    agreed; while it waits, all who are on duty see the summary; an admin may end one of another.

    `shown`: whether anything that the person agreed to is there to be read."""

    handoff: Handoff
    mine: bool
    messages: list[transcript.Message]
    notes: list[notes.StaffNote]
    names: dict[int, str]
    mark: str = ""
    shown: bool = True

    @property
    def held(self) -> bool:
        """Whether it is theirs to answer now."""
        return self.mine and self.handoff.state == HUMAN


def sight_of(unit: UnitOfWork, visit: Visit, number: int) -> Sight:
    """Raises NoSuchPage: erased, or over and not theirs."""
    held = holding.found(unit, number)
    mine = held.counsellor == visit.me.counsellor
    if not mine and held.state not in (QUEUED, HUMAN):
        raise NoSuchPage
    if not mine:
        summary = held.state == QUEUED and visit.duty == "on" and bool(held.summary)
        return Sight(held, False, [], [], {}, shown=summary)
    return Sight(
        held,
        True,
        transcript.messages(unit, held),
        notes.of(unit, number),
        roster.names(unit),
        live.talk_mark(unit, number, visit.me.counsellor),
    )
