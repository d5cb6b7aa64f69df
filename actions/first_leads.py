"""The professions that come to mind at once from what somebody tells: a few titles, no ranking."""

from __future__ import annotations

from actions import facts
from actions.turn import Turn
from bot.guidance.matching import closest
from bot.guidance.salience import OCCUPATION, Referent

_SHOWN = 4


def offer(turn: Turn) -> bool:
    """Name those that the person's words come nearest to; whether there were any."""
    found = closest(turn.notebook, turn.catalogue, _SHOWN)
    if not found or found == list(turn.notebook.shown):
        return False  # the same list does not come twice
    turn.notebook.show(found)
    turn.salience = turn.salience.naming([Referent(OCCUPATION, each) for each in found])
    turn.say("utter_first_leads", options=facts.options(found, turn.library.base))
    return True
