"""The doors of a parent, a teacher, somebody who leaves school, an adult who changes trade."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.guidance import audience
from bot.notebook.model import Notebook
from bot.storage.column_types import metadata

Act = Callable[..., list[dict[str, Any]]]


def said(messages: list[dict[str, Any]]) -> list[str]:
    return [message["response"] for message in messages]


@pytest.mark.parametrize(
    ("value", "response"),
    [
        (None, "utter_for_someone_else"),
        ("child", "utter_for_child"),
        ("pupils", "utter_for_pupils"),
        ("relative", "utter_for_relative"),
        ("programmes", "utter_programmes"),
    ],
)
def test_each_has_a_path_in_vous(make_turn: Any, act: Act, value: Any, response: str) -> None:
    turn = make_turn(label="un bouton")
    assert said(act(turn, "action_for_someone_else", value and {"value": value})) == [response]
    assert bool(turn.notebook.formal) is (value in audience.FORMAL_AUDIENCES)


def test_who_said_tu_keeps_it(make_turn: Any, act: Act) -> None:
    turn = make_turn(label="Mon enfant", notebook=Notebook(formal=False))
    act(turn, "action_for_someone_else", {"value": "child"})
    assert turn.notebook.formal is False


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("je cherche pour ma fille", "utter_for_child"),
        ("Je suis enseignante", "utter_for_pupils"),
        ("c'est pour un ami", "utter_for_relative"),
        ("c'est pas pour moi", "utter_for_someone_else"),
    ],
)
def test_words_lead_to_the_same_paths(make_turn: Any, act: Act, text: str, response: str) -> None:
    assert said(act(make_turn(text), "action_for_someone_else")) == [response]


def test_a_question_on_the_way_is_answered_first(make_turn: Any, act: Act) -> None:
    turn = make_turn("mon fils a eu une AOB, que faire ?")
    responses = said(act(turn, "action_for_someone_else"))
    assert responses == ["utter_question", "utter_for_child"]


def test_who_says_tu_is_told_tu(make_turn: Any, act: Act) -> None:
    turn = make_turn("c'est pour ma sœur, et tu peux me tutoyer")
    act(turn, "action_for_someone_else")
    assert not turn.notebook.formal


def test_programmes_of_once_are_dated_and_told_as_history(make_turn: Any, act: Act) -> None:
    """By a button of an older message; none offers them any more."""
    [told] = act(make_turn(), "action_for_someone_else", {"value": "programmes"})
    assert told["services"][0]["title"].startswith("E=M.C²")
    for each in told["services"]:
        assert each["summary"].startswith(("C'était", "C'étaient"))
        assert "2015" in each["date"]


def test_who_leaves_school_is_listened_to_first(make_turn: Any, act: Act) -> None:
    for text in ("j'ai arrêté l'école", "jveux plus aller en cours"):
        assert said(act(make_turn(text), "action_trouble_at_school")) == ["utter_stopping"]
    pressed = make_turn(label="Envie d'arrêter")
    assert said(act(pressed, "action_trouble_at_school", {"value": "stop"})) == ["utter_stopping"]


def test_other_troubles_are_answered_as_before(make_turn: Any, act: Act) -> None:
    assert said(act(make_turn(), "action_trouble_at_school")) == ["utter_trouble"]
    turn = make_turn("j'ai eu une AOB")
    assert said(act(turn, "action_trouble_at_school"))[-1] == "utter_trouble_more"


def test_how_long_school_is_compulsory_is_told_as_the_base_has_it(
    make_turn: Any, act: Act, library: Any
) -> None:
    first, then = act(make_turn(), "action_trouble_at_school", {"value": "otherwise"})
    entry = library.base.questions["obligation-scolaire-fin"]
    assert (first["response"], first["answer"][0]) == ("utter_question", entry.short)
    assert first["behind"]["parts"][-1]["say"] == "utter_question_source"
    assert then["response"] == "utter_stopping_otherwise"


@pytest.mark.parametrize(
    ("day", "entry"),
    [("2026-11-25", "annuler-avant-1er-decembre"), ("2026-12-02", "apres-1er-decembre")],
)
def test_leaving_higher_education_is_answered_with_what_still_can_be_done(
    make_turn: Any, act: Act, day: str, entry: str
) -> None:
    now = dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")
    words = {"words": "arrêter mes études supérieures en cours d'année"}  # of the button
    told = act(make_turn(now=now), "action_ask_question", words)
    assert told[0]["id"] == entry


@pytest.mark.parametrize(
    ("value", "response"),
    [
        (None, "utter_change_trade"),
        ("income", "utter_change_income"),
        ("experience", "utter_change_experience"),
    ],
)
def test_an_adult_changes_trade(make_turn: Any, act: Act, value: Any, response: str) -> None:
    assert said(act(make_turn(), "action_change_trade", value and {"value": value})) == [response]


# Class mode


def test_a_class_gets_a_code_and_a_poster(make_turn: Any, act: Act, settings: Any) -> None:
    public = settings.copy(update={"site_url": "https://boussole.example.be"})
    turn = make_turn(settings=public, channel="telegram")
    [told] = act(turn, "action_class_mode")
    assert told["response"] == "utter_class_mode"
    assert told["picture"].startswith("data:image/svg+xml;base64,")
    assert told["poster"].startswith("https://boussole.example.be/classe/20261126-")
    assert told["poster"].endswith("/affiche")
    assert told["until"] == "26 novembre 2026"
    assert turn.notebook.formal


def test_without_a_public_address_the_page_knows_its_own(make_turn: Any, act: Act) -> None:
    [told] = act(make_turn(), "action_class_mode")
    assert told["picture"].startswith("/classe/20261126-")
    assert told["address"] == ""
    [elsewhere] = act(make_turn(channel="telegram"), "action_class_mode")
    assert elsewhere["response"] == "utter_class_no_address"


def test_nothing_of_a_class_is_stored(make_turn: Any, act: Act) -> None:
    turn = make_turn()

    def everything() -> dict[str, list[str]]:
        return {
            table.name: [repr(row) for row in turn.unit.execute(sa.select(table))]
            for table in metadata.sorted_tables
        }

    before = everything()
    act(turn, "action_class_mode")
    assert everything() == before
    assert turn.slots == {}
