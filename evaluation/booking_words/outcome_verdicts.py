"""Judges what followed a wording, by the stored appointments and the names of the responses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Optional

from bot.booking.appointment_repository import Appointment
from bot.booking.local_time import ZONE
from evaluation.booking_words.booking_stage import BookingConversation
from evaluation.booking_words.wording_cases import WordingCase, parse_kind, parse_local

_OPEN_RESPONSES = {"utter_day_open": True, "utter_day_closed": False}
_REASON_BY_RESPONSE = {
    "utter_day_weekend": "weekend",
    "utter_not_holiday": "holiday",
    "utter_not_closed": "closure",
}
_ANSWERS = frozenset({"utter_question", "utter_question_detail", "utter_question_more"})


def judge_case(chat: BookingConversation, case: WordingCase) -> str:
    """Play the wording and return why its outcome is wrong, or ""."""
    before = chat.appointments()
    chat.hear(case.say)
    if chat.question is not None and chat.question.about == "way":
        chat.hear("sur place")
    name = next(each for each in _JUDGES if each in case.expected)
    return _JUDGES[name](chat, case.expected, before[0] if before else None)


def _judge_move(
    chat: BookingConversation, expected: Mapping[str, Any], before: Optional[Appointment]
) -> str:
    """Moved at once, or by one yes."""
    if before is None:
        return "nothing to move"
    _say_yes_to(chat, "sure")
    after = chat.state_of(before.id)
    wanted = parse_local(expected["move_to"])
    if after.start != wanted or len(chat.appointments()) != 1:
        return f"at {_format(after.start)} instead of {_format(wanted)}"
    return ""


def _judge_cancel(
    chat: BookingConversation, expected: Mapping[str, Any], before: Optional[Appointment]
) -> str:
    """Cancelled, after a yes."""
    if before is None:
        return "nothing to cancel"
    if chat.state_of(before.id).state == "cancelled":
        return "cancelled without asking"
    _say_yes_to(chat, "cancel")
    return "" if chat.state_of(before.id).state == "cancelled" else "not cancelled"


def _judge_keep(
    chat: BookingConversation, expected: Mapping[str, Any], before: Optional[Appointment]
) -> str:
    """Nothing changed, and nothing more is asked about an appointment."""
    question = chat.question
    if question is not None and question.kind in ("booking", "booking_made"):
        return f"still asks: {question.kind} {question.about}"
    kept = [(each.id, each.start) for each in chat.appointments()]
    if kept != ([(before.id, before.start)] if before else []) or chat.has_hold():
        return "changed"
    return _judge_answer(chat, expected["answers"], before) if "answers" in expected else ""


def _judge_answer(chat: BookingConversation, answer: str, before: Optional[Appointment]) -> str:
    names = {name for name, _ in chat.said}
    if "minutes" in answer:
        right = bool(names & {"utter_appointment_length", "utter_appointment_lengths"})
    elif before is not None and f"{before.start.astimezone(ZONE):%H:%M}" in answer:
        right = "utter_booking_mine" in names
    else:
        right = bool(names & _ANSWERS) or "utter_booking_mine" in names
    return "" if right else "not answered"


def _judge_offer(
    chat: BookingConversation, expected: Mapping[str, Any], before: Optional[Appointment]
) -> str:
    """Times on screen, all within what is asked for; the appointment stays where it is."""
    draft = chat.draft
    if draft is None or not draft.shown:
        return "no times offered"
    if before is not None and (draft.move != before.id or chat.state_of(before.id) != before):
        return "not offered for the appointment"
    wanted = expected["offer"]
    wrong = [start for start in draft.shown.split() if not _fits(start, wanted)]
    return f"offered {', '.join(wrong)}" if wrong else ""


def _fits(shown: str, wanted: Mapping[str, Any]) -> bool:
    local = dt.datetime.fromisoformat(shown).astimezone(ZONE)
    clock, day = f"{local:%H:%M}", local.date().isoformat()
    return (
        (wanted["day"] is None or day == wanted["day"])
        and day not in wanted["not_days"]
        and (wanted["from"] is None or clock >= wanted["from"])
        and (wanted["to"] is None or clock <= wanted["to"])
        and (wanted["after"] is None or local > parse_local(wanted["after"]))
        and (wanted["before"] is None or local < parse_local(wanted["before"]))
    )


def _judge_book(
    chat: BookingConversation, expected: Mapping[str, Any], before: Optional[Appointment]
) -> str:
    """The kind is known; at a time, it is booked after a yes."""
    wanted, draft = expected["book"], chat.draft
    kind = parse_kind(wanted["kind"])
    if draft is None or draft.kind != kind:
        return f"kind {draft.kind}" if draft else "no booking"
    if wanted["at"] is None:
        return ""
    _say_yes_to(chat, "sure")
    made = [(each.kind, each.start) for each in chat.appointments()]
    return "" if made == [(kind, parse_local(wanted["at"]))] else f"booked {made}"


def _judge_open(
    chat: BookingConversation, expected: Mapping[str, Any], before: Optional[Appointment]
) -> str:
    """The day is named, with whether it is open and why not."""
    wanted = expected["open"]
    for name, facts in chat.said:
        if name not in _OPEN_RESPONSES:
            continue
        if _OPEN_RESPONSES[name] != wanted["is_open"]:
            return name
        if facts["date"] != wanted["day"]:
            return f"day {facts['date']}"
        reason = facts.get("reason") or {}
        given = _REASON_BY_RESPONSE.get(str(reason.get("say")), "usual hours")
        return "" if given == wanted["reason"] else f"reason {given}"
    return "not answered"


def _judge_visit(
    chat: BookingConversation, expected: Mapping[str, Any], before: Optional[Appointment]
) -> str:
    """An appointment of the kind « class visit » is being booked, with the number of pupils."""
    draft, pupils = chat.draft, expected["class_visit"]["pupils"]
    if draft is None or draft.kind != "class_visit":
        return "no class visit"
    return "" if draft.pupils == pupils else f"pupils {draft.pupils}"


def _say_yes_to(chat: BookingConversation, about: str) -> None:
    question = chat.question
    if question is not None and question.about == about:
        chat.hear("oui")


def _format(moment: dt.datetime) -> str:
    return f"{moment.astimezone(ZONE):%a %d %b %H:%M}"


_JUDGES: Mapping[
    str, Callable[[BookingConversation, Mapping[str, Any], Optional[Appointment]], str]
] = {
    "move_to": _judge_move,
    "offer": _judge_offer,
    "cancel": _judge_cancel,
    "keep": _judge_keep,
    "book": _judge_book,
    "open": _judge_open,
    "class_visit": _judge_visit,
}
