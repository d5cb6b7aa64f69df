"""A worker warms up on turns of nobody."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messaging import turn_processor
from bot.messaging.warm_up import warm_up
from tests.support.database_rows import count_rows


def test_whole_turns_are_played_and_nothing_is_stored(
    parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, outcomes = turn_processor.answer_message, []

    def note(*given: Any) -> Any:
        outcomes.append(answer(*given))
        return outcomes[-1]

    monkeypatch.setattr(turn_processor, "answer_message", note)
    warm_up(parts)
    assert {result.outcome for result in outcomes} == {turn_processor.TurnOutcome.ANSWERED}
    assert not any(count_rows(parts.engine).values())
