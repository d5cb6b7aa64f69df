"""What an answer to distress needs to know; the sentences are in bot/domain/safeguarding.yml."""

from __future__ import annotations

import datetime as dt

from bot.safeguarding.detector import DANGER, Signal
from bot.safeguarding.helplines import Line, lines_for


class NoSignal(ValueError):
    """There is nothing to answer."""


def facts(signal: Signal, now: dt.datetime) -> dict[str, str]:
    """Which sentence answers, and what fills it.

    Returns:
        `response` (a name in the domain), `topic`, `matter`, `level`, and `lines`: one line of text
        for each helpline, « Nom : numéro (horaires) ».

    Raises:
        NoSignal: the signal is none.
        NaiveTime: `now` has no zone.
    """
    if not signal or signal.topic is None:
        raise NoSignal("no signal, no answer")
    # The lines fit what happens, whoever it happens to; a signal read back may not say what.
    matter = signal.matter or signal.topic
    shown = lines_for(matter, now, danger=signal.level == DANGER)
    name = "concern" if signal.topic == "distress" else signal.topic
    return {
        "response": f"utter_distress_{name}",
        "level": signal.level,
        "topic": signal.topic,
        "matter": matter,
        "lines": "\n".join(written(line) for line in shown),
    }


def written(line: Line) -> str:
    """« Écoute-Enfants : 103 (tous les jours 10h–24h, gratuit, anonyme) »."""
    return f"{line.name} : {line.number} ({line.text})"
