"""The whole matrix: each state and each event, one line a state."""

from __future__ import annotations

import pytest

from bot.handoff import handoff_errors, states

NQ, AC, NC, WH, AE, NG, AG = (
    handoff_errors.NotQueued,
    handoff_errors.AlreadyClaimed,
    handoff_errors.NotClaimed,
    handoff_errors.AlreadyWithHuman,
    handoff_errors.AlreadyEnded,
    handoff_errors.NotGone,
    handoff_errors.AlreadyGone,
)
# In the order of EVENTS: ask, claim, elsewhere, hand_back, close, leave, time_out, erase;
# then vanish, return, take_over, transfer, requeue.
MATRIX = {
    "bot": ("queued", NQ, "human", AE, AE, AE, AE, "bot", AE, AE, AE, AE, AE),
    "queued": (
        *("queued", "human", "human", NC, NC, "bot", "bot", "bot"),
        *(NC, NC, "human", NC, NC),
    ),
    "human": (WH, AC, "human", "bot", "bot", "bot", AC, "bot", "gone", NG, AC, "human", NG),
    "gone": (
        *(WH, AC, "human", "bot", "bot", "bot", AC, "bot"),
        *(AG, "human", "human", "human", "queued"),
    ),
}
CELLS = [
    (state, event, following)
    for state, row in MATRIX.items()
    for event, following in zip(states.EVENTS, row, strict=True)
]


def test_the_matrix_is_whole() -> None:
    assert tuple(MATRIX) == states.STATES
    assert {len(row) for row in MATRIX.values()} == {len(states.EVENTS)}


@pytest.mark.parametrize(("state", "event", "following"), CELLS)
def test_each_event_leads_to_its_state_or_error(state: str, event: str, following: object) -> None:
    if isinstance(following, str):
        assert states.advance(state, event) == following
        return
    with pytest.raises(handoff_errors.HandoffError) as raised:
        states.advance(state, event)
    assert raised.type is following


@pytest.mark.parametrize(("state", "event"), [("ended", "ask"), ("bot", "sing"), ("", "")])
def test_an_unknown_event_is_refused(state: str, event: str) -> None:
    with pytest.raises(handoff_errors.UnknownEvent):
        states.advance(state, event)


def test_every_way_out_has_an_outcome_and_leads_to_the_bot() -> None:
    stays = {"ask", "claim", "elsewhere", "vanish", "return", "take_over", "transfer", "requeue"}
    assert set(states.OUTCOMES) == set(states.EVENTS) - stays
    leaving = {(state, event) for state, event, to in CELLS if to == "bot" and state != "bot"}
    assert {event for _, event in leaving} == set(states.OUTCOMES)
