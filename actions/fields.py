"""Which trades exist in a field, or with a trait: a few at several levels, and more on demand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from actions import exploring, lead_cards, similar_occupations
from actions.action_registry import action
from bot.guidance import clause_extraction
from bot.handoff import unanswered_repository
from bot.language.normalisation import stem_words, tokenise
from bot.matching.catalogue import get_entry_level
from bot.matching.lead_suggestions import filter_unrefused, has_enough_input, score_by_occupation
from bot.matching.scores import CLEAR_THRESHOLD, NEAR_THRESHOLD
from bot.notebook.notebook_entries import Refusal
from bot.notebook.study_levels import SECONDARY_LEVEL
from bot.presentation import entry_facts
from bot.turn_context import Turn
from knowledge import pay_ranking, work_fields
from knowledge.entry_schema import Field, Occupation
from knowledge.search_index import MIN_HIT_SCORE

_MAX_SHOWN = 6


@action("action_ask_field", interrupts=True)
def ask_field(turn: Turn) -> None:
    """The professions of the field that is named, else those whose description is near."""
    base = turn.library.base
    chosen = base.fields.get(turn.values.get("field") or "") or work_fields.find_field(
        base, turn.words
    )
    if chosen is None:
        _say_described(turn)
        return
    members = _filter_occupations(turn, work_fields.list_professions(base, chosen), chosen)
    found = _sort_by_nearness(turn, members)
    more = str(turn.values.get("more") or "")
    start = int(more) if more.isdigit() else 0
    shown = found[start : start + _MAX_SHOWN]
    left = len(found) - start - len(shown)
    lead_cards.set_shown_leads(turn, [one.id for one in shown])
    turn.say(
        "utter_field",
        field=chosen.title,
        options=entry_facts.occupation_options((one.id for one in shown), base),
        others=[{"id": chosen.id, "start": str(start + _MAX_SHOWN)}] if left > 0 else [],
        words=turn.words,  # the next page is asked without the same
        count=str(len(found)),
    )


def _filter_occupations(
    turn: Turn, found: Iterable[Occupation], chosen: Optional[Field] = None
) -> list[Occupation]:
    """Without what the person refuses, or asks the list to be without, and within the studies that
    it is asked for. What refuses all of a field that is asked for leaves it as it is."""
    asked = {one.id: one for one in found}
    without, gone = _read_exclusions(turn, chosen)
    left = filter_unrefused(asked, turn.notebook, turn.catalogue, without) or list(asked)
    short = work_fields.asks_for_short_studies(turn.words)
    return [
        asked[each]
        for each in left
        if each not in gone and (not short or 0 < get_entry_level(asked[each]) <= SECONDARY_LEVEL)
    ]


def _read_exclusions(turn: Turn, chosen: Optional[Field]) -> tuple[list[Refusal], set[str]]:
    """What the message asks the list to be without, as words that refuse; and the professions that
    it names: « sans médecine », « caissière, j'en ai marre, quoi d'autre ? »."""
    words = work_fields.parse_exclusion(_message_text(turn))
    linked = turn.library.link(words) if words else None
    gone = {*linked.occupation_ids, *linked.candidates} if linked else set()
    gone.update(turn.reading.professions if turn.reading is not None else ())
    if not words:
        return [], gone
    near = turn.library.near(words, told=True)
    if chosen is not None and work_fields.find_field(turn.library.base, words) == chosen:
        # « la santé sans la médecine »: the trades of its name alone, not all that speaks of it.
        return [Refusal(None, "", turn.now, near)], gone
    clear = {each for each, close in near if close >= CLEAR_THRESHOLD}
    return [Refusal(None, words, turn.now)], gone | clear


def _request_text(turn: Turn) -> str:
    """The part of the message that asks for a list."""
    return str(turn.values.get("asked") or turn.words)


def _message_text(turn: Turn) -> str:
    return turn.reading.text if turn.reading is not None else turn.words


def _sort_by_nearness(turn: Turn, found: list[Occupation]) -> list[Occupation]:
    """Those that the words come nearest to, then those that what was told speaks for, then the
    others as they stand."""
    near = dict(turn.library.near(work_fields.strip_exclusion(_request_text(turn))))
    meant = score_by_occupation(turn.notebook, turn.catalogue)
    return sorted(found, key=lambda one: (-near.get(one.id, 0.0), -meant.get(one.id, 0.0)))


def _say_best_paid(turn: Turn) -> bool:
    """Of the professions whose average pay is known, the best paid; whether that was asked."""
    if not pay_ranking.asks_for_best_paid(turn.words):
        return False
    base = turn.library.base
    found = _filter_occupations(
        turn, (base.occupations[each] for each in pay_ranking.list_best_paid(base))
    )[:_MAX_SHOWN]
    if found:
        lead_cards.set_shown_leads(turn, [one.id for one in found])
        turn.say(
            "utter_field_paid",
            options=entry_facts.occupation_options((one.id for one in found), base),
        )
    return bool(found)


def _say_described(turn: Turn) -> None:
    if _say_best_paid(turn) or similar_occupations.show_between_tastes(turn):
        return
    base = turn.library.base
    wanted = clause_extraction.trim_clause(
        work_fields.strip_exclusion(_request_text(turn))
    )  # « du coup » describes nothing
    if not stem_words(tokenise(wanted)):  # « quels métiers pour moi ? »
        exploring.show_leads(turn, "utter_leads")
        return
    near = [
        base.occupations[entry]
        for entry, score in turn.library.near(wanted)
        if score >= NEAR_THRESHOLD
    ]
    hits = turn.library.search(wanted, ("occupation",), 6 * _MAX_SHOWN) if wanted else []
    likely = [base.occupations[hit.id] for hit in hits if hit.score >= MIN_HIT_SCORE]
    fitting = _filter_occupations(turn, [*near, *likely])
    found = list({one.id: one for one in fitting}.values())[:_MAX_SHOWN]
    if found:
        lead_cards.set_shown_leads(turn, [one.id for one in found])
        options = entry_facts.occupation_options((one.id for one in found), base)
        turn.say("utter_field_described", options=options)
        return
    if has_enough_input(turn.notebook, turn.catalogue):
        exploring.show_leads(turn, "utter_leads")
        return
    if turn.words:
        unanswered_repository.add_unanswered_question(
            turn.unit, turn.conversation, turn.words, turn.now
        )
    turn.say("utter_field_unknown")
