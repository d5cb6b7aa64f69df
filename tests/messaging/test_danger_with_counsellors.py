"""CARE S1c: in danger one press leads to a counsellor, and no appointment is offered instead.

Beside a counsellor the bot is silent but for a danger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import counsellor_replies, handoff_claims, transcript
from bot.handoff.alert_repository import find_newest_alert
from bot.handoff.handoff_repository import Handoff, find_open_handoff
from bot.handoff.handoff_requests import request_handoff
from bot.handoff.queue_quota import MAX_QUEUED_PER_NETWORK
from bot.jobs.timeouts import expire_overdue
from bot.messaging.turn_processor import close_failed_message
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellor_on_duty
from tests.support.handoff_factories import claim, queue_up

NOW_BUTTON, MAY_READ, KEEP_BACK = (
    "Parler à quelqu'un maintenant",
    "Elle peut lire",
    "Ne rien montrer",
)


@pytest.fixture
def person(make_parts: Any, engine: Engine) -> ConversationClient:
    """Somebody who wrote before; a counsellor is on duty."""
    someone = ConversationClient(make_parts(engine))
    someone.says("c'est quoi une AOB ?")
    add_counsellor_on_duty(engine, someone.parts.clock())
    return someone


@pytest.fixture
def talking(person: ConversationClient) -> ConversationClient:
    """The same, with the counsellor."""
    made = queue_up(person)
    claim(person, made, 1)
    return person


def press(person: ConversationClient, label: str) -> list[str]:
    head = person.presses(person.token(label))
    person.gets(head)
    assert head is not None
    return person.told(head.seq)


def find_request(person: ConversationClient) -> Handoff:
    with reading(person.parts.engine) as unit:
        found = find_open_handoff(unit, person.conversation().id)
    assert found is not None
    return found


def read_talk(person: ConversationClient) -> list[tuple[str, str]]:
    """What the person wrote, as the counsellor reads it, and the marks."""
    with reading(person.parts.engine) as unit:
        shown = transcript.list_messages(unit, find_request(person))
    return [(each.text, each.signal) for each in shown if each.author == transcript.PERSON]


def set_duty(person: ConversationClient, duty: str) -> None:
    with writing(person.parts.engine) as unit:
        unit.execute(counsellors.update().values(duty=duty))
        unit.commit()


def test_who_waits_already_is_put_first_and_keeps_what_was_shared(
    person: ConversationClient, clock: Any
) -> None:
    with writing(person.parts.engine) as unit:
        request_handoff(
            unit, person.conversation().id, "summary", "Ma demande", "Renard 42", clock()
        )
        unit.commit()
    asked = find_request(person)
    clock.now += dt.timedelta(minutes=5)
    person.says("je veux mourir")
    assert not find_request(person).danger  # nothing is told of them before they ask
    (said,) = press(person, NOW_BUTTON)
    assert "c'est urgent" in said
    found = find_request(person)
    assert (found.danger, found.id, found.summary, found.created) == (
        True,
        asked.id,
        "Ma demande",
        asked.created,
    )


def test_the_share_of_a_network_keeps_nobody_in_danger_out(
    person: ConversationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person.parts.networks, "beside", lambda *_: MAX_QUEUED_PER_NETWORK)
    person.says("je veux mourir")
    press(person, NOW_BUTTON)
    assert find_request(person).danger


def test_a_press_with_nobody_on_duty_any_more_gives_the_lines(person: ConversationClient) -> None:
    person.says("je veux mourir")
    set_duty(person, "off")
    (said,) = press(person, NOW_BUTTON)
    assert "Personne de la Cité n'est là" in said
    assert "0800 32 123" in said
    assert person.conversation().owner == "bot"


def test_a_press_hours_later_still_leads_to_a_counsellor(
    person: ConversationClient, clock: Any
) -> None:
    person.says("je veux mourir")
    clock.now += dt.timedelta(hours=5)
    press(person, NOW_BUTTON)
    assert find_request(person).danger


@pytest.mark.parametrize("first", [MAY_READ, NOW_BUTTON])
def test_s5_a_yes_to_reading_is_kept_with_the_request_and_shown_when_claimed(
    person: ConversationClient, first: str
) -> None:
    person.says("je veux mourir")
    for label in sorted((MAY_READ, NOW_BUTTON), key=lambda each: each != first):
        press(person, label)
    claim(person, find_request(person), 1)
    person.says("vous êtes là ?")
    shown = read_talk(person)
    assert shown[0] == ("je veux mourir", "danger")
    assert shown[-1] == ("vous êtes là ?", "none")
    assert {signal for text, signal in shown if text in (MAY_READ, NOW_BUTTON)} <= {"none"}
    assert "c'est quoi une AOB ?" not in [text for text, _ in shown]


def test_s5_without_a_yes_nothing_written_before_is_shown(person: ConversationClient) -> None:
    person.says("je veux mourir")
    press(person, NOW_BUTTON)
    claim(person, find_request(person), 1)
    assert read_talk(person) == []


def test_s5_a_yes_that_is_taken_back_closes_it_also_in_the_talk(
    person: ConversationClient,
) -> None:
    person.says("je veux mourir")
    press(person, NOW_BUTTON)
    claim(person, find_request(person), 1)
    press(person, MAY_READ)
    assert ("je veux mourir", "danger") in read_talk(person)
    with reading(person.parts.engine) as unit:
        alert = find_newest_alert(unit, person.conversation().id)
    assert alert is not None
    assert alert.read_by == 1
    (said,) = press(person, KEEP_BACK)
    assert "C'était déjà lu" in said
    assert "je veux mourir" not in [text for text, _ in read_talk(person)]


def test_the_time_out_says_the_lines_again_and_offers_no_appointment(
    person: ConversationClient, clock: Any
) -> None:
    person.says("je veux mourir")
    press(person, NOW_BUTTON)
    clock.now += dt.timedelta(minutes=15)
    assert expire_overdue(person.parts) == [person.conversation().id]
    last = person.replies()[-1].reply
    assert "0800 32 123" in last["text"]
    assert "112" in last["text"]
    assert [choice["label"] for choice in last["choices"]] == ["Parler à quelqu'un"]
    press(person, "Parler à quelqu'un")
    assert find_request(person).danger
    set_duty(person, "off")
    clock.now += dt.timedelta(minutes=15)
    expire_overdue(person.parts)
    assert not person.replies()[-1].reply.get("choices")


def test_nobody_in_danger_waits_long_for_nobody(person: ConversationClient, clock: Any) -> None:
    person.says("je veux mourir")
    press(person, NOW_BUTTON)
    clock.now += dt.timedelta(minutes=3)
    assert expire_overdue(person.parts) == []
    set_duty(person, "off")
    assert expire_overdue(person.parts) == [person.conversation().id]
    assert "0800 32 123" in person.told()[-1]


@pytest.mark.parametrize("duty", ["on", "off"])
def test_beside_a_counsellor_a_lesser_signal_gets_nothing_and_is_marked(
    talking: ConversationClient, duty: str
) -> None:
    set_duty(talking, duty)
    for words in ("je rentre chez moi ce soir", "je me fais harceler", "je suis à bout"):
        assert talking.says(words) == [], words
    marks = [signal for _, signal in read_talk(talking)]
    assert set(marks) <= {"concern", "checking"}
    assert len(marks) == 3
    assert not find_request(talking).danger


def test_a_danger_marks_the_talk_and_is_answered_once(talking: ConversationClient) -> None:
    (said,) = talking.says("mon père me frappe")
    assert "Une personne de la Cité est là" in said
    assert talking.says("mon père me frappe encore") == []
    assert find_request(talking).danger


def test_a_counsellor_off_duty_who_still_writes_is_there(
    talking: ConversationClient, clock: Any
) -> None:
    set_duty(talking, "off")
    with writing(talking.parts.engine) as unit:
        counsellor_replies.append_reply(unit, find_request(talking).id, 1, "Je lis.", clock())
        unit.commit()
    (said,) = talking.says("je veux mourir")
    assert "Une personne de la Cité est là" in said
    clock.now += dt.timedelta(minutes=11)
    said = talking.says("je veux mourir")[0]
    assert "Une personne de la Cité est là" not in said


def test_a_lesser_signal_that_fails_beside_a_counsellor_gets_nothing(
    talking: ConversationClient,
) -> None:
    head = talking.sends("je me fais harceler")
    assert head is not None
    close_failed_message(talking.parts, head)
    assert talking.told(head.seq) == []


def test_two_chats_keep_no_counsellor_from_somebody_in_danger(
    person: ConversationClient, clock: Any
) -> None:
    for number in range(handoff_claims.MAX_CHATS):
        other = ConversationClient(person.parts, f"other{number}")
        other.says("bonjour")
        claim(other, queue_up(other), 1)
    person.says("je veux mourir")
    press(person, NOW_BUTTON)
    claim(person, find_request(person), 1)
    assert find_request(person).counsellor == 1
