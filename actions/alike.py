"""Professions like one that is named (« … mais dehors »), or between two tastes."""

from __future__ import annotations

from actions import lead_cards
from actions.turn import Turn
from bot.guidance import joining, wishes
from bot.guidance.levels import SHORT_STUDIES
from bot.guidance.matching import MAX_LEVEL, knows_enough, similar, unrefused
from bot.guidance.scores import NEAR
from knowledge import fields
from knowledge.core_words import core
from knowledge.library import shortened
from knowledge.schema import Occupation

_MAX_NEAR, _MAX_JOINED, _MAX_OF_A_SIDE = 5, 3, 2
# Of one taste alone, what comes less near than this share of the nearest is not what is meant.
_OF_A_SIDE = 0.75
# From here on the description of a profession points at another that is like it.
_ALIKE = 0.15


def join(turn: Turn) -> bool:
    """« ça existe, un métier qui mélange les deux ? »: the professions that the two tastes told
    last point at together, or that none is known. False where that is not asked, or not told."""
    if not joining.asked(turn.words):
        return False
    told = joining.two_tastes(turn.notebook)
    if told is None or not knows_enough(turn.notebook, turn.catalogue):
        return _show_between_the_pair(turn)
    first, second = told
    ids = turn.library.joining(first, second)
    base = turn.library.base
    left = unrefused(ids, turn.notebook, turn.catalogue)
    found = [base.occupations[each] for each in left][:_MAX_JOINED]
    quotes = {"words": shortened(core(first)), "other": shortened(core(second))}
    if not found:
        turn.say("utter_joined_none", **quotes)
        _show_each_side(turn, told)
        return True
    lead_cards.put_on_screen(turn, [each.id for each in found])
    cards = [lead_cards.card(each, each.summary[0], lead_cards.level(each)) for each in found]
    turn.say("utter_joined", leads=cards, **quotes)
    return True


def pair_around(turn: Turn, occupation_id: str) -> tuple[Occupation, ...]:
    """The two professions that one lies between, where somebody hesitates between two such."""
    pair = _pair(turn)
    return pair if occupation_id in _between(turn, pair) else ()


def _pair(turn: Turn) -> tuple[Occupation, ...]:
    base = turn.library.base.occupations
    pair = tuple(base[each.id] for each in turn.salience.pair if each.id in base)
    return pair if len(pair) == 2 else ()


def _between(turn: Turn, pair: tuple[Occupation, ...]) -> list[str]:
    if not pair:
        return []
    both = turn.library.joining(pair[0].summary[0], pair[1].summary[0])
    return [each for each in both if each not in (pair[0].id, pair[1].id)]


def _show_between_the_pair(turn: Turn) -> bool:
    """What lies between two professions that somebody hesitates between; False where none does."""
    pair = _pair(turn)
    found = unrefused(_between(turn, pair), turn.notebook, turn.catalogue)[:_MAX_JOINED]
    if not found:
        return False
    lead_cards.put_on_screen(turn, found)
    entries = [turn.library.base.occupations[each] for each in found]
    cards = [lead_cards.card(each, each.summary[0], lead_cards.level(each)) for each in entries]
    titles = {"words": pair[0].title.both, "other": pair[1].title.both}
    turn.say("utter_joined", leads=cards, **titles)
    return True


def _show_each_side(turn: Turn, tastes: tuple[str, str]) -> None:
    """What each of two tastes points at by itself, with the words that it rests on."""
    base, shown = turn.library.base, {}
    for words in tastes:
        near = dict(turn.library.near(words, told=True))
        least = max(NEAR, _OF_A_SIDE * max(near.values(), default=0.0))
        close = [each for each, nearness in near.items() if nearness >= least]
        left = unrefused(close, turn.notebook, turn.catalogue)
        shown.update({each: words for each in left[:_MAX_OF_A_SIDE] if each not in shown})
    if not shown:
        return
    lead_cards.put_on_screen(turn, list(shown))
    cards = []
    for each, words in shown.items():
        entry = base.occupations[each]
        quoted = {"say": "utter_why_words", "words": turn.library.quote(words, each)}
        cards.append(lead_cards.card(entry, [quoted, entry.summary[0]], lead_cards.level(entry)))
    turn.say("utter_leads_apart", leads=cards)


def show_similar(turn: Turn, found: Occupation) -> None:
    """Professions like one, with what the message asks of them: « mais dehors »."""
    asked = wishes.asked_of_a_trade(_message(turn))
    level = SHORT_STUDIES if fields.with_short_studies(_message(turn)) else MAX_LEVEL
    described = turn.library.near(" ".join(found.summary), told=True)
    others = [each for each, nearness in described if nearness >= _ALIKE]
    near = similar(found.id, turn.notebook, turn.catalogue, others if asked else (), asked, level)
    response = "utter_leads_near" if near or not asked else "utter_no_neighbour_with"
    lead_cards.show_near(turn, response, found, near[:_MAX_NEAR])


def asks_more_of(turn: Turn, studies: bool = True) -> bool:
    """Whether the message asks a profession like another for something that it may not have, or for
    nothing that was just refused in it (« comme infirmière, mais pas le sang »); `studies`: or for
    shorter ones."""
    said = _message(turn)
    refused = any(refusal.when == turn.now for refusal in turn.notebook.refusals)
    shorter = studies and fields.with_short_studies(said)
    return refused or bool(wishes.asked_of_a_trade(said)) or shorter


def _message(turn: Turn) -> str:
    return turn.reading.text if turn.reading is not None else turn.text


def show_near_the_subject(turn: Turn) -> bool:
    """Where nothing is known of somebody: what is like the profession that is spoken about."""
    subject = turn.salience.subject
    found = turn.library.base.occupations.get(subject.id) if subject else None
    if found is None or found.id in turn.notebook.refused:
        return False
    near = similar(found.id, turn.notebook, turn.catalogue)
    if near:
        lead_cards.show_near(turn, "utter_leads_near_the_subject", found, near[:_MAX_NEAR])
    return bool(near)
