"""Hours as JSON: there and back, and everything malformed refused by name."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from typing import Any

import pytest
from booking_samples import ALL_KINDS, ALL_WAYS, MONDAY, counsellor, span
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.errors import (
    BookingError,
    UnknownKind,
    UnknownLanguage,
    UnknownWay,
    WrongSpan,
    WrongWeekday,
)
from bot.booking.hours import Counsellor, Span
from bot.booking.hours_json import WrongHours, decode, encode

quick = settings(database=None, deadline=None, max_examples=150)
ROW = {"from": "09:00", "until": "12:00", "kinds": ["short"], "ways": ["video"]}


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start, end = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=2)))
    some_kinds = draw(st.sets(st.sampled_from(sorted(ALL_KINDS)), min_size=1))
    some_ways = draw(st.sets(st.sampled_from(sorted(ALL_WAYS)), min_size=1))
    walls = [dt.time(*divmod(minute, 60)) for minute in (start, end)]
    return Span(*walls, frozenset(some_kinds), frozenset(some_ways))


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
    return decode(1, {"languages": ["fr"], "weekly": {}, "exceptions": {}, **columns})


@quick
@given(counsellors)
def test_there_and_back_through_json(someone: Counsellor) -> None:
    columns = json.loads(json.dumps(encode(someone)))
    assert decode(someone.id, columns, someone.closed) == someone
    assert encode(decode(someone.id, columns)) == columns


def test_the_shape_that_is_stored() -> None:
    someone = counsellor(span("09:00", "12:00", ["short"], ["video"]), languages=["nl", "fr"])
    someone = Counsellor(1, someone.languages, {0: someone.weekly[0]}, {MONDAY: ()})
    assert encode(someone) == {
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
        ({"weekly": None}, WrongHours),
        ({"weekly": []}, WrongHours),
        ({"weekly": {"0": ROW}}, WrongHours),
        ({"weekly": {"0": [[]]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "room": "2"}]}}, WrongHours),
        ({"weekly": {"0": [{"from": "09:00"}]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "from": "9:00"}]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "from": 9}]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "until": "24:00"}]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "until": "12:00:00"}]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "kinds": "short"}]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "ways": [["video"]]}]}}, WrongHours),
        ({"weekly": {"0": [{**ROW, "until": "09:00"}]}}, WrongSpan),
        ({"weekly": {"0": [{**ROW, "kinds": []}]}}, WrongSpan),
        ({"weekly": {"0": [{**ROW, "kinds": ["long"]}]}}, UnknownKind),
        ({"weekly": {"0": [{**ROW, "ways": ["fax"]}]}}, UnknownWay),
        ({"weekly": {"7": []}}, WrongWeekday),
        ({"weekly": {"00": []}}, WrongWeekday),
        ({"weekly": {0: []}}, WrongWeekday),
        ({"exceptions": {"2026-02-30": []}}, WrongHours),
        ({"exceptions": {"20260301": []}}, WrongHours),
        ({"exceptions": {"0": []}}, WrongHours),
        ({"languages": "fr"}, WrongHours),
        ({"languages": [1]}, WrongHours),
        ({"languages": []}, UnknownLanguage),
        ({"languages": ["français"]}, UnknownLanguage),
    ],
)
def test_what_is_malformed_is_refused_by_name(columns: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        _decoded(**columns)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(WrongHours):
        decode(1, {"languages": ["fr"], "weekly": {}})


@quick
@given(plain, plain, plain)
def test_nothing_but_named_errors(languages: Any, weekly: Any, exceptions: Any) -> None:
    with contextlib.suppress(BookingError):
        _decoded(languages=languages, weekly=weekly, exceptions=exceptions)
