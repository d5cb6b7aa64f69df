"""What stays inside, and figures that need five answers."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from handoff_samples import MINUTE, NOW, counsellor, queued
from sqlalchemy.engine import Engine

from bot.handoff import errors, notes
from bot.handoff.ending import leave
from bot.handoff.notes import StaffNote
from bot.handoff.ratings import Figures, aggregate, rate
from bot.privacy.intake import Empty, TooLong
from bot.storage.handoff_tables import handoff_notes, handoffs, ratings
from bot.storage.unit_of_work import writing

DAY = dt.date(2026, 11, 25)


def test_notes_are_kept_in_order_also_after_the_end(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, held = counsellor(unit, "Ann"), counsellor(unit, "Ben"), queued(unit)
        first = notes.add(unit, held.id, ann, "Rappeler le CPMS.", NOW)
        leave(unit, held.conversation, NOW)
        second = notes.add(unit, held.id, ben, "Fait, au 0471 23 45 67.", NOW + MINUTE)
        assert second == StaffNote("Fait, au [téléphone].", ben, NOW + MINUTE)
        assert notes.of(unit, held.id) == [first, second]


def test_a_note_goes_with_its_handoff(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, held = counsellor(unit, "Ann"), queued(unit)
        notes.add(unit, held.id, ann, "Rappeler.", NOW)
        unit.execute(handoffs.delete())
        assert unit.execute(sa.select(sa.func.count(handoff_notes.c.id))).scalar() == 0
        with pytest.raises(errors.UnknownHandoff):
            notes.add(unit, held.id, ann, "Rappeler.", NOW)


def test_an_empty_note_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit, pytest.raises(Empty):
        notes.add(unit, queued(unit).id, counsellor(unit, "Ann"), " ", NOW)


def test_p9_four_answers_give_no_figure_and_five_do(engine: Engine) -> None:
    with writing(engine) as unit:
        for score in (1, 4, 5, 5):
            rate(unit, "handoff", score, "", DAY)
        assert aggregate(unit, DAY, DAY) is None
        rate(unit, "appointment", 2, "Merci, lea@exemple.be", DAY)
        assert aggregate(unit, DAY, DAY) == Figures(5, 3.4)
        assert aggregate(unit, DAY, DAY, "handoff") is None
        assert aggregate(unit, DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=9)) is None
        sentences = unit.execute(sa.select(ratings.c.sentence)).scalars()
        assert set(sentences) == {"", "Merci, [e-mail]"}


def test_what_is_no_rating_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        for score in (0, 6, -1):
            with pytest.raises(errors.WrongScore):
                rate(unit, "handoff", score, "", DAY)
        with pytest.raises(errors.UnknownSubject):
            rate(unit, "counsellor", 3, "", DAY)
        with pytest.raises(TooLong):
            rate(unit, "handoff", 3, "x" * 2001, DAY)


def test_a_rating_tells_nobody() -> None:
    assert set(ratings.c.keys()) == {"id", "about", "score", "sentence", "day"}
