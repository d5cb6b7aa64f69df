"""Counting for the figures, by day and by month: plain numbers without personal data."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Optional

from bot.booking.local_time import ZONE, local_day, to_utc
from bot.console.answers.answer_repository import APPROVED, list_answers
from bot.console.answers.question_clusters import is_same_question
from bot.console.statistics import tally_repository
from bot.console.statistics.figure_repository import Cell
from bot.console.statistics.tally_repository import CountedAnswer, CountedHandoff, CountedPlace
from bot.handoff.states import LEAVE, OUTCOMES, TIME_OUT
from bot.language.normalisation import normalise
from bot.notebook.notebook_entries import STEPS
from bot.storage.unit_of_work import UnitOfWork

Tally = Counter[Cell]
# Returns the topic of a text, "" if it is not known.
TopicFinder = Callable[[str], str]
ATTENDANCE_NOT_RECORDED = "unnoted"
MIN_COUNSELLORS = 3  # below it, a figure could tell about one of them
# Who wrote nothing for that long has left.
SILENCE = dt.timedelta(days=7)
BOOKING, HANDOFF = "booking", "handoff"
PLACES = (*STEPS, BOOKING, HANDOFF)
# The number of leads that a person likes: at most, and the name of that step.
OPTION_STEPS, MANY_OPTIONS = ((0, "none"), (1, "one"), (3, "few")), "many"


@dataclass(frozen=True)
class Period:
    """A range of local days, both included."""

    first: dt.date
    last: dt.date

    @property
    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """Start (included) and end (excluded) in UTC."""
        return _midnight(self.first), _midnight(self.last + dt.timedelta(days=1))


def tally_day(unit: UnitOfWork, day: dt.date, find_topic: TopicFinder) -> Tally:
    """Count what happened on a finished day. Days can be added up.

    A conversation with unanswered questions counts once a day, and once for each topic.
    """
    bounds, tally = Period(day, day).bounds, Tally()
    channels = tally_repository.list_conversation_channels(unit, *bounds)
    tally.update(("channels", channel) for channel in channels)
    requests = tally_repository.list_console_handoffs(unit, *bounds)
    tally.update(cell for request in requests for cell in _request_cells(request))
    return (
        tally
        + tally_unanswered(unit, day, find_topic)
        + tally_deferred(unit, day)
        + tally_left(unit, day)
        + tally_sureness(unit, day)
    )


def tally_unanswered(unit: UnitOfWork, day: dt.date, find_topic: TopicFinder) -> Tally:
    """Count the conversations with unanswered questions, in all and by topic."""
    found = tally_repository.list_unanswered(unit, *Period(day, day).bounds)
    who = {each.conversation for each in found}
    topics = {(each.conversation, find_topic(each.text)) for each in found}
    return Tally({("unanswered", ""): len(who)}) + Tally(("topics", topic) for _, topic in topics)


def tally_answered_since(unit: UnitOfWork, period: Period) -> Tally:
    """Count the conversations with a question of the period that has an approved answer by now."""
    answers = list_answers(unit, APPROVED)
    known = [normalise(text) for each in answers for text in (each.question, *each.variants)]
    asked = tally_repository.list_unanswered(unit, *period.bounds)
    met = {text for text in {each.text for each in asked} if has_answer(text, known)}
    who = {each.conversation for each in asked if each.text in met}
    return Tally({("answered_since", ""): len(who)})


def has_answer(text: str, known: Iterable[str]) -> bool:
    """Return whether a text asks the same as one of the normalised wordings."""
    words = normalise(text)
    return any(is_same_question(words, each) for each in known)


def tally_deferred(unit: UnitOfWork, day: dt.date) -> Tally:
    """Count the questions left for the team on a day, and those answered on it, by delay."""
    bounds = Period(day, day).bounds
    left = tally_repository.count_deferred_left(unit, *bounds)
    answers = tally_repository.list_deferred_answered(unit, *bounds)
    tally = Tally({("deferred", "left"): left})
    tally.update(("deferred", _find_delay(each)) for each in answers)
    return tally


def tally_deferred_ratings(unit: UnitOfWork, period: Period) -> Tally:
    """Count what people said of the answers that the team gave in the period."""
    answers = tally_repository.list_deferred_answered(unit, *period.bounds)
    said = [each.helped for each in answers if each.helped is not None]
    return Tally(("deferred_helped", "yes" if each else "no") for each in said)


def tally_sureness(unit: UnitOfWork, day: dt.date) -> Tally:
    """Count who was more, as or less sure at the end, with how many leads, with a step or not."""
    tally = Tally()
    for each in tally_repository.list_sureness(unit, day, day):
        change = "more" if each.after > each.before else "less"
        options = next((name for most, name in OPTION_STEPS if each.options <= most), MANY_OPTIONS)
        tally["sureness", "same" if each.after == each.before else change] += 1
        tally["sure_options", options] += 1
        tally["sure_step", "yes" if each.planned else "no"] += 1
    return tally


def tally_left(unit: UnitOfWork, day: dt.date) -> Tally:
    """Count, by place, the conversations that have been silent for SILENCE on that day."""
    last = day - SILENCE
    found = tally_repository.list_last_places(unit, *Period(last, last).bounds)
    places = map(_find_place, found)
    return Tally(("places", place) for place in places if place is not None)


def tally_steps(unit: UnitOfWork, period: Period) -> Tally:
    """Count the notebooks last used in the period, by step."""
    steps = tally_repository.list_notebook_steps(unit, *period.bounds)
    return Tally(("steps", step) for step in steps if step in STEPS)


def tally_appointments(unit: UnitOfWork, period: Period) -> Tally:
    """Count the confirmed appointments; attendance only with enough counsellors."""
    rows = tally_repository.list_confirmed_appointments(unit, *period.bounds)
    tally = Tally(("kinds", row.kind) for row in rows)
    if _is_enough(row.counsellor for row in rows):
        tally.update(("attendance", row.attendance or ATTENDANCE_NOT_RECORDED) for row in rows)
    return tally


def have_enough_answered(unit: UnitOfWork, period: Period) -> bool:
    """Return whether enough counsellors took requests that are not erased yet."""
    return _is_enough(
        request.counsellor
        for request in tally_repository.list_console_handoffs(unit, *period.bounds)
        if request.claimed
    )


def have_enough_deferred(unit: UnitOfWork, period: Period) -> bool:
    """Return whether enough counsellors answered questions that were left."""
    answers = tally_repository.list_deferred_answered(unit, *period.bounds)
    return _is_enough(each.counsellor for each in answers)


def have_enough_received(unit: UnitOfWork, period: Period) -> bool:
    """Return whether enough counsellors had appointments."""
    rows = tally_repository.list_confirmed_appointments(unit, *period.bounds)
    return _is_enough(row.counsellor for row in rows)


def _request_cells(request: CountedHandoff) -> list[Cell]:
    if request.claimed is None:
        gave_up = request.outcome in (OUTCOMES[TIME_OUT], OUTCOMES[LEAVE])
        return [("handoffs", request.outcome if gave_up and request.outcome else "other")]
    cells = [("handoffs", "taken")]
    if request.label:
        cells.append(("labels", request.label))
    if request.first_reply is not None:
        seconds = (request.first_reply - request.created).total_seconds()
        cells.append(("wait", str(math.ceil(seconds / 60))))
    return cells


def _find_delay(answer: CountedAnswer) -> str:
    return "in_time" if local_day(answer.answered) <= answer.due else "later"


def _find_place(place: CountedPlace) -> Optional[str]:
    """Return one of PLACES, or None for who only asked a question."""
    if place.handoff in (OUTCOMES[LEAVE], OUTCOMES[TIME_OUT]) or place.question == HANDOFF:
        return HANDOFF
    if place.question == BOOKING:
        return BOOKING
    return place.step if place.step in STEPS else None


def _is_enough(who: Iterable[Optional[int]]) -> bool:
    return len(set(who) - {None}) >= MIN_COUNSELLORS


def _midnight(day: dt.date) -> dt.datetime:
    return to_utc(dt.datetime.combine(day, dt.time(), ZONE))
