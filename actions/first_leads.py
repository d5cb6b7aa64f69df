"""The first professions offered from what the person tells: a few titles without reasons."""

from __future__ import annotations

from bot.guidance.salience import OCCUPATION, Referent
from bot.matching.lead_suggestions import find_closest
from bot.presentation import entry_facts
from bot.turn_context import Turn

_MAX_SHOWN = 4


def offer_first_leads(turn: Turn) -> bool:
    """Offer the professions nearest to the person's words; False when there are no new ones."""
    found = find_closest(turn.notebook, turn.catalogue, _MAX_SHOWN)
    if not found or found == list(turn.notebook.shown):
        return False
    turn.notebook.show(found)
    turn.salience = turn.salience.with_titles_offered(
        [Referent(OCCUPATION, each) for each in found]
    )
    options = entry_facts.occupation_options(found, turn.library.base)
    turn.say_next_variant("utter_first_leads", options=options)
    return True
