"""What stands in a platform's menu, and a human who answers on the platform: taken in once."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.handoff.handoff_repository import find_open_handoff
from bot.messaging.external_reply import give_to_human
from bot.messaging.message_intake import IncomingMessage, MenuButton, PendingMessage, accept_message
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.erasure import erase_person
from bot.storage.conversation_tables import choices, conversations
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import read_rows

MENU = MenuButton("Ce que Boussole sait faire", "ask_help")
HOUR = dt.timedelta(hours=1)


def press(
    person: ConversationClient, number: str, button: MenuButton = MENU
) -> PendingMessage | None:
    token = secrets.token_urlsafe(16)
    pressed = IncomingMessage("messenger", person.name, number, "choice", token)
    return accept_message(
        person.parts.engine, replace(pressed, button=button), person.parts.clock()
    )


def test_a_button_of_the_menu_is_a_choice_once_it_is_pressed(person: ConversationClient) -> None:
    person.says("bonjour")
    head = press(person, "m1")
    assert person.gets(head).intent == "ask_help"
    assert press(person, "m1") is None
    kept = read_rows(person.parts.engine, choices, choices.c.label == MENU.label, choices.c.token)
    assert [row.token for row in kept] == [head.body]


def test_it_may_be_the_first_thing_of_all(person: ConversationClient) -> None:
    assert person.gets(press(person, "m1")).intent == "ask_help"
    assert "un robot" in person.told()[0]


def test_p6_it_erases_while_a_human_answers(person: ConversationClient) -> None:
    person.says("bonjour")
    step(person.parts, person)
    assert person.gets(press(person, "m1")).intent is None
    erase = MenuButton("Tout effacer", "erase_data")
    assert person.gets(press(person, "m2", erase)).intent == "erase_data"


def step(
    parts: TurnDependencies, person: ConversationClient, ago: dt.timedelta = dt.timedelta()
) -> int | None:
    return give_to_human(parts, "messenger", person.name, parts.clock() - ago)


def test_the_bot_steps_back_once_and_says_so(person: ConversationClient) -> None:
    person.says("bonjour")
    assert step(person.parts, person) == person.conversation().id
    assert step(person.parts, person) is None
    assert sum("le robot se tait" in text for text in person.told()) == 1
    assert person.replies()[-1].reply["owner"] == "human"
    assert person.says("merci !") == []


def test_old_news_changes_nothing(person: ConversationClient) -> None:
    person.says("bonjour")
    assert step(person.parts, person, ago=HOUR) is None
    assert person.conversation().owner == "bot"


def test_p6_whoever_is_forgotten_is_not_brought_back(
    person: ConversationClient, clock: Any
) -> None:
    person.says("bonjour")
    clock.now += dt.timedelta(minutes=1)
    with writing(person.parts.engine) as unit:
        erase_person(unit, person.name, clock.now)
        unit.commit()
    assert step(person.parts, person, ago=dt.timedelta(minutes=1)) is None
    with reading(person.parts.engine) as unit:
        assert unit.execute(sa.select(sa.func.count()).select_from(conversations)).scalar() == 0


def test_who_never_wrote_to_the_bot_is_left_to_the_human(person: ConversationClient) -> None:
    conversation = step(person.parts, person)
    with reading(person.parts.engine) as unit:
        assert find_open_handoff(unit, conversation).counsellor is None
    assert person.says("oui bonjour") == []
