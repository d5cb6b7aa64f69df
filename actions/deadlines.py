"""The dates that are coming; what has passed is not told."""

from __future__ import annotations

from actions import answering, facts
from actions.registering import action
from actions.turn import Turn
from knowledge.fact import facts_of
from knowledge.schema import BRUSSELS, Deadline

_SHOWN = 6


@action("action_ask_deadlines", interrupts=True)
def ask_deadlines(turn: Turn) -> None:
    """The next dates of the school year, each with the answer that explains it."""
    today = turn.now.astimezone(BRUSSELS).date()
    coming = turn.library.base.coming_deadlines(today)[:_SHOWN]
    if not coming:
        turn.say("utter_deadlines_none")
        return
    turn.say("utter_deadlines", deadlines=[_told(turn, each) for each in coming])


def _told(turn: Turn, deadline: Deadline) -> dict[str, object]:
    base = turn.library.base
    explained = deadline.question in base.questions
    return {
        "title": deadline.title,
        "when": facts.day(deadline.date) if deadline.date else deadline.month,
        "who": deadline.who,
        "regime": deadline.regime,
        "more": [{"id": deadline.question}] if explained else [],
        "status": answering.status(turn, facts_of(deadline, base), deadline.regime),
        **facts.cited(facts.sources_of(deadline, base)),
    }
