"""Small talk, what is out of scope, another language: short, decent, with what the bot is for."""

from __future__ import annotations

from actions import prompts
from actions.action_registry import action
from actions.fallback import meaning_button
from bot.choice_payloads import OutOfScope, SmallTalk
from bot.handoff import unanswered_repository
from bot.turn_context import Turn


@action("action_small_talk", interrupts=True)
def small_talk(turn: Turn) -> None:
    if turn.chosen(SmallTalk) is SmallTalk.JOKE:
        turn.say_next_variant("utter_joke")
        return
    turn.say_next_variant("utter_small_talk")


@action("action_comment", interrupts=True)
def comment(turn: Turn) -> None:
    """« lol », « ah ok »: nothing is asked, so the open question stands, or a door is offered."""
    if not prompts.should_remind(turn.notebook.question):
        turn.say_next_variant("utter_comment")


@action("action_out_of_scope", interrupts=True)
def out_of_scope(turn: Turn) -> None:
    """Homework, weather, medicine, what is dangerous, probing: each its own short sentence."""
    turn.say_next_variant(f"utter_out_of_scope_{turn.chosen(OutOfScope) or OutOfScope.WORLD}")


@action("action_foreign", interrupts=True)
def foreign(turn: Turn) -> None:
    """A fixed line in the person's language: how to go on, and where a human helps. Where nothing
    is sure, what the message may be about, to be pressed."""
    language = str(turn.values.get("value") or "en")
    again = turn.slots.get("language") == language
    turn.set(language=language)
    near = turn.values.get("near") or ()
    if not again or not (turn.more_to_come or near):
        turn.say(f"utter_foreign_{language}")
    if near:
        unanswered_repository.add_unanswered_question(
            turn.unit, turn.conversation, turn.text, turn.now
        )
        meant = [meaning_button(turn, each) for each in near]
        turn.say(f"utter_abroad_{language}", meanings=meant)


@action("action_ask_language", interrupts=True)
def ask_language(turn: Turn) -> None:
    turn.say("utter_languages")


@action("action_ask_visit", interrupts=True)
def ask_visit(turn: Turn) -> None:
    """A class or a group wants to come."""
    turn.say("utter_visit")
