"""CARE S1c: where a talk stands with distress, state by event."""

from __future__ import annotations

import pytest

from bot.care import episode_states
from bot.care.episode_states import (
    CHECKING,
    EVENTS,
    IN_CARE,
    NONE,
    RELEASED,
    STATES,
    UnknownEvent,
    advance,
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_s1c_every_event_leads_to_a_state(state: str, event: str) -> None:
    assert advance(state, event) in STATES


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", [episode_states.DANGER, episode_states.CONCERN])
def test_s1c_a_signal_begins_care_from_anywhere(state: str, event: str) -> None:
    assert advance(state, event) == IN_CARE


@pytest.mark.parametrize("state", [NONE, CHECKING, RELEASED])
def test_s1c_the_classifier_alone_only_checks(state: str) -> None:
    assert advance(state, episode_states.CHECKED) == CHECKING


@pytest.mark.parametrize(
    "event", [episode_states.PRACTICAL, episode_states.BACK, episode_states.SILENCE]
)
def test_s1c_a_practical_message_ends_checking_and_releases_from_care(event: str) -> None:
    assert advance(CHECKING, event) == NONE
    assert advance(IN_CARE, event) == RELEASED


def test_s1c_what_the_person_does_keeps_the_talk_in_care() -> None:
    for event in (
        episode_states.HAS_TOLD,
        episode_states.HAS_NOBODY,
        episode_states.HELP_COMES,
        episode_states.ASKS_BOT,
    ):
        assert advance(IN_CARE, event) == IN_CARE
        assert advance(NONE, event) == NONE


def test_s1c_there_is_a_way_out_of_every_state() -> None:
    for state in STATES:
        reached, before = {state}, set[str]()
        while reached != before:
            before = set(reached)
            reached |= {advance(each, event) for each in before for event in EVENTS}
        assert reached >= {NONE, IN_CARE}


def test_s1c_an_unknown_state_or_event_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        advance("sad", episode_states.DANGER)
    with pytest.raises(UnknownEvent):
        advance(NONE, "sad")
