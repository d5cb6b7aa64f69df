"""The start: what has to be told to Telegram first, and what the bot works without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.telegram import channel
from bot.storage.channel_tables import routes
from bot.storage.unit_of_work import reading
from tests.support.live_service import LiveService, run_service
from tests.support.telegram_api_rules import (
    DESCRIPTION,
    SHORT_DESCRIPTION,
    TelegramApiError,
    make_bad_request,
)
from tests.support.telegram_double import NAME, TelegramDouble
from tests.support.telegram_user import TelegramUser, list_texts

ORNAMENTS = {
    "setMyCommands": "the commands",
    "setChatMenuButton": "the menu",
    "setMyShortDescription": "the short description",
    "setMyDescription": "the description",
}


def refusing(error: TelegramApiError) -> Callable[..., Any]:
    def refuse(*given: Any) -> Any:
        raise error

    return refuse


def told(service: LiveService) -> str:
    """The last line that the start said."""
    [telegram] = service.service.platforms
    return str(telegram._told)


def lines(capfd: pytest.CaptureFixture[str]) -> list[str]:
    """All of them; to be asked for when nothing more is said."""
    return [each for each in capfd.readouterr().err.splitlines() if "Telegram" in each]


@pytest.mark.parametrize("method", ORNAMENTS)
@pytest.mark.parametrize(
    "error",
    [make_bad_request("no"), TelegramApiError(429, "Too Many Requests", retry_after=3600)],
    ids=["400", "429"],
)
def test_an_ornament_that_fails_is_told_and_stops_nothing(
    with_telegram: Any,
    double: TelegramDouble,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    error: TelegramApiError,
) -> None:
    monkeypatch.setattr(TelegramDouble, f"_do_{method}", refusing(error))
    with run_service(with_telegram) as service:
        double.until(lambda: ORNAMENTS[method] in told(service))
        double.until(lambda: {each for each, _ in double.calls} >= set(ORNAMENTS))
        assert double.webhook
        zoe = TelegramUser(double, service)
        assert zoe.says("/start")
    assert lines(capfd)[1:] == [
        f"Telegram: {ORNAMENTS[method]} could not be set"
        f" ({'BadRequest' if error.status == 400 else 'RetryAfter'}); the next start tries again"
    ]
    called = [name for name, _ in double.calls]
    assert called[:2] == ["getMe", "setWebhook"]
    assert called.count(method) == 1


def test_polling_does_not_wait_for_the_ornaments(
    with_telegram: Any, double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = refusing(TelegramApiError(429, "Too Many Requests", retry_after=3600))
    monkeypatch.setattr(TelegramDouble, "_do_setMyCommands", busy)
    polling = with_telegram.settings.copy(update={"telegram_polling": True, "site_url": ""})
    with run_service(replace(with_telegram, settings=polling)) as service:
        zoe = TelegramUser(double, service)
        double.pending.append(zoe.wrote("/start"))
        double.until(lambda: zoe.chat.messages)
    assert [name for name, _ in double.calls][:2] == ["getMe", "deleteWebhook"]


def test_a_long_name_of_the_place_is_shortened_where_telegram_has_no_room(
    with_telegram: Any, double: TelegramDouble
) -> None:
    name = "Cité des Métiers, service public des études, des métiers et des formations, " * 5
    given = with_telegram.settings.copy(update={"site_name": name.strip()})
    with run_service(replace(with_telegram, settings=given)):
        double.until(lambda: "description" in double.profile)
    assert double.refused == []
    assert 0 < len(double.profile["short"]) <= SHORT_DESCRIPTION
    assert 0 < len(double.profile["description"]) <= DESCRIPTION
    assert double.profile["short"].endswith("…")


def test_that_telegram_asks_to_wait_is_told(
    with_telegram: Any,
    double: TelegramDouble,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = refusing(TelegramApiError(429, "Too Many Requests", retry_after=3600))
    monkeypatch.setattr(TelegramDouble, "_do_getMe", busy)
    with run_service(with_telegram) as service:
        double.until(lambda: told(service))
    assert lines(capfd) == ["Telegram: asks to wait 3600 seconds; then tried again"]


def test_a_link_waits_until_the_name_is_known(
    with_telegram: Any, double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_RETRY_SECONDS", 0.1)
    with monkeypatch.context() as patched:
        patched.setattr(
            TelegramDouble, "_do_getMe", refusing(TelegramApiError(500, "Internal Server Error"))
        )
        with run_service(with_telegram) as service:
            zoe = TelegramUser(double, service)
            zoe.says("j'aime réparer des vélos")
            zoe.says("/carnet")
            zoe.deliver(zoe.pressed("Mon code"))
            double.until(lambda: _is_put_off(zoe))
            patched.undo()
            assert f"https://t.me/{NAME}?start=" in list_texts(zoe.reads())


def _is_put_off(zoe: TelegramUser) -> bool:
    with reading(zoe.service.parts.engine) as unit:
        return unit.execute(sa.select(routes.c.tries)).scalar_one() > 0
