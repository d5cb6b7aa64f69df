"""State machine of a distress episode, as a table of states and events, free of storage.

none: no distress. checking: only the classifier found distress; one soft line was sent. in_care:
help was sent and the conversation is about it. released: the person has changed the subject.
`detector` and `second_reading` find the distress; `reply_kinds` classifies what the person answers.
"""

from __future__ import annotations

NONE, CHECKING, IN_CARE, RELEASED = STATES = ("none", "checking", "in_care", "released")

# Events from detection.
DANGER, CONCERN, CHECKED = "danger", "concern", "checked"
# Events from the person's reply; `goes_on`: anything else on the same subject.
PRACTICAL, BACK, SILENCE = "practical", "back", "silence"
ADMITS, ASKS_LINES, GOES_ON = "admits", "asks_lines", "goes_on"
HAS_TOLD, HAS_NOBODY, HELP_COMES, ASKS_BOT = "has_told", "has_nobody", "help_comes", "asks_bot"
EVENTS = (
    *(DANGER, CONCERN, CHECKED, PRACTICAL, BACK, SILENCE, ADMITS, ASKS_LINES, GOES_ON),
    *(HAS_TOLD, HAS_NOBODY, HELP_COMES, ASKS_BOT),
)

_SIGNAL_TRANSITIONS = {DANGER: IN_CARE, CONCERN: IN_CARE}
_TRANSITIONS: dict[str, dict[str, str]] = {
    # Before help was sent, a reply is not about it.
    NONE: {**dict.fromkeys(EVENTS, NONE), **_SIGNAL_TRANSITIONS, CHECKED: CHECKING},
    CHECKING: {
        **dict.fromkeys(EVENTS, NONE),
        **_SIGNAL_TRANSITIONS,
        CHECKED: CHECKING,
        **dict.fromkeys((ADMITS, ASKS_LINES), IN_CARE),
    },
    IN_CARE: {
        **dict.fromkeys(EVENTS, IN_CARE),
        **dict.fromkeys((PRACTICAL, BACK, SILENCE), RELEASED),
    },
    # Fear of calling is recognised after other talk too; the episode expires with time.
    RELEASED: {
        **dict.fromkeys(EVENTS, RELEASED),
        **_SIGNAL_TRANSITIONS,
        CHECKED: CHECKING,
        ASKS_LINES: IN_CARE,
        SILENCE: NONE,
    },
}


class UnknownEvent(ValueError):
    """The state or the event is not in the table."""


def advance(state: str, event: str) -> str:
    """Return the state after an event. Raises UnknownEvent if either is not in the table."""
    following = _TRANSITIONS.get(state, {}).get(event)
    if following is None:
        raise UnknownEvent(f"{state}, {event}")
    return following
