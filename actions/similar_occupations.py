"""Professions like one that is named (« … mais dehors »), or between two tastes."""

from __future__ import annotations

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
from knowledge.core_words import extract_core
from knowledge.entry_schema import Occupation
from knowledge.library import shorten_quote

_MAX_NEAR, _MAX_JOINED, _MAX_PER_TASTE = 5, 3, 2
# Of one taste alone, what comes less near than this share of the nearest is not what is meant.
_MIN_TASTE_SHARE = 0.75
# From here on the description of a profession points at another that is like it.
_MIN_SIMILARITY = 0.15


def show_between_tastes(turn: Turn) -> bool:
    """« ça existe, un métier qui mélange les deux ? »: the professions that the two tastes told
    last point at together, or that none is known. False where that is not asked, or not told."""
    if not combined_tastes.asks_for_combination(turn.words):
        return False
    told = combined_tastes.find_two_tastes(turn.notebook)
    if told is None or not has_enough_input(turn.notebook, turn.catalogue):
        return _show_between_pair(turn)
    first, second = told
    ids = turn.library.joining(first, second)
    base = turn.library.base
    left = filter_unrefused(ids, turn.notebook, turn.catalogue)
    found = [base.occupations[each] for each in left][:_MAX_JOINED]
    quotes = {
        "words": shorten_quote(extract_core(first)),
        "other": shorten_quote(extract_core(second)),
    }
    if not found:
        turn.say("utter_joined_none", **quotes)
        _show_each_taste(turn, told)
        return True
    lead_cards.set_shown_leads(turn, [each.id for each in found])
    cards = [
        lead_cards.build_card(each, each.summary[0], lead_cards.render_level_objection(each))
        for each in found
    ]
    turn.say("utter_joined", leads=cards, **quotes)
    return True


def find_surrounding_pair(turn: Turn, occupation_id: str) -> tuple[Occupation, ...]:
    """The two professions that one lies between, where somebody hesitates between two such."""
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
    """What lies between two professions that somebody hesitates between; False where none does."""
    pair = _occupations_in_pair(turn)
    found = filter_unrefused(_ids_between(turn, pair), turn.notebook, turn.catalogue)[:_MAX_JOINED]
    if not found:
        return False
    lead_cards.set_shown_leads(turn, found)
    entries = [turn.library.base.occupations[each] for each in found]
    cards = [
        lead_cards.build_card(each, each.summary[0], lead_cards.render_level_objection(each))
        for each in entries
    ]
    titles = {"words": pair[0].title.both, "other": pair[1].title.both}
    turn.say("utter_joined", leads=cards, **titles)
    return True


def _show_each_taste(turn: Turn, tastes: tuple[str, str]) -> None:
    """What each of two tastes points at by itself, with the words that it rests on."""
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


def show_similar(turn: Turn, found: Occupation) -> None:
    """Professions like one, with what the message asks of them: « mais dehors »."""
    asked = wishes.parse_trade_requirements(_message_text(turn))
    level = (
        MAX_SHORT_STUDIES_LEVEL
        if work_fields.asks_for_short_studies(_message_text(turn))
        else MAX_LEVEL
    )
    described = turn.library.near(" ".join(found.summary), told=True)
    others = [each for each, nearness in described if nearness >= _MIN_SIMILARITY]
    near = find_similar(
        found.id, turn.notebook, turn.catalogue, others if asked else (), asked, level
    )
    response = "utter_leads_near" if near or not asked else "utter_no_neighbour_with"
    lead_cards.say_near_leads(turn, response, found, near[:_MAX_NEAR])


def has_extra_wish(turn: Turn, allow_shorter_studies: bool = True) -> bool:
    """Whether the message asks a profession like another for something that it may not have, or for
    nothing that was just refused in it (« comme infirmière, mais pas le sang »); `studies`: or for
    shorter ones."""
    said = _message_text(turn)
    refused = any(refusal.when == turn.now for refusal in turn.notebook.refusals)
    shorter = allow_shorter_studies and work_fields.asks_for_short_studies(said)
    return refused or bool(wishes.parse_trade_requirements(said)) or shorter


def _message_text(turn: Turn) -> str:
    return turn.reading.text if turn.reading is not None else turn.text


def show_similar_to_subject(turn: Turn) -> bool:
    """Where nothing is known of somebody: what is like the profession that is spoken about."""
    subject = turn.salience.subject
    found = turn.library.base.occupations.get(subject.id) if subject else None
    if found is None or found.id in turn.notebook.refused:
        return False
    near = find_similar(found.id, turn.notebook, turn.catalogue)
    if near:
        lead_cards.say_near_leads(turn, "utter_leads_near_the_subject", found, near[:_MAX_NEAR])
    return bool(near)
