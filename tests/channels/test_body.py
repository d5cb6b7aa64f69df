"""C5: what a body may be made of, on every channel; all else is `Refused` and nothing worse."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.request_body import (
    MAX_DEPTH_LEVELS,
    MAX_PLATFORM_DEPTH_LEVELS,
    RequestRefused,
    cut_nesting,
    is_nested_deeper,
    parse_json_object,
)
from tests.support.malformed_bodies import AMBIGUOUS, NO_JSON

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ANYTHING = st.recursive(
    SCALARS, lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=20
)


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("content", NO_JSON.values(), ids=NO_JSON)
def test_c5_what_is_no_json_object_is_refused(content: bytes, strict: bool) -> None:
    with pytest.raises(RequestRefused) as refused:
        parse_json_object(content, strict)
    assert (refused.value.status, refused.value.reason) == (400, "json")


@pytest.mark.parametrize("content", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_c5_what_two_readers_understand_differently_is_refused(content: bytes) -> None:
    with pytest.raises(RequestRefused):
        parse_json_object(content, strict=True)
    assert parse_json_object(content)  # of a platform, which sends none, nothing is lost for it


@settings(deadline=None)
@given(st.binary())
def test_c5_any_bytes_are_an_object_or_refused(content: bytes) -> None:
    for strict in (True, False):
        with suppress(RequestRefused):
            assert isinstance(parse_json_object(content, strict), dict)


@settings(deadline=None)
@given(st.dictionaries(st.text(), ANYTHING))
def test_c5_what_json_can_write_is_read_or_refused_for_its_numbers(data: dict[str, Any]) -> None:
    """Written as Python does, so with surrogates as escapes and NaN as a word."""
    content = json.dumps(data).encode()
    assert json.dumps(parse_json_object(content)) == json.dumps(data)
    if any(word in json.dumps(list(_numbers(data))) for word in ("NaN", "Infinity")):
        with pytest.raises(RequestRefused):
            parse_json_object(content, strict=True)
    else:
        assert parse_json_object(content, strict=True) == data


def _numbers(value: Any) -> Any:
    if isinstance(value, float):
        yield value
    if isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _numbers(one)


def nested(levels: int) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("levels", [1, MAX_DEPTH_LEVELS, MAX_PLATFORM_DEPTH_LEVELS])
def test_c5_depth_is_counted_in_lists_and_objects(levels: int) -> None:
    assert not is_nested_deeper({"a": nested(levels - 1)}, levels)
    assert is_nested_deeper({"a": nested(levels)}, levels)
    assert is_nested_deeper({"a": {"b": nested(levels)}}, levels)


@settings(deadline=None)
@given(ANYTHING, st.integers(0, 6))
def test_c5_what_is_cut_is_no_deeper_and_else_the_same(value: Any, levels: int) -> None:
    kept = cut_nesting(value, levels)
    assert not is_nested_deeper(kept, levels)
    if not is_nested_deeper(value, levels):
        assert repr(kept) == repr(value)
