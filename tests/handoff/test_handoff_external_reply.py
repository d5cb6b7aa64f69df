"""A human who writes outside of the console: the bot steps back, and comes back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Engine

from bot.console.desk.board import read_board
from bot.console.statistics.tallies import tally_day
from bot.handoff.external_takeover import take_over_externally
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_endings import close_handoff, close_silent_talks, leave_handoff
from bot.handoff.handoff_repository import find_open_handoff, list_queue
from bot.handoff.queue_wait import is_holder_present
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_conversation,
    add_queued_conversation,
    read_owner,
)

HOUR = dt.timedelta(hours=1)


def test_the_bot_steps_back_once(engine: Engine) -> None:
    with writing(engine) as unit:
        who = add_conversation(unit)
        assert take_over_externally(unit, who, NOW)
        assert read_owner(unit, who) == "human"
        assert not take_over_externally(unit, who, NOW)
        assert not is_holder_present(unit, who, NOW)
        held = find_open_handoff(unit, who)
        assert (held.state, held.counsellor, held.claimed) == ("human", None, NOW)


def test_each_message_makes_it_last_an_hour_longer(engine: Engine) -> None:
    with writing(engine) as unit:
        who = add_conversation(unit)
        take_over_externally(unit, who, NOW)
        take_over_externally(unit, who, NOW + 40 * MINUTE)
        take_over_externally(unit, who, NOW + 10 * MINUTE)  # its news came late
        assert close_silent_talks(unit, NOW + 99 * MINUTE, HOUR) == []
        assert [h.conversation for h in close_silent_talks(unit, NOW + 100 * MINUTE, HOUR)] == [who]
        assert read_owner(unit, who) == "bot"


def test_news_of_a_talk_that_is_over_changes_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        who = add_conversation(unit)
        take_over_externally(unit, who, NOW)
        leave_handoff(unit, who, NOW + MINUTE)
        assert not take_over_externally(unit, who, NOW)
        assert read_owner(unit, who) == "bot"
        assert take_over_externally(unit, who, NOW + 2 * MINUTE)


def test_who_waits_in_the_queue_waits_no_more(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        waiting = add_queued_conversation(unit)
        assert take_over_externally(unit, waiting.conversation, NOW + MINUTE)
        assert list_queue(unit) == []
        assert find_open_handoff(unit, waiting.conversation).id == waiting.id


def test_a_counsellor_keeps_the_conversation(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = add_counsellor(unit, "Ann")
        held = claim_handoff(unit, add_queued_conversation(unit).id, ann, NOW)
        assert not take_over_externally(unit, held.conversation, NOW + MINUTE)
        assert find_open_handoff(unit, held.conversation) == held


def test_p6_an_erased_conversation_is_left_alone(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        assert not take_over_externally(unit, 404, NOW)


def test_the_console_goes_on_and_counts_none_of_it(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = add_counsellor(unit, "Ann")
        numbers = [add_conversation(unit, f"p{n}") for n in range(6)]
        for who in numbers:
            take_over_externally(unit, who, NOW)
        shown = read_board(unit, ann, NOW)
        assert (shown.queue, shown.chats) == ([], [])
        assert not [cell for cell in tally_day(unit, NOW.date(), str) if cell[0] == "handoffs"]
        close_handoff(unit, find_open_handoff(unit, numbers[0]).id, ann, NOW + MINUTE, admin=True)
        assert read_owner(unit, numbers[0]) == "bot"
