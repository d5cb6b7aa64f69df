"""« Signal grave »: to whoever is on duty, once, without content (S5)."""

from __future__ import annotations

import pytest
from handoff_samples import MINUTE, NOW, at_once, counsellor, person
from sqlalchemy.engine import Engine

from bot.handoff import errors
from bot.handoff.alerts import Alert, raise_alert, see, unseen
from bot.storage.handoff_tables import alerts
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import writing


def test_nobody_on_duty_no_alert(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        counsellor(unit, "Ann", "interview")
        assert not raise_alert(unit, person(unit), NOW)
        assert unseen(unit) == []


def test_one_unseen_alert_and_another_once_it_was_seen(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone = counsellor(unit, "Ann"), person(unit)
        assert raise_alert(unit, someone, NOW)
        assert raise_alert(unit, someone, NOW + MINUTE)
        (alert,) = unseen(unit)
        assert alert == Alert(alert.id, someone, False, NOW + MINUTE)
        assert see(unit, alert.id, ann)
        assert not see(unit, alert.id, ann)
        assert unseen(unit) == []
        assert raise_alert(unit, someone, NOW + MINUTE)
        assert [each.created for each in unseen(unit)] == [NOW + MINUTE]


def test_an_old_alert_helps_nobody_when_all_have_left(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        counsellor(unit, "Ann")
        someone = person(unit)
        assert raise_alert(unit, someone, NOW)
        unit.execute(counsellors.update().values(duty="off"))
        assert not raise_alert(unit, someone, NOW)


def test_an_agreement_is_added_and_not_taken_back(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        counsellor(unit, "Ann")
        someone = person(unit)
        for agreed, stored in ((False, False), (True, True), (False, True)):
            raise_alert(unit, someone, NOW, agreed)
            assert [each.agreed for each in unseen(unit)] == [stored]


def test_an_alert_has_no_room_for_content() -> None:
    assert set(alerts.c.keys()) == {"id", "conversation_id", "agreed", "created", "seen_by"}


def test_nobody_to_alert_about_and_nothing_to_see(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        with pytest.raises(errors.UnknownConversation):
            raise_alert(unit, 404, NOW)
        assert not see(unit, 404, counsellor(unit, "Ann"))


def test_two_signals_at_once_make_one_alert(engine: Engine) -> None:
    rounds = 40
    with writing(engine) as unit:
        counsellor(unit, "Ann")
        people = [person(unit, f"p{n}") for n in range(rounds)]
        unit.commit()
    signal = lambda unit, n: raise_alert(unit, people[n], NOW)  # noqa: E731
    assert at_once(engine, rounds, signal, signal) == [[True, True]] * rounds
    with writing(engine) as unit:
        assert sorted(each.conversation for each in unseen(unit)) == people
