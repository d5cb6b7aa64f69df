"""Short replies to small talk, requests out of scope and other languages."""

from __future__ import annotations

from actions import follow_ups, prompts
from actions.action_registry import action
from actions.booking_times import start_visit
from actions.possible_meanings import meaning_button
from bot.booking.appointment_quota import CLASS_VISIT
from bot.booking.booking_draft import Draft
from bot.booking.date_expressions.time_wishes import mentions_time
from bot.booking.group_sizes import find_group_size
from bot.booking.local_time import local_day
from bot.choice_payloads import OutOfScope, SmallTalk
from bot.turn_context import Turn

# Most words of a remark that says nothing: « ah ok mdr ».
_MAX_BRIEF_WORDS = 4


@action("action_small_talk", interrupts=True)
def small_talk(turn: Turn) -> None:
    """Reply to small talk, or tell a joke when one is asked for."""
    if turn.chosen(SmallTalk) is SmallTalk.JOKE:
        turn.say_next_variant("utter_joke")
        return
    turn.say_next_variant("utter_small_talk")


@action("action_comment", interrupts=True)
def comment(turn: Turn) -> None:
    """Reply to « lol » or « ah ok », or go back to the subject after a longer remark, unless the
    open question is repeated anyway."""
    if prompts.should_remind(turn.notebook.question):
        return
    longer = len(turn.text.split()) > _MAX_BRIEF_WORDS and not turn.more_to_come
    if not (longer and follow_ups.return_after_remark(turn)):
        turn.say_next_variant("utter_comment")


@action("action_out_of_scope", interrupts=True)
def out_of_scope(turn: Turn) -> None:
    """Decline what the centre can do nothing about, and dangerous or probing requests."""
    turn.say_next_variant(f"utter_out_of_scope_{turn.chosen(OutOfScope) or OutOfScope.WORLD}")


@action("action_foreign", interrupts=True)
def foreign(turn: Turn) -> None:
    """Reply in the person's language, with buttons for what the message may be about."""
    language = str(turn.values.get("value") or "en")
    again = turn.slots.get("language") == language
    turn.set(language=language)
    near = turn.values.get("near") or ()
    if not again or not (turn.more_to_come or near):
        turn.say(f"utter_foreign_{language}")
    if near:
        meant = [meaning_button(turn, each) for each in near]
        turn.say(f"utter_abroad_{language}", meanings=meant)


@action("action_ask_language", interrupts=True)
def ask_language(turn: Turn) -> None:
    """Say which languages the service understands."""
    turn.say("utter_languages")


@action("action_ask_visit", interrupts=True)
def ask_visit(turn: Turn) -> None:
    """Say that a class or a group can come, and start to book the visit where visits are taken."""
    whole = turn.reading.text if turn.text and turn.reading is not None else turn.text
    when = turn.text if turn.text and mentions_time(turn.text, local_day(turn.now)) else ""
    start_visit(
        turn, Draft(kind=CLASS_VISIT, when=when, pupils=find_group_size(whole, local_day(turn.now)))
    )
