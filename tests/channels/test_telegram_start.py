"""The start: what has to be told to Telegram first, and what the bot works without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from live_service import Live, live
from telegram_double import NAME, Double
from telegram_person import Person, texts
from telegram_rules import DESCRIPTION, SHORT_DESCRIPTION, Error, bad

from bot.channels.telegram import channel
from bot.storage.channel_tables import routes
from bot.storage.unit_of_work import reading

ORNAMENTS = {
    "setMyCommands": "the commands",
    "setChatMenuButton": "the menu",
    "setMyShortDescription": "the short description",
    "setMyDescription": "the description",
}


def refusing(error: Error) -> Callable[..., Any]:
    def refuse(*given: Any) -> Any:
        raise error

    return refuse


def told(service: Live) -> str:
    """The last line that the start said."""
    [telegram] = service.service.platforms
    return str(telegram._told)


def lines(capfd: pytest.CaptureFixture[str]) -> list[str]:
    """All of them; to be asked for when nothing more is said."""
    return [each for each in capfd.readouterr().err.splitlines() if "Telegram" in each]


@pytest.mark.parametrize("method", ORNAMENTS)
@pytest.mark.parametrize(
    "error", [bad("no"), Error(429, "Too Many Requests", retry_after=3600)], ids=["400", "429"]
)
def test_an_ornament_that_fails_is_told_and_stops_nothing(
    with_telegram: Any,
    double: Double,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    error: Error,
) -> None:
    monkeypatch.setattr(Double, f"_do_{method}", refusing(error))
    with live(with_telegram) as service:
        double.until(lambda: ORNAMENTS[method] in told(service))
        double.until(lambda: {each for each, _ in double.calls} >= set(ORNAMENTS))
        assert double.webhook
        zoe = Person(double, service)
        assert zoe.says("/start")
    assert lines(capfd)[1:] == [
        f"Telegram: {ORNAMENTS[method]} could not be set"
        f" ({'BadRequest' if error.status == 400 else 'RetryAfter'}); the next start tries again"
    ]
    called = [name for name, _ in double.calls]
    assert called[:2] == ["getMe", "setWebhook"]
    assert called.count(method) == 1


def test_polling_does_not_wait_for_the_ornaments(
    with_telegram: Any, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = refusing(Error(429, "Too Many Requests", retry_after=3600))
    monkeypatch.setattr(Double, "_do_setMyCommands", busy)
    polling = with_telegram.settings.copy(update={"telegram_polling": True, "site_url": ""})
    with live(replace(with_telegram, settings=polling)) as service:
        zoe = Person(double, service)
        double.pending.append(zoe.wrote("/start"))
        double.until(lambda: zoe.chat.messages)
    assert [name for name, _ in double.calls][:2] == ["getMe", "deleteWebhook"]


def test_a_long_name_of_the_place_is_shortened_where_telegram_has_no_room(
    with_telegram: Any, double: Double
) -> None:
    name = "Cité des Métiers, service public des études, des métiers et des formations, " * 5
    given = with_telegram.settings.copy(update={"site_name": name.strip()})
    with live(replace(with_telegram, settings=given)):
        double.until(lambda: "description" in double.profile)
    assert double.refused == []
    assert 0 < len(double.profile["short"]) <= SHORT_DESCRIPTION
    assert 0 < len(double.profile["description"]) <= DESCRIPTION
    assert double.profile["short"].endswith("…")


def test_that_telegram_asks_to_wait_is_told(
    with_telegram: Any,
    double: Double,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = refusing(Error(429, "Too Many Requests", retry_after=3600))
    monkeypatch.setattr(Double, "_do_getMe", busy)
    with live(with_telegram) as service:
        double.until(lambda: told(service))
    assert lines(capfd) == ["Telegram: asks to wait 3600 seconds; then tried again"]


def test_a_link_waits_until_the_name_is_known(
    with_telegram: Any, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_RETRY_SECONDS", 0.1)
    with monkeypatch.context() as patched:
        patched.setattr(Double, "_do_getMe", refusing(Error(500, "Internal Server Error")))
        with live(with_telegram) as service:
            zoe = Person(double, service)
            zoe.says("j'aime réparer des vélos")
            zoe.says("/carnet")
            zoe.deliver(zoe.pressed("Mon code"))
            double.until(lambda: _is_put_off(zoe))
            patched.undo()
            assert f"https://t.me/{NAME}?start=" in texts(zoe.reads())


def _is_put_off(zoe: Person) -> bool:
    with reading(zoe.service.parts.engine) as unit:
        return unit.execute(sa.select(routes.c.tries)).scalar_one() > 0
