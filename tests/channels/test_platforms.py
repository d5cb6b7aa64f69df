"""What differs between platforms before anything is sent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.settings import SettingsError, read_settings
from tests.support.live_service import LiveService
from tests.support.messenger_user import run_on_messenger


def readiness(service: LiveService) -> dict[str, bool]:
    """Which channels work, as the service itself says; the web does, so people are answered."""
    answer = httpx.get(f"{service.url}/readyz")
    assert answer.status_code == 200
    found: dict[str, bool] = answer.json()["channels"]
    return found


def test_a_platform_that_knows_us_is_told_as_ready(parts: Any) -> None:
    with run_on_messenger(parts) as (_, service):
        assert readiness(service) == {"web": True, "messenger": True}


def test_a_platform_that_refuses_the_token_is_told_as_not_ready(parts: Any) -> None:
    with run_on_messenger(parts, token="EAAGwrong") as (_, service):
        assert readiness(service) == {"web": True, "messenger": False}


@pytest.mark.parametrize("name", ["BOUSSOLE_MESSENGER_TOKEN", "BOUSSOLE_TELEGRAM_TOKEN"])
@pytest.mark.parametrize("token", ["EAAG…", "à-recopier", "EAAG m0PX", "EAAGm0PX\n", " ", "a\x7f"])
def test_a_token_that_cannot_travel_stops_the_start_with_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, name: str, token: str
) -> None:
    monkeypatch.setenv("BOUSSOLE_MESSENGER_SECRET", "s")
    monkeypatch.setenv("BOUSSOLE_MESSENGER_VERIFY", "v")
    monkeypatch.setenv(name, token)
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert (
        str(told.value)
        == f"{name}: a token has ASCII letters, digits and signs only, and no blanks"
    )


def test_a_platform_that_cannot_start_stops_nothing(
    parts: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    with run_on_messenger(parts, token="EAAG…") as (_, service):
        assert httpx.post(f"{service.url}/api/session").status_code == 201
        assert readiness(service) == {"web": True, "messenger": False}
    lines = [line for line in capfd.readouterr().err.splitlines() if "Messenger" in line]
    assert lines == ["Messenger: did not start (UnicodeEncodeError); the rest of the service works"]
