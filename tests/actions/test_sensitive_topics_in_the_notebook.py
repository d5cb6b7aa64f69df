"""Health, origin, religion, papers and justice enter a notebook only when the person asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from actions import note_consent
from bot.choice_payloads import NoteConsent
from bot.guidance import dream_prompts
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.turn_context import Turn

PRIVATE = "mon père est en prison"
Act = Callable[..., list[dict[str, Any]]]
MakeTurn = Callable[..., Turn]


def standing(kind: str = "", about: str = "", values: tuple[str, ...] = ()) -> Notebook:
    notebook = Notebook()
    if kind:
        notebook.open(Question(kind, values, about))
    return notebook


PROMPT, REFUSED = (
    standing(dream_prompts.QUESTION_KIND, "1"),
    standing(dream_prompts.QUESTION_KIND, "refuse"),
)
# What was open, the action that hears the words, and the intent that would note them.
HEARD = {
    "a dream": (standing(), "action_tell_interest", "tell_interest"),
    "an open prompt": (PROMPT, "action_tell_interest", "tell_interest"),
    "another question": (standing("item", values=("r1",)), "action_tell_interest", "tell_interest"),
    "a refusal": (standing(), "action_tell_refusal", "tell_refusal"),
    "what is refused": (REFUSED, "action_tell_refusal", "tell_refusal"),
    "an obstacle": (standing(), "action_tell_obstacle", "tell_obstacle"),
    "what was done": (
        standing("experience", "home", ("1",)),
        "action_tell_interest",
        "start_skills",
    ),
}


@pytest.mark.parametrize("name", HEARD)
def test_it_stays_out_and_one_press_lets_it_in(make_turn: MakeTurn, act: Act, name: str) -> None:
    notebook, action, intent = HEARD[name]
    turn = make_turn(PRIVATE, notebook, is_answer=bool(notebook.question))
    said = act(turn, action)
    (told,) = [message for message in said if message["response"] == "utter_kept_out"]
    assert (told["intent"], told["words"]) == (intent, PRIVATE)
    assert "prison" not in json.dumps(turn.notebook.to_json())

    pressed = make_turn("", turn.notebook, label="La noter quand même")
    act(pressed, f"action_{intent}", {"value": NoteConsent.KEEP, "words": PRIVATE})
    read_nothing = intent == "start_skills"  # a talk about skills keeps words with what they tell
    assert read_nothing or "prison" in json.dumps(pressed.notebook.to_json())


def test_a_reason_stays_out_and_the_refusal_stands(
    make_turn: MakeTurn, act: Act, library: Any
) -> None:
    found = next(iter(library.base.occupations))
    notebook = standing("why", values=(found,))
    notebook.refuse("", make_turn().now, found)
    turn = make_turn("je suis trop malade pour ça", notebook, is_answer=True)
    said = act(turn, "action_tell_refusal")
    assert "utter_kept_out" in [message["response"] for message in said]
    assert [(r.occupation, r.words) for r in turn.notebook.refusals] == [(found, "")]


def test_beside_a_choice_such_words_are_left_out_in_silence() -> None:
    assert note_consent.words_to_keep("je choisis infirmier, ma mère est malade") == ""
    assert note_consent.words_to_keep("je choisis infirmier") == "je choisis infirmier"


def test_residence_is_not_even_noted_when_asked(make_turn: MakeTurn, act: Act) -> None:
    words = "j'attends mon titre de séjour"
    for values in ({}, {"value": NoteConsent.KEEP, "words": words}):
        turn = make_turn("" if values else words, label="La noter quand même")
        said = act(turn, "action_tell_obstacle", values)
        assert "utter_never_noted" in [message["response"] for message in said]
        assert "séjour" not in json.dumps(turn.notebook.to_json(), ensure_ascii=False)
