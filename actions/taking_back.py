"""A message that the person takes back, and the word that says that they may."""

from __future__ import annotations

from typing import Optional

from actions import asking
from actions.turn import Turn
from bot.guidance import taken_back
from bot.guidance.own_name import identifying
from bot.guidance.salience import STUDY, UNKNOWN
from bot.privacy import taking_back
from knowledge.known_words import is_word

# What a button or a word carries that means one message, and what says which.
MESSAGE, WHICH = "message", "item"


def names_in(text: str) -> tuple[str, ...]:
    """The names and addresses that a text seems to tell."""
    return identifying(text, is_word)


def take_back(turn: Turn) -> None:
    """Erase one message: what was stored, noted and spoken about."""
    number = _number(turn)
    gone = number and taking_back.take_back(
        turn.unit, turn.conversation, turn.person, number, names_in
    )
    if not gone:
        turn.say("utter_nothing_to_take_back")
        return
    taken_back.forget_message(turn.notebook, gone.turns, gone.repeats.is_part)
    spoken = (turn.salience.referents, turn.salience.pair, turn.salience.listed)
    in_words = {each.id for group in spoken for each in group if each.type in (STUDY, UNKNOWN)}
    turn.salience = turn.salience.without(set(filter(gone.repeats.is_part, in_words)))
    turn.taken_back = gone.shown
    app_note = {"say": "utter_message_erased_app"} if _is_app(turn) else ""
    turn.say("utter_message_erased", app_note=app_note)
    asking.offer_again(turn)


def _number(turn: Turn) -> Optional[int]:
    """The message of the button, else what the words mean."""
    if turn.values.get(WHICH):
        return int(turn.values[WHICH])
    named = taken_back.asked(turn.text) == taken_back.NAMED
    is_meant = names_in if named else _asks_something_else
    return taking_back.last_typed(turn.unit, turn.conversation, turn.seq, is_meant)


def _asks_something_else(text: str) -> bool:
    return taken_back.asked(text) is None


def _is_app(turn: Turn) -> bool:
    """Whether the platform keeps its own copy, which nobody erases from here."""
    return turn.channel in ("telegram", "messenger")
