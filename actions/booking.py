"""Asking for an appointment: kind, way, day, time, a hold of five minutes, then a yes.

The question that stands (`Question` of kind « booking ») says what is asked (`about`) and holds
what is known so far (`Draft`). Confirmation comes from the row alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Optional

from actions import asking
from actions import booking_facts as facts
from actions import booking_made as made
from actions.asking import Kind
from actions.booking_steps import KIND, SAY, at, free, say_without, when_said
from actions.booking_times import SOONEST, ask_again, confirm, go, offer, take
from actions.registering import action
from actions.turn import Turn
from bot.booking import agenda, offers
from bot.booking import appointments as stored
from bot.booking.draft import Draft, another, dropped, kind_in, of_work, purpose, way_in
from bot.guidance import doors
from bot.guidance.entries import Question
from bot.guidance.reading import read_position


@action("action_ask_appointment")
def ask_appointment(turn: Turn) -> None:
    """A press goes where it says; words answer what is asked, or ask for something themselves."""
    value, question = turn.values.get("value") or "", turn.notebook.question
    if value in _PRESSED:
        _PRESSED[value](turn)
    elif turn.text and question is not None and question.kind == KIND and _reads(turn):
        asking.told(turn)
    elif turn.text and purpose(turn.text):
        _about_one_made(turn, purpose(turn.text))
    else:
        _begin(turn)


def _begin(turn: Turn) -> None:
    """What was said in the same breath is not asked again; who has an appointment is shown it,
    unless they want another. Half-way through one, « mon rdv » goes on with it."""
    text = turn.text
    if _asked(turn):
        asking.told(turn)
        return
    if not turn.values and not another(text) and made.shown(turn):
        return
    whom = doors.for_whom(text)
    if whom in doors.FORMAL and turn.notebook.formal is None:
        turn.notebook.speak(True)
    turn.say("utter_booking_walk_in", where=facts.where(turn.settings))
    go(
        turn,
        Draft(kind=kind_in(text), way=way_in(text), when=text if when_said(turn) else ""),
    )


def _about_one_made(turn: Turn, wanted: Optional[str]) -> None:
    """« décaler mon rdv à vendredi 10h » is done at once, when there is only one."""
    coming = stored.coming(turn.unit, turn.person, turn.now)
    if wanted == "move" and len(coming) == 1:
        when = turn.text if when_said(turn) else ""
        go(turn, Draft(coming[0].kind, coming[0].way, when=when, move=coming[0].id))
    elif wanted == "cancel" and not coming and _asked(turn):
        asking.passed(turn)  # « mon rdv » is the one that is being asked for: there is no other
    else:
        made.told(turn, wanted, coming)


def _asked(turn: Turn) -> bool:
    """Whether an appointment is being asked for."""
    question = turn.notebook.question
    return question is not None and question.kind == KIND


# What is pressed


def _press_kind(turn: Turn) -> None:
    go(turn, replace(_draft(turn), kind=turn.values.get("kind")))


def _press_way(turn: Turn) -> None:
    go(turn, replace(_draft(turn), way=turn.values.get("way")))


def _press_days(turn: Turn) -> None:
    agenda.let_go(turn.unit, turn.person)
    go(turn, replace(_draft(turn), when=""))


def _press_day(turn: Turn) -> None:
    draft, day = _draft(turn), dt.datetime.fromisoformat(turn.values["start"]).date()
    if draft.kind and draft.way:
        offer(turn, draft, offers.on(free(turn, draft), day), at(day, dt.time(9)), day)
    else:
        go(turn, draft)


def _press_soonest(turn: Turn) -> None:
    draft = _draft(turn)
    if draft.kind and draft.way:
        offer(turn, draft, free(turn, draft)[:SOONEST], turn.now)
    else:
        go(turn, draft)


def _press_hold(turn: Turn) -> None:
    draft, start = _draft(turn), dt.datetime.fromisoformat(turn.values["start"])
    if draft.kind and draft.way:
        take(turn, draft, start)
    else:
        go(turn, draft)


def _press_confirm(turn: Turn) -> None:
    question = turn.notebook.question
    if question is not None and question.kind == KIND and question.about == "sure":
        if turn.values.get("start") != Draft.from_values(question.values).when:
            asking.ask(turn, question)  # an older button, for another time
            return
        turn.notebook.close_question()
        confirm(turn, Draft.from_values(question.values))
    elif not made.shown(turn):  # pressed twice, and cancelled since
        _begin(turn)


_PRESSED: dict[str, Callable[[Turn], None]] = {
    "kind": _press_kind,
    "way": _press_way,
    "days": _press_days,
    "day": _press_day,
    "soonest": _press_soonest,
    "hold": _press_hold,
    "confirm": _press_confirm,
    "new": lambda turn: go(turn, Draft()),
    "move": lambda turn: _move(turn),
    **made.PRESSED,
}


def _move(turn: Turn) -> None:
    """Another time for an appointment that was made: the same question, with its number."""
    found = made.pressed(turn)
    if found is not None:
        go(turn, Draft(found.kind, found.way, move=found.id))


# The question that stands


def _say(turn: Turn, question: Question) -> None:
    SAY[question.about](turn, Draft.from_values(question.values))


def _confirmed(turn: Turn, question: Question, yes: bool) -> None:
    draft = Draft.from_values(question.values)
    if not yes:
        _drop(turn, draft)
    elif question.about == "sure":
        confirm(turn, draft)
    else:
        asking.ask(turn, question)


def _skip(turn: Turn, question: Question) -> None:
    _drop(turn, Draft.from_values(question.values))


def _drop(turn: Turn, draft: Draft) -> None:
    agenda.let_go(turn.unit, turn.person)
    if draft.move:
        turn.say("utter_booking_kept")
    else:
        say_without(turn, "utter_booking_dropped", where=facts.where(turn.settings))


def _words(turn: Turn, question: Question) -> None:
    """Words may say more than what is asked: « par téléphone, mardi aprem »."""
    draft, said = Draft.from_values(question.values), _said(turn)
    pointed = _pointed(turn, draft)
    if purpose(turn.text) == "cancel":
        _drop(turn, draft)
    elif pointed is not None:
        take(turn, draft, pointed)
    elif said and question.about == "sure" and "when" not in said and not draft.move:
        take(turn, replace(draft, **said, when=""), dt.datetime.fromisoformat(draft.when))
    elif said:
        agenda.let_go(turn.unit, turn.person)
        before = replace(draft, when="") if question.about == "sure" else draft
        # What is moved stays what it was.
        go(
            turn,
            replace(before, when=said.get("when", "")) if draft.move else replace(before, **said),
        )
    elif question.about == "when":
        ask_again(turn, draft, "utter_booking_unread")
    else:
        asking.ask(turn, question)


def _pointed(turn: Turn, draft: Draft) -> Optional[dt.datetime]:
    """« le premier », « le 2 » of the hours that are shown; a bare number too."""
    starts = draft.shown.split()
    bare = turn.text.strip()
    place = int(bare) - 1 if bare in map(str, range(1, len(starts) + 1)) else None
    if place is None and not when_said(turn):
        place = read_position(turn.text, len(starts))
    return None if place is None else dt.datetime.fromisoformat(starts[place])


def _said(turn: Turn) -> dict[str, Any]:
    """What the text tells of an appointment: its kind, its way, the words about when."""
    when = turn.text if when_said(turn) and not of_work(turn.text) else ""
    told = {"kind": kind_in(turn.text), "way": way_in(turn.text), "when": when}
    return {name: value for name, value in told.items() if value}


def _reads(turn: Turn) -> bool:
    """Whether a text answers what is asked of an appointment."""
    question, text = turn.notebook.question, turn.text
    if question is None or question.kind != KIND:
        return False
    if question.about == "kind" and kind_in(text):
        return True
    if question.about == "way" and way_in(text):
        return True
    if question.about == "when" and _pointed(turn, Draft.from_values(question.values)) is not None:
        return True
    # Work at night or at the weekend is talked about, not asked for.
    return when_said(turn) and not of_work(text)


asking.KINDS[KIND] = Kind(
    say=_say,
    skip=_skip,
    confirm=_confirmed,
    words=_words,
    reads=_reads,
    exact=True,
    drops=dropped,
    easier=asking.unchanged,
)


def _draft(turn: Turn) -> Draft:
    """What is known so far: of the open question, else nothing."""
    question = turn.notebook.question
    return Draft.from_values(question.values) if question and _asked(turn) else Draft()
