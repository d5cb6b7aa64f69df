"""What a typed message wants of an appointment: of one to come, or of the one being booked.

The one place where « plutôt 15h », « je peux pas mercredi », « finalement non » are read. It weighs
the purpose (`bot.dialogue.reading.message_purposes`), the labels of the reading and the time
that is wished; the action does what is found.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointment_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import AppointmentWords, read_appointment_words
from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.time_wishes import TimeWish, WishContext, read_time_wish
from bot.booking.local_time import ZONE, local_day
from bot.booking.practical_questions import find_practical_question
from bot.choice_payloads import AskAppointment
from bot.dialogue.appointment_questions import names_appointment, requests_appointment
from bot.dialogue.reading.message_purposes import (
    APPOINTMENTS,
    CANCEL,
    CHANGE,
    KEEP,
    OTHER,
    load_head,
)
from bot.language.folding import fold_text
from bot.presentation.booking_facts import APPOINTMENT_PATH
from bot.storage.reply_repository import list_last_replies
from bot.turn_context import Turn

# An appointment made or changed this recently is what « plutôt 15h » is about.
_RECENT = dt.timedelta(minutes=30)
_BOOKING, _BOOKED = "booking", "booking_made"
# Least probabilities, the second where something else is being discussed.
_MIN_PURPOSE, _MIN_PURPOSE_ELSEWHERE = 0.5, 0.85
_SURELY_CANCEL, _SURELY_CHANGE, _SURELY_OTHER = 0.9, 0.7, 0.9
# Least probabilities of giving up a booking.
_MIN_CANCELLING, _MIN_LEAVING = 0.35, 0.6
_CANCEL_LABELS = ("request.cancel", "request.retract")
_LEAVING_LABELS = ("react.refuse", "answer.no", "meta.stop", "request.erase")


@dataclass(frozen=True)
class _Evidence:
    """What is known of a message about one appointment."""

    words: AppointmentWords
    wish: Optional[TimeWish]
    start: Optional[dt.datetime]
    impossible: bool
    cancels: float
    changes: float
    keeps: float
    other: float

    @property
    def wishes(self) -> bool:
        """Whether another time is wished, rather than only the present one ruled out."""
        if self.impossible:
            return True
        wish = self.wish
        if wish is None:
            return False
        when = wish.when
        own = self.start is not None and when.days == (self.start.date(),)
        named = (when.days and not own) or when.time or when.parts or when.soonest
        return bool(named or wish.after or wish.before or wish.end_by)

    @property
    def designates(self) -> bool:
        """Whether the day of the appointment is ruled out: it can only be meant of it."""
        wish, start = self.wish, self.start
        return wish is not None and start is not None and start.date() in wish.when.not_days

    @property
    def rules_out(self) -> bool:
        """Whether a day or an hour is ruled out."""
        wish = self.wish
        return wish is not None and bool(wish.when.not_days or wish.when.not_weekdays)


def find_appointment_request(turn: Turn) -> Optional[AskAppointment]:
    """Return what a typed text wants of an appointment, or None where it is about none."""
    if not turn.text or turn.reading is None:
        return None
    question = turn.notebook.question
    if question is not None and question.kind == _BOOKED:
        own = question.about == "cancel" and read_appointment_words(turn.text).own_time
        return AskAppointment.MINE if own else None
    if question is not None and question.kind == _BOOKING:
        return _read_during_booking(turn, read_appointment_words(turn.text))
    coming = appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)
    if not coming and question is None and requests_appointment(turn):
        return AskAppointment.REQUEST
    if not coming:
        return None
    words = read_appointment_words(turn.text)
    return None if words.another else _read_about_coming(turn, words, coming)


def _read_during_booking(turn: Turn, words: AppointmentWords) -> Optional[AskAppointment]:
    """Only giving up, and when the appointment is, are read here: the open question reads the rest
    (`actions.booking`)."""
    if words.purpose == "cancel":
        return None  # an appointment made before may be meant
    found = _weigh(turn, words, None)
    # « c'est quand, le 3 ou le 10 ? » names days without wishing one.
    asks_when = not found.wishes or ("?" in turn.text and words.purpose != "move")
    if words.own_time and asks_when:
        return AskAppointment.MINE
    if found.wishes or found.rules_out or find_practical_question(fold_text(turn.text)):
        return None
    # Nothing is booked yet: to keep things as they are is to take none of the times.
    leaves = found.cancels >= _MIN_CANCELLING and found.cancels + found.keeps >= _MIN_LEAVING
    return AskAppointment.DROP if leaves else None


def _read_about_coming(
    turn: Turn, words: AppointmentWords, coming: list[Appointment]
) -> Optional[AskAppointment]:
    current = _is_current(turn)
    named = names_appointment(turn.text)
    if turn.notebook.question is not None and not named:
        return None
    if words.work and not (current or named):
        return None
    newest = max(coming, key=lambda each: each.id)
    found = _weigh(turn, words, newest.start.astimezone(ZONE).replace(tzinfo=None))
    least = _MIN_PURPOSE if current or named else _MIN_PURPOSE_ELSEWHERE
    if _asks_what_follows(turn.text):
        return None
    own = found.wish is not None and found.wish.moment == found.start and "?" in turn.text
    if own or (words.own_time and not found.wishes and not found.rules_out):
        return AskAppointment.MINE
    return _decide(found, least)


def _decide(found: _Evidence, least: float) -> Optional[AskAppointment]:
    """Return the purpose that the evidence speaks for, if any reaches `least`."""
    if found.words.not_cancelled and not found.wishes:
        return AskAppointment.STAYS
    if found.keeps >= max(least, found.cancels, found.changes) and (
        found.words.purpose in ("cancel", "move") or found.rules_out
    ):
        return AskAppointment.STAYS
    if found.cancels >= max(least, found.changes) and not (
        found.wishes and found.cancels < _SURELY_CANCEL
    ):
        return AskAppointment.CANCEL_SAID
    moves = found.wishes and found.keeps < least
    likely = found.changes + found.cancels >= least / 2 and found.other < _SURELY_OTHER
    if (moves and (likely or found.designates)) or (found.rules_out and found.changes >= least / 2):
        return AskAppointment.WISH
    return AskAppointment.WISH if found.changes >= max(least, _SURELY_CHANGE) else None


def _weigh(turn: Turn, words: AppointmentWords, start: Optional[dt.datetime]) -> _Evidence:
    shares = load_head(APPOINTMENTS).score(turn.text, turn.vector)
    impossible, wish = False, None
    try:
        wish = read_time_wish(turn.text, WishContext(local_day(turn.now), start))
    except BookingError:
        impossible = True
    segments = turn.reading.segments
    cancels = max(sum(each.labels[label] for label in _CANCEL_LABELS) for each in segments)
    leaves = max(
        sum(each.labels[label] for label in (*_CANCEL_LABELS, *_LEAVING_LABELS))
        for each in segments
    )
    changes = max(each.labels["request.reschedule"] for each in segments)
    kept = 1.0 - shares.of(KEEP)
    said = 0.6 if words.purpose == "cancel" else 0.0
    cancels = max(shares.of(CANCEL), kept * max(cancels, leaves * 0.9, said))
    if words.no_other_time:
        cancels = 1.0
    return _Evidence(
        words,
        wish,
        start,
        impossible,
        cancels=0.0 if words.not_cancelled else cancels,
        changes=max(shares.of(CHANGE), changes, 0.8 if words.purpose == "move" else 0.0),
        keeps=shares.of(KEEP),
        other=shares.of(OTHER),
    )


def _asks_what_follows(text: str) -> bool:
    """Whether a text asks about cancelling, rather than for it: « si j'annule, ça fait quoi ? »."""
    return find_practical_question(fold_text(text)) == "rdv-annule"


def _is_current(turn: Turn) -> bool:
    """Whether an appointment was just made, or is what the last answer was about."""
    since = turn.now - _RECENT
    if appointment_repository.was_any_made_since(turn.unit, turn.person, since):
        return True
    links = [row.reply.get("link") or {} for row in list_last_replies(turn.unit, turn.conversation)]
    return any(APPOINTMENT_PATH in str(link.get("url", "")) for link in links)
