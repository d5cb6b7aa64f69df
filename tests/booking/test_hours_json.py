"""Hours as JSON: there and back, and everything malformed refused by name."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.booking_errors import (
    BookingError,
    InvalidSpan,
    InvalidWeekday,
    UnknownKind,
    UnknownLanguage,
    UnknownMode,
)
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.hours_json import InvalidHours, decode_counsellor, encode_counsellor
from tests.support.booking_factories import ALL_KINDS, ALL_WAYS, MONDAY, counsellor, span

quick = settings(database=None, deadline=None, max_examples=150)
ROW = {"from": "09:00", "until": "12:00", "kinds": ["short"], "ways": ["video"]}


@st.composite
def spans(draw: st.DrawFn) -> HoursSpan:
    start, end = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=2)))
    some_kinds = draw(st.sets(st.sampled_from(sorted(ALL_KINDS)), min_size=1))
    some_ways = draw(st.sets(st.sampled_from(sorted(ALL_WAYS)), min_size=1))
    walls = [dt.time(*divmod(minute, 60)) for minute in (start, end)]
    return HoursSpan(*walls, frozenset(some_kinds), frozenset(some_ways))


days = st.lists(spans(), max_size=3).map(tuple)
counsellors = st.builds(
    Counsellor,
    id=st.integers(1, 99),
    languages=st.frozensets(st.sampled_from(["fr", "nl", "sfb"]), min_size=1),
    weekly=st.dictionaries(st.integers(0, 6), days),
    exceptions=st.dictionaries(st.dates(), days),
    closed=st.booleans(),
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([*ROW, "0", "09:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def _decoded(**columns: Any) -> Counsellor:
    return decode_counsellor(1, {"languages": ["fr"], "weekly": {}, "exceptions": {}, **columns})


@quick
@given(counsellors)
def test_there_and_back_through_json(someone: Counsellor) -> None:
    columns = json.loads(json.dumps(encode_counsellor(someone)))
    assert decode_counsellor(someone.id, columns, someone.closed) == someone
    assert encode_counsellor(decode_counsellor(someone.id, columns)) == columns


def test_the_shape_that_is_stored() -> None:
    someone = counsellor(span("09:00", "12:00", ["short"], ["video"]), languages=["nl", "fr"])
    someone = Counsellor(1, someone.languages, {0: someone.weekly[0]}, {MONDAY: ()})
    assert encode_counsellor(someone) == {
        "languages": ["fr", "nl"],
        "weekly": {"0": [ROW]},
        "exceptions": {"2026-03-02": []},
    }


def test_hours_of_a_day_may_overlap() -> None:
    again = {**ROW, "from": "10:00", "kinds": ["orientation"]}
    assert len(_decoded(weekly={"0": [ROW, again]}).spans(MONDAY)) == 2


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        ({"weekly": None}, InvalidHours),
        ({"weekly": []}, InvalidHours),
        ({"weekly": {"0": ROW}}, InvalidHours),
        ({"weekly": {"0": [[]]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "room": "2"}]}}, InvalidHours),
        ({"weekly": {"0": [{"from": "09:00"}]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "from": "9:00"}]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "from": 9}]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "until": "24:00"}]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "until": "12:00:00"}]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "kinds": "short"}]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "ways": [["video"]]}]}}, InvalidHours),
        ({"weekly": {"0": [{**ROW, "until": "09:00"}]}}, InvalidSpan),
        ({"weekly": {"0": [{**ROW, "kinds": []}]}}, InvalidSpan),
        ({"weekly": {"0": [{**ROW, "kinds": ["Long"]}]}}, UnknownKind),
        ({"weekly": {"0": [{**ROW, "ways": ["fax"]}]}}, UnknownMode),
        ({"weekly": {"7": []}}, InvalidWeekday),
        ({"weekly": {"00": []}}, InvalidWeekday),
        ({"weekly": {0: []}}, InvalidWeekday),
        ({"exceptions": {"2026-02-30": []}}, InvalidHours),
        ({"exceptions": {"20260301": []}}, InvalidHours),
        ({"exceptions": {"0": []}}, InvalidHours),
        ({"languages": "fr"}, InvalidHours),
        ({"languages": [1]}, InvalidHours),
        ({"languages": []}, UnknownLanguage),
        ({"languages": ["français"]}, UnknownLanguage),
    ],
)
def test_what_is_malformed_is_refused_by_name(columns: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        _decoded(**columns)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(InvalidHours):
        decode_counsellor(1, {"languages": ["fr"], "weekly": {}})


@quick
@given(plain, plain, plain)
def test_malformed_hours_raise_booking_errors_only(
    languages: Any, weekly: Any, exceptions: Any
) -> None:
    with contextlib.suppress(BookingError):
        _decoded(languages=languages, weekly=weekly, exceptions=exceptions)
