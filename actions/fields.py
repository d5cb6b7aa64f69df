"""Lists the professions of a field or of a description, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from actions import exploring, lead_cards, similar_occupations
from actions.action_registry import action
from bot.guidance import clause_extraction
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
from knowledge.search_scores import MIN_HIT_SCORE

_MAX_SHOWN = 6


@action("action_ask_field", interrupts=True)
def ask_field(turn: Turn) -> None:
    """List the professions of the named field, else those that the words describe."""
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
    ids = [occupation.id for occupation in shown]
    lead_cards.set_shown_leads(turn, ids)
    turn.say(
        "utter_field",
        field=chosen.title,
        options=entry_facts.occupation_options(ids, base),
        others=[{"id": chosen.id, "start": str(start + _MAX_SHOWN)}] if left > 0 else [],
        words=turn.words,  # The next page applies the same exclusions.
        count=str(len(found)),
    )


def _filter_occupations(
    turn: Turn, found: Iterable[Occupation], chosen: Optional[Field] = None
) -> list[Occupation]:
    """Drop what the person refuses or excludes, and long studies when short ones are asked for.

    Refusals that would leave nothing of the field are ignored.
    """
    by_id = {occupation.id: occupation for occupation in found}
    refusals, excluded = _read_exclusions(turn, chosen)
    left = filter_unrefused(by_id, turn.notebook, turn.catalogue, refusals) or list(by_id)
    short = work_fields.asks_for_short_studies(turn.words)
    return [
        by_id[each]
        for each in left
        if each not in excluded
        and (not short or 0 < get_entry_level(by_id[each]) <= SECONDARY_LEVEL)
    ]


def _read_exclusions(turn: Turn, chosen: Optional[Field]) -> tuple[list[Refusal], set[str]]:
    """Return the exclusions of the message as refusals, and the professions to leave out.

    Examples: « sans médecine », « caissière, j'en ai marre, quoi d'autre ? ».
    """
    words = work_fields.parse_exclusion(_message_text(turn))
    linked = turn.library.link(words) if words else None
    excluded = {*linked.occupation_ids, *linked.candidates} if linked else set()
    excluded.update(turn.reading.professions if turn.reading is not None else ())
    if not words:
        return [], excluded
    near = turn.library.near(words, told=True)
    if chosen is not None and work_fields.find_field(turn.library.base, words) == chosen:
        # « la santé sans la médecine » excludes the trades of that name, not the whole field.
        return [Refusal(None, "", turn.now, near)], excluded
    clear = {each for each, close in near if close >= CLEAR_THRESHOLD}
    return [Refusal(None, words, turn.now)], excluded | clear


def _request_text(turn: Turn) -> str:
    """Return the part of the message that asks for a list."""
    return str(turn.values.get("asked") or turn.words)


def _message_text(turn: Turn) -> str:
    return turn.reading.text if turn.reading is not None else turn.words


def _sort_by_nearness(turn: Turn, found: list[Occupation]) -> list[Occupation]:
    """Sort by nearness to the words, then by the score from the notebook."""
    near = dict(turn.library.near(work_fields.strip_exclusion(_request_text(turn))))
    scores = score_by_occupation(turn.notebook, turn.catalogue)
    return sorted(found, key=lambda each: (-near.get(each.id, 0.0), -scores.get(each.id, 0.0)))


def _say_best_paid(turn: Turn) -> bool:
    """List the best paid professions with a known wage; False when not asked, or none is left."""
    if not pay_ranking.asks_for_best_paid(turn.words):
        return False
    base = turn.library.base
    ranked = (base.occupations[each] for each in pay_ranking.list_best_paid(base))
    found = _filter_occupations(turn, ranked)[:_MAX_SHOWN]
    if found:
        _say_options(turn, "utter_field_paid", found)
    return bool(found)


def _say_options(turn: Turn, response: str, found: list[Occupation]) -> None:
    ids = [each.id for each in found]
    lead_cards.set_shown_leads(turn, ids)
    turn.say(response, options=entry_facts.occupation_options(ids, turn.library.base))


def _say_described(turn: Turn) -> None:
    if _say_best_paid(turn) or similar_occupations.show_between_tastes(turn):
        return
    base = turn.library.base
    # Drops fillers such as « du coup », which describe nothing.
    wanted = clause_extraction.trim_clause(work_fields.strip_exclusion(_request_text(turn)))
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
    found = list({each.id: each for each in fitting}.values())[:_MAX_SHOWN]
    if found:
        _say_options(turn, "utter_field_described", found)
        return
    if has_enough_input(turn.notebook, turn.catalogue):
        exploring.show_leads(turn, "utter_leads")
        return
    if similar_occupations.show_similar_to_named(turn):
        return
    turn.say("utter_field_unknown")
