"""While a counsellor has the conversation the bot says nothing, whatever races with whatever."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.care.signals import CHECKING, GENERAL, Signal
from bot.console.auth.console_keys import Keys
from bot.console.staff import staff_accounts
from bot.handoff import (
    absence,
    counsellor_replies,
    handoff_endings,
    staff_alerts,
)
from bot.handoff.handoff_repository import Handoff, find_open_handoff
from bot.handoff.queue_quota import MAX_QUEUED_PER_NETWORK
from bot.jobs.timeouts import expire_overdue
from bot.messaging.announcements import announce
from bot.messaging.preprocessing import preprocess
from bot.messaging.turn_processor import answer_message, close_failed_message
from bot.privacy.erasure import erase_content
from bot.privacy.vault import Vault
from bot.settings import generate_vault_key
from bot.storage.handoff_tables import alerts, handoffs
from bot.storage.staff_tables import console_sessions, counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellor_on_duty
from tests.support.database_rows import read_rows
from tests.support.handoff_factories import claim, queue_up

KEYS = Keys(b"a key of thirty-two bytes or more", Vault([generate_vault_key()]))
RACES = int(os.environ.get("RACES", "60"))


@pytest.fixture
def person(make_parts: Any, engine: Engine) -> ConversationClient:
    return ConversationClient(make_parts(engine))


@pytest.fixture
def talking(person: ConversationClient) -> tuple[ConversationClient, Handoff, int]:
    """Somebody who talks with a counsellor."""
    person.says("bonjour")
    counsellor = add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    made = queue_up(person)
    claim(person, made, counsellor)
    return person, made, counsellor


def test_the_bot_is_silent_and_the_message_is_there(talking: Any) -> None:
    person, _, _ = talking
    assert person.says("c'est quoi une AOB ?") == []
    assert person.says("!!!") == []
    assert person.statuses()[-2:] == ["done", "done"]


def test_it_is_silent_in_another_process_and_after_a_restart(talking: Any, make_parts: Any) -> None:
    person, _, _ = talking
    person.parts = make_parts(person.parts.engine)
    assert person.says("allo ?") == []


def test_a_press_of_an_old_button_is_not_answered_either(talking: Any) -> None:
    person, _, _ = talking
    head = person.presses(person.token("J'ai une question"))
    person.gets(head)
    assert person.told(head.seq) == []


@pytest.mark.parametrize(
    "said", ["je veux arrêter", "merci c'est bon, au revoir", "bonne soirée et merci !", "stop"]
)
def test_who_takes_leave_can_end_the_talk_with_one_tap(talking: Any, said: str) -> None:
    person, _, _ = talking
    (offered,) = person.says(said)
    assert "un bouton suffit" in offered
    assert person.conversation().owner == "human"
    assert [choice["label"] for choice in person.replies()[-1].reply["choices"]] == [
        "Terminer la discussion"
    ]
    head = person.presses(person.token("Terminer la discussion"))
    person.gets(head)
    assert "c'est de nouveau le robot" in person.told(head.seq)[0]
    assert person.notebook() is None  # and nothing is asked afterwards


@pytest.mark.parametrize(
    "said",
    ["merci", "je veux arrêter l'école", "au revoir le latin ! et pour l'option, je fais quoi ?"],
)
def test_thanks_and_news_are_for_the_counsellor_alone(talking: Any, said: str) -> None:
    person, _, _ = talking
    assert person.says(said) == []


def test_what_the_counsellor_says_arrives_after_what_was_asked(talking: Any) -> None:
    person, made, counsellor = talking
    person.says("je reste en général ?")
    with writing(person.parts.engine) as unit:
        counsellor_replies.append_reply(
            unit, made.id, counsellor, "On regarde ensemble.", person.parts.clock()
        )
        unit.commit()
    last = person.replies()[-1]
    assert (last.reply["text"], last.reply["author"]) == ("On regarde ensemble.", "human")
    assert last.answers == person.messages()[-1].seq


def test_s1_distress_is_answered_at_once_all_the_same(talking: Any) -> None:
    person, _, _ = talking
    said = person.says("jveu mourir")
    assert "112" in said[0]
    assert len(said) == 1


def test_s1c_the_bot_speaks_once_of_each_new_or_graver_danger(talking: Any) -> None:
    person, _, _ = talking
    assert person.says("on me harcèle à l'école") == []
    (said,) = person.says("je veux mourir")
    assert "Une personne de la Cité est là" in said
    assert "112" in said
    assert person.says("je veux vraiment mourir") == []
    assert person.says("ce soir je me tue") == []
    (other,) = person.says("mon père me frappe")
    assert "112" in other
    assert [row.signal for row in person.messages()][-4:] == ["danger"] * 4


def test_a_turn_is_quiet_if_it_left_no_reply_and_no_signal(talking: Any) -> None:
    """No page is woken by it: the message itself did that when it was stored."""
    person, _, _ = talking
    assert person.gets(person.sends("je reste en général ?")).is_quiet
    assert not person.gets(person.sends("on me harcèle à l'école")).is_quiet
    reading = preprocess(person.parts, head := person.sends("je reste encore ?"))
    unsure = replace(reading, signal=Signal(CHECKING, GENERAL, GENERAL))
    assert not answer_message(person.parts, head, unsure).is_quiet
    assert not person.gets(person.sends("quitter")).is_quiet


def test_the_person_leaves_by_word_or_button(talking: Any, person: ConversationClient) -> None:
    person, made, counsellor = talking
    (said,) = person.says("quitter")
    assert "c'est de nouveau le robot" in said
    assert person.replies()[-1].reply["owner"] == "bot"
    assert person.conversation().owner == "bot"
    assert person.says("bonjour") != []
    again = queue_up(person)
    claim(person, again, counsellor)
    with writing(person.parts.engine) as unit:
        now = person.parts.clock()
        announce(person.parts, unit, made.conversation, "utter_human_here", now, owner="human")
        unit.commit()
    person.gets(person.presses(person.token("Terminer la discussion")))
    assert person.conversation().owner == "bot"


def test_a_hand_back_is_said_with_its_note_and_the_bot_answers_again(talking: Any) -> None:
    person, made, counsellor = talking
    note = {"say": "utter_human_note", "words": "regarder la 7e"}
    with writing(person.parts.engine) as unit:
        now = person.parts.clock()
        handoff_endings.hand_back(unit, made.id, counsellor, "regarder la 7e", now)
        where = made.conversation
        announce(person.parts, unit, where, "utter_human_handed_back", now, owner="bot", note=note)
        unit.commit()
    assert "« regarder la 7e »" in person.told()[-1]
    assert person.says("merci") != []


def test_a_message_that_fails_meanwhile_says_nothing_either(talking: Any) -> None:
    person, _, _ = talking
    head = person.sends("bonjour")
    close_failed_message(person.parts, head)
    assert person.told(head.seq) == []
    assert person.statuses()[-1] == "failed"


def test_who_waits_too_long_is_told_once_and_offered_an_appointment(
    person: ConversationClient, clock: Any
) -> None:
    person.says("bonjour")
    made = queue_up(person)
    clock.now += dt.timedelta(minutes=14)
    assert expire_overdue(person.parts) == []
    clock.now += dt.timedelta(minutes=1)
    assert expire_overdue(person.parts) == [made.conversation]
    assert expire_overdue(person.parts) == []
    last = person.replies()[-1].reply
    assert "Personne n'a pu venir" in last["text"]
    assert "Un rendez-vous" in [choice["label"] for choice in last["choices"]]
    assert person.conversation().owner == "bot"


def test_a_talk_that_nobody_goes_on_with_is_the_bot_s_again(talking: Any, clock: Any) -> None:
    person, made, counsellor = talking
    with writing(person.parts.engine) as unit:
        unit.execute(counsellors.update().values(duty="interview"))  # there, as far as is known
        counsellor_replies.append_reply(unit, made.id, counsellor, "Je cherche.", clock())
        unit.commit()
    clock.now += dt.timedelta(minutes=59)
    person.says("vous êtes là ?")
    clock.now += dt.timedelta(minutes=59)
    assert expire_overdue(person.parts) == []
    clock.now += dt.timedelta(minutes=1)
    assert expire_overdue(person.parts) == [made.conversation]
    assert person.replies()[-1].reply["owner"] == "bot"
    assert person.says("bonjour") != []


def test_whose_counsellor_goes_is_told_each_thing_once(talking: Any, clock: Any) -> None:
    person, made, counsellor = talking
    clock.now += absence.GONE_AFTER
    assert expire_overdue(person.parts) == [made.conversation]
    assert expire_overdue(person.parts) == []
    assert "n'est plus là pour l'instant" in person.told()[-1]
    assert person.says("je vous attends") == []  # it stays a human's
    clock.now += dt.timedelta(seconds=1)
    with writing(person.parts.engine) as unit:
        seen = {"created": clock(), "last_seen": clock(), "alive": clock()}
        row = console_sessions.insert().values(counsellor_id=counsellor, token_hash="a", **seen)
        unit.execute(row)
        unit.commit()
    assert expire_overdue(person.parts) == [made.conversation]
    assert "est de retour" in person.told()[-1]
    clock.now += absence.GONE_AFTER
    assert expire_overdue(person.parts) == [made.conversation]
    clock.now += absence.REQUEUE_AFTER
    assert expire_overdue(person.parts) == [made.conversation]
    assert "de nouveau dans la file, en tête" in person.told()[-1]
    assert person.conversation().owner == "queued"
    assert person.says("bonjour") != []
    person.gets(person.presses(person.token("Quitter la file")))
    assert person.conversation().owner == "bot"


def closed(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> None:
    staff_accounts.disable_account(unit, counsellor, now)


def reset(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> None:
    unit.execute(credentials.insert().values(counsellor_id=counsellor))
    staff_accounts.reset_account(unit, counsellor, KEYS, now)


@pytest.mark.parametrize("gone", [closed, reset])
def test_nobody_is_left_with_an_account_that_cannot_be_entered(
    person: ConversationClient, clock: Any, gone: Callable[..., None]
) -> None:
    """Closed at the command line, no process that speaks with the person knows of it."""
    person.says("bonjour")
    engine = person.parts.engine
    leaves, stays = (
        add_counsellor_on_duty(engine, clock()),
        add_counsellor_on_duty(engine, clock(), "Autre"),
    )
    made = queue_up(person)
    claim(person, made, leaves)
    other = ConversationClient(person.parts, "un·e autre")
    other.says("bonjour")
    claim(other, queue_up(other), stays)
    assert expire_overdue(person.parts) == []
    with writing(engine) as unit:
        gone(unit, leaves, clock())
        unit.commit()
    assert expire_overdue(person.parts) == [made.conversation]
    assert expire_overdue(person.parts) == []
    last = person.replies()[-1].reply
    assert "c'est de nouveau le robot" in last["text"]
    assert last["owner"] == "bot"
    assert person.says("bonjour") != []
    assert other.conversation().owner == "human"


def test_p6_erasing_frees_the_conversation_from_the_counsellor(talking: Any) -> None:
    person, _, _ = talking
    with writing(person.parts.engine) as unit:
        erase_content(unit, person.name, person.parts.clock())
        unit.commit()
    assert read_rows(person.parts.engine, handoffs, sa.true(), handoffs.c.id) == []
    assert person.conversation().owner == "bot"
    assert person.says("bonjour") != []


def test_s5_a_grave_signal_alerts_those_on_duty_without_a_word_of_it(
    person: ConversationClient,
) -> None:
    said = person.says("jveu mourir")
    assert "personne n'a été prévenu" in said[1]
    add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    said = person.says("j'ai envie d'en finir")
    assert "a reçu « signal grave », et rien de ce que tu as écrit" in said[1]
    (row,) = read_rows(person.parts.engine, alerts, sa.true(), alerts.c.id)
    assert (row.agreed, row.seen_by) == (False, None)


def test_s3_in_danger_nobody_is_left_with_a_counsellor_who_is_gone(talking: Any) -> None:
    person, _, counsellor = talking
    with writing(person.parts.engine) as unit:
        gone = counsellors.c.id == counsellor
        unit.execute(counsellors.update().where(gone).values(duty="off"))
        unit.commit()
    said = person.says("jveu mourir")
    assert "112" in said[0]
    assert "personne n'a été prévenu" in said[1]


def test_s5_a_signal_again_calls_again(person: ConversationClient, clock: Any) -> None:
    add_counsellor_on_duty(person.parts.engine, clock())
    person.says("jveu mourir")
    clock.now += dt.timedelta(minutes=3)
    person.says("j'ai envie d'en finir")
    (row,) = read_rows(person.parts.engine, alerts, sa.true(), alerts.c.id)
    assert row.created == clock()


def test_who_leaves_lets_their_people_go(talking: Any) -> None:
    person, made, counsellor = talking
    with writing(person.parts.engine) as unit:
        ended = handoff_endings.close_talks_of(unit, counsellor, person.parts.clock())
        unit.commit()
    assert [each.id for each in ended] == [made.id]
    assert person.conversation().owner == "bot"


def test_no_word_of_the_bot_after_a_claim(person: ConversationClient) -> None:
    """A turn and a claim at the same moment, over and over: whoever comes first, nothing is said
    once the claim is through. `make soak` does it a thousand times."""
    person.says("bonjour")
    counsellor = add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    for _ in range(RACES):
        made = queue_up(person)
        head = person.presses(person.token("J'ai une question"))
        gate, last = threading.Barrier(2), []

        def take(made: Handoff = made, gate: Any = gate, last: Any = last) -> None:
            gate.wait()
            last.append(claim(person, made, counsellor))

        taking = threading.Thread(target=take)
        taking.start()
        gate.wait()
        person.gets(head)
        taking.join()
        while "waiting" in person.statuses():  # the turn was skipped while the claim held the row
            person.gets(head)
        assert person.conversation().last_reply == last[0]
        with writing(person.parts.engine) as unit:
            found = find_open_handoff(unit, made.conversation)
            assert found is not None
            handoff_endings.close_handoff(unit, found.id, counsellor, person.parts.clock())
            unit.commit()


@pytest.mark.parametrize("words", ["efface mes données", "/oublier", "efface"])
def test_p6_the_person_is_forgotten_also_while_a_counsellor_is_there(
    talking: Any, words: str
) -> None:
    person, _, _ = talking
    (asked,) = person.says(words)
    assert "Tout effacer ?" in asked
    person.gets(person.presses(person.token("Oui, tout effacer")))
    assert read_rows(person.parts.engine, handoffs, sa.true(), handoffs.c.id) == []
    assert person.conversation().owner == "bot"


def test_s3_an_alert_that_cannot_be_raised_spoils_no_answer(
    person: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> bool:
        raise RuntimeError("broken")

    monkeypatch.setattr(staff_alerts, "raise_alert", broken)
    said = person.says("jveu mourir")
    assert "112" in said[0]
    assert "personne n'a été prévenu" in said[1]


def test_with_nobody_there_any_more_a_yes_queues_nobody(person: ConversationClient) -> None:
    counsellor = add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    person.says("un humain")
    person.says("le CEFA")
    with writing(person.parts.engine) as unit:
        mine = counsellors.c.id == counsellor
        unit.execute(counsellors.update().where(mine).values(duty="off"))
        unit.commit()
    assert "Personne de l'équipe n'est en ligne" in person.says("oui")[-1]
    assert person.conversation().owner == "bot"


def test_where_its_network_took_its_share_of_the_queue_one_is_told_and_loses_nothing(
    person: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_counsellor_on_duty(person.parts.engine, person.parts.clock())
    person.says("parler à un humain")
    person.says("je sais pas quoi faire l'an prochain")
    monkeypatch.setattr(
        person.parts.networks, "beside", lambda mine, others: MAX_QUEUED_PER_NETWORK
    )
    [told] = person.says("oui")
    assert "depuis le même réseau" in told
    assert "112" in told
    assert person.conversation().owner == "bot"
    monkeypatch.undo()
    person.gets(person.presses(person.token("Réessayer")))
    assert "C'est demandé" in person.says("oui")[0]
