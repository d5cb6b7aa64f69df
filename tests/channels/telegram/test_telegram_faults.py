"""When Telegram, the database or whoever calls misbehaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.channels import platform_intake
from bot.channels import request_body as bodies
from bot.channels.platforms import describe_disabled_platforms
from bot.channels.telegram import bot_client, update_polling
from bot.channels.telegram.bot_registration import describe_reception
from bot.messaging.db_executor import StorageStuck
from bot.messaging.message_intake import DISTRESS_LIMIT_FACTOR, MAX_WAITING_MESSAGES, ServiceCrowded
from bot.messaging.worker import Worker
from bot.settings import Settings, SettingsError, read_settings
from bot.storage.channel_tables import delivery_counts
from bot.storage.conversation_tables import conversations, inbox
from bot.storage.unit_of_work import reading, writing
from tests.support.live_service import LiveService, run_service
from tests.support.telegram_double import TelegramDouble
from tests.support.telegram_user import SECRET, TelegramUser, list_texts

DISTRESS = "j'ai envie de mourir"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def counts(service: LiveService) -> dict[str, int]:
    with reading(service.parts.engine) as unit:
        rows = unit.execute(sa.select(delivery_counts.c.outcome, delivery_counts.c.count)).all()
    return dict(rows)


# fault: how often the answer is shown, what is counted
ENDS: dict[str, tuple[int, dict[str, int]]] = {
    "429 2": (1, {}),
    "500": (1, {}),
    "gateway": (1, {"unknown": 1}),
    "drop": (1, {"unknown": 1}),
    "accepted: drop": (2, {"unknown": 1}),
    "accepted: gateway": (2, {"unknown": 1}),
    "accepted: garbled": (2, {"unknown": 1}),
    "accepted: hang": (2, {"unknown": 1}),
    "400": (0, {"refused": 1}),
    "403": (0, {"gone": 1}),
    "401": (1, {}),
    "proxy 400": (1, {}),
    "proxy 403": (1, {}),
    "proxy 404": (1, {}),
    "proxy 409": (1, {}),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """A call that is never answered is given up soon. Only that one: a busy machine may take as
    long for a call that is, and what was taken would be shown twice."""
    if "hang" in fault:
        monkeypatch.setattr(bot_client, "MAX_READ_SECONDS", 1.0)
    monkeypatch.setattr("bot.channels.telegram.bot_api_errors.TOKEN_RETRY_SECONDS", 5.0)


@pytest.mark.parametrize(("fault", "ends"), ENDS.items(), ids=ENDS)
def test_how_a_send_ends(
    impatient: None,
    double: TelegramDouble,
    zoe: TelegramUser,
    capfd: pytest.CaptureFixture,
    fault: str,
    ends: tuple[int, dict[str, int]],
) -> None:
    double.faults.append(fault)
    shown = zoe.says("/start")
    assert [m["text"][:8] for m in shown] == ["Boussole"] * ends[0]
    assert counts(zoe.service) == ends[1]
    told = [line for line in capfd.readouterr().err.splitlines() if "TOKEN" in line]
    assert bool(told) is (fault == "401")
    double.faults.clear()
    assert zoe.says("c'est quoi une AOB ?")


def test_order_holds_when_the_first_message_is_put_off(
    double: TelegramDouble, zoe: TelegramUser
) -> None:
    double.faults.extend(["500", "429 3", "drop"])
    zoe.deliver(zoe.wrote("/start"))
    zoe.deliver(zoe.wrote("/aide"))
    said = list_texts(zoe.reads())
    assert said.index("Gratuit") < said.index("Voilà ce que")


# Who calls


def test_c4_without_the_secret_nothing_is_taken(
    double: TelegramDouble, on_telegram: LiveService
) -> None:
    zoe = TelegramUser(double, on_telegram)
    for secret in ("", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper()):
        assert zoe.deliver(zoe.wrote("bonjour"), secret) == 403
    without = httpx.post(f"{on_telegram.url}/telegram", json=zoe.wrote("bonjour"))
    assert (without.status_code, without.content) == (403, b"")
    accented = httpx.post(
        f"{on_telegram.url}/telegram", json={}, headers={HEADER: "é".encode("latin-1")}
    )
    assert accented.status_code == 403
    assert httpx.get(f"{on_telegram.url}/telegram").status_code == 405
    assert _stored(on_telegram) == 0


@pytest.fixture
def without_secret(with_telegram: Any, double: TelegramDouble) -> Iterator[LiveService]:
    empty = with_telegram.settings.copy(update={"telegram_secret": ""})
    with run_service(replace(with_telegram, settings=empty)) as running:
        double.until(lambda: "description" in double.profile)
        yield running


def test_c4_without_a_secret_in_the_settings_nothing_is_taken_either(
    double: TelegramDouble, without_secret: LiveService, capfd: pytest.CaptureFixture
) -> None:
    zoe = TelegramUser(double, without_secret)
    assert zoe.deliver(zoe.wrote("bonjour"), "") == 403
    assert zoe.deliver(zoe.wrote("bonjour"), SECRET) == 403
    assert double.webhook is None
    assert _stored(without_secret) == 0


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "no object": b"3",
    "not UTF-8": b'{"a": "\xff"}',
    "deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "large": json.dumps({"a": "x" * bodies.MAX_PLATFORM_BODY_BYTES}).encode(),
    "surrogate": b'{"update_id": 1, "message": {"text": "\\ud800"}}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_c5_an_authentic_call_that_cannot_be_read_does_not_come_again(
    double: TelegramDouble, zoe: TelegramUser, body: bytes
) -> None:
    headers = {HEADER: SECRET, "content-type": "application/json"}
    url = f"{zoe.service.url}/telegram"
    assert httpx.post(url, content=body, headers=headers).status_code == 200
    assert _stored(zoe.service) == 0
    assert zoe.says("bonjour")


def test_c5_who_wrote_in_a_call_that_is_nested_too_deep_is_told(zoe: TelegramUser) -> None:
    zoe.says("bonjour")
    deep: dict[str, Any] = {}
    for _ in range(bodies.MAX_PLATFORM_DEPTH_LEVELS):
        deep = {"more": deep}
    assert "Je n'arrive pas à lire" in list_texts(zoe.does({**zoe.wrote("un mot"), "more": deep}))
    assert "107" in list_texts(zoe.does({**zoe.wrote(DISTRESS), "more": deep}))
    with reading(zoe.service.parts.engine) as unit:
        assert "un mot" not in unit.execute(sa.select(inbox.c.body)).scalars().all()


ODD = {"NUL": "a\x00b", "surrogate": "a\ud800b", "9000": "a" * 9000, "blank": "\u200b\u2060"}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_c5_words_that_cannot_be_read_are_told(zoe: TelegramUser, text: str) -> None:
    zoe.says("bonjour")
    update = json.dumps(zoe.wrote(text))  # surrogates stay escapes
    headers = {HEADER: SECRET, "content-type": "application/json"}
    posted = httpx.post(f"{zoe.service.url}/telegram", content=update, headers=headers)
    assert posted.status_code == 200
    assert len(zoe.reads()) == 1


@pytest.mark.parametrize("data", ["\ud800", "a\x00b", "/erase_data", "", "é"], ids=repr)
def test_a_button_that_nobody_made_is_told(zoe: TelegramUser, data: str) -> None:
    zoe.says("/start")
    update = zoe.pressed("Aucune idée")
    update["callback_query"]["data"] = data
    headers = {HEADER: SECRET, "content-type": "application/json"}
    url = f"{zoe.service.url}/telegram"
    assert httpx.post(url, content=json.dumps(update), headers=headers).status_code == 200
    assert "n'est plus valable" in list_texts(zoe.reads())


def test_a_caption_that_cannot_be_read_is_told(zoe: TelegramUser) -> None:
    zoe.says("bonjour")
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 3}
    update = json.dumps(zoe.sent(voice=voice, caption="a\ud800b"))
    headers = {HEADER: SECRET, "content-type": "application/json"}
    httpx.post(f"{zoe.service.url}/telegram", content=update, headers=headers)
    assert len(zoe.reads()) == 2


# What cannot be stored


@pytest.fixture
def no_storage(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def fail(*given: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(platform_intake, "accept_message", fail)
    return monkeypatch


def test_what_cannot_be_stored_comes_again(
    double: TelegramDouble, zoe: TelegramUser, no_storage: pytest.MonkeyPatch
) -> None:
    update = zoe.wrote("bonjour")
    assert zoe.deliver(update) == 503
    assert zoe.chat.messages == []
    no_storage.undo()
    assert zoe.does(update)


@pytest.mark.parametrize("error", [ServiceCrowded, StorageStuck])
def test_c5_where_too_much_of_everybody_waits_telegram_sends_it_again(
    double: TelegramDouble,
    zoe: TelegramUser,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
) -> None:
    def crowded(*given: Any) -> None:
        raise error

    update = zoe.wrote("bonjour")
    with monkeypatch.context() as patched:
        patched.setattr(platform_intake, "accept_message", crowded)
        assert zoe.deliver(update) == 503
        assert zoe.deliver(zoe.wrote(DISTRESS)) == 503
        double.until(lambda: zoe.chat.messages)
    assert ["107" in m["text"] for m in zoe.chat.messages] == [True]
    assert zoe.does(update)


def test_s1_a_fault_of_ours_does_not_keep_the_helplines_back(
    double: TelegramDouble, zoe: TelegramUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would fail again and again is acknowledged, but nobody in distress goes without."""

    def fails(*given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(platform_intake, "accept_message", fails)
    assert zoe.deliver(zoe.wrote(DISTRESS)) == 200
    double.until(lambda: zoe.chat.messages)
    assert "107" in zoe.chat.messages[0]["text"]


def test_s1_the_helplines_come_though_nothing_can_be_stored(
    double: TelegramDouble, zoe: TelegramUser, no_storage: pytest.MonkeyPatch
) -> None:
    update = zoe.wrote(DISTRESS)
    assert [zoe.deliver(update), zoe.deliver(update)] == [503, 503]
    double.until(lambda: zoe.chat.messages)
    no_storage.undo()
    zoe.does(update)
    told = [m["text"] for m in zoe.chat.messages if "pas pu être enregistré" in m["text"]]
    assert len(told) == 1
    assert "107" in told[0]


@pytest.mark.parametrize("fault", ["429 1", "500", "drop"])
def test_s1_helplines_that_did_not_leave_are_tried_when_the_message_comes_again(
    double: TelegramDouble, zoe: TelegramUser, no_storage: pytest.MonkeyPatch, fault: str
) -> None:
    double.faults.append(fault)
    update = zoe.wrote(DISTRESS)
    assert zoe.deliver(update) == 503
    [telegram] = zoe.service.service.platforms
    double.until(lambda: not double.faults and not telegram._taking._saying)
    assert zoe.chat.messages == []
    for _ in range(2):
        assert zoe.deliver(update) == 503
    double.until(lambda: zoe.chat.messages and not telegram._taking._saying)
    assert ["107" in m["text"] for m in zoe.chat.messages] == [True]


def test_c5_a_flood_is_told_once(
    double: TelegramDouble, zoe: TelegramUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "_start", lambda *given: None)
    # « Once » is counted in spells of the clock, and one may end between two of these messages.
    monkeypatch.setattr("bot.channels.telegram.update_handler._CROWDED_NOTICE_SECONDS", 10**10)
    for _ in range(MAX_WAITING_MESSAGES + 5):
        assert zoe.deliver(zoe.wrote("allo ?")) == 200
    double.until(lambda: zoe.chat.messages)
    assert _stored(zoe.service) == MAX_WAITING_MESSAGES
    for _ in range(MAX_WAITING_MESSAGES * (DISTRESS_LIMIT_FACTOR - 1)):
        assert zoe.deliver(zoe.wrote(DISTRESS)) == 200
    assert _stored(zoe.service) == MAX_WAITING_MESSAGES * DISTRESS_LIMIT_FACTOR
    assert zoe.deliver(zoe.wrote(DISTRESS)) == 200
    double.until(lambda: len(zoe.chat.messages) == 2)
    crowded, help_ = (m["text"] for m in zoe.chat.messages)
    assert "Beaucoup de messages" in crowded
    assert "107" in help_
    assert _stored(zoe.service) == MAX_WAITING_MESSAGES * DISTRESS_LIMIT_FACTOR


def test_s1_in_a_crowded_inbox_distress_is_answered(
    zoe: TelegramUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Worker, "_start", lambda *given: None)
        for _ in range(MAX_WAITING_MESSAGES):
            assert zoe.deliver(zoe.wrote("allo ?")) == 200
    assert "107" in list_texts(zoe.says(DISTRESS))


# « is typing »


def test_typing_is_shown_while_the_bot_thinks_and_never_for_a_counsellor(
    double: TelegramDouble, zoe: TelegramUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    [telegram] = zoe.service.service.platforms
    monkeypatch.setattr(telegram._taking._typing, "_after", 60.0)
    zoe.says("bonjour")
    assert double.actions == []  # the answer came before
    monkeypatch.setattr(telegram._taking._typing, "_after", 0.0)
    monkeypatch.setattr(Worker, "_start", lambda *given: None)
    zoe.deliver(zoe.wrote("c'est quoi une AOB ?"))
    double.until(lambda: double.actions == [zoe.native])
    with writing(zoe.service.parts.engine) as unit:
        unit.execute(conversations.update().values(owner="human"))
        unit.commit()
    zoe.deliver(zoe.wrote("vous êtes là ?"))
    TelegramUser(double, zoe.service, 5).deliver(
        TelegramUser(double, zoe.service, 5).wrote("salut")
    )
    double.until(lambda: len(double.actions) == 2)
    assert double.actions == [zoe.native, 5]


# Start


def test_a_wrong_token_is_told_in_one_line_and_the_web_works(
    with_telegram: Any, double: TelegramDouble, capfd: pytest.CaptureFixture
) -> None:
    wrong = with_telegram.settings.copy(update={"telegram_token": "1:wrong"})
    with run_service(replace(with_telegram, settings=wrong)) as running:
        double.until(lambda: double.refused)
        assert httpx.post(f"{running.url}/api/session").status_code == 201
    told = [line for line in capfd.readouterr().err.splitlines() if "Telegram" in line]
    assert told == ["Telegram: BOUSSOLE_TELEGRAM_TOKEN is refused; the rest works without it"]


def test_a_platform_out_of_reach_stops_nothing(with_telegram: Any, double: TelegramDouble) -> None:
    far = with_telegram.settings.copy(update={"telegram_api": "http://127.0.0.1:9"})
    with run_service(replace(with_telegram, settings=far)) as running:
        assert httpx.get(f"{running.url}/healthz").status_code == 200


# Polling


@pytest.fixture
def polled(
    with_telegram: Any, double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveService]:
    monkeypatch.setattr(update_polling, "RETRY_PAUSE_SECONDS", 0.05)
    given = with_telegram.settings.copy(update={"telegram_polling": True, "site_url": ""})
    double.webhook = {"url": "https://elsewhere.example"}
    with run_service(replace(with_telegram, settings=given)) as running:
        double.until(lambda: any(method == "getUpdates" for method, _ in double.calls))
        yield running


def test_polling_confirms_only_what_is_stored(
    double: TelegramDouble, polled: LiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert double.webhook is None
    zoe = TelegramUser(double, polled)
    real, tries = platform_intake.accept_message, []

    def fail_once(*given: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("INSERT", {}, Exception("disk full"))
        return real(*given)

    monkeypatch.setattr(platform_intake, "accept_message", fail_once)
    double.pending.extend([zoe.wrote("/start"), zoe.update(poll={}), zoe.wrote("/aide")])
    double.until(lambda: not double.pending)
    double.until(lambda: len(zoe.chat.messages) == 2)
    assert "Gratuit" in zoe.chat.messages[0]["text"]
    assert "Voilà" in zoe.chat.messages[1]["text"]


def _stored(service: LiveService) -> int:
    with reading(service.parts.engine) as unit:
        return unit.execute(sa.select(sa.func.count()).select_from(inbox)).scalar_one()


def test_the_start_says_that_telegram_is_off_where_it_is(with_telegram: Any) -> None:
    off = "Telegram is off (BOUSSOLE_TELEGRAM_TOKEN is not set)"
    assert off in describe_disabled_platforms(Settings(_env_file=None))
    assert off not in describe_disabled_platforms(with_telegram.settings)


WAYS = {
    "polling": ({"telegram_polling": True}, "asking for messages"),
    "no secret": ({"telegram_secret": ""}, "BOUSSOLE_TELEGRAM_SECRET is empty"),
    "no https": ({"site_url": "http://boussole.example.be"}, "BOUSSOLE_TELEGRAM_POLLING=true"),
    "webhook": ({}, "messages come to https://boussole.example.be/telegram"),
}


@pytest.mark.parametrize(("given", "words"), WAYS.values(), ids=WAYS)
def test_the_start_says_how_messages_come(
    with_telegram: Any, given: dict[str, Any], words: str
) -> None:
    assert words in describe_reception(with_telegram.settings.copy(update=given))


@pytest.mark.parametrize("secret", ["short", "a" * 257, "with a blank in it", "à" * 20])
def test_a_secret_that_telegram_would_refuse_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("BOUSSOLE_TELEGRAM_SECRET", secret)
    with pytest.raises(SettingsError, match="BOUSSOLE_TELEGRAM_SECRET") as told:
        read_settings()
    assert secret not in str(told.value)
