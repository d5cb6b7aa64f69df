"""« Signal grave »: to whoever is on duty, once, without content unless the person agrees (S5)."""

from __future__ import annotations

import pytest
from handoff_samples import MINUTE, NOW, at_once, bot_says, counsellor, person, says
from sqlalchemy.engine import Engine

from bot.handoff import errors
from bot.handoff.alerts import EPISODE, Alert, Raised, raise_alert, see, unseen
from bot.handoff.reading_alerts import agree, read, take_back
from bot.privacy.erasure import empty
from bot.storage.handoff_tables import alerts
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, writing

FIRST, AGAIN, AGREED = Raised(), Raised(again=True), Raised(again=True, agreed=True)


def test_s5_nobody_on_duty_no_alert(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        counsellor(unit, "Ann", "interview")
        assert raise_alert(unit, person(unit), 1, NOW) is None
        assert unseen(unit) == []


def test_one_unseen_alert_and_another_once_it_was_seen(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone = counsellor(unit, "Ann"), person(unit)
        assert raise_alert(unit, someone, 1, NOW) == FIRST
        assert raise_alert(unit, someone, 2, NOW + MINUTE) == AGAIN
        (alert,) = unseen(unit)
        assert alert == Alert(alert.id, someone, False, NOW + MINUTE)
        assert see(unit, alert.id, ann)
        assert not see(unit, alert.id, ann)
        assert unseen(unit) == []
        assert raise_alert(unit, someone, 3, NOW + MINUTE) == AGAIN
        assert [each.created for each in unseen(unit)] == [NOW + MINUTE]


def test_an_old_alert_helps_nobody_when_all_have_left(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        counsellor(unit, "Ann")
        someone = person(unit)
        assert raise_alert(unit, someone, 1, NOW) == FIRST
        unit.execute(counsellors.update().values(duty="off"))
        assert raise_alert(unit, someone, 2, NOW) is None


def test_s5_an_alert_has_no_room_for_content() -> None:
    numbers = {"from_message", "until_message"}
    told = {"id", "conversation_id", "agreed", "created", "seen_by", "read_by"}
    assert set(alerts.c.keys()) == told | numbers


def test_nobody_to_alert_about_and_nothing_to_see(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        with pytest.raises(errors.UnknownConversation):
            raise_alert(unit, 404, 1, NOW)
        assert not see(unit, 404, counsellor(unit, "Ann"))


def test_two_signals_at_once_make_one_alert(engine: Engine) -> None:
    rounds = 40
    with writing(engine) as unit:
        counsellor(unit, "Ann")
        people = [person(unit, f"p{n}") for n in range(rounds)]
        unit.commit()
    signal = lambda unit, n: raise_alert(unit, people[n], 1, NOW)  # noqa: E731
    for both in at_once(engine, rounds, signal, signal):
        assert sorted(both, key=lambda raised: raised.again) == [FIRST, AGAIN]
    with writing(engine) as unit:
        assert sorted(each.conversation for each in unseen(unit)) == people


# Whether it may be read


def _in_danger(unit: UnitOfWork, name: str = "someone") -> tuple[int, int, int]:
    """Somebody who was alerted about; the counsellor, the conversation, the alert."""
    ann, someone = counsellor(unit, f"Ann of {name}"), person(unit, name)
    says(unit, someone, "bonjour")
    since = says(unit, someone, "jveu mourir", NOW)
    bot_says(unit, someone, "Je prends ça au sérieux.", since)
    assert raise_alert(unit, someone, since, NOW) == FIRST
    says(unit, someone, "depuis deux mois", NOW + MINUTE)
    return ann, someone, unseen(unit)[-1].id


def test_s5_without_agreement_nothing_is_read(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, _, alert = _in_danger(unit)
        with pytest.raises(errors.NotAgreed):
            read(unit, alert, ann)


def test_s5_with_it_what_was_written_in_between_is_read_and_nothing_else(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone, alert = _in_danger(unit)
        says(unit, someone, "token-of-a-button", NOW + MINUTE, kind="choice")
        agree(unit, someone, NOW + MINUTE)
        says(unit, someone, "et après", NOW + MINUTE)
        assert [each.agreed for each in unseen(unit)] == [True]
        written = read(unit, alert, ann)
        assert [(each.text, each.at) for each in written] == [
            ("jveu mourir", NOW),
            ("depuis deux mois", NOW + MINUTE),
        ]
        assert read(unit, alert, ann) == written


def test_it_can_be_taken_back_until_somebody_has_read_it(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone, alert = _in_danger(unit)
        agree(unit, someone, NOW)
        assert take_back(unit, someone)
        with pytest.raises(errors.NotAgreed):
            read(unit, alert, ann)
        agree(unit, someone, NOW)
        read(unit, alert, ann)
        assert not take_back(unit, someone)
        assert not take_back(unit, someone)  # and it stays so
        with pytest.raises(errors.NotAgreed):
            read(unit, alert, ann)


def test_no_is_no_when_nothing_was_agreed(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        _, someone, _ = _in_danger(unit)
        assert take_back(unit, someone)
        assert take_back(unit, person(unit, "other"))


def test_a_note_was_taken_so_it_is_closed(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        agree(unit, someone, NOW)
        see(unit, alert, ann)
        with pytest.raises(errors.NotAgreed):
            read(unit, alert, ann)


def test_who_agrees_once_it_was_seen_calls_again(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        see(unit, alert, ann)
        agree(unit, someone, NOW + MINUTE)
        (again,) = unseen(unit)
        assert (again.agreed, again.created) == (True, NOW + MINUTE)
        texts = [each.text for each in read(unit, again.id, ann)]
        assert texts == ["jveu mourir", "depuis deux mois"]


def test_a_signal_again_keeps_what_was_agreed_and_shows_no_more(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        agree(unit, someone, NOW)
        later = says(unit, someone, "j'en peux plus", NOW + MINUTE)
        assert raise_alert(unit, someone, later, NOW + MINUTE) == AGREED
        assert "j'en peux plus" not in [each.text for each in read(unit, alert, ann)]


def test_another_time_begins_with_no(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        agree(unit, someone, NOW)
        later = says(unit, someone, "ça recommence")
        assert raise_alert(unit, someone, later, NOW + EPISODE + MINUTE) == FIRST
        with pytest.raises(errors.NotAgreed):
            read(unit, alert, ann)
        agree(unit, someone, NOW + EPISODE + MINUTE)
        assert [each.text for each in read(unit, alert, ann)] == ["ça recommence"]


def test_a_yes_with_nobody_there_or_too_late_opens_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        _, someone, _ = _in_danger(unit)
        with pytest.raises(errors.AlertOver):
            agree(unit, someone, NOW + EPISODE + MINUTE)
        with pytest.raises(errors.AlertOver):
            agree(unit, person(unit, "other"), NOW)
        unit.execute(counsellors.update().values(duty="off"))
        with pytest.raises(errors.NobodyOnDuty):
            agree(unit, someone, NOW)
        assert [each.agreed for each in unseen(unit)] == [False]


def test_p6_an_erasure_leaves_nothing_to_read(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone, alert = _in_danger(unit)
        agree(unit, someone, NOW)
        empty(unit, "someone", NOW)
        with pytest.raises(errors.NotAgreed):
            read(unit, alert, ann)
        with pytest.raises(errors.AlertOver):
            agree(unit, someone, NOW)


def test_reading_and_taking_back_at_once_never_both_come_first(engine: Engine) -> None:
    """Either it was read, and the person is told so, or it was taken back and nobody reads."""
    rounds = 40
    with writing(engine) as unit:
        people = [_in_danger(unit, f"p{n}") for n in range(rounds)]
        for _, someone, _ in people:
            agree(unit, someone, NOW)
        unit.commit()
    found = at_once(
        engine,
        rounds,
        lambda unit, n: len(read(unit, people[n][2], people[n][0])),
        lambda unit, n: take_back(unit, people[n][1]),
    )
    for looked, in_time in found:
        if in_time is True:
            assert isinstance(looked, errors.NotAgreed)
        else:
            assert (looked, in_time) == (2, False)


def test_p6_erasing_and_reading_at_once_harm_nobody(engine: Engine) -> None:
    rounds = 20
    with writing(engine) as unit:
        people = [_in_danger(unit, f"p{n}") for n in range(rounds)]
        for _, someone, _ in people:
            agree(unit, someone, NOW)
        unit.commit()
    found = at_once(
        engine,
        rounds,
        lambda unit, n: len(read(unit, people[n][2], people[n][0])),
        lambda unit, n: empty(unit, f"p{n}", NOW),
    )
    for looked, erased in found:
        assert looked == 2 or isinstance(looked, errors.NotAgreed)
        assert erased is None
    with writing(engine) as unit:
        assert unseen(unit) == []
