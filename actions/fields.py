"""Which trades exist in a field, or with a trait: a few at several levels, and more on demand."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    found = _fitting(turn, fields.members(base, chosen))
    more = str(turn.values.get("more") or "")
    start = int(more) if more.isdigit() else 0
    shown = found[start : start + _SHOWN]
    left = len(found) - start - len(shown)
    turn.salience = turn.salience.showing([Referent(OCCUPATION, one.id) for one in shown])
    turn.say(
        "utter_field",
        field=chosen.title,
        options=facts.options((one.id for one in shown), base),
        others=[{"id": chosen.id, "start": str(start + _SHOWN)}] if left > 0 else [],
        words=turn.words,  # the next page is asked without the same
        count=str(len(found)),
    )


def _fitting(turn: Turn, found: Iterable[Occupation]) -> list[Occupation]:
    """Without those that the list is asked without, and within the studies that it is asked for."""
    without = fields.without(turn.words)
    linked = turn.library.link(without) if without else None
    refused = {*linked.occupation_ids, *linked.candidates} if linked else set()
    short = fields.with_short_studies(turn.words)
    return [
        one
        for one in found
        if one.id not in refused and (not short or 0 < entry_level(one) <= SECONDARY)
    ]


def _described(turn: Turn) -> None:
    base = turn.library.base
    hits = turn.library.search(turn.words, ("occupation",), 6 * _SHOWN) if turn.words else []
    likely = (base.occupations[hit.id] for hit in hits if hit.score >= ENOUGH)
    good = facts.options((one.id for one in _fitting(turn, likely)), base)
    if good:
        listed = [Referent(OCCUPATION, each["id"]) for each in good[:_SHOWN]]
        turn.salience = turn.salience.showing(listed)
        turn.say("utter_field_described", options=good[:_SHOWN])
        return
    found = turn.library.near(_ASKING.sub(" ", turn.words))
    clear = (base.occupations[entry] for entry, score in found if score >= CLEAR)
    near = [one.id for one in _fitting(turn, clear)][:_SHOWN]
    if near:
        turn.say("utter_field_described", options=facts.options(near, turn.library.base))
        return
    if turn.words:
        unanswered.keep(turn.unit, turn.conversation, turn.words, turn.now)
    turn.say("utter_field_unknown")
