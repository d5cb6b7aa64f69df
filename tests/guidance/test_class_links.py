"""Class mode: a link for a night, the same for every class, that nobody can forge."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.guidance import class_links
from bot.presentation import qr_code

KEY = b"a key of thirty-two bytes or more"
MORNING = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.timezone.utc)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.timezone.utc)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (MORNING, utc(2026, 11, 26, 3)),  # 4 o'clock in Brussels, in winter
        (utc(2026, 6, 3, 9), utc(2026, 6, 4, 2)),  # and in summer
        (utc(2026, 11, 26, 2, 59), utc(2026, 11, 26, 3)),  # in the night itself
        (utc(2026, 11, 26, 3), utc(2026, 11, 27, 3)),
        (utc(2026, 10, 24, 12), utc(2026, 10, 25, 3)),  # the clocks go back that night
        (utc(2026, 3, 28, 12), utc(2026, 3, 29, 2)),  # and forward
    ],
)
def test_a_class_closes_at_four_in_brussels(now: dt.datetime, until: dt.datetime) -> None:
    assert class_links.create_session(KEY, now).until == until


def test_a_link_opens_until_then_and_no_longer() -> None:
    session = class_links.create_session(KEY, MORNING)
    last = session.until - dt.timedelta(seconds=1)
    assert class_links.is_session_open(session.token, KEY, MORNING)
    assert class_links.is_session_open(session.token, KEY, last)
    assert not class_links.is_session_open(session.token, KEY, session.until)
    assert class_links.find_session(session.token, KEY) == session


def test_every_class_of_a_day_has_the_same_link() -> None:
    """So the link, in whatever log it ends, tells no class from another."""
    later = MORNING + dt.timedelta(hours=5)
    assert class_links.create_session(KEY, MORNING) == class_links.create_session(KEY, later)
    assert class_links.create_session(KEY, MORNING) != class_links.create_session(
        KEY, MORNING + dt.timedelta(days=1)
    )


def test_nobody_else_makes_a_link() -> None:
    token = class_links.create_session(KEY, MORNING).token
    other = class_links.create_session(b"another key, of thirty-two bytes", MORNING).token
    later = token.replace("20261126", "20261127")
    shapes = ["", "a", token[:-1], f"{token}a", f" {token}", f"{token}\n", "²" * 8 + token[8:]]
    for forged in (other, later, token.replace("20261126", "20261399"), *shapes):
        assert class_links.find_session(forged, KEY) is None, forged
        assert not class_links.is_session_open(forged, KEY, MORNING)


def test_the_picture_is_dark_on_light_and_has_a_quiet_zone() -> None:
    svg = qr_code.render_qr_code(
        "https://boussole.example.be" + class_links.create_session(KEY, MORNING).path
    )
    assert svg.startswith("<svg")
    assert 'fill="#fff"' in svg
    assert "<script" not in svg
