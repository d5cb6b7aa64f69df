"""`kill -9` at every step: each question is stored once, and its answer is given once.

`LEFT=1000` in `make soak`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.deferred_questions.deferred_question_errors import AlreadyAnswered
from bot.jobs.deferred_answer_delivery import deliver_answers
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.turn_processor import take_pending_message
from bot.storage import database_engine as engines
from bot.storage.choice_repository import insert_choices
from bot.storage.conversation_repository import create_conversation
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.deferred_questions import answer_as_counsellor, list_questions

LEFT = int(os.environ.get("LEFT", "60"))
COMMITS = {
    "leave": 3,  # accepted, the attempt counted, answered
    "answer": 1,
    "deliver": 1,
}
# At which step a process dies, at which of its commits, and whether that was done.
DEATHS = [
    (step, (number, done))
    for step, commits in COMMITS.items()
    for number in range(1, commits + 1)
    for done in (False, True)
]


def run_and_die(
    parts: TurnDependencies, death: tuple[int, bool], work: Callable[[TurnDependencies], Any]
) -> None:
    """Run a step in a process of its own, which kills itself at a commit."""
    child = os.fork()
    if child == 0:
        _kill_at_commit(death)
        engine = engines.create_database_engine(str(parts.engine.url))
        work(replace(parts, engine=engine))
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == -signal.SIGKILL


def _kill_at_commit(death: tuple[int, bool]) -> None:
    commit, counter = UnitOfWork.commit, itertools.count(1)

    def deadly(unit: UnitOfWork) -> None:
        here = next(counter) == death[0]
        if here and not death[1]:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(unit)
        if here:
            os.kill(os.getpid(), signal.SIGKILL)

    UnitOfWork.commit = deadly  # type: ignore[method-assign]  # dies in the commit


def press(parts: TurnDependencies, number: int) -> None:
    """Send the press of « Laisser ma question », and answer whatever waits, as a worker does."""
    person = ConversationClient(parts, f"person-{number}")
    person.presses(f"token-{number}")  # of the same id each time: stored once
    head = take_pending_message(parts, person.conversation().id)
    if head is not None:
        person.gets(head)


def add_people(parts: TurnDependencies) -> None:
    """People with the button before them."""
    with writing(parts.engine) as unit:
        for number in range(LEFT):
            talk = create_conversation(unit, f"person-{number}", "web", parts.clock())
            row = {
                "token": f"token-{number}",
                "conversation_id": talk,
                "label": "Laisser",
                "intent": "defer_question",
                "carried": {"words": f"et le bus {number} ?"},
                "created": parts.clock(),
            }
            insert_choices(unit, [row])
        unit.commit()


@pytest.fixture
def parts(make_parts: Any, sqlite_engine: Engine) -> TurnDependencies:
    parts = make_parts(sqlite_engine)
    add_counsellors(sqlite_engine, ["Conseil A"])
    add_people(parts)
    parts.library.search("le bus", ("faq",), 1, parts.clock().date())  # loaded before the forks
    sqlite_engine.dispose()
    return parts


def answer(parts: TurnDependencies, number: int) -> None:
    """Send the form of the console, as a counsellor does again after an error."""
    person = ConversationClient(parts, f"person-{number}")
    (row,) = [r for r in list_questions(parts.engine) if r.text == f"et le bus {number} ?"]
    with contextlib.suppress(AlreadyAnswered):
        answer_as_counsellor(person, row.id, f"Le {number} passe encore.")


@pytest.mark.long
def test_kill_9_loses_and_doubles_no_question_and_no_answer(parts: TurnDependencies) -> None:
    for number in range(LEFT):
        steps: dict[str, Callable[[TurnDependencies], Any]] = {
            "leave": lambda parts: press(parts, number),  # noqa: B023  # used in this round only
            "answer": lambda parts: answer(parts, number),  # noqa: B023  # as above
            "deliver": deliver_answers,
        }
        fatal, death = DEATHS[number % len(DEATHS)]
        for name, work in steps.items():
            if name == fatal:
                run_and_die(parts, death, work)
            work(parts)  # for the first time, or again: the page, the counsellor or the job
            parts.engine.dispose()
    rows = list_questions(parts.engine)
    assert [row.text for row in rows] == [f"et le bus {n} ?" for n in range(LEFT)]
    assert {row.delivered is not None for row in rows} == {True}
    for number in range(LEFT):
        told = ConversationClient(parts, f"person-{number}").told()
        assert sum("mot pour mot" in text for text in told) == 1, number
        assert sum(f"Le {number} passe encore." in text for text in told) == 1, number
