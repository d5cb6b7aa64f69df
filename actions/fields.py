"""Which trades exist in a field, or with a trait: a few at several levels, and more on demand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from actions import alike, exploring, facts, lead_cards
from actions.registering import action
from actions.turn import Turn
from bot.guidance import clauses
from bot.guidance.catalogue import entry_level
from bot.guidance.entries import Refusal
from bot.guidance.levels import SECONDARY
from bot.guidance.matching import knows_enough, nearness, unrefused
from bot.guidance.scores import CLEAR, NEAR
from bot.handoff import unanswered
from knowledge import fields, wages
from knowledge.index import ENOUGH
from knowledge.schema import Field, Occupation
from knowledge.text import stems, tokens

_SHOWN = 6


@action("action_ask_field", interrupts=True)
def ask_field(turn: Turn) -> None:
    """The professions of the field that is named, else those whose description is near."""
    base = turn.library.base
    chosen = base.fields.get(turn.values.get("field") or "") or fields.named(base, turn.words)
    if chosen is None:
        _described(turn)
        return
    members = _fitting(turn, fields.members(base, chosen), chosen)
    found = _nearest_first(turn, members)
    more = str(turn.values.get("more") or "")
    start = int(more) if more.isdigit() else 0
    shown = found[start : start + _SHOWN]
    left = len(found) - start - len(shown)
    lead_cards.put_on_screen(turn, [one.id for one in shown])
    turn.say(
        "utter_field",
        field=chosen.title,
        options=facts.options((one.id for one in shown), base),
        others=[{"id": chosen.id, "start": str(start + _SHOWN)}] if left > 0 else [],
        words=turn.words,  # the next page is asked without the same
        count=str(len(found)),
    )


def _fitting(
    turn: Turn, found: Iterable[Occupation], chosen: Optional[Field] = None
) -> list[Occupation]:
    """Without what the person refuses, or asks the list to be without, and within the studies that
    it is asked for. What refuses all of a field that is asked for leaves it as it is."""
    asked = {one.id: one for one in found}
    without, gone = _without(turn, chosen)
    left = unrefused(asked, turn.notebook, turn.catalogue, without) or list(asked)
    short = fields.with_short_studies(turn.words)
    return [
        asked[each]
        for each in left
        if each not in gone and (not short or 0 < entry_level(asked[each]) <= SECONDARY)
    ]


def _without(turn: Turn, chosen: Optional[Field]) -> tuple[list[Refusal], set[str]]:
    """What the message asks the list to be without, as words that refuse; and the professions that
    it names: « sans médecine », « caissière, j'en ai marre, quoi d'autre ? »."""
    words = fields.without(_message(turn))
    linked = turn.library.link(words) if words else None
    gone = {*linked.occupation_ids, *linked.candidates} if linked else set()
    gone.update(turn.reading.professions if turn.reading is not None else ())
    if not words:
        return [], gone
    near = turn.library.near(words, told=True)
    if chosen is not None and fields.named(turn.library.base, words) == chosen:
        # « la santé sans la médecine »: the trades of its name alone, not all that speaks of it.
        return [Refusal(None, "", turn.now, near)], gone
    clear = {each for each, close in near if close >= CLEAR}
    return [Refusal(None, words, turn.now)], gone | clear


def _asked(turn: Turn) -> str:
    """The part of the message that asks for a list."""
    return str(turn.values.get("asked") or turn.words)


def _message(turn: Turn) -> str:
    return turn.reading.text if turn.reading is not None else turn.words


def _nearest_first(turn: Turn, found: list[Occupation]) -> list[Occupation]:
    """Those that the words come nearest to, then those that what was told speaks for, then the
    others as they stand."""
    near = dict(turn.library.near(fields.wanted(_asked(turn))))
    meant = nearness(turn.notebook, turn.catalogue)
    return sorted(found, key=lambda one: (-near.get(one.id, 0.0), -meant.get(one.id, 0.0)))


def _well_paid(turn: Turn) -> bool:
    """Of the professions whose average pay is known, the best paid; whether that was asked."""
    if not wages.asked(turn.words):
        return False
    base = turn.library.base
    found = _fitting(turn, (base.occupations[each] for each in wages.best_paid(base)))[:_SHOWN]
    if found:
        lead_cards.put_on_screen(turn, [one.id for one in found])
        turn.say("utter_field_paid", options=facts.options((one.id for one in found), base))
    return bool(found)


def _described(turn: Turn) -> None:
    if _well_paid(turn) or alike.join(turn):
        return
    base = turn.library.base
    wanted = clauses.trimmed(fields.wanted(_asked(turn)))  # « du coup » describes nothing
    if not stems(tokens(wanted)):  # « quels métiers pour moi ? »
        exploring.show_leads(turn, "utter_leads")
        return
    near = [base.occupations[entry] for entry, score in turn.library.near(wanted) if score >= NEAR]
    hits = turn.library.search(wanted, ("occupation",), 6 * _SHOWN) if wanted else []
    likely = [base.occupations[hit.id] for hit in hits if hit.score >= ENOUGH]
    fitting = _fitting(turn, [*near, *likely])
    found = list({one.id: one for one in fitting}.values())[:_SHOWN]
    if found:
        lead_cards.put_on_screen(turn, [one.id for one in found])
        options = facts.options((one.id for one in found), base)
        turn.say("utter_field_described", options=options)
        return
    if knows_enough(turn.notebook, turn.catalogue):
        exploring.show_leads(turn, "utter_leads")
        return
    if turn.words:
        unanswered.keep(turn.unit, turn.conversation, turn.words, turn.now)
    turn.say("utter_field_unknown")
