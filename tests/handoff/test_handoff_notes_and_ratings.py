"""What stays inside, and figures that need five answers."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.handoff import handoff_errors, staff_note_repository, staff_notes
from bot.handoff.handoff_endings import leave_handoff
from bot.handoff.ratings import RatingFigures, add_rating, aggregate_ratings
from bot.handoff.staff_note_repository import StaffNote
from bot.privacy.message_validation import MessageEmpty, MessageTooLong
from bot.storage.handoff_tables import handoff_notes, handoffs, ratings
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import MINUTE, NOW, add_queued_conversation

DAY = dt.date(2026, 11, 25)


def test_notes_are_kept_in_order_also_after_the_end(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, held = (
            add_counsellor(unit, "Ann"),
            add_counsellor(unit, "Ben"),
            add_queued_conversation(unit),
        )
        first = staff_notes.add_staff_note(unit, held.id, ann, "Rappeler le CPMS.", NOW)
        leave_handoff(unit, held.conversation, NOW)
        second = staff_notes.add_staff_note(
            unit, held.id, ben, "Fait, au 0471 23 45 67.", NOW + MINUTE
        )
        assert second == StaffNote("Fait, au [téléphone].", ben, NOW + MINUTE)
        assert staff_note_repository.list_staff_notes(unit, held.id) == [first, second]


def test_a_note_goes_with_its_handoff(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, held = add_counsellor(unit, "Ann"), add_queued_conversation(unit)
        staff_notes.add_staff_note(unit, held.id, ann, "Rappeler.", NOW)
        unit.execute(handoffs.delete())
        assert unit.execute(sa.select(sa.func.count(handoff_notes.c.id))).scalar() == 0
        with pytest.raises(handoff_errors.UnknownHandoff):
            staff_notes.add_staff_note(unit, held.id, ann, "Rappeler.", NOW)


def test_an_empty_note_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit, pytest.raises(MessageEmpty):
        staff_notes.add_staff_note(
            unit, add_queued_conversation(unit).id, add_counsellor(unit, "Ann"), " ", NOW
        )


def test_p9_four_answers_give_no_figure_and_five_do(engine: Engine) -> None:
    with writing(engine) as unit:
        for score in (1, 4, 5, 5):
            add_rating(unit, "handoff", score, "", DAY)
        assert aggregate_ratings(unit, DAY, DAY) is None
        add_rating(unit, "appointment", 2, "Merci, lea@exemple.be", DAY)
        assert aggregate_ratings(unit, DAY, DAY) == RatingFigures(5, 3.4)
        assert aggregate_ratings(unit, DAY, DAY, "handoff") is None
        assert (
            aggregate_ratings(unit, DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=9)) is None
        )
        sentences = unit.execute(sa.select(ratings.c.sentence)).scalars()
        assert set(sentences) == {"", "Merci, [e-mail]"}


def test_what_is_no_rating_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        for score in (0, 6, -1):
            with pytest.raises(handoff_errors.InvalidScore):
                add_rating(unit, "handoff", score, "", DAY)
        with pytest.raises(handoff_errors.UnknownSubject):
            add_rating(unit, "counsellor", 3, "", DAY)
        with pytest.raises(MessageTooLong):
            add_rating(unit, "handoff", 3, "x" * 2001, DAY)


def test_a_rating_tells_nobody() -> None:
    assert set(ratings.c.keys()) == {"id", "about", "score", "sentence", "day"}
