"""Professions similar to a named one (« … mais dehors ») or between two tastes."""

from __future__ import annotations

from collections.abc import Sequence

from actions import lead_cards
from bot.matching import combined_tastes
from bot.matching.lead_suggestions import (
    MAX_LEVEL,
    filter_unrefused,
    find_similar,
    has_enough_input,
)
from bot.matching.scores import NEAR_THRESHOLD
from bot.notebook import wishes
from bot.notebook.study_levels import MAX_SHORT_STUDIES_LEVEL
from bot.turn_context import Turn
from knowledge import work_fields
from knowledge.entry_schema import Occupation
from knowledge.library import shorten_quote
from knowledge.statement_parts import extract_core

_MAX_NEAR, _MAX_JOINED, _MAX_PER_TASTE = 5, 3, 2
# The least nearness to one taste, as a share of that of the nearest profession.
_MIN_TASTE_SHARE = 0.75
# The least similarity of the descriptions of two similar professions.
_MIN_SIMILARITY = 0.15


def show_between_tastes(turn: Turn) -> bool:
    """Show the professions that combine the last two tastes, or say that none is known.

    Answers « ça existe, un métier qui mélange les deux ? »; returns False when that is not asked or
    there are no two tastes or professions to combine.
    """
    if not combined_tastes.asks_for_combination(turn.words):
        return False
    tastes = combined_tastes.find_two_tastes(turn.notebook)
    if tastes is None or not has_enough_input(turn.notebook, turn.catalogue):
        return _show_between_pair(turn)
    first, second = tastes
    found = filter_unrefused(turn.library.joining(first, second), turn.notebook, turn.catalogue)[
        :_MAX_JOINED
    ]
    quotes = {
        "words": shorten_quote(extract_core(first)),
        "other": shorten_quote(extract_core(second)),
    }
    if found:
        _show_joined(turn, found, **quotes)
    else:
        turn.say("utter_joined_none", **quotes)
        _show_each_taste(turn, tastes)
    return True


def _show_joined(turn: Turn, found: Sequence[str], **quotes: str) -> None:
    lead_cards.set_shown_leads(turn, found)
    entries = [turn.library.base.occupations[each] for each in found]
    cards = [
        lead_cards.build_card(each, each.summary[0], lead_cards.render_level_objection(each))
        for each in entries
    ]
    turn.say("utter_joined", leads=cards, **quotes)


def find_surrounding_pair(turn: Turn, occupation_id: str) -> tuple[Occupation, ...]:
    """Return the current pair if the profession lies between its two, else an empty tuple."""
    pair = _occupations_in_pair(turn)
    return pair if occupation_id in _ids_between(turn, pair) else ()


def _occupations_in_pair(turn: Turn) -> tuple[Occupation, ...]:
    base = turn.library.base.occupations
    pair = tuple(base[each.id] for each in turn.salience.pair if each.id in base)
    return pair if len(pair) == 2 else ()


def _ids_between(turn: Turn, pair: tuple[Occupation, ...]) -> list[str]:
    if not pair:
        return []
    both = turn.library.joining(pair[0].summary[0], pair[1].summary[0])
    return [each for each in both if each not in (pair[0].id, pair[1].id)]


def _show_between_pair(turn: Turn) -> bool:
    """Show the professions between those of the current pair; False when there are none."""
    pair = _occupations_in_pair(turn)
    found = filter_unrefused(_ids_between(turn, pair), turn.notebook, turn.catalogue)[:_MAX_JOINED]
    if not found:
        return False
    _show_joined(turn, found, words=pair[0].title.both, other=pair[1].title.both)
    return True


def _show_each_taste(turn: Turn, tastes: tuple[str, str]) -> None:
    """Show the professions near to each taste by itself, with the words they rest on."""
    base, shown = turn.library.base, {}
    for words in tastes:
        near = dict(turn.library.near(words, told=True))
        least = max(NEAR_THRESHOLD, _MIN_TASTE_SHARE * max(near.values(), default=0.0))
        close = [each for each, nearness in near.items() if nearness >= least]
        left = filter_unrefused(close, turn.notebook, turn.catalogue)
        shown.update({each: words for each in left[:_MAX_PER_TASTE] if each not in shown})
    if not shown:
        return
    lead_cards.set_shown_leads(turn, list(shown))
    cards = []
    for each, words in shown.items():
        entry = base.occupations[each]
        quoted = {"say": "utter_why_words", "words": turn.library.quote(words, each)}
        cards.append(
            lead_cards.build_card(
                entry, [quoted, entry.summary[0]], lead_cards.render_level_objection(entry)
            )
        )
    turn.say("utter_leads_apart", leads=cards)


def show_similar(turn: Turn, entry: Occupation) -> None:
    """Show professions similar to one, within the wishes of the message: « mais dehors »."""
    asked = wishes.parse_trade_requirements(_message_text(turn))
    short = work_fields.asks_for_short_studies(_message_text(turn))
    level = MAX_SHORT_STUDIES_LEVEL if short else MAX_LEVEL
    described = turn.library.near(" ".join(entry.summary), told=True)
    others = [each for each, nearness in described if nearness >= _MIN_SIMILARITY]
    near = find_similar(
        entry.id, turn.notebook, turn.catalogue, others if asked else (), asked, level
    )
    response = "utter_leads_near" if near or not asked else "utter_no_neighbour_with"
    lead_cards.say_near_leads(turn, response, entry, near[:_MAX_NEAR])


def has_extra_wish(turn: Turn, allow_shorter_studies: bool = True) -> bool:
    """Whether the message refuses or requires something of a similar profession.

    An example is « comme infirmière, mais pas le sang ». A request for shorter studies counts only
    with `allow_shorter_studies`.
    """
    text = _message_text(turn)
    refused = any(refusal.when == turn.now for refusal in turn.notebook.refusals)
    shorter = allow_shorter_studies and work_fields.asks_for_short_studies(text)
    return refused or bool(wishes.parse_trade_requirements(text)) or shorter


def _message_text(turn: Turn) -> str:
    return turn.reading.text if turn.reading is not None else turn.text


def show_similar_to_named(turn: Turn) -> bool:
    """Show professions similar to the one that the message names (« j'en ai marre d'être caissière,
    ya quoi d'autre ? »); False when it names none."""
    named = turn.reading.professions if turn.reading is not None else ()
    entry = turn.library.base.occupations.get(named[0]) if named else None
    if entry is not None:
        show_similar(turn, entry)
    return entry is not None


def show_similar_to_subject(turn: Turn) -> bool:
    """Show professions similar to the current one; False when there are none."""
    subject = turn.salience.subject
    entry = turn.library.base.occupations.get(subject.id) if subject else None
    if entry is None or entry.id in turn.notebook.refused:
        return False
    near = find_similar(entry.id, turn.notebook, turn.catalogue)
    if near:
        lead_cards.say_near_leads(turn, "utter_leads_near_the_subject", entry, near[:_MAX_NEAR])
    return bool(near)
