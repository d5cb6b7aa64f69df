"""Where a talk stands with distress, as a table of states and events, free of storage.

none: nothing was told. checking: the classifier alone heard something, one soft line was said.
in_care: help was said and the talk is about it. released: the person turned to something else
since. What a message tells is in `detector` and `second_reading`; what it does or asks, in
`replies`.
"""

from __future__ import annotations

NONE, CHECKING, IN_CARE, RELEASED = STATES = ("none", "checking", "in_care", "released")

# What the readings hear.
DANGER, CONCERN, CHECKED = "danger", "concern", "checked"
# What the person does or asks; `goes_on`: anything else that is still about it.
PRACTICAL, BACK, SILENCE = "practical", "back", "silence"
ADMITS, ASKS_LINES, GOES_ON = "admits", "asks_lines", "goes_on"
HAS_TOLD, HAS_NOBODY, HELP_COMES, ASKS_BOT = "has_told", "has_nobody", "help_comes", "asks_bot"
EVENTS = (
    *(DANGER, CONCERN, CHECKED, PRACTICAL, BACK, SILENCE, ADMITS, ASKS_LINES, GOES_ON),
    *(HAS_TOLD, HAS_NOBODY, HELP_COMES, ASKS_BOT),
)

_SIGNAL_TRANSITIONS = {DANGER: IN_CARE, CONCERN: IN_CARE}
_TRANSITIONS: dict[str, dict[str, str]] = {
    # Before help nothing that is done or asked is about it.
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
    # The fear of calling is heard after other talk too; time ends it.
    RELEASED: {
        **dict.fromkeys(EVENTS, RELEASED),
        **_SIGNAL_TRANSITIONS,
        CHECKED: CHECKING,
        ASKS_LINES: IN_CARE,
        SILENCE: NONE,
    },
}


class UnknownEvent(ValueError):
    """Neither STATES nor EVENTS hold it."""


def advance(state: str, event: str) -> str:
    """The state after an event.

    Raises:
        UnknownEvent: neither STATES nor EVENTS hold it.
    """
    following = _TRANSITIONS.get(state, {}).get(event)
    if following is None:
        raise UnknownEvent(f"{state}, {event}")
    return following
