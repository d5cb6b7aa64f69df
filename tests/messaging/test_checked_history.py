"""The history that measuring pages keep (tests/support/checked_client.py) notices each fault."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.support.checked_client import History


def person(seq: int, name: str = "") -> dict[str, Any]:
    return {"from": "person", "seq": seq, "id": name or f"m{seq}", "text": "a"}


def bot(seq: int, answers: int, at: str = "") -> dict[str, Any]:
    return {"from": "bot", "seq": seq, "answers": answers, "at": at or f"at {answers}", "text": "b"}


WHOLE = [bot(1, 1), person(2), bot(2, 2), bot(3, 2), person(3), bot(4, 3)]


def find_faults(*entries: dict[str, Any]) -> dict[str, int]:
    history = History(Counter())
    for entry in entries:
        history.add(entry)
    return dict(history.faults)


def test_a_whole_history_has_no_fault() -> None:
    assert find_faults(*WHOLE) == {}


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([*WHOLE[:2], *WHOLE[3:]], "a reply lost"),
        ([*WHOLE[:4], person(4)], "a message lost"),
        ([*WHOLE, bot(4, 3)], "a reply twice or out of order"),
        ([*WHOLE, person(2, "m9")], "a message twice or out of order"),
        ([*WHOLE, person(4, "m3")], "a message stored twice"),
        ([*WHOLE, bot(5, 3, "later")], "a message answered twice"),
        ([*WHOLE, bot(5, 4)], "a reply before its message"),
        ([*WHOLE, {"from": "service", "seq": 0, "erased": True}], "an entry of the service"),
    ],
)
def test_each_fault_is_noticed_and_no_other(entries: list[dict[str, Any]], fault: str) -> None:
    assert find_faults(*entries) == {fault: 1}
