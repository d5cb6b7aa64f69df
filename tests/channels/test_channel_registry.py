"""A channel is its package and its registration: nothing else names it."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import bot.channels
from bot.channel_registry import (
    ChannelCapabilities,
    find_capabilities,
    list_channels,
    registered,
)
from bot.channels.reply_compiler import PlatformMessage
from bot.channels.text_splitter import utf16_length
from bot.messages import Choice
from bot.privacy.erasure import REDELIVERY_WINDOW
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService, run_service
from tests.support.sample_channel import CAPABILITIES, DEFINITION, LIMITS, SampleChannel

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
DAY = dt.timedelta(days=1)


# The registry


def test_every_package_of_the_folder_is_a_registered_channel() -> None:
    folder = Path(bot.channels.__file__).parent
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert packages == set(bot.channels.CHANNEL_PACKAGES)
    assert packages == {each.name for each in list_channels()}


@pytest.mark.parametrize(
    ("channel", "since", "may"),
    [
        ("web", 9 * DAY, True),
        ("telegram", 9 * DAY, True),
        ("messenger", DAY - dt.timedelta(seconds=1), True),
        ("messenger", DAY, False),
    ],
)
def test_the_bot_writes_unasked_where_the_platform_lets_it(
    channel: str, since: dt.timedelta, may: bool
) -> None:
    assert find_capabilities(channel).may_push(NOW - since, NOW) is may


def test_erased_messages_are_remembered_longer_than_any_platform_sends_them_again() -> None:
    assert max(each.capabilities.redelivery for each in list_channels()) < REDELIVERY_WINDOW


def test_a_channel_that_is_unknown_can_do_what_all_can() -> None:
    assert find_capabilities("carrier_pigeon") == ChannelCapabilities()


def test_two_channels_of_one_name_are_refused() -> None:
    with registered(DEFINITION), pytest.raises(ValueError, match="sample"), registered(DEFINITION):
        pass
    assert DEFINITION not in list_channels()


# A channel in one file


class SamplePerson:
    """Writes and presses on the sample channel, and reads what comes."""

    def __init__(self, service: LiveService) -> None:
        self.service, self._ids, self._read = service, itertools.count(), 0
        [self.platform] = (
            each for each in service.service.platforms if isinstance(each, SampleChannel)
        )

    def sends(self, **what: str) -> list[PlatformMessage]:
        """The messages that come in answer, once all of them are there."""
        body = {"who": "somebody", "id": str(next(self._ids)), **what}
        assert httpx.post(f"{self.service.url}/sample", json=body).status_code == 204
        deadline, before = time.monotonic() + MAX_WAIT_SECONDS, -1
        while len(self.platform.received) in (self._read, before):
            assert time.monotonic() < deadline, "no answer came"
            time.sleep(0.05)
        while before != len(self.platform.received):
            before = len(self.platform.received)
            time.sleep(0.5)
        start, self._read = self._read, before
        return self.platform.received[start:]


@pytest.fixture
def person(parts: Any) -> Iterator[SamplePerson]:
    with registered(DEFINITION), run_service(parts) as service:
        yield SamplePerson(service)


def all_choices(messages: list[PlatformMessage]) -> list[Choice]:
    return [choice for each in messages for choice in (*each.buttons, *each.quick_replies)]


def assert_within_limits(messages: list[PlatformMessage]) -> None:
    for each in messages:
        assert utf16_length(each.text) <= (LIMITS.beside if each.buttons else LIMITS.text), each
        assert len(each.buttons) <= LIMITS.persistent_buttons, each
        assert len(each.quick_replies) <= LIMITS.quick_replies, each
    labels = [choice.label for choice in all_choices(messages)]
    assert max(map(utf16_length, labels), default=0) <= LIMITS.label, labels


def test_a_turn_is_played_through_a_channel_that_no_other_file_names(
    person: SamplePerson,
) -> None:
    welcome = person.sends(text="bonjour")
    assert_within_limits(welcome)
    assert any("appli" in each.text for each in welcome), [each.text for each in welcome]
    offered = all_choices(welcome)
    assert offered, [each.text for each in welcome]
    answer = person.sends(press=offered[0].token)
    assert_within_limits(answer)
    assert [each.text for each in answer] != [each.text for each in welcome]


def test_the_rest_of_the_service_asks_what_the_channel_declares(person: SamplePerson) -> None:
    person.sends(text="bonjour")
    url = person.service.url
    assert httpx.get(f"{url}/readyz").json()["channels"]["sample"] is True
    assert httpx.get(f"{url}/sample").headers["content-type"] == "application/json"
    assert logging.getLogger("smpl").level > logging.CRITICAL
    assert not CAPABILITIES.may_push(NOW - dt.timedelta(hours=3), NOW)
