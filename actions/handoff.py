"""Asking for a human: what is passed on is shown, changed and approved first; nothing else leaves.

The question that stands keeps a `Draft` of the summary; its `about` says what is asked.
"""

from __future__ import annotations

from collections.abc import Callable

from actions import alerting, asking, handoff_summary, rating
from actions.asking import Kind
from actions.booking_steps import receives
from actions.handoff_summary import Draft
from actions.registering import action
from actions.turn import Turn
from bot.booking import agenda
from bot.booking.errors import BookingError
from bot.booking.local_time import local_day
from bot.guidance.entries import Question
from bot.guidance.kept_out import NEVER, private
from bot.handoff import asking as requests
from bot.handoff import ending, summary, waiting
from bot.handoff.errors import AlreadyEnded
from bot.handoff.handoff import Handoff, open_of
from bot.handoff.pseudonyms import pseudonym_of
from bot.handoff.queue_share import has_a_place_left
from bot.handoff.states import HUMAN

_KIND = "handoff"
_MINUTE = 60


@action("action_ask_human")
def ask_human(turn: Turn) -> None:
    """Somebody is there, or that is said; who waits already hears where they stand."""
    value = turn.values.get("value") or ""
    if value in _AT_ANY_TIME:
        _AT_ANY_TIME[value](turn)
    elif value in _OF_A_SUMMARY and _draft(turn).appointment:
        _PRESSED[value](turn)
    elif found := open_of(turn.unit, turn.conversation):
        _tell_place(turn, found)
    elif not waiting.anyone_on_duty(turn.unit):
        _nobody(turn)
    elif value in _PRESSED:
        _PRESSED[value](turn)
    else:
        asking.ask(turn, Question(_KIND, Draft().values(), "wish"))


def _nobody(turn: Turn) -> None:
    """Hours that are not set count as closed; an appointment is the way then, where somebody
    receives."""
    question = turn.notebook.question
    if question is not None and question.kind == _KIND:
        turn.notebook.close_question()
    hours = turn.settings.site_hours
    known = {"say": "utter_human_hours", "value": hours} if hours else {"say": "utter_human_closed"}
    turn.say("utter_human_nobody" if receives(turn) else "utter_human_nobody_at_all", hours=known)


def _leave(turn: Turn) -> None:
    try:
        ended = ending.leave(turn.unit, turn.conversation, turn.now)
    except AlreadyEnded:
        turn.say("utter_human_not_waiting")
        return
    if ended.claimed is None:
        turn.say("utter_human_left_queue")
    else:
        turn.say("utter_human_left", note="")


def _tell_place(turn: Turn, found: Handoff) -> None:
    """An estimate only where the last waits speak for one."""
    if found.state == HUMAN:
        turn.say("utter_human_there")
        return
    place = waiting.place(turn.unit, turn.conversation, turn.now)
    if place.estimate is None:
        wait = {"say": "utter_human_wait_unknown"}
    else:
        minutes = max(1, round(place.estimate.total_seconds() / _MINUTE))
        wait = {"say": "utter_human_wait", "minutes": str(minutes)}
    turn.say(
        "utter_human_queued",
        before=_before(place),
        wait=wait,
        pseudonym=found.pseudonym,
    )


def _before(place: waiting.Place) -> dict[str, str]:
    people = place.people_before
    if place.grouped:
        return {"say": "utter_human_groups_before", "count": str(people)}
    if people == 0:
        return {"say": "utter_human_next"}
    say = "utter_human_one_before" if people == 1 else "utter_human_before"
    return {"say": say, "count": str(people)}


# What is pressed


def _draft(turn: Turn) -> Draft:
    question = turn.notebook.question
    if question is not None and question.kind == _KIND:
        return Draft.from_values(question.values)
    return Draft()


def _preview(turn: Turn, draft: Draft) -> None:
    asking.ask(turn, Question(_KIND, draft.values(), "preview"))


def _ask_words(about: str) -> Callable[[Turn], None]:
    """Ask for words of the summary: « write » it otherwise, or what to « avoid »."""
    return lambda turn: asking.ask(turn, Question(_KIND, _draft(turn).values(), about))


def _take_out(turn: Turn) -> None:
    """Without a line: which one; with it, the summary again."""
    key, draft = turn.values.get("item"), _draft(turn)
    if key:
        _preview(turn, draft.without(key))
        return
    options = handoff_summary.lines(turn, draft)
    turn.notebook.open(Question(_KIND, draft.values(), "preview"))
    turn.say("utter_human_which_line", options=options)


def _send(share: str) -> Callable[[Turn], None]:
    return lambda turn: _queue(turn, share)


def _send_summary(turn: Turn) -> None:
    """Only the one that stands; an old button shows it again instead."""
    question = turn.notebook.question
    if question is not None and question.kind == _KIND and question.about == "preview":
        _pass_on(turn)
    else:
        _preview(turn, Draft())


def _pass_on(turn: Turn) -> None:
    """To who is there now, or to the appointment that it is for."""
    draft = _draft(turn)
    if not draft.appointment:
        _queue(turn, requests.SUMMARY)
        return
    turn.notebook.close_question()
    try:
        text = handoff_summary.text(turn, draft)
        agenda.attach(turn.unit, int(draft.appointment), text, turn.now)
    except BookingError:
        turn.say("utter_booking_summary_too_late")
    else:
        turn.say("utter_booking_summary_kept", days=str(turn.settings.contact_days))


def for_appointment(turn: Turn, number: int) -> None:
    """Show the summary that an appointment could have."""
    _preview(turn, Draft(appointment=str(number)))


def _queue(turn: Turn, share: str) -> None:
    """Into the queue, if somebody is there still; only what was shown goes along."""
    if not waiting.anyone_on_duty(turn.unit):
        _nobody(turn)
        return
    if not has_a_place_left(turn.unit, turn.conversation, turn.now, turn.networks.beside):
        turn.say("utter_human_network_waits")
        return
    text = handoff_summary.text(turn, _draft(turn)) if share == requests.SUMMARY else ""
    question = turn.notebook.question
    if question is not None and question.kind == _KIND:
        turn.notebook.close_question()
    name = pseudonym_of(turn.person, local_day(turn.now))
    found = requests.ask(turn.unit, turn.conversation, share, text, name, turn.now)
    _tell_place(turn, found)


# Whoever is there or not, and whoever waits.
_AT_ANY_TIME: dict[str, Callable[[Turn], None]] = {
    "leave": _leave,
    "rate": rating.ask,
    **alerting.PRESSED,
}
# For an appointment nobody is waited for.
_OF_A_SUMMARY = frozenset({"plain", "preview", "write", "avoid", "take_out", "summary"})
_PRESSED: dict[str, Callable[[Turn], None]] = {
    "plain": lambda turn: _preview(turn, _draft(turn)),
    "preview": lambda turn: _preview(turn, _draft(turn)),
    "write": _ask_words("write"),
    "avoid": _ask_words("avoid"),
    "take_out": _take_out,
    "summary": _send_summary,
    "transcript": _send(requests.TRANSCRIPT),
    "none": _send(requests.NONE),
}


# The question that stands


def _say(turn: Turn, question: Question) -> None:
    draft = Draft.from_values(question.values)
    if question.about != "preview":
        about = question.about or "wish"
        turn.say(f"utter_human_ask_{about}", place=turn.settings.site_name)
        return
    text = handoff_summary.text(turn, draft)
    where = "booking" if draft.appointment else "human"
    if text:
        turn.say(f"utter_{where}_preview", summary=text)
    else:
        turn.say(f"utter_{where}_preview_empty")


def _words(turn: Turn, question: Question) -> None:
    """The person's own words, as redacted; residence is passed on by mouth only."""
    if private(turn.text) == NEVER:
        turn.say("utter_human_never_written")
        asking.ask(turn, question)
        return
    draft = Draft.from_values(question.values)
    if question.about == "preview":
        asking.ask(turn, question)
    elif summary.unsaid(turn.text):
        _preview(turn, draft)
    else:
        _preview(turn, draft.told(question.about or "wish", turn.text))


def _confirm(turn: Turn, question: Question, yes: bool) -> None:
    if not yes:
        turn.say("utter_human_nothing")
    elif question.about == "preview":
        turn.notebook.open(question)
        _pass_on(turn)
    else:
        asking.ask(turn, question)


def _nothing(turn: Turn, question: Question) -> None:
    turn.say("utter_human_nothing")


asking.KINDS[_KIND] = Kind(
    say=_say, skip=_nothing, confirm=_confirm, words=_words, again=False, greedy=True
)
