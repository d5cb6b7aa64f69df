"""A human who writes outside of the console: the bot steps back, and comes back."""

from __future__ import annotations

import datetime as dt

from handoff_samples import MINUTE, NOW, counsellor, owner, person, queued
from sqlalchemy.engine import Engine

from bot.console.board import board
from bot.console.tallies import of_a_day
from bot.handoff.claiming import claim
from bot.handoff.elsewhere import written
from bot.handoff.ending import close, close_silent, leave
from bot.handoff.handoff import open_of, queue
from bot.handoff.waiting import holder_is_there
from bot.storage.unit_of_work import writing

HOUR = dt.timedelta(hours=1)


def test_the_bot_steps_back_once(engine: Engine) -> None:
    with writing(engine) as unit:
        who = person(unit)
        assert written(unit, who, NOW)
        assert owner(unit, who) == "human"
        assert not written(unit, who, NOW)
        assert not holder_is_there(unit, who)
        held = open_of(unit, who)
        assert (held.state, held.counsellor, held.claimed) == ("human", None, NOW)


def test_each_message_makes_it_last_an_hour_longer(engine: Engine) -> None:
    with writing(engine) as unit:
        who = person(unit)
        written(unit, who, NOW)
        written(unit, who, NOW + 40 * MINUTE)
        written(unit, who, NOW + 10 * MINUTE)  # its news came late
        assert close_silent(unit, NOW + 99 * MINUTE, HOUR) == []
        assert [h.conversation for h in close_silent(unit, NOW + 100 * MINUTE, HOUR)] == [who]
        assert owner(unit, who) == "bot"


def test_news_of_a_talk_that_is_over_changes_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        who = person(unit)
        written(unit, who, NOW)
        leave(unit, who, NOW + MINUTE)
        assert not written(unit, who, NOW)
        assert owner(unit, who) == "bot"
        assert written(unit, who, NOW + 2 * MINUTE)


def test_who_waits_in_the_queue_waits_no_more(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        waiting = queued(unit)
        assert written(unit, waiting.conversation, NOW + MINUTE)
        assert queue(unit) == []
        assert open_of(unit, waiting.conversation).id == waiting.id


def test_a_counsellor_keeps_the_conversation(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = counsellor(unit, "Ann")
        held = claim(unit, queued(unit).id, ann, NOW)
        assert not written(unit, held.conversation, NOW + MINUTE)
        assert open_of(unit, held.conversation) == held


def test_p6_an_erased_conversation_is_left_alone(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        assert not written(unit, 404, NOW)


def test_the_console_goes_on_and_counts_none_of_it(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = counsellor(unit, "Ann")
        numbers = [person(unit, f"p{n}") for n in range(6)]
        for who in numbers:
            written(unit, who, NOW)
        shown = board(unit, ann, NOW)
        assert (shown.queue, shown.chats) == ([], [])
        assert not [cell for cell in of_a_day(unit, NOW.date()) if cell[0] == "handoffs"]
        close(unit, open_of(unit, numbers[0]).id, ann, NOW + MINUTE, admin=True)
        assert owner(unit, numbers[0]) == "bot"
