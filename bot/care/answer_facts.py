"""The facts that fill an answer to distress; the sentences are in bot/domain/safeguarding.yml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Optional

from bot.care.detector import DANGER, Signal
from bot.care.helplines import Helpline, find_helplines, load_helplines
from bot.care.person_context import HOME_VIOLENCE, PARTNER_VIOLENCE


class NoSignal(ValueError):
    """There is no signal to answer."""


def build_answer_facts(
    signal: Signal, now: dt.datetime, adult: Optional[bool] = None
) -> dict[str, str]:
    """Return the response name and the values that fill it.

    `adult`: whether the person concerned is an adult, None if unknown.

    Returns:
        `response` (a name in the domain), `topic`, `matter`, `level`; `lines`: one line of text per
        helpline, « Nom : numéro (horaires) »; and as short lists without the emergency line:
        `numbers`, `anonymous` (the anonymous helplines) and `chat` (those that offer one).

    Raises:
        NoSignal: the signal is empty.
        NaiveTime: `now` has no time zone.
    """
    if not signal or signal.topic is None:
        raise NoSignal("no signal, no answer")
    # The helplines fit the matter, whoever it concerns; a stored signal may have no matter.
    matter = signal.matter or signal.topic
    shown = find_helplines(matter, now, danger=signal.level == DANGER, adult=adult)
    urgent = load_helplines().lines["emergency"]
    others = [line for line in shown if line is not urgent]
    name = "concern" if signal.topic == "distress" else signal.topic
    if name == HOME_VIOLENCE and matter == PARTNER_VIOLENCE:
        name = PARTNER_VIOLENCE
    return {
        "response": f"utter_distress_{name}",
        "level": signal.level,
        "topic": signal.topic,
        "matter": matter,
        "lines": "\n".join(format_helpline(line) for line in shown),
        "numbers": ", ".join(f"{line.name} ({line.number})" for line in others or [urgent]),
        "anonymous": _join_numbers(line for line in shown if line.anonymous),
        "chat": _join_numbers(line for line in shown if line.chat),
    }


def format_helpline(line: Helpline) -> str:
    """Format a helpline as « Nom : numéro (horaires) »."""
    return f"{line.name} : {line.number} ({line.text})"


def _join_numbers(lines: Iterable[Helpline]) -> str:
    """Join the numbers, each preceded by « le », with « et »."""
    return " et ".join(f"le {line.number}" for line in lines)
