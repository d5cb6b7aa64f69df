"""« Ça a aidé ? » in the chat after an appointment: once, and not where it would disturb."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.booking import appointment_repository
from bot.channel_registry import ChannelCapabilities
from bot.handoff import ratings as given
from bot.jobs import appointment_feedback
from bot.jobs.appointment_feedback import ask_for_feedback
from bot.privacy.erasure import erase_content
from bot.storage.booking_tables import appointments
from bot.storage.conversation_tables import conversations
from bot.storage.handoff_tables import ratings
from bot.storage.unit_of_work import writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import read_rows

QUESTION = "Le rendez-vous du vendredi 27 novembre à 10h, ça a aidé ?"
AFTER = dt.datetime(2026, 11, 27, 12, 0, tzinfo=dt.timezone.utc)


@pytest.fixture
def person(make_parts: Any, engine: Engine) -> ConversationClient:
    """Somebody with an appointment on Friday at 10."""
    add_counsellors(engine, ["Conseil A"])
    person = ConversationClient(make_parts(engine))
    person.says("un rdv pour une question courte vendredi 10h")
    assert "C'est confirmé" in person.says("oui")[-1]
    return person


@pytest.fixture
def after(person: ConversationClient, clock: Any) -> ConversationClient:
    """The same once it is over, a word later."""
    person.says("on continue")
    clock.now = AFTER
    return person


def number(person: ConversationClient) -> int:
    return int(read_rows(person.parts.engine, appointments, sa.true(), appointments.c.id)[-1].id)


def change(person: ConversationClient, query: Any) -> None:
    with writing(person.parts.engine) as unit:
        unit.execute(query)
        unit.commit()


def scores(person: ConversationClient) -> list[tuple[str, int, str]]:
    found = read_rows(person.parts.engine, ratings, sa.true(), ratings.c.id)
    return [(row.about, row.score, row.sentence) for row in found]


def presses(person: ConversationClient, label: str) -> list[str]:
    head = person.presses(person.token(label))
    person.gets(head)
    assert head is not None
    return person.told(head.seq)


def test_it_is_asked_once_with_five_choices(after: ConversationClient) -> None:
    assert ask_for_feedback(after.parts) == [after.conversation().id]
    assert ask_for_feedback(after.parts) == []
    asked = after.replies()[-1].reply
    assert QUESTION in asked["text"]
    labels = [choice["label"] for choice in asked["choices"]]
    assert len(labels) == 6
    assert labels[-1] == "Passer"


def test_a_word_and_a_sentence_are_kept_and_nobody_with_them(after: ConversationClient) -> None:
    ask_for_feedback(after.parts)
    assert "Un mot de plus" in presses(after, "😀 Beaucoup")[-1]
    assert "c'est noté" in after.says("super accueil, merci, lea@exemple.be")[-1]
    assert scores(after) == [("appointment", 5, "super accueil, merci, [e-mail]")]
    assert read_rows(after.parts.engine, appointments, sa.true(), appointments.c.id)[0].rated


def test_it_may_be_typed_without_a_sentence_or_passed(after: ConversationClient) -> None:
    ask_for_feedback(after.parts)
    after.says("bof")
    after.says("non")
    assert scores(after) == [("appointment", 2, "")]


def test_passing_stores_no_rating(after: ConversationClient) -> None:
    ask_for_feedback(after.parts)
    assert presses(after, "Passer") == ["Pas de souci."]
    assert scores(after) == []
    assert ask_for_feedback(after.parts) == []


def test_what_was_rated_on_the_page_is_not_asked(after: ConversationClient) -> None:
    with writing(after.parts.engine) as unit:
        assert appointment_repository.mark_appointment_rated(unit, number(after))
        unit.commit()
    assert ask_for_feedback(after.parts) == []


def test_rating_on_the_page_closes_the_question_of_the_chat(after: ConversationClient) -> None:
    ask_for_feedback(after.parts)
    with writing(after.parts.engine) as unit:
        assert appointment_repository.mark_appointment_rated(unit, number(after))
        given.add_rating(unit, "appointment", 4, "", AFTER.date())
        unit.commit()
    assert "déjà fait" in presses(after, "😞 Pas du tout")[-1]
    assert scores(after) == [("appointment", 4, "")]


def test_rating_on_the_page_while_the_sentence_is_written(after: ConversationClient) -> None:
    ask_for_feedback(after.parts)
    presses(after, "😞 Pas du tout")
    with writing(after.parts.engine) as unit:
        assert appointment_repository.mark_appointment_rated(unit, number(after))
        unit.commit()
    assert "déjà fait" in after.says("trop court")[-1]
    assert scores(after) == []


def test_its_buttons_work_later_and_those_before_it_answer_what_they_asked(
    person: ConversationClient, clock: Any
) -> None:
    person.says("je veux faire le questionnaire")
    statement = [row for row in person.replies() if len(row.reply.get("choices", ())) >= 5][-1]
    older = statement.reply["choices"][4]["token"]
    clock.now = AFTER
    ask_for_feedback(person.parts)
    person.gets(person.presses(older))
    notebook = person.notebook()
    assert notebook is not None
    assert len(notebook["answers"]) == 1
    assert scores(person) == []
    presses(person, "🙂 Plutôt")
    person.says("non")
    assert scores(person) == [("appointment", 4, "")]


@pytest.mark.parametrize(
    "changes",
    [{"attendance": "absent"}, {"state": "cancelled"}, {"person": None}],
    ids=["did not come", "cancelled", "erased"],
)
def test_who_was_not_there_is_not_asked(after: ConversationClient, changes: dict[str, Any]) -> None:
    change(after, appointments.update().values(**changes))
    assert ask_for_feedback(after.parts) == []


def test_present_is_enough_before_its_end_and_a_coming_one_is_left(
    person: ConversationClient, clock: Any
) -> None:
    clock.now = dt.datetime(2026, 11, 27, 9, 5, tzinfo=dt.timezone.utc)
    assert ask_for_feedback(person.parts) == []
    change(person, appointments.update().values(attendance="present"))
    assert ask_for_feedback(person.parts) != []


def test_an_old_one_is_not_asked_about(after: ConversationClient, clock: Any) -> None:
    clock.now = AFTER + dt.timedelta(days=8)
    assert ask_for_feedback(after.parts) == []


@pytest.mark.parametrize("owner", ["human", "queued"])
def test_not_while_a_human_has_or_is_to_have_it(after: ConversationClient, owner: str) -> None:
    change(after, conversations.update().values(owner=owner))
    assert ask_for_feedback(after.parts) == []
    change(after, conversations.update().values(owner="bot"))
    assert ask_for_feedback(after.parts) != []


def test_not_to_who_is_writing(after: ConversationClient, clock: Any) -> None:
    after.says("bonjour")
    assert ask_for_feedback(after.parts) == []
    clock.now += dt.timedelta(minutes=10)
    after.sends("encore une chose")
    assert ask_for_feedback(after.parts) == []


def test_s3_not_to_who_was_in_distress(after: ConversationClient, clock: Any) -> None:
    after.says("je veux mourir")
    clock.now += dt.timedelta(hours=3)
    assert ask_for_feedback(after.parts) == []
    clock.now += dt.timedelta(days=1)
    assert ask_for_feedback(after.parts) != []


def test_not_where_the_conversation_is_gone(after: ConversationClient) -> None:
    with writing(after.parts.engine) as unit:
        erase_content(unit, after.name, AFTER)
        unit.commit()
    assert ask_for_feedback(after.parts) == []


def test_not_where_the_channel_lets_nobody_write_unasked(
    after: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = ChannelCapabilities(push_window=dt.timedelta(0))
    with monkeypatch.context() as patched:
        patched.setattr(appointment_feedback, "find_capabilities", {"web": closed}.__getitem__)
        assert ask_for_feedback(after.parts) == []
    assert ask_for_feedback(after.parts) != []
