"""Into the queue: once, with what was approved, and from where it may be read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from handoff_samples import (
    MINUTE,
    NOW,
    at_once,
    bot_says,
    counsellor,
    owner,
    person,
    queued,
    says,
)
from sqlalchemy.engine import Engine

from bot.handoff import errors
from bot.handoff.asking import ask
from bot.handoff.claiming import claim
from bot.handoff.handoff import open_of, queue
from bot.privacy.intake import TooLong
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import writing


def test_asking_queues_with_the_approved_summary(engine: Engine) -> None:
    with writing(engine) as unit:
        someone = person(unit)
        made = ask(unit, someone, "summary", "Demande : la moto\r\n", "Renard 42", NOW)
        assert (made.state, made.summary, made.pseudonym) == (
            "queued",
            "Demande : la moto",
            "Renard 42",
        )
        assert owner(unit, someone) == "queued"
        assert open_of(unit, someone) == made
        assert queue(unit) == [made]


def test_p5_an_edited_summary_is_redacted(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        made = ask(unit, person(unit), "summary", "écris à lea@exemple.be", "Renard 42", NOW)
        assert made.summary == "écris à [e-mail]"
        with pytest.raises(TooLong):
            ask(unit, person(unit, "b"), "summary", "x" * 2001, "Renard 42", NOW)


def test_nothing_shared_is_nothing_kept(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        assert ask(unit, person(unit), "none", "tout", "Renard 42", NOW).summary == ""


@pytest.mark.parametrize(
    ("share", "read_from"), [("summary", (2, 1)), ("none", (2, 1)), ("transcript", (0, 0))]
)
def test_reading_begins_now_or_at_the_beginning(
    sqlite_engine: Engine, share: str, read_from: tuple[int, int]
) -> None:
    with writing(sqlite_engine) as unit:
        someone = person(unit)
        bot_says(unit, someone, "Bonjour", says(unit, someone, "salut"))
        says(unit, someone, "un humain")
        made = ask(unit, someone, share, "", "Renard 42", NOW)
        assert (made.from_message, made.from_reply) == read_from


def test_asking_again_changes_what_is_shown_and_keeps_the_place(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        first = queued(unit, "first")
        second = queued(unit, "second", NOW + MINUTE)
        says(unit, first.conversation, "encore")
        again = ask(unit, first.conversation, "summary", "b", "Loutre 10", NOW + 2 * MINUTE)
        assert (again.id, again.created, again.pseudonym) == (first.id, NOW, "Renard 42")
        assert (again.share, again.summary) == ("summary", "b")
        assert again.from_message == 0  # agreed to be read since the first asking
        assert [waiting.id for waiting in queue(unit)] == [first.id, second.id]


def test_a_transcript_can_be_given_and_taken_back(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        someone = person(unit)
        for share, read_from in (("none", 1), ("transcript", 0), ("summary", 3)):
            says(unit, someone, "…")
            assert ask(unit, someone, share, "", "Renard 42", NOW).from_message == read_from


def test_who_talks_with_a_counsellor_cannot_queue(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held = claim(unit, queued(unit).id, counsellor(unit, "Ann"), NOW)
        with pytest.raises(errors.WithHuman):
            ask(unit, held.conversation, "none", "", "Renard 42", NOW)
        with pytest.raises(errors.UnknownConversation):
            ask(unit, 404, "none", "", "Renard 42", NOW)
        with pytest.raises(errors.UnknownShare):
            ask(unit, held.conversation, "all", "", "Renard 42", NOW)


def test_asking_twice_at_once_makes_one(engine: Engine) -> None:
    rounds = 100
    with writing(engine) as unit:
        people = [person(unit, f"p{n}") for n in range(rounds)]
        unit.commit()
    asks = [
        lambda unit, n, text=text: ask(unit, people[n], "summary", text, "Renard 42", NOW).id
        for text in ("a", "b")
    ]
    for first, second in at_once(engine, rounds, *asks):
        assert first == second
    with writing(engine) as unit:
        assert unit.execute(sa.select(sa.func.count(handoffs.c.id))).scalar() == rounds
