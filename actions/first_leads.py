"""The professions that come to mind at once from what somebody tells: a few titles, no ranking."""

from __future__ import annotations

from bot.guidance.salience import OCCUPATION, Referent
from bot.matching.lead_suggestions import find_closest
from bot.presentation import entry_facts
from bot.turn_context import Turn

_MAX_SHOWN = 4


def offer_first_leads(turn: Turn) -> bool:
    """Name those that the person's words come nearest to; whether there were any."""
    found = find_closest(turn.notebook, turn.catalogue, _MAX_SHOWN)
    if not found or found == list(turn.notebook.shown):
        return False  # the same list does not come twice
    turn.notebook.show(found)
    turn.salience = turn.salience.with_titles_offered(
        [Referent(OCCUPATION, each) for each in found]
    )
    turn.say("utter_first_leads", options=entry_facts.occupation_options(found, turn.library.base))
    return True
