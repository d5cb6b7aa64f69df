"""What a typed message wants of an appointment: of one to come, or of the one being booked.

The one place where « plutôt 15h », « je peux pas mercredi », « finalement non » are read. It weighs
the purpose (`bot.dialogue.reading.message_purposes`), the labels of the reading and the time
that is wished; the action does what is found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Optional

from bot.booking import appointment_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import AppointmentWords, Draft, read_appointment_words
from bot.booking.booking_errors import BookingError
from bot.booking.date_expressions.time_wishes import TimeWish, WishContext, read_time_wish
from bot.booking.local_time import ZONE, local_day
from bot.choice_payloads import AskAppointment
from bot.dialogue.appointment_questions import (
    find_practical,
    names_appointment,
    requests_appointment,
)
from bot.dialogue.reading.message_purposes import (
    APPOINTMENTS,
    ASK,
    CANCEL,
    CHANGE,
    KEEP,
    OTHER,
    WAIT,
    load_head,
)
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
# Least probabilities that somebody asks when it is; of a change, that a time in such a question is
# wished.
_SURELY_ASKS, _MIN_CHANGE_ASKED = 0.7, 0.25
_SURELY_WAITS, _SURELY_KEEPS = 0.7, 0.85
_CANCEL_LABELS = ("request.cancel", "request.retract")
_AGREEING_LABELS = (  # of « ok » and « ça va », where nothing is to change
    *("answer.yes", "answer.scale", "react.like", "social.comment", "social.smalltalk"),
)
_LEAVING_LABELS = ("react.refuse", "answer.no", "meta.stop", "request.erase")


@dataclass(frozen=True)
class _Evidence:
    """What is known of a message about one appointment."""

    words: AppointmentWords
    wish: Optional[TimeWish]
    start: Optional[dt.datetime]
    impossible: bool
    current: bool
    questions: bool
    names_other: bool
    cancels: float
    changes: float
    keeps: float
    asks: float
    waits: float
    other: float

    @property
    def wishes(self) -> bool:
        """Whether another time is wished, rather than only the present one ruled out."""
        if self.impossible:
            return True
        wish = self.wish
        return wish is not None and (self._names_time or self.compares or bool(wish.end_by))

    @property
    def _names_time(self) -> bool:
        """Whether a time other than the present one is named."""
        if self.wish is None:
            return False
        when, start = self.wish.when, self.start
        own = start is not None and when.days == (start.date(),)
        return bool((when.days and not own) or when.time or when.parts or when.soonest)

    @property
    def takes_other(self) -> bool:
        """Whether who cancels wants another time instead: « annule et mets-moi mardi »."""
        said = self.words.purpose == "cancel"
        return self.impossible or (self._names_time and (said or self.cancels < _SURELY_CANCEL))

    @property
    def compares(self) -> bool:
        """Whether a later or earlier time is wished."""
        return self.wish is not None and bool(self.wish.after or self.wish.before)

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
        shown = Draft.from_values(question.values).beside_held.shown_starts
        return _read_during_booking(turn, shown, read_appointment_words(turn.text))
    coming = _list_coming(turn)
    if not coming and question is None and requests_appointment(turn):
        return AskAppointment.REQUEST
    words = read_appointment_words(turn.text)
    if not coming:
        return AskAppointment.MINE if question is None and _asks_if_cancelled(turn, words) else None
    return None if words.another else _read_about_coming(turn, words, coming)


def _asks_if_cancelled(turn: Turn, words: AppointmentWords) -> bool:
    """Whether a text asks if an appointment is cancelled, though none is to come."""
    cancels = words.purpose == "cancel" and "?" in turn.text
    return cancels and score_purposes(turn)[ASK] >= _SURELY_ASKS


def concerns_coming_appointment(turn: Turn) -> bool:
    """Whether a text is rather about an appointment to come than about the centre."""
    if not _list_coming(turn):
        return False
    shares = score_purposes(turn)
    return shares[OTHER] + shares[KEEP] < _MIN_PURPOSE


def _to_wall_time(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(ZONE).replace(tzinfo=None)


def _list_coming(turn: Turn) -> list[Appointment]:
    return appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)


def score_purposes(turn: Turn) -> Mapping[str, float]:
    """Return the probability of each purpose that a text may have with an appointment."""
    return load_head(APPOINTMENTS).score(turn.text, turn.vector).by_name


def _read_during_booking(
    turn: Turn, shown: Iterable[dt.datetime], words: AppointmentWords
) -> Optional[AskAppointment]:
    """Only giving up, and when the appointment is, are read here: the open question reads the rest
    (`actions.booking`)."""
    if words.purpose == "cancel":
        return None  # an appointment made before may be meant
    found = _weigh(turn, words, None, shown=shown)
    # « c'est quand, le 3 ou le 10 ? » names days without wishing one.
    asks_when = not found.wishes or ("?" in turn.text and words.purpose != "move")
    if asks_when and (words.own_time or found.asks >= _SURELY_ASKS):
        return AskAppointment.MINE
    if found.waits >= _SURELY_WAITS and not found.compares:
        return AskAppointment.DROP
    if found.wishes or found.rules_out or find_practical(turn.text)[0]:
        return None
    # Nothing is booked yet: to keep things as they are is to take none of the times.
    gives_up = max(found.cancels, found.waits) >= max(_MIN_CANCELLING, found.changes)
    leaves = gives_up and found.cancels + found.keeps + found.waits >= _MIN_LEAVING
    return AskAppointment.DROP if leaves else None


def _read_about_coming(
    turn: Turn, words: AppointmentWords, coming: list[Appointment]
) -> Optional[AskAppointment]:
    named, shown = names_appointment(turn.text), _is_last_answer(turn)
    current = shown or _was_just_made(turn)
    if turn.notebook.question is not None and not named:
        return None
    if words.work and not (current or named):
        return None
    newest = max(coming, key=lambda each: each.id)
    start = _to_wall_time(newest.start)
    found = _weigh(turn, words, start, current)
    least = _MIN_PURPOSE if current or named else _MIN_PURPOSE_ELSEWHERE
    agrees = all(each.label in _AGREEING_LABELS for each in turn.reading.segments)
    if agrees and not found.questions and found.keeps >= _SURELY_KEEPS and shown:
        return AskAppointment.NOTED
    practical, elsewhere = find_practical(turn.text)
    if practical == "rdv-annule":  # about cancelling, rather than for it
        return None
    own = found.questions and found.wish is not None and found.wish.moment == start
    if found.wish is not None and (found.questions or words.own_time):
        own = own or found.wish.when.beside_own  # « c'était 10h ou 10h30 ? »
    asks = words.own_time or found.asks >= max(least, found.changes, found.cancels)
    if own or (asks and not (found.wishes and found.changes >= _MIN_CHANGE_ASKED)):
        return AskAppointment.MINE
    about = practical and current and found.questions
    if about and not (found.wishes or elsewhere or found.names_other):
        return AskAppointment.PRACTICAL
    return _decide(found, least)


def _decide(found: _Evidence, least: float) -> Optional[AskAppointment]:
    """Return the purpose that the evidence speaks for, if any reaches `least`."""
    if found.words.not_cancelled and not found.wishes:
        return AskAppointment.STAYS
    if found.keeps >= max(least, found.cancels, found.changes) and (
        found.words.purpose in ("cancel", "move") or found.rules_out
    ):
        return AskAppointment.STAYS
    if found.cancels >= max(least, found.changes) and not found.takes_other:
        return AskAppointment.CANCEL_SAID
    if found.designates and not found.wishes and found.cancels > max(found.changes, found.keeps):
        return AskAppointment.CANCEL_SAID
    moves = found.wishes and found.keeps < least
    likely = found.changes + found.cancels >= least / 2 and found.other < _SURELY_OTHER
    likely = likely or (found.current and _asks_for_time(found))
    if (moves and (likely or found.designates)) or (
        found.rules_out and found.changes >= max(least / 2, found.keeps)
    ):
        return AskAppointment.WISH
    return AskAppointment.WISH if found.changes >= max(least, _SURELY_CHANGE) else None


def _asks_for_time(found: _Evidence) -> bool:
    """Whether an hour is asked for that the bot just gave otherwise: « 13h30, ça passe ? »."""
    hour = found.wish is not None and found.wish.when.time is not None
    return found.questions and hour and not found.names_other


def _weigh(
    turn: Turn,
    words: AppointmentWords,
    start: Optional[dt.datetime],
    current: bool = False,
    shown: Iterable[dt.datetime] = (),
) -> _Evidence:
    shares = score_purposes(turn)
    impossible, wish = False, None
    try:
        wish = read_time_wish(
            turn.text, WishContext(local_day(turn.now), start, tuple(map(_to_wall_time, shown)))
        )
    except BookingError:
        impossible = True
    segments = turn.reading.segments
    cancels = max(sum(each.labels[label] for label in _CANCEL_LABELS) for each in segments)
    leaves = max(
        sum(each.labels[label] for label in (*_CANCEL_LABELS, *_LEAVING_LABELS))
        for each in segments
    )
    changes = max(each.labels["request.reschedule"] for each in segments)
    kept = 1.0 - shares[KEEP]
    said = 0.6 if words.purpose == "cancel" else 0.0
    cancels = max(shares[CANCEL], kept * max(cancels, leaves * 0.9, said))
    if words.no_other_time:
        cancels = 1.0
    return _Evidence(
        words,
        wish,
        start,
        impossible,
        current,
        questions="?" in turn.text,
        names_other=bool(turn.reading.mentions),
        cancels=0.0 if words.not_cancelled else cancels,
        changes=max(shares[CHANGE], changes, 0.8 if words.purpose == "move" else 0.0),
        keeps=shares[KEEP],
        asks=shares[ASK],
        waits=shares[WAIT],
        other=shares[OTHER],
    )


def _was_just_made(turn: Turn) -> bool:
    since = turn.now - _RECENT
    return appointment_repository.was_any_made_since(turn.unit, turn.person, since)


def _is_last_answer(turn: Turn) -> bool:
    """Whether an appointment is what the last answer was about."""
    links = [row.reply.get("link") or {} for row in list_last_replies(turn.unit, turn.conversation)]
    return any(APPOINTMENT_PATH in str(link.get("url", "")) for link in links)
