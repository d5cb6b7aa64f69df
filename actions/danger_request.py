"""Asking for a counsellor in danger: no topic, no summary, at once (CARE S1c)."""

from __future__ import annotations

from typing import Optional

from actions import prompts
from actions.queue_facts import render_people_before
from bot.booking.local_time import local_day
from bot.care.answer_facts import build_answer_facts
from bot.choice_payloads import AskHuman
from bot.handoff import alert_repository, queue_wait
from bot.handoff.daily_pseudonyms import make_daily_pseudonym
from bot.handoff.danger_requests import find_danger, request_in_danger
from bot.handoff.handoff_repository import find_open_handoff
from bot.handoff.staff_alerts import is_same_episode
from bot.handoff.states import HUMAN
from bot.turn_context import Turn


def is_asked_in_danger(turn: Turn, value: Optional[AskHuman]) -> bool:
    """Whether a person in danger asks for a counsellor now, or for their place after that.

    Not if a counsellor has the conversation.
    """
    found = find_open_handoff(turn.unit, turn.conversation)
    if found is not None and (found.state == HUMAN or found.danger):
        return value in (None, AskHuman.NOW) and found.state != HUMAN
    danger = find_danger(turn.unit, turn.conversation, turn.now)
    return value == AskHuman.NOW and bool(danger)


def ask_counsellor_now(turn: Turn) -> None:
    """Put the person first in the queue and say so, or say that nobody is there, with the lines."""
    if not queue_wait.is_anyone_on_duty(turn.unit):
        danger = find_danger(turn.unit, turn.conversation, turn.now)
        turn.say("utter_danger_nobody", lines=build_answer_facts(danger, turn.now)["lines"])
        return
    prompts.close_question(turn, "handoff")
    name = make_daily_pseudonym(turn.person, local_day(turn.now))
    held = request_in_danger(turn.unit, turn.conversation, name, turn.now)
    place = queue_wait.find_queue_place(turn.unit, turn.conversation, turn.now)
    agreed = bool(held.consent_until)
    turn.say(
        "utter_danger_queued",
        before=render_people_before(place),
        pseudonym=held.pseudonym,
        read={"say": "utter_danger_may_read" if agreed else "utter_danger_reads_nothing"},
        may_agree=[] if agreed or not _has_alert(turn) else [{}],
    )


def _has_alert(turn: Turn) -> bool:
    """Whether there is an alert whose messages the person may let be read."""
    last = alert_repository.find_newest_alert(turn.unit, turn.conversation)
    return is_same_episode(last, turn.now)
