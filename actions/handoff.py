"""Asking for a counsellor. Only what the person has seen and approved is passed on.

The open question holds a `SummaryDraft`; its `about` says what is asked.
"""

from __future__ import annotations

from collections.abc import Callable

from actions import (
    alert_consent_buttons,
    danger_request,
    feedback_ratings,
    handoff_summary,
    prompts,
)
from actions.action_registry import action
from actions.booking_steps import takes_appointments
from actions.handoff_summary import SummaryDraft
from actions.prompts import PromptHandler
from actions.queue_facts import render_people_before
from bot.booking import scheduling
from bot.booking.booking_errors import BookingError
from bot.booking.local_time import local_day
from bot.choice_payloads import AskHuman
from bot.handoff import counsellor_summary, handoff_endings, queue_wait
from bot.handoff.daily_pseudonyms import make_daily_pseudonym
from bot.handoff.handoff_errors import AlreadyEnded
from bot.handoff.handoff_repository import Handoff, find_open_handoff
from bot.handoff.handoff_requests import NONE, SUMMARY, TRANSCRIPT, request_handoff
from bot.handoff.queue_quota import has_queue_place_left
from bot.handoff.states import HUMAN
from bot.notebook.notebook_entries import Question
from bot.notebook.sensitive_topics import NEVER_NOTED, find_sensitive_topic
from bot.turn_context import Turn

_KIND = "handoff"
_SECONDS_PER_MINUTE = 60


@action("action_ask_human")
def ask_human(turn: Turn) -> None:
    """Handle a button, say the place in the queue, or ask what the person wants to talk about."""
    value = turn.chosen(AskHuman)
    if value in _BUTTONS_AT_ANY_TIME:
        _BUTTONS_AT_ANY_TIME[value](turn)
    elif value in _SUMMARY_BUTTONS and _current_draft(turn).appointment:
        _BUTTON_HANDLERS[value](turn)
    elif danger_request.is_asked_in_danger(turn, value):
        danger_request.ask_counsellor_now(turn)
    elif found := find_open_handoff(turn.unit, turn.conversation):
        _say_queue_place(turn, found)
    elif not queue_wait.is_anyone_on_duty(turn.unit):
        _say_nobody(turn)
    elif value in _BUTTON_HANDLERS:
        _BUTTON_HANDLERS[value](turn)
    else:
        prompts.ask(turn, Question(_KIND, SummaryDraft().values(), "wish"))


def _say_nobody(turn: Turn) -> None:
    """Say that nobody is on duty, with the hours, and offer an appointment if any can be booked."""
    prompts.close_question(turn, _KIND)
    hours = turn.settings.site_hours
    known = {"say": "utter_human_hours", "value": hours} if hours else {"say": "utter_human_closed"}
    turn.say(
        "utter_human_nobody" if takes_appointments(turn) else "utter_human_nobody_at_all",
        hours=known,
    )


def _leave_handoff(turn: Turn) -> None:
    try:
        ended = handoff_endings.leave_handoff(turn.unit, turn.conversation, turn.now)
    except AlreadyEnded:
        turn.say("utter_human_not_waiting")
        return
    if ended.claimed is None:
        turn.say("utter_human_left_queue")
    else:
        turn.say("utter_human_left", note="")


def _say_queue_place(turn: Turn, found: Handoff) -> None:
    """Say the place in the queue, with an estimate if recent waits allow one."""
    if found.state == HUMAN:
        turn.say("utter_human_there")
        return
    place = queue_wait.find_queue_place(turn.unit, turn.conversation, turn.now)
    if place.estimate is None:
        wait = {"say": "utter_human_wait_unknown"}
    else:
        minutes = max(1, round(place.estimate.total_seconds() / _SECONDS_PER_MINUTE))
        wait = {"say": "utter_human_wait", "minutes": str(minutes)}
    turn.say(
        "utter_human_queued",
        before=render_people_before(place),
        wait=wait,
        pseudonym=found.pseudonym,
    )


def _current_draft(turn: Turn) -> SummaryDraft:
    question = turn.notebook.question
    if question is not None and question.kind == _KIND:
        return SummaryDraft.from_values(question.values)
    return SummaryDraft()


def _show_preview(turn: Turn, draft: SummaryDraft) -> None:
    prompts.ask(turn, Question(_KIND, draft.values(), "preview"))


def _ask_for_words(about: str) -> Callable[[Turn], None]:
    """Return a handler that asks for the person's own text (« write ») or for topics to avoid."""
    return lambda turn: prompts.ask(turn, Question(_KIND, _current_draft(turn).values(), about))


def _take_out_line(turn: Turn) -> None:
    """Remove the chosen line and show the summary again, or ask which line to remove."""
    key, draft = turn.values.get("item"), _current_draft(turn)
    if key:
        _show_preview(turn, draft.without(key))
        return
    options = handoff_summary.line_options(turn, draft)
    if not options:  # a text of their own is written anew instead
        _show_preview(turn, draft)
        return
    turn.notebook.open(Question(_KIND, draft.values(), "preview"))
    turn.say("utter_human_which_line", options=options)


def _queue_with(share: str) -> Callable[[Turn], None]:
    return lambda turn: _enter_queue(turn, share)


def _send_summary(turn: Turn) -> None:
    """Pass on the summary that is open; an older button shows it again instead."""
    question = turn.notebook.question
    if question is not None and question.kind == _KIND and question.about == "preview":
        _pass_summary_on(turn)
    else:
        _show_preview(turn, SummaryDraft())


def _pass_summary_on(turn: Turn) -> None:
    """Pass the summary to the counsellors on duty, or attach it to its appointment."""
    draft = _current_draft(turn)
    if not draft.appointment:
        _enter_queue(turn, SUMMARY)
        return
    turn.notebook.close_question()
    try:
        text = handoff_summary.render_summary(turn, draft)
        scheduling.attach_summary(turn.unit, int(draft.appointment), text, turn.now)
    except BookingError:
        turn.say("utter_booking_summary_too_late")
    else:
        turn.say("utter_booking_summary_kept", days=str(turn.settings.contact_days))


def preview_for_appointment(turn: Turn, number: int) -> None:
    """Show the summary that can be attached to an appointment."""
    _show_preview(turn, SummaryDraft(appointment=str(number)))


def _enter_queue(turn: Turn, share: str) -> None:
    """Enter the queue if somebody is still on duty, passing on only what was shown."""
    if not queue_wait.is_anyone_on_duty(turn.unit):
        _say_nobody(turn)
        return
    if not has_queue_place_left(turn.unit, turn.conversation, turn.now, turn.networks.beside):
        turn.say("utter_human_network_waits")
        return
    text = ""
    if share == SUMMARY:
        text = handoff_summary.render_summary(turn, _current_draft(turn))
    prompts.close_question(turn, _KIND)
    name = make_daily_pseudonym(turn.person, local_day(turn.now))
    found = request_handoff(turn.unit, turn.conversation, share, text, name, turn.now)
    _say_queue_place(turn, found)


# Buttons that work whether or not anybody is on duty or the person waits already.
_BUTTONS_AT_ANY_TIME: dict[AskHuman, Callable[[Turn], None]] = {
    AskHuman.LEAVE: _leave_handoff,
    AskHuman.RATE: feedback_ratings.ask_rating,
    **alert_consent_buttons.BUTTON_HANDLERS,
}
# Buttons that need nobody on duty when the summary is for an appointment.
_SUMMARY_BUTTONS = frozenset(
    {
        AskHuman.PLAIN,
        AskHuman.PREVIEW,
        AskHuman.WRITE,
        AskHuman.AVOID,
        AskHuman.TAKE_OUT,
        AskHuman.SUMMARY,
    }
)
_BUTTON_HANDLERS: dict[AskHuman, Callable[[Turn], None]] = {
    AskHuman.PLAIN: lambda turn: _show_preview(turn, _current_draft(turn)),
    AskHuman.PREVIEW: lambda turn: _show_preview(turn, _current_draft(turn)),
    AskHuman.WRITE: _ask_for_words("write"),
    AskHuman.AVOID: _ask_for_words("avoid"),
    AskHuman.TAKE_OUT: _take_out_line,
    AskHuman.SUMMARY: _send_summary,
    AskHuman.TRANSCRIPT: _queue_with(TRANSCRIPT),
    AskHuman.NONE: _queue_with(NONE),
}


def _say_question(turn: Turn, question: Question) -> None:
    draft = SummaryDraft.from_values(question.values)
    if question.about != "preview":
        about = question.about or "wish"
        turn.say(f"utter_human_ask_{about}", place=turn.settings.site_name)
        return
    text = handoff_summary.render_summary(turn, draft)
    where = "booking" if draft.appointment else "human"
    if text:
        turn.say(f"utter_{where}_preview", summary=text)
    else:
        turn.say(f"utter_{where}_preview_empty")


def _answer_words(turn: Turn, question: Question) -> None:
    """Put redacted words into the summary; topics such as residence status are never written."""
    if find_sensitive_topic(turn.text) == NEVER_NOTED:
        turn.say("utter_human_never_written")
        prompts.ask(turn, question)
        return
    draft = SummaryDraft.from_values(question.values)
    if question.about == "preview":
        prompts.ask(turn, question)
    elif counsellor_summary.declines_to_say(turn.text):
        _show_preview(turn, draft)
    else:
        _show_preview(turn, draft.told(question.about or "wish", turn.text))


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    if not yes:
        turn.say("utter_human_nothing")
    elif question.about == "preview":
        turn.notebook.open(question)
        _pass_summary_on(turn)
    else:
        prompts.ask(turn, question)


def _say_nothing_sent(turn: Turn, question: Question) -> None:
    turn.say("utter_human_nothing")


prompts.PROMPT_HANDLERS[_KIND] = PromptHandler(
    say=_say_question,
    skip=_say_nothing_sent,
    confirm=_answer_yes_no,
    words=_answer_words,
    again=False,
    expires=lambda turn, question: question.about == "preview",
    greedy=True,
)
