"""CARE S3: « dites rien à l'école » is answered: who will know, who decides, how it is erased."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.engine import Engine

from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellor_on_duty

TOLD = "mon père me frappe"
ASKED = (
    "dites rien à l'école svp",
    "je veux pas que ma prof le sache",
    "faut que personne soit au courant",
    "tu promets de rien dire ?",
)


@pytest.fixture
def person(parts: Any) -> ConversationClient:
    return ConversationClient(parts)


@pytest.fixture
def on_duty(make_parts: Any, engine: Engine) -> ConversationClient:
    """Somebody who writes while a counsellor is on duty."""
    parts = make_parts(engine)
    add_counsellor_on_duty(engine, parts.clock())
    return ConversationClient(parts)


def secrecy(said: list[str]) -> list[str]:
    return [each for each in said if each.startswith("Par moi, personne ne le saura")]


@pytest.mark.parametrize("asked", ASKED)
def test_s3_asked_with_what_is_told_it_is_answered_under_the_help(
    person: ConversationClient, asked: str
) -> None:
    said = person.says(f"{TOLD}, {asked}")
    assert "à l'abri" in said[0]
    (answer,) = secrecy(said)
    assert "À la Cité, personne ne lit" in answer
    assert "efface tout" in answer


@pytest.mark.parametrize("asked", ASKED)
def test_s3_asked_after_the_help_it_is_answered_and_once(
    person: ConversationClient, asked: str
) -> None:
    person.says(TOLD)
    assert secrecy(person.says(asked))
    assert not secrecy(person.says(asked))


def test_s3_without_a_word_of_it_nothing_is_added(person: ConversationClient) -> None:
    assert not secrecy(person.says(TOLD))


def test_s3_it_is_heard_after_other_talk_too(person: ConversationClient) -> None:
    person.says(TOLD)
    person.says("comment on devient infirmier")
    assert secrecy(person.says("mais dites rien à l'école"))


def test_s5_with_somebody_on_duty_it_says_who_decides(on_duty: ConversationClient) -> None:
    said = on_duty.says(f"{TOLD}, {ASKED[0]}")
    (answer,) = secrecy(said)
    assert "c'est toi qui décides si elle peut lire" in answer
    assert "signal grave" in said[-1]


def test_p6_what_it_says_erases_does(person: ConversationClient) -> None:
    person.says(f"{TOLD}, {ASKED[0]}")
    assert any("ffacer" in each for each in person.says("efface tout"))


def test_s3_in_a_formal_talk_it_says_vous(person: ConversationClient) -> None:
    said = person.says("Mon mari me frappe, ne dites rien à mes parents, s'il vous plaît.")
    assert "votre nom" in " ".join(said)
