"""Codes in the conversation: offered, agreed to, refused, changed, and never promised in vain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Optional

import pytest
from sqlalchemy.engine import Engine

from bot.matching.catalogue import Catalogue
from bot.notebook import notebook_repository
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.privacy import code_attempts
from bot.privacy.erasure import erase_content
from bot.privacy.word_codes import hash_code
from bot.storage import conversation_repository
from bot.storage.unit_of_work import UnitOfWork, writing
from bot.turn_context import Turn

KEY = b"k" * 32
WRONG = "f" * 64


class Someone:
    """One person: each `does` is a turn of its own, closed as `bot.messaging` closes it."""

    def __init__(self, name: str, blank: Turn, act: Any) -> None:
        self.name, self._act = name, act
        self._turn = replace(blank, person=name * 64)

    @property
    def unit(self) -> UnitOfWork:
        return self._turn.unit

    def does(self, action: str, text: str = "", code: Optional[str] = None, **values: str) -> Any:
        turn = replace(self._turn, text=text, code=code, _changes={})
        said = self._act(turn, action, values)
        turn.close()
        return [message["response"] for message in said]

    def tells(self, words: str, question: Optional[Question] = None) -> None:
        """Something for the notebook, and the question that stands in it."""
        notebook = self.notebook()
        notebook.add_dream(words, [], self._turn.now)
        notebook.question = question
        notebook_repository.save_notebook(
            self.unit, self._turn.person, KEY, notebook.to_json(), self._turn.now
        )

    def notebook(self) -> Notebook:
        kept = notebook_repository.find_notebook(self.unit, self._turn.person)
        return Notebook.from_json(kept.data) if kept else Notebook()

    def words(self) -> list[str]:
        return [note.words for note in self.notebook().dreams]

    def code(self) -> str:
        found = notebook_repository.find_code(self.unit, self._turn.person, KEY)
        assert found
        return hash_code(found, KEY)

    def later(self, delay: dt.timedelta) -> None:
        self._turn = replace(self._turn, now=self._turn.now + delay)

    def erases(self) -> None:
        erase_content(self.unit, self._turn.person, self._turn.now)


@pytest.fixture
def someone(
    sqlite_engine: Engine, library: Any, settings: Any, clock: Any, act: Any
) -> Iterator[Callable[[str], Someone]]:
    with writing(sqlite_engine) as unit:

        def make(name: str) -> Someone:
            blank = Turn(
                unit=unit,
                conversation=conversation_repository.create_conversation(
                    unit, name * 64, "web", clock()
                ),
                person=name * 64,
                channel="web",
                text="",
                label="",
                now=clock(),
                library=library,
                catalogue=Catalogue(library.base.occupations.values()),
                settings=settings,
                key=KEY,
            )
            return Someone(name, blank, act)

        yield make


@pytest.fixture
def phone(someone: Any) -> Someone:
    """Has a notebook."""
    one = someone("a")
    one.tells("les vélos", Question("item", ("r1",)))
    return one


@pytest.fixture
def desk(someone: Any) -> Someone:
    """Comes with nothing."""
    return someone("b")


def test_asked_first_then_taken_up_with_the_question_that_stood(
    phone: Someone, desk: Someone
) -> None:
    assert desk.does("action_resume_code", code=phone.code()) == ["utter_code_found"]
    assert (phone.words(), desk.words()) == (["les vélos"], [])
    assert desk.does("action_affirm", "oui") == ["utter_code_resumed", "utter_item"]
    assert (phone.words(), desk.words()) == ([], ["les vélos"])
    assert desk.notebook().question == Question("item", ("r1",))


def test_the_button_says_yes_too_and_only_to_that_question(phone: Someone, desk: Someone) -> None:
    assert desk.does("action_resume_code", value="yes") == ["utter_code_give"]
    desk.does("action_resume_code", code=phone.code())
    assert desk.does("action_resume_code", value="yes")[0] == "utter_code_resumed"
    assert desk.words() == ["les vélos"]
    assert desk.does("action_resume_code", value="yes") == ["utter_code_give"]


@pytest.mark.parametrize("action", ["action_deny", "action_skip", "action_dont_know"])
def test_anything_but_yes_changes_nothing(phone: Someone, desk: Someone, action: str) -> None:
    desk.tells("la cuisine")
    assert desk.does("action_resume_code", code=phone.code()) == ["utter_code_found_replace"]
    assert desk.does(action) == ["utter_code_left"]
    assert (phone.words(), desk.words()) == (["les vélos"], ["la cuisine"])


def test_a_notebook_that_would_be_lost_is_told_of_before(phone: Someone, desk: Someone) -> None:
    desk.tells("la cuisine")
    assert desk.does("action_resume_code", code=phone.code()) == ["utter_code_found_replace"]
    desk.does("action_affirm", "oui")
    assert desk.words() == ["les vélos"]


def test_a_question_about_erasing_does_not_come_along(someone: Any, desk: Someone) -> None:
    other = someone("c")
    other.tells("le dessin", Question("erase"))
    desk.does("action_resume_code", code=other.code())
    assert desk.does("action_affirm", "oui") == ["utter_code_resumed"]
    assert desk.notebook().question is None


def test_what_is_gone_meanwhile_is_not_promised(phone: Someone, desk: Someone) -> None:
    desk.does("action_resume_code", code=phone.code())
    phone.erases()
    assert desk.does("action_affirm", "oui") == ["utter_code_unknown"]
    assert desk.words() == []


def test_wrong_codes_then_a_pause_then_again(phone: Someone, desk: Someone) -> None:
    for _ in range(code_attempts.MAX_WRONG_CODES_PER_HOUR):
        assert desk.does("action_resume_code", code=WRONG) == ["utter_code_unknown"]
    assert desk.does("action_resume_code", code=phone.code()) == ["utter_code_wait"]
    desk.later(dt.timedelta(hours=1))
    assert desk.does("action_resume_code", code=phone.code()) == ["utter_code_found"]


def test_ones_own_code_is_no_other_notebook(phone: Someone) -> None:
    assert phone.does("action_resume_code", code=phone.code()) == ["utter_code_same"]
    assert phone.words() == ["les vélos"]


def test_the_code_is_shown_alike_until_it_is_changed(phone: Someone, desk: Someone) -> None:
    before = phone.code()
    assert phone.does("action_ask_code")[0] == "utter_code"
    assert phone.code() == before
    assert phone.does("action_change_code")[0] == "utter_code_changed"
    assert desk.does("action_resume_code", code=before) == ["utter_code_unknown"]
    assert desk.does("action_resume_code", code=phone.code()) == ["utter_code_found"]


def test_an_empty_notebook_has_no_code(desk: Someone) -> None:
    assert desk.does("action_ask_code") == ["utter_code_early"]
    assert desk.does("action_change_code") == ["utter_code_early"]


def test_words_without_a_code_ask_for_it(desk: Someone) -> None:
    assert desk.does("action_resume_code", "j'ai un code") == ["utter_code_give"]
