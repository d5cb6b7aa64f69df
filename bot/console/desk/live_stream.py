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
from typing import Optional

from sqlalchemy.exc import DBAPIError
from sse_starlette import ServerSentEvent

from bot.console.auth import staff_sessions
from bot.console.desk.board import read_board
from bot.console.desk.conversation_list import read_list
from bot.console.web import page_updates
from bot.console.web.dependencies import ConsoleDependencies
from bot.handoff.handoff_repository import find_handoff
from bot.handoff.offer_repository import find_offer
from bot.handoff.participants import is_in_talk
from bot.handoff.states import HUMAN
from bot.storage.conversation_repository import fetch_conversation
from bot.storage.message_history_repository import count_signals
from bot.storage.message_repository import find_last_number
from bot.storage.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)

# State is polled at this interval, in case a notification is lost.
SWEEP_SECONDS = 5.0
# Any conversation wakes the pages of the queue: their queries are limited to one per interval.
MIN_QUEUE_INTERVAL_SECONDS = 1.0
PING_SECONDS = 15
# Pages answer each pulse with a sign of life (`/presence`), which timers of hidden pages do not.
PULSE_SECONDS = 30
MAX_STREAMS = 10  # per session


@dataclass(frozen=True)
class LiveState:
    """`calls`: number of alerts (0 unless on duty), `dangers` those who wait in danger among them.
    `unread`: messages in one's own conversations; `open_unread`: those of them in the conversation
    that the page shows, which are being read unless the page is hidden.

    `board`, `list` and `talk` change with the content of the day's page, of the list and of the
    conversation. `session`: a `staff_sessions.find_lock_state`; of a locked one nothing but the
    counts is told.
    """

    calls: int
    dangers: int
    unread: int
    open_unread: int
    board: str
    list: str
    talk: str
    session: str = staff_sessions.OPEN


async def stream_events(
    desk: ConsoleDependencies, token: str, handoff: Optional[int]
) -> AsyncIterator[ServerSentEvent]:
    """Yield an event « etat » at each change, « pouls » from time to time, and « fin » once the
    session is over."""
    shown: Optional[LiveState] = None
    pulse = time.monotonic()
    desk.streams[token] += 1
    try:
        conversation = await desk.read(lambda unit: _find_conversation(unit, handoff))
        listen = desk.listeners.listen
        with listen(conversation) as news, listen(page_updates.QUEUE_PAGES) as queue_news:
            while True:
                news.clear()
                queue_news.clear()
                state = await desk.read(lambda unit: read_state(unit, desk, token, handoff))
                if state is None:
                    yield ServerSentEvent("fin", event="fin")
                    return
                if state != shown:
                    yield ServerSentEvent(json.dumps(asdict(state)), event="etat")
                    shown = state
                if time.monotonic() - pulse >= PULSE_SECONDS:
                    pulse = time.monotonic()
                    yield ServerSentEvent("pouls", event="pouls")
                if conversation == page_updates.QUEUE_PAGES:
                    await asyncio.sleep(MIN_QUEUE_INTERVAL_SECONDS)
                    await _wait_for(queue_news, SWEEP_SECONDS)
                else:  # its own news at once, those of the queue at their interval
                    await _wait_for(news, MIN_QUEUE_INTERVAL_SECONDS)
                    if not news.is_set():
                        await _wait_for_either(news, queue_news, SWEEP_SECONDS)
    except (DBAPIError, asyncio.TimeoutError) as error:  # the page reconnects by itself
        logger.error("an event stream ended: %s", type(error).__name__)
    finally:
        desk.streams[token] -= 1
        if not desk.streams[token]:
            del desk.streams[token]


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def _wait_for_either(one: asyncio.Event, other: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.ensure_future(each.wait()) for each in (one, other)]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()


def has_too_many_streams(desk: ConsoleDependencies, token: str) -> bool:
    """Return whether the session has the maximum number of streams; each polls the database."""
    return desk.streams[token] >= MAX_STREAMS


def read_state(
    unit: UnitOfWork, desk: ConsoleDependencies, token: str, handoff: Optional[int]
) -> Optional[LiveState]:
    """Return the present state; None once the session is over."""
    session = staff_sessions.find_session(unit, token, desk.keys, desk.clock())
    if session is None:
        return None
    board = read_board(unit, session.counsellor, desk.clock(), desk.source)
    listed = read_list(unit, session.counsellor, desk.source)
    state = staff_sessions.find_lock_state(session, desk.clock())
    counts = (board.calls, board.dangers, listed.unread, listed.count_unread_in(handoff))
    if state == staff_sessions.LOCKED:
        return LiveState(*counts, "", "", "", state)
    mark = compute_conversation_mark(unit, handoff, session.counsellor)
    return LiveState(*counts, board.mark, listed.mark, mark, state)


def _find_conversation(unit: UnitOfWork, handoff: Optional[int]) -> int:
    held = find_handoff(unit, handoff) if handoff is not None else None
    return held.conversation if held else page_updates.QUEUE_PAGES


def compute_conversation_mark(unit: UnitOfWork, handoff: Optional[int], counsellor: int) -> str:
    """Return a value that changes with what the counsellor sees of a conversation."""
    held = find_handoff(unit, handoff) if handoff is not None else None
    if held is None:
        return ""
    if held.state != HUMAN or not is_in_talk(unit, held, counsellor):
        return held.phase  # do not reveal whether the person still writes
    heard = find_last_number(unit, held.conversation) or 0
    row = fetch_conversation(unit, held.conversation)
    offer = find_offer(unit, held.id)
    offered = f".{offer.taker}.{offer.declined}" if offer else ""
    signals = "".join(
        f"{level}{n}" for level, n in sorted(count_signals(unit, held.conversation).items())
    )
    last = row.last_reply if row else 0
    return f"{held.phase}.{heard}.{last}.{signals}.{held.consent_until}{offered}"
