"""The phase of the person's orientation: shown on demand and corrected by the person."""

from __future__ import annotations

from actions.action_registry import action
from bot.choice_payloads import AskWhere
from bot.guidance import readiness
from bot.notebook.notebook_entries import PHASES
from bot.turn_context import Turn


@action("action_ask_where", interrupts=True)
def ask_where(turn: Turn) -> None:
    """Say the estimated phase, or note the one that the person chooses instead."""
    chosen = turn.values.get("value")
    if chosen == AskWhere.OTHER:
        turn.say("utter_where_else", options=[_phase_option(phase) for phase in PHASES])
        return
    estimate = readiness.estimate_phase(turn.notebook)
    lead = "said"
    if chosen in PHASES:
        turn.notebook.set_said_phase(chosen, estimate)
    else:
        lead = "read" if readiness.determine_phase(turn.notebook) == estimate else "kept"
    phase = readiness.determine_phase(turn.notebook)
    turn.say(
        f"utter_where_{phase}",
        lead={"say": f"utter_where_{lead}"},
        question=render_next_question(turn),
    )


def render_next_question(turn: Turn) -> dict[str, str]:
    """Return the next question for the person's phase."""
    return {"say": f"utter_next_{readiness.determine_phase(turn.notebook)}"}


def _phase_option(phase: str) -> dict[str, object]:
    return {"value": phase, "label": {"say": f"utter_phase_{phase}"}}
