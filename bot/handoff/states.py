"""The state machine of a conversation's owner, without storage.

The owner is the bot, the queue (the bot still answers) or a human. A handoff lasts from `ask`
or `elsewhere` (the team wrote to the person outside of the console) to an event of `OUTCOMES`,
after which the bot owns the conversation again.
"""

from __future__ import annotations

from typing import Union

from bot.handoff import handoff_errors

BOT, QUEUED, HUMAN = STATES = ("bot", "queued", "human")
# The state of an ended handoff; its conversation is owned by the bot.
ENDED = "ended"

ASK, CLAIM, ELSEWHERE = "ask", "claim", "elsewhere"
HAND_BACK, CLOSE, LEAVE, TIME_OUT, ERASE = "hand_back", "close", "leave", "time_out", "erase"
EVENTS = (ASK, CLAIM, ELSEWHERE, HAND_BACK, CLOSE, LEAVE, TIME_OUT, ERASE)
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
