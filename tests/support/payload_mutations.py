"""JSON for parsers that must not break: anything at all, and good payloads gone wrong in places."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

# Surrogates too, which escapes in JSON can hold; 1e400 is read as infinite.
TEXT = st.text(st.characters(exclude_categories=()))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
ANYTHING = st.recursive(
    SCALARS, lambda inside: st.lists(inside) | st.dictionaries(TEXT, inside), max_leaves=15
)
OBJECTS = st.dictionaries(TEXT, ANYTHING)
_Place = tuple[Any, ...]


@st.composite
def mutated_payloads(draw: st.DrawFn, *good: Any) -> Any:
    """One of the payloads, with up to three parts taken away, replaced, or put elsewhere."""
    payload = copy.deepcopy(draw(st.sampled_from(good)))
    for _ in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from(list(_places(payload))))
        holder = payload
        for step in where[:-1]:
            holder = holder[step]
        change = draw(st.sampled_from(("away", "anything", "another part", "beside")))
        if change == "away":
            del holder[where[-1]]
        elif change == "anything":
            holder[where[-1]] = draw(ANYTHING)
        elif change == "another part":
            holder[where[-1]] = copy.deepcopy(draw(st.sampled_from(list(_parts(payload)))))
        elif isinstance(holder, dict):
            holder[draw(TEXT)] = draw(ANYTHING)
        if not list(_places(payload)):
            break
    return payload


def _places(value: Any, before: _Place = ()) -> Iterator[_Place]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in inside:
        yield (*before, step)
        if isinstance(part, (dict, list)):
            yield from _places(part, (*before, step))


def _parts(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _parts(part)
