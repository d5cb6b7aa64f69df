"""The coming dates of the school year."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from actions import answer_record
from actions.action_registry import action
from bot.presentation import dates_and_amounts, entry_facts
from bot.turn_context import Turn
from knowledge.entry_schema import BRUSSELS, Deadline
from knowledge.facts import iter_facts

_MAX_SHOWN = 6
# How long before its day a date is said beside the answer that explains it.
_SOON = dt.timedelta(days=14)


@action("action_ask_deadlines", interrupts=True)
def ask_deadlines(turn: Turn) -> None:
    """Say the next dates of the school year, each with the answer that explains it."""
    today = turn.now.astimezone(BRUSSELS).date()
    coming = turn.library.base.list_coming_deadlines(today)[:_MAX_SHOWN]
    if not coming:
        turn.say("utter_deadlines_none")
        return
    turn.say("utter_deadlines", deadlines=[_deadline_facts(turn, each) for each in coming])


def render_close_deadline(turn: Turn, question: str, today: dt.date) -> Optional[dict[str, str]]:
    """Render the date that an answer explains, if its day is today or soon."""
    for each in turn.library.base.list_coming_deadlines(today):
        if each.question == question and each.date and each.date <= today + _SOON:
            say = "utter_deadline_today" if each.date == today else "utter_deadline_soon"
            day = dates_and_amounts.format_weekday(each.date)
            return {"say": say, "day": day, "title": each.title}
    return None


def _deadline_facts(turn: Turn, deadline: Deadline) -> dict[str, object]:
    base = turn.library.base
    explained = deadline.question in base.questions
    return {
        "title": deadline.title,
        "when": dates_and_amounts.format_day(deadline.date) if deadline.date else deadline.month,
        "who": deadline.who,
        "regime": deadline.regime,
        "more": [{"id": deadline.question}] if explained else [],
        "status": answer_record.render_lowest_certainty(
            turn, iter_facts(deadline, base), deadline.regime
        ),
        **entry_facts.source_facts(entry_facts.sources_of_entry(deadline, base)),
    }
