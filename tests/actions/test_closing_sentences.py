"""What closes a reply after a fact: never the same sentence twice in a talk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.guidance.salience import Salience

Act = Callable[..., list[dict[str, Any]]]
FACT = {"facts": [{"kind": "constraint", "words": "je vis chez ma tante à Huy", "other": False}]}
HEARD = {"facts": [], "value": "of_another"}


def closings(make_turn: Any, act: Act, values: dict[str, Any], times: int) -> list[str]:
    salience, closed = Salience(), []
    for _ in range(times):
        turn = make_turn("je vis chez ma tante à Huy")
        turn.salience = salience
        closed.append(act(turn, "action_note_facts", values)[-1]["response"])
        salience = Salience.from_json(turn.salience.to_json())
    return closed


def test_a_step_is_proposed_once_then_the_note_is_the_reply(make_turn: Any, act: Act) -> None:
    noted = "utter_noted_facts"
    assert closings(make_turn, act, FACT, 4)[1:] == ["utter_step_ask", noted, noted]


def test_the_doors_are_shown_once_to_who_only_tells(make_turn: Any, act: Act) -> None:
    again = "utter_heard_again"
    assert closings(make_turn, act, HEARD, 3) == ["utter_heard", again, again]
