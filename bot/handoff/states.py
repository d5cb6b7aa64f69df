"""The state machine of a handoff, without storage.

The conversation's owner is the bot, the queue (the bot still answers) or a human; while the human
is `GONE`, the conversation still is a human's, and colleagues can take it over. A handoff lasts
from `ask` or `elsewhere` (the team wrote to the person outside of the console) to an event of
`OUTCOMES`, after which the bot owns the conversation again.
"""

from __future__ import annotations

from typing import Union

from bot.handoff import handoff_errors

BOT, QUEUED, HUMAN, GONE = STATES = ("bot", "queued", "human", "gone")
# What the owner of a conversation can be: that of a counsellor who is gone stays a human's.
OWNERS = (BOT, QUEUED, HUMAN)
# The state of an ended handoff; its conversation is owned by the bot.
ENDED = "ended"

ASK, CLAIM, ELSEWHERE = "ask", "claim", "elsewhere"
HAND_BACK, CLOSE, LEAVE, TIME_OUT, ERASE = "hand_back", "close", "leave", "time_out", "erase"
# The counsellor has gone or is back; a colleague takes over or accepts a transfer; nobody did, and
# the person waits in the queue again.
VANISH, RETURN, TAKE_OVER = "vanish", "return", "take_over"
TRANSFER, REQUEUE = "transfer", "requeue"
EVENTS = (
    *(ASK, CLAIM, ELSEWHERE, HAND_BACK, CLOSE, LEAVE, TIME_OUT, ERASE),
    *(VANISH, RETURN, TAKE_OVER, TRANSFER, REQUEUE),
)
OUTCOMES = {
    HAND_BACK: "handed_back",
    CLOSE: "closed",
    LEAVE: "left",
    TIME_OUT: "timed_out",
    ERASE: "erased",
}

_Next = Union[str, type[handoff_errors.HandoffError]]
_TRANSITIONS: dict[str, dict[str, _Next]] = {
    BOT: {
        ASK: QUEUED,
        CLAIM: handoff_errors.NotQueued,
        ELSEWHERE: HUMAN,
        HAND_BACK: handoff_errors.AlreadyEnded,
        CLOSE: handoff_errors.AlreadyEnded,
        LEAVE: handoff_errors.AlreadyEnded,
        TIME_OUT: handoff_errors.AlreadyEnded,
        ERASE: BOT,
        VANISH: handoff_errors.AlreadyEnded,
        RETURN: handoff_errors.AlreadyEnded,
        TAKE_OVER: handoff_errors.AlreadyEnded,
        TRANSFER: handoff_errors.AlreadyEnded,
        REQUEUE: handoff_errors.AlreadyEnded,
    },
    QUEUED: {
        ASK: QUEUED,  # updates the shared content, keeps the place in the queue
        CLAIM: HUMAN,
        ELSEWHERE: HUMAN,
        HAND_BACK: handoff_errors.NotClaimed,
        CLOSE: handoff_errors.NotClaimed,
        LEAVE: BOT,
        TIME_OUT: BOT,
        ERASE: BOT,
        VANISH: handoff_errors.NotClaimed,
        RETURN: handoff_errors.NotClaimed,
        TAKE_OVER: HUMAN,  # it went back to the queue meanwhile: whoever pressed takes it there
        TRANSFER: handoff_errors.NotClaimed,
        REQUEUE: handoff_errors.NotClaimed,
    },
    HUMAN: {
        ASK: handoff_errors.AlreadyWithHuman,
        CLAIM: handoff_errors.AlreadyClaimed,
        ELSEWHERE: HUMAN,
        HAND_BACK: BOT,
        CLOSE: BOT,
        LEAVE: BOT,
        TIME_OUT: handoff_errors.AlreadyClaimed,  # only waiting times out
        ERASE: BOT,
        VANISH: GONE,
        RETURN: handoff_errors.NotGone,
        TAKE_OVER: handoff_errors.AlreadyClaimed,
        TRANSFER: HUMAN,
        REQUEUE: handoff_errors.NotGone,
    },
    GONE: {
        ASK: handoff_errors.AlreadyWithHuman,
        CLAIM: handoff_errors.AlreadyClaimed,
        ELSEWHERE: HUMAN,
        HAND_BACK: BOT,
        CLOSE: BOT,
        LEAVE: BOT,
        TIME_OUT: handoff_errors.AlreadyClaimed,
        ERASE: BOT,
        VANISH: handoff_errors.AlreadyGone,
        RETURN: HUMAN,
        TAKE_OVER: HUMAN,
        TRANSFER: HUMAN,
        REQUEUE: QUEUED,
    },
}


def advance(state: str, event: str) -> str:
    """Return the state after an event.

    Raises:
        NotQueued, AlreadyClaimed, NotClaimed, AlreadyWithHuman, AlreadyEnded: the event is not
            allowed in this state.
        UnknownEvent: the state or event is not in STATES or EVENTS.
    """
    following = _TRANSITIONS.get(state, {}).get(event)
    if following is None:
        raise handoff_errors.UnknownEvent(state, event)
    if isinstance(following, str):
        return following
    raise following(state, event)
