"""Where Meta posts: who may, what is taken, what is answered, what is kept."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.care.detector import detect
from bot.channels import numbered_choices, platform_intake
from bot.channels.messenger import direct_notices, webhook
from bot.channels.platforms import describe_disabled_platforms
from bot.channels.request_body import MAX_PLATFORM_BODY_BYTES, MAX_PLATFORM_DEPTH_LEVELS
from bot.handoff.handoff_repository import find_open_handoff
from bot.jobs.timeouts import expire_overdue
from bot.messaging.message_intake import ServiceCrowded
from bot.messaging.worker import Worker
from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import choices, conversations, inbox, outbox
from bot.storage.unit_of_work import reading, writing
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService, run_service
from tests.support.messenger_double import SECRET, VERIFY, MessengerDouble
from tests.support.messenger_user import (
    ANNA,
    MessengerUser,
    list_arrived_texts,
    run_on_messenger,
    wait_until_settled,
)

BEN = "7001002003004006"
INBOX_APP = 263902037430900


@pytest.fixture
def running(parts: Any) -> Iterator[tuple[MessengerDouble, LiveService]]:
    with run_on_messenger(parts) as both:
        yield both


@pytest.fixture
def phone(running: tuple[MessengerDouble, LiveService]) -> MessengerUser:
    return MessengerUser(*running)


def stored(phone: MessengerUser, column: Any) -> list[Any]:
    with reading(phone.service.parts.engine) as unit:
        return list(unit.execute(sa.select(column).order_by(column.table.c.id)).scalars())


# Who may


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "42"}, 200),
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY + "x", "hub.challenge": "42"}, 403),
        ({"hub.mode": "unsubscribe", "hub.verify_token": VERIFY, "hub.challenge": "42"}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": "é\ud800", "hub.challenge": "42"}, 403),
        ({"hub.mode": "subscribe", "hub.challenge": "42"}, 403),
        ({}, 403),
    ],
)
def test_c4_only_who_knows_the_word_gets_the_challenge(
    phone: MessengerUser, query: Any, status: int
) -> None:
    known = urlencode(query, errors="surrogatepass")
    answer = httpx.get(f"{phone.address}?{known}")
    assert (answer.status_code, answer.text) == (status, "42" if status == 200 else "")


def test_c4_only_what_meta_signed_is_taken(phone: MessengerUser) -> None:
    raw = phone.meta.body(phone.meta.text(ANNA, "bonjour"))
    good = phone.meta.signed(raw)["x-hub-signature-256"]
    wrong = [{}, *({"x-hub-signature-256": each} for each in ("", good[:-1], good[7:], "sha256=é"))]
    wrong.append({"x-hub-signature": good})
    for headers in wrong:
        content = {**{k: v.encode() for k, v in headers.items()}, "content-type": b"text/plain"}
        assert httpx.post(phone.address, content=raw, headers=content).status_code == 403
    signed_other = httpx.post(
        phone.address, content=raw + b" ", headers={"x-hub-signature-256": good}
    )
    assert (signed_other.status_code, signed_other.text) == (403, "")
    assert stored(phone, inbox.c.body) == []


def test_c5_a_body_without_end_is_refused(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "_MAX_STREAM_BYTES", 2 * MAX_PLATFORM_BODY_BYTES)
    raw = b" " * (2 * MAX_PLATFORM_BODY_BYTES + 1)
    answer = httpx.post(phone.address, content=raw, headers=phone.meta.signed(raw))
    assert answer.status_code == 413


UNREADABLE = {
    "broken": b"{",
    "not UTF-8": b"\xff\xfe",
    "UTF-16": '{"entry": []}'.encode("utf-16"),
    "deep": b"[" * 100_000,
    "forty levels": b'{"entry":' * 40 + b"1" + b"}" * 40,
    "null": b"null",
    "a number": b"7",
    "many digits": b'{"entry": ' + b"9" * 500_000 + b"}",
    "too large": b'{"entry": []}' + b" " * MAX_PLATFORM_BODY_BYTES,
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_c5_what_is_authentic_and_unreadable_does_not_come_again(
    phone: MessengerUser, raw: bytes
) -> None:
    answer = httpx.post(phone.address, content=raw, headers=phone.meta.signed(raw))
    assert answer.status_code == 200
    assert httpx.post(phone.address, content=raw, headers=phone.meta.signed(b"")).status_code == 403


def test_c5_who_wrote_in_a_body_that_is_nested_too_deep_is_told(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    deep: dict[str, Any] = {}
    for _ in range(MAX_PLATFORM_DEPTH_LEVELS):
        deep = {"more": deep}
    said = phone.sends({**phone.meta.text(ANNA, "un mot"), "more": deep})
    assert list_arrived_texts(said).startswith("Je n'arrive pas à lire ce message")
    assert "112" in list_arrived_texts(
        phone.sends({**phone.meta.text(ANNA, "je veux mourir"), "more": deep})
    )
    assert "un mot" not in stored(phone, inbox.c.body)
    assert phone.writes("bonjour")


# What is taken


def test_a_first_message_is_answered_with_who_this_is(phone: MessengerUser) -> None:
    said = list_arrived_texts(phone.writes("c koi un electricien"))
    assert "un robot" in said
    assert "L'appli sait que tu me parles. Le site est plus discret." in said
    assert phone.meta.refused == []


def test_the_same_event_again_changes_nothing(phone: MessengerUser) -> None:
    event = phone.meta.text(ANNA, "bonjour")
    assert phone.sends(event)
    assert phone.sends(event, event) == []
    assert stored(phone, inbox.c.body) == ["bonjour"]


def test_typing_is_shown_while_the_bot_thinks_and_never_for_a_counsellor(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.writes("bonjour")
    [messenger] = phone.service.service.platforms
    monkeypatch.setattr(messenger._webhook._typing.__self__, "_after", 0.0)
    monkeypatch.setattr(Worker, "_start", lambda *given: None)
    phone.meta.posts(phone.address, phone.meta.text(ANNA, "c koi une AOB ?"))
    shown(phone, (ANNA, "typing_on"))
    with writing(phone.service.parts.engine) as unit:
        unit.execute(conversations.update().values(owner="human"))
        unit.commit()
    phone.meta.actions.clear()
    phone.meta.posts(phone.address, phone.meta.text(ANNA, "vous êtes là ?"))
    phone.meta.posts(phone.address, phone.meta.text(BEN, "salut"))
    shown(phone, (BEN, "typing_on"))
    assert phone.meta.actions == [(BEN, "typing_on")]


def shown(phone: MessengerUser, action: tuple[str, str]) -> None:
    """Wait for it: what is shown leaves no other trace."""
    give_up = time.monotonic() + MAX_WAIT_SECONDS
    while action not in phone.meta.actions:
        assert time.monotonic() < give_up, "it was not shown"
        time.sleep(0.01)


def test_every_event_of_a_batch_is_taken_in_its_order(phone: MessengerUser) -> None:
    meta = phone.meta
    odd = {"sender": {"id": ANNA}, "message": {"mid": 7, "text": ["?"]}, "timestamp": "x"}
    read = meta.event(ANNA, read={"watermark": 1})
    phone.sends(meta.text(ANNA, "un"), read, odd, meta.text(BEN, "deux"), meta.text(ANNA, "trois"))
    assert stored(phone, inbox.c.body) == ["un", "[autre envoi]", "deux", "trois"]


def test_a_quick_reply_is_what_it_stood_for(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    phone.presses("Aucune idée")
    with reading(phone.service.parts.engine) as unit:
        kind, body = unit.execute(sa.select(inbox.c.kind, inbox.c.body).offset(1)).one()
        intent = unit.execute(sa.select(choices.c.intent).where(choices.c.token == body)).scalar()
    assert (kind, intent) == ("choice", "no_idea")


def test_c3_a_button_of_somebody_else_is_an_old_button(phone: MessengerUser) -> None:
    first = phone.writes("bonjour")
    title, token = first[-1].quick_replies[0]
    other = MessengerUser(phone.meta, phone.service, BEN)
    for odd in (token, "boussole.0000000000000000", "a\x00b", "/erase_data", "😀" * 300):
        other.sends(phone.meta.quick_reply(BEN, title, odd))
    with reading(phone.service.parts.engine) as unit:
        bens = unit.execute(sa.select(inbox.c.body).where(inbox.c.kind == "other")).scalars().all()
    assert bens == ["[ancien bouton]"] * 5


def test_photos_and_voices_are_answered_and_nothing_of_them_is_kept(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    photo = phone.meta.attachment(ANNA, "image", text="mon bulletin", url="https://cdn.fb/secret")
    said = list_arrived_texts(phone.sends(photo))
    assert "Je ne peux pas regarder les images" in said
    assert "secret" not in json.dumps(stored(phone, inbox.c.body))
    voice = phone.sends(phone.meta.attachment(ANNA, "audio"))
    assert "messages vocaux" in list_arrived_texts(voice)


def test_s1_an_edit_is_no_new_message_unless_it_calls_for_help(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    edit = {"mid": "m_1", "text": "bonsoir", "num_edit": 1}
    assert "seul le premier compte" in list_arrived_texts(
        phone.sends(phone.meta.event(ANNA, message_edit=edit))
    )
    edit = {"mid": "m_1", "text": "je veux mourir", "num_edit": 2}
    assert "112" in list_arrived_texts(phone.sends(phone.meta.event(ANNA, message_edit=edit)))


def test_s1_of_a_long_text_the_beginning_is_looked_through_for_distress(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = []

    def looked_through(text: str) -> Any:
        lengths.append(len(text))
        return detect(text)

    for module in (platform_intake, webhook, direct_notices):
        monkeypatch.setattr(module, "detect", looked_through)
    long = "je veux mourir " + "bla " * 50_000
    edit = {"mid": "m_1", "text": long, "num_edit": 1}
    assert "112" in list_arrived_texts(phone.sends(phone.meta.event(ANNA, message_edit=edit)))
    monkeypatch.setattr(platform_intake, "accept_message", broken)
    assert phone.meta.posts(phone.address, phone.meta.text(ANNA, long)) == 503
    assert len(lengths) >= 4
    assert max(lengths) <= platform_intake.MAX_SCANNED_CHARS


# What can't be taken


def broken(*args: Any) -> Any:
    raise OperationalError("INSERT", {}, Exception("disk full"))


def test_what_was_not_stored_comes_again(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = phone.meta.text(ANNA, "bonjour")
    with monkeypatch.context() as patched:
        patched.setattr(platform_intake, "accept_message", broken)
        assert phone.meta.posts(phone.address, event) == 503
    assert phone.meta.arrived == []
    assert phone.sends(event)


def no_connection(*args: Any) -> Any:
    raise PoolTimeout("QueuePool limit reached")


@pytest.mark.parametrize(
    "where", [(platform_intake, "accept_message"), (numbered_choices, "find_numbered_choice")]
)
def test_what_found_no_connection_to_the_database_comes_again(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str]
) -> None:
    event = phone.meta.text(ANNA, "2")
    with monkeypatch.context() as patched:
        patched.setattr(*where, no_connection)
        assert phone.meta.posts(phone.address, event) == 503
    assert stored(phone, inbox.c.body) == []
    assert phone.sends(event)


def crowded(*args: Any) -> Any:
    raise ServiceCrowded


def test_c5_where_too_much_of_everybody_waits_meta_sends_it_again(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, grave = phone.meta.text(ANNA, "bonjour"), phone.meta.text(ANNA, "je veux mourir")
    with monkeypatch.context() as patched:
        patched.setattr(platform_intake, "accept_message", crowded)
        assert phone.meta.posts(phone.address, event) == 503
        assert phone.meta.posts(phone.address, grave) == 503
        wait_for(phone, 1)
    assert ["112" in each.text for each in phone.meta.arrived] == [True]
    assert phone.sends(event)


def test_order_is_kept_where_one_was_not_stored(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    meta = phone.meta
    events = [meta.text(ANNA, "un"), meta.text(BEN, "deux"), meta.text(ANNA, "trois")]
    accept, calls = platform_intake.accept_message, iter(range(9))

    def once(*args: Any) -> Any:
        return broken() if next(calls) == 0 else accept(*args)

    monkeypatch.setattr(platform_intake, "accept_message", once)
    assert meta.posts(phone.address, *events) == 503
    phone.sends(*events)
    assert stored(phone, inbox.c.body) == ["deux", "un", "trois"]


def test_s1_in_distress_the_lines_come_whatever_fails(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = phone.meta.text(ANNA, "je veux mourir")
    monkeypatch.setattr(platform_intake, "accept_message", broken)
    for _ in range(3):
        assert phone.meta.posts(phone.address, event) == 503
    wait_for(phone, 1)
    assert [("112" in each.text, "0800 32 123" in each.text) for each in phone.meta.arrived] == [
        (True, True)
    ]


def test_s1_lines_that_did_not_leave_are_tried_when_the_message_comes_again(
    phone: MessengerUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = phone.meta.text(ANNA, "je veux mourir")
    monkeypatch.setattr(platform_intake, "accept_message", broken)
    phone.meta.fate = lambda number: "429" if number == 1 else ""
    assert phone.meta.posts(phone.address, event) == 503
    with phone.meta.news:
        assert phone.meta.news.wait_for(lambda: phone.meta.calls == 1, MAX_WAIT_SECONDS)
    for _ in range(200):  # it is tried again as soon as the service knows that it failed
        if phone.meta.arrived:
            break
        assert phone.meta.posts(phone.address, event) == 503
    assert ["112" in each.text for each in phone.meta.arrived] == [True]


def test_c5_a_flood_is_told_once(phone: MessengerUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.messaging.message_intake.MAX_WAITING_MESSAGES", 0)
    events = [phone.meta.text(ANNA, f"{n}") for n in range(30)]
    assert phone.meta.posts(phone.address, *events) == 200
    assert phone.meta.posts(phone.address, phone.meta.text(ANNA, "je veux mourir")) == 200
    wait_for(phone, 2)
    first, second = (each.text for each in phone.meta.arrived)
    assert first.startswith("Beaucoup de messages attendent déjà")
    assert "112" in second


def wait_for(phone: MessengerUser, count: int) -> None:
    """What is said past the outbox leaves no trace to wait for but its arrival."""
    with phone.meta.news:
        assert phone.meta.news.wait_for(lambda: len(phone.meta.arrived) >= count, MAX_WAIT_SECONDS)


# A human in the page's inbox


def test_the_bot_steps_back_for_a_human_and_comes_back(phone: MessengerUser, clock: Any) -> None:
    phone.writes("bonjour")
    said = phone.sends(phone.meta.echo(ANNA, "Bonjour, ici Léa", app=INBOX_APP))
    assert "le robot se tait" in list_arrived_texts(said)
    assert phone.writes("merci ! et pour le cefa ?") == []
    assert phone.sends(phone.meta.echo(ANNA, "J'arrive", app=INBOX_APP)) == []
    clock.now += dt.timedelta(minutes=61)
    expire_overdue(phone.service.parts)
    wait_until_settled(phone.service)
    assert "de nouveau le robot" in phone.meta.arrived[-1].text
    assert phone.writes("c koi le cefa ?")


def test_what_the_bot_said_is_no_human(phone: MessengerUser) -> None:
    arrived = phone.writes("bonjour")
    metadata = arrived[0].message["metadata"]
    phone.sends(phone.meta.echo(ANNA, arrived[0].text, app=1, metadata=metadata))
    assert phone.writes("c koi le cefa ?")


def test_p6_meanwhile_the_person_can_leave_erase_and_is_helped(phone: MessengerUser) -> None:
    phone.writes("bonjour")
    echo = phone.meta.echo(ANNA, "Bonjour, ici Léa", app=INBOX_APP)
    phone.sends(echo)
    assert "112" in list_arrived_texts(phone.writes("je veux mourir"))
    assert "de nouveau le robot" in list_arrived_texts(phone.presses("Revenir au robot"))
    assert phone.sends(echo) == []  # its news came twice: that talk is over
    phone.sends(phone.meta.echo(ANNA, "Toujours là ?", app=INBOX_APP))
    assert phone.writes("efface mes données")
    with reading(phone.service.parts.engine) as unit:
        whose = unit.execute(sa.select(conversations.c.id)).scalar_one()
        assert find_open_handoff(unit, whose) is None


def test_whom_a_human_wrote_to_first_is_left_to_them(phone: MessengerUser) -> None:
    assert phone.sends(phone.meta.echo(ANNA, "Vous avez commenté notre page", INBOX_APP)) == []
    assert phone.writes("oui bonjour") == []


# What is kept


def test_p3_no_id_of_a_person_is_anywhere_but_sealed(
    phone: MessengerUser, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    phone.writes("bonjour, je m'appelle Zébulon")
    phone.presses("Aucune idée")
    phone.sends(phone.meta.postback(ANNA, "x", "un-vieux-bouton", mid=False))
    phone.sends(phone.meta.attachment(ANNA, "location"))
    phone.meta.fate = lambda number: "500"
    phone.writes("une panne")
    with reading(phone.service.parts.engine) as unit:
        dump = "\n".join(unit.connection.connection.driver_connection.iterdump())
        sealed = unit.execute(sa.select(routes.c.sealed)).scalar_one()
    assert phone.service.parts.vault.open(sealed) == ANNA
    logged = caplog.text
    assert ANNA not in dump + logged
    assert "Zébulon" not in logged
    assert SECRET not in logged + dump
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert ANNA.encode() not in path.read_bytes(), path
    assert outbox.name in dump


# The start


def test_a_wrong_token_is_told_at_the_start_and_the_web_works(
    parts: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    with run_on_messenger(parts, token="another") as (_, service):
        assert httpx.get(f"{service.url}/healthz").status_code == 200
    lines = [line for line in capfd.readouterr().err.splitlines() if line.startswith("Messenger")]
    assert lines == [
        "Messenger: Meta refuses the page's token (BOUSSOLE_MESSENGER_TOKEN)"
        " (status 401, code 190, subcode 463); the rest of the service works"
    ]


def test_a_good_token_is_told_of_by_nothing(
    phone: MessengerUser, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "Messenger" not in capfd.readouterr().err


def test_without_a_token_the_channel_is_off(parts: Any) -> None:
    assert "Messenger is off (BOUSSOLE_MESSENGER_TOKEN is not set)" in describe_disabled_platforms(
        parts.settings
    )
    with run_service(parts) as service:
        assert httpx.post(f"{service.url}/messenger", content=b"{}").status_code == 404
        assert service.service.platforms == []
