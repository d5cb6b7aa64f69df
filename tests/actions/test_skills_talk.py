"""The talk from experience to skills: told, shown back, kept or dropped, seen in the notebook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.matching import skill_questions
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.notebook.removal import remove_entry
from bot.turn_context import Turn

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone.utc)
BABYSITTING = "je gardais les enfants des voisins tous les samedis"
TEACHING = "j'aidais ma petite sœur à faire ses devoirs"

Act = Callable[..., list[dict[str, Any]]]
MakeTurn = Callable[..., Turn]


def names(messages: list[dict[str, Any]]) -> list[str]:
    return [message["response"] for message in messages]


def asked(turn: Turn) -> str:
    question = turn.notebook.question
    return f"{question.kind} {question.about}".strip() if question else ""


def in_round(number: int, context: str = "home") -> Notebook:
    notebook = Notebook()
    notebook.open(
        Question(skill_questions.QUESTION_KIND, (str(number), "Aider à la maison"), context)
    )
    return notebook


def tell(make_turn: MakeTurn, act: Act, words: str, notebook: Notebook) -> tuple[Turn, list[str]]:
    turn = make_turn(words, notebook, is_answer=True)
    return turn, names(act(turn, "action_tell_interest"))


def press(make_turn: MakeTurn, act: Act, notebook: Notebook, **values: str) -> tuple[Turn, list]:
    turn = make_turn("", notebook, label=values.pop("label", "Un bouton"))
    return turn, act(turn, "action_start_skills", values)


def test_from_a_choice_to_a_confirmed_skill(make_turn: MakeTurn, act: Act, library: Any) -> None:
    turn = make_turn("")
    assert names(act(turn, "action_start_skills")) == ["utter_experience_where"]
    turn.label = "Aider à la maison"
    assert names(act(turn, "action_start_skills", {"value": "home"})) == ["utter_experience_home"]
    turn, said = tell(make_turn, act, TEACHING, turn.notebook)
    assert said == ["utter_skills_read"]
    (skill, *_) = turn.notebook.skills
    assert (skill.number, skill.words, skill.confirmed) == (1, TEACHING, False)
    assert names(act(turn, "action_affirm")) == ["utter_skills_right", "utter_experience_more"]
    assert turn.notebook.skills[0].confirmed
    assert turn.notebook.step == "rever"
    assert names(act(turn, "action_skip")) == ["utter_skills_done"]
    assert turn.notebook.question is None


def test_what_is_read_is_told_in_the_words_of_the_person(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn(TEACHING, in_round(1), is_answer=True)
    (said,) = act(turn, "action_tell_interest")
    assert said["words"] == TEACHING
    assert said["labels"].startswith("expliquer")


def test_a_no_drops_what_was_read(make_turn: MakeTurn, act: Act) -> None:
    turn, _ = tell(make_turn, act, TEACHING, in_round(1))
    assert names(act(turn, "action_deny")) == ["utter_skills_wrong", "utter_experience_more"]
    assert turn.notebook.skills == []


def test_buttons_judge_the_words_that_they_stand_under(make_turn: MakeTurn, act: Act) -> None:
    """Pressed late, under an older sentence, they leave the newer one open."""
    notebook = in_round(2)
    notebook.add_experience("j'organisais tout", [4], NOW)
    turn, _ = tell(make_turn, act, TEACHING, notebook)
    turn, said = press(make_turn, act, turn.notebook, value="wrong", words="j'organisais tout")
    assert names(said) == ["utter_skills_wrong", "utter_skills_read"]
    turn, said = press(make_turn, act, turn.notebook, value="right", words=TEACHING)
    assert names(said) == ["utter_skills_right", "utter_experience_more"]
    assert {s.words for s in turn.notebook.skills if s.confirmed} == {TEACHING}


def test_the_third_round_is_the_last(make_turn: MakeTurn, act: Act) -> None:
    turn, _ = tell(make_turn, act, TEACHING, in_round(3))
    assert names(act(turn, "action_affirm")) == ["utter_skills_right", "utter_skills_done"]
    assert turn.notebook.question is None


def test_who_does_not_know_chooses_between_two_situations(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn("", in_round(1, "club"))
    assert names(act(turn, "action_dont_know")) == ["utter_experience_easier_club"]
    label = "J'ai préparé une fête ou une sortie"
    turn, said = press(make_turn, act, turn.notebook, item="4", label=label)
    assert names(said) == ["utter_skills_read"]
    assert [(s.number, s.words) for s in turn.notebook.skills] == [(4, label)]


def test_neither_of_them_ends_the_talk_kindly(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn("", in_round(1, "easier_home"))
    assert names(act(turn, "action_skip")) == ["utter_skills_none"]
    assert turn.notebook.question is None


def test_nothing_is_noted_where_nothing_is_read(make_turn: MakeTurn, act: Act) -> None:
    turn, said = tell(make_turn, act, "il pleuvait", in_round(1))
    assert said == ["utter_skills_not_read", "utter_experience_easier_home"]
    assert turn.notebook.skills == []


def test_the_same_skill_is_noted_once(make_turn: MakeTurn, act: Act) -> None:
    notebook = in_round(2)
    notebook.add_experience("j'expliquais", list(range(1, 15)), NOW)
    turn, said = tell(make_turn, act, TEACHING, notebook)
    assert said == ["utter_skills_known", "utter_experience_more"]
    assert {s.words for s in turn.notebook.skills} == {"j'expliquais"}


@pytest.mark.parametrize("text", ["j'ai fait du baby-sitting, ça sert ?", BABYSITTING])
def test_what_was_done_may_come_with_the_asking(make_turn: MakeTurn, act: Act, text: str) -> None:
    turn = make_turn(text)
    assert names(act(turn, "action_start_skills")) == ["utter_skills_read"]
    assert 14 in [s.number for s in turn.notebook.skills]


@pytest.mark.parametrize("text", ["mes compétences", "ce que je sais faire"])
def test_asking_for_the_talk_is_no_experience(make_turn: MakeTurn, act: Act, text: str) -> None:
    turn = make_turn(text)
    assert names(act(turn, "action_start_skills")) == ["utter_experience_where"]
    assert turn.notebook.skills == []


@pytest.mark.parametrize(
    "words",
    [
        "je gardais mes petits frères quand ma mère était malade",
        "j'ai fait du baby-sitting à l'église",
    ],
)
def test_health_and_religion_stay_out_of_the_notebook(
    make_turn: MakeTurn, act: Act, words: str
) -> None:
    turn, said = tell(make_turn, act, words, in_round(1))
    assert said == ["utter_kept_out", "utter_skills_read"]
    assert {s.words for s in turn.notebook.skills} == {"Aider à la maison"}
    turn, said = tell(
        make_turn, act, words, Notebook(question=skill_questions.build_first_question())
    )
    assert said == ["utter_kept_out", "utter_experience_where"]
    assert words not in str(turn.notebook.to_json())


def test_an_interruption_leaves_the_question(make_turn: MakeTurn, act: Act) -> None:
    turn = make_turn("", in_round(1))
    assert names(act(turn, "action_ask_privacy")) == ["utter_privacy", "utter_back_to_question"]
    assert names(act(turn, "action_resume")) == ["utter_experience_home"]


def test_the_notebook_shows_a_skill_with_its_words_and_lets_it_go(
    make_turn: MakeTurn, act: Act
) -> None:
    notebook = Notebook()
    notebook.add_experience(TEACHING, [1, 14], NOW)
    turn = make_turn("", notebook)
    (shown,) = act(turn, "action_show_notebook")
    assert shown["lines"][0] == {
        "say": "utter_line_skill",
        "label": "expliquer",
        "words": TEACHING,
        "when": "20 novembre 2026",
    }
    turn = make_turn("enlève expliquer", notebook)
    (said,) = act(turn, "action_correct_notebook")
    assert (said["response"], said["what"]) == ("utter_removed", "expliquer")
    assert [s.number for s in turn.notebook.skills] == [14]
    turn = make_turn("", notebook)
    (said,) = act(turn, "action_correct_notebook")
    assert [o["label"] for o in said["options"]] == ["expliquer", "prendre des responsabilités"]


def test_what_was_taken_out_meanwhile_is_not_asked_about(make_turn: MakeTurn, act: Act) -> None:
    turn, _ = tell(make_turn, act, TEACHING, in_round(1))
    turn.values = {}
    remove_entry(turn.notebook, TEACHING)
    assert names(act(turn, "action_resume")) == ["utter_experience_more"]
