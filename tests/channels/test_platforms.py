"""What differs between platforms before anything is sent."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.channels.platforms import may_speak_first

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("channel", "since", "may"),
    [
        ("web", 9 * DAY, True),
        ("telegram", 9 * DAY, True),
        ("messenger", DAY - dt.timedelta(seconds=1), True),
        ("messenger", DAY, False),
    ],
)
def test_the_bot_speaks_first_where_the_platform_lets_it(
    channel: str, since: dt.timedelta, may: bool
) -> None:
    assert may_speak_first(channel, NOW - since, NOW) is may
