"""Server-sent events of open pages: they say that something changed, never what.

The page then fetches the changed fragment, through the gate.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Optional

from sqlalchemy.exc import DBAPIError
from sse_starlette import ServerSentEvent

from bot.console.auth import staff_sessions
from bot.console.desk.board import build_board
from bot.console.desk.conversation_list import build_list
from bot.console.desk.own_talks import OwnTalk, compute_conversation_mark, read_own_talks
from bot.console.desk.team_state import TeamState, read_team_state
from bot.console.web import page_updates
from bot.console.web.dependencies import ConsoleDependencies
from bot.handoff.handoff_repository import find_handoff
from bot.storage.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)

# State is polled at this interval, in case a notification is lost.
SWEEP_SECONDS = 5.0
PING_SECONDS = 15
# Pages answer each pulse with a sign of life (`/presence`), which timers of hidden pages do not.
PULSE_SECONDS = 30
MAX_STREAMS = 10  # per session


@dataclass(frozen=True)
class LiveState:
    """`calls`: number of alerts (0 unless on duty), `dangers` those who wait in danger among them.
    `unread`: messages in one's own conversations; `open_unread`: those of them in the conversation
    that the page shows, which are being read unless the page is hidden. `questions`: those that
    people left and that wait for an answer; `bookings`: one's own new appointments.

    `board`, `list` and `talk` change with the content of the day's page, of the list and of the
    conversation. `session`: a `staff_sessions.find_lock_state`; of a locked one nothing but the
    counts is told.
    """

    calls: int
    dangers: int
    unread: int
    open_unread: int
    questions: int
    bookings: int
    board: str
    list: str
    talk: str
    session: str = staff_sessions.OPEN


@dataclass(frozen=True)
class PageState:
    """What a page is told, and the talks of its counsellor, of which it hears the news."""

    live: LiveState
    own: list[OwnTalk]


async def stream_events(
    desk: ConsoleDependencies, token: str, handoff: Optional[int]
) -> AsyncIterator[ServerSentEvent]:
    """Yield an event « etat » at each change, « pouls » from time to time, and « fin » once the
    session is over.

    A page is woken by the news of its own conversation and of its counsellor's talks, and when the
    state of the team changes.
    """
    shown: Optional[LiveState] = None
    own: list[OwnTalk] = []
    pulse = time.monotonic()
    desk.streams[token] += 1
    try:
        page = await desk.read(lambda unit: _find_conversation(unit, handoff))
        read_team = partial(desk.read, partial(_read_team, desk))
        with desk.team.follow(desk.listeners, read_team), desk.listeners.listen() as news:
            while not desk.listeners.closed:
                news.listen_to(_list_heard(page, own))
                news.clear()
                state = await desk.read(partial(_read_page, desk, token, handoff, own))
                if state is None:
                    yield ServerSentEvent("fin", event="fin")
                    return
                if state.live != shown:
                    yield ServerSentEvent(json.dumps(asdict(state.live)), event="etat")
                    shown = state.live
                if time.monotonic() - pulse >= PULSE_SECONDS:
                    pulse = time.monotonic()
                    yield ServerSentEvent("pouls", event="pouls")
                own = state.own
                if not news.listen_to(_list_heard(page, own)):  # else it may have missed some
                    await _wait_for(news, SWEEP_SECONDS)
    except (DBAPIError, asyncio.TimeoutError) as error:  # the page reconnects by itself
        logger.error("an event stream ended: %s", type(error).__name__)
    finally:
        desk.streams[token] -= 1
        if not desk.streams[token]:
            del desk.streams[token]


def _list_heard(page: int, own: list[OwnTalk]) -> set[int]:
    talks = {each.marks.handoff.conversation for each in own}
    return {page_updates.QUEUE_PAGES, page, *talks}


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


def has_too_many_streams(desk: ConsoleDependencies, token: str) -> bool:
    """Return whether the session has the maximum number of streams; each polls the database."""
    return desk.streams[token] >= MAX_STREAMS


def read_state(
    unit: UnitOfWork, desk: ConsoleDependencies, token: str, handoff: Optional[int]
) -> Optional[LiveState]:
    """Return the present state; None once the session is over."""
    state = _read_page(desk, token, handoff, [], unit)
    return state.live if state is not None else None


def _read_page(
    desk: ConsoleDependencies,
    token: str,
    handoff: Optional[int],
    known: list[OwnTalk],
    unit: UnitOfWork,
) -> Optional[PageState]:
    """Return the present state of a page, of whose talks `known` were read before."""
    now = desk.clock()  # once: a session is not open by one reading and locked by the next
    session = staff_sessions.find_session(unit, token, desk.keys, now)
    if session is None:
        return None
    own = read_own_talks(unit, session.counsellor, known)
    of_me = (desk.team.state or _read_team(desk, unit), own, session.counsellor)
    board = build_board(*of_me, session.duty, session.role)
    listed = build_list(*of_me, session.duty, session.role)
    state = staff_sessions.find_lock_state(session, now)
    unread = (listed.unread, listed.count_unread_in(handoff))
    counts = (board.calls, board.dangers, *unread, board.questions, board.bookings)
    if state == staff_sessions.LOCKED:
        return PageState(LiveState(*counts, "", "", "", state), own)
    mark = compute_conversation_mark(unit, handoff, [each.marks for each in own])
    return PageState(LiveState(*counts, board.mark, listed.mark, mark, state), own)


def _read_team(desk: ConsoleDependencies, unit: UnitOfWork) -> TeamState:
    return read_team_state(unit, desk.clock(), desk.source)


def _find_conversation(unit: UnitOfWork, handoff: Optional[int]) -> int:
    held = find_handoff(unit, handoff) if handoff is not None else None
    return held.conversation if held else page_updates.QUEUE_PAGES
