"""Which trades exist in a field, or with a trait: a few at several levels, and more on demand."""

from __future__ import annotations

import re

from actions import facts
from actions.registering import action
from actions.turn import Turn
from bot.guidance.catalogue import entry_level
from bot.guidance.levels import SECONDARY
from bot.guidance.salience import OCCUPATION, Referent
from bot.guidance.scores import CLEAR
from bot.handoff import unanswered
from knowledge import fields
from knowledge.index import ENOUGH
from knowledge.schema import Occupation

_SHOWN = 6
# Words of the asking, not of what is asked.
_ASKING = re.compile(r"\b(?:m[ée]tiers?|boulots?|jobs?|taf|professions?|quels?|quelles?)\b", re.I)


@action("action_ask_field", interrupts=True)
def ask_field(turn: Turn) -> None:
    """The professions of the field that is named, else those whose description is near."""
    base = turn.library.base
    chosen = base.fields.get(turn.values.get("field") or "") or fields.named(base, turn.words)
    if chosen is None:
        _described(turn)
        return
    found = [one for one in fields.members(base, chosen) if _fits(turn, one)]
    start = int(turn.values.get("more") or 0)
    shown = found[start : start + _SHOWN]
    left = len(found) - start - len(shown)
    turn.salience = turn.salience.showing([Referent(OCCUPATION, one.id) for one in shown])
    turn.say(
        "utter_field",
        field=chosen.title,
        options=facts.options((one.id for one in shown), base),
        others=[{"id": chosen.id, "start": str(start + _SHOWN)}] if left > 0 else [],
        count=str(len(found)),
    )


def _fits(turn: Turn, occupation: Occupation) -> bool:
    """Whether a profession is none of those the list is asked without, and no longer to learn."""
    linked = turn.library.link(fields.without(turn.words))
    refused = occupation.id in (*linked.occupation_ids, *linked.candidates)
    level = entry_level(occupation)
    short = not fields.with_short_studies(turn.words) or 0 < level <= SECONDARY
    return short and not refused


def _described(turn: Turn) -> None:
    base = turn.library.base
    hits = turn.library.search(turn.words, ("occupation",), 6 * _SHOWN) if turn.words else []
    likely = (hit.id for hit in hits if hit.score >= ENOUGH)
    fitting = (each for each in likely if _fits(turn, base.occupations[each]))
    good = facts.options(fitting, base)
    if good:
        listed = [Referent(OCCUPATION, each["id"]) for each in good[:_SHOWN]]
        turn.salience = turn.salience.showing(listed)
        turn.say("utter_field_described", options=good[:_SHOWN])
        return
    found = turn.library.near(_ASKING.sub(" ", turn.words))
    clear = (base.occupations[entry] for entry, score in found if score >= CLEAR)
    near = [one.id for one in clear if _fits(turn, one)][:_SHOWN]
    if near:
        turn.say("utter_field_described", options=facts.options(near, turn.library.base))
        return
    if turn.words:
        unanswered.keep(turn.unit, turn.conversation, turn.words, turn.now)
    turn.say("utter_field_unknown")
