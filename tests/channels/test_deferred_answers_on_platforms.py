"""A question left on Telegram or Messenger, and its answer, pushed by the job of the service."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.deferred_questions import deferred_answers
from bot.jobs import deferred_answer_delivery
from bot.messaging.turn_dependencies import TurnDependencies
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellors
from tests.support.deferred_questions import ANSWER, QUESTION, list_questions
from tests.support.live_service import MAX_WAIT_SECONDS
from tests.support.messenger_user import MessengerUser, list_arrived_texts, run_on_messenger
from tests.support.telegram_user import TelegramUser, list_texts

ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job looks often; given before the service that runs it."""
    monkeypatch.setattr(deferred_answer_delivery, "INTERVAL_SECONDS", 0.05)


def answer(parts: TurnDependencies) -> None:
    with writing(parts.engine) as unit:
        number = list_questions(parts.engine)[0].id
        deferred_answers.answer_question(unit, number, 1, ANSWER, parts.clock())
        unit.commit()


def wait_for(happened: Callable[[], Any]) -> None:
    give_up = time.monotonic() + MAX_WAIT_SECONDS
    while not happened():
        assert time.monotonic() < give_up, "it did not come"
        time.sleep(0.02)


def test_on_telegram_it_is_pushed(quick: None, zoe: TelegramUser) -> None:
    parts = zoe.service.parts
    add_counsellors(parts.engine, ["Conseil A"])
    zoe.says(QUESTION)
    left = list_texts(zoe.presses("Laisser ma question"))
    assert "Je t'écris ici dès qu'elle arrive" in left
    answer(parts)
    wait_for(lambda: ANSWER in list_texts(zoe.chat.messages))
    assert "Tant mieux" in list_texts(zoe.reads() and zoe.presses("Ça répond"))
    assert list_texts(zoe.chat.messages).count(ANSWER) == 1
    assert zoe.double.refused == []


@pytest.mark.parametrize(
    ("later", "tag"),
    [(ONE_DAY / 2, ""), (3 * ONE_DAY, "HUMAN_AGENT")],
    ids=["within a day", "within a week"],
)
def test_on_messenger_it_is_pushed_in_the_window_that_holds(
    quick: None, parts: Any, clock: Any, later: dt.timedelta, tag: str
) -> None:
    add_counsellors(parts.engine, ["Conseil A"])
    with run_on_messenger(parts) as (meta, service):
        phone = MessengerUser(meta, service)
        phone.writes(QUESTION)
        left = list_arrived_texts(phone.presses("1. Laisser ma"))
        assert "Passé 7 jours" in left
        clock.now += later
        answer(service.parts)
        wait_for(lambda: any(ANSWER in each.text for each in meta.arrived))
        assert meta.arrived[-1].tag == tag
        assert meta.refused == []


def test_on_messenger_it_waits_for_the_next_message_after_a_week(
    quick: None, parts: Any, clock: Any
) -> None:
    add_counsellors(parts.engine, ["Conseil A"])
    with run_on_messenger(parts) as (meta, service):
        phone = MessengerUser(meta, service)
        phone.writes(QUESTION)
        phone.presses("1. Laisser ma")
        clock.now += 8 * ONE_DAY
        answer(service.parts)
        assert deferred_answer_delivery.deliver_answers(service.parts) == []
        phone.writes("me revoilà")
        wait_for(lambda: any(ANSWER in each.text for each in meta.arrived))
        assert meta.refused == []
