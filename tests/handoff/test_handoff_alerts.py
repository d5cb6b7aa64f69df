"""« Signal grave »: to whoever is on duty, once, without content unless the person agrees (S5)."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import handoff_errors
from bot.handoff.alert_consent import grant_consent, read_alert_messages, withdraw_consent
from bot.handoff.alert_repository import Alert, list_unseen_alerts
from bot.handoff.staff_alerts import EPISODE_WINDOW, AlertResult, mark_alert_seen, raise_alert
from bot.privacy.erasure import erase_content
from bot.storage.handoff_tables import alerts
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_bot_reply,
    add_conversation,
    add_message,
    run_concurrently,
)

FIRST, AGAIN, AGREED = AlertResult(), AlertResult(again=True), AlertResult(again=True, agreed=True)


def test_s5_nobody_on_duty_no_alert(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        add_counsellor(unit, "Ann", "interview")
        assert raise_alert(unit, add_conversation(unit), 1, NOW) is None
        assert list_unseen_alerts(unit) == []


def test_one_unseen_alert_and_another_once_it_was_seen(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone = add_counsellor(unit, "Ann"), add_conversation(unit)
        assert raise_alert(unit, someone, 1, NOW) == FIRST
        assert raise_alert(unit, someone, 2, NOW + MINUTE) == AGAIN
        (alert,) = list_unseen_alerts(unit)
        assert alert == Alert(alert.id, someone, 1, 0, False, NOW + MINUTE, None, None)
        assert mark_alert_seen(unit, alert.id, ann)
        assert not mark_alert_seen(unit, alert.id, ann)
        assert list_unseen_alerts(unit) == []
        assert raise_alert(unit, someone, 3, NOW + MINUTE) == AGAIN
        assert [each.created for each in list_unseen_alerts(unit)] == [NOW + MINUTE]


def test_an_old_alert_helps_nobody_when_all_have_left(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        add_counsellor(unit, "Ann")
        someone = add_conversation(unit)
        assert raise_alert(unit, someone, 1, NOW) == FIRST
        unit.execute(counsellors.update().values(duty="off"))
        assert raise_alert(unit, someone, 2, NOW) is None


def test_s5_an_alert_has_no_room_for_content() -> None:
    numbers = {"from_message", "until_message"}
    told = {"id", "conversation_id", "agreed", "created", "seen_by", "read_by"}
    assert set(alerts.c.keys()) == told | numbers


def test_nobody_to_alert_about_and_nothing_to_see(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        with pytest.raises(handoff_errors.UnknownConversation):
            raise_alert(unit, 404, 1, NOW)
        assert not mark_alert_seen(unit, 404, add_counsellor(unit, "Ann"))


def test_two_signals_at_once_make_one_alert(engine: Engine) -> None:
    rounds = 40
    with writing(engine) as unit:
        add_counsellor(unit, "Ann")
        people = [add_conversation(unit, f"p{n}") for n in range(rounds)]
        unit.commit()
    signal = lambda unit, n: raise_alert(unit, people[n], 1, NOW)  # noqa: E731
    for both in run_concurrently(engine, rounds, signal, signal):
        assert sorted(both, key=lambda raised: raised.again) == [FIRST, AGAIN]
    with writing(engine) as unit:
        assert sorted(each.conversation for each in list_unseen_alerts(unit)) == people


# Whether it may be read


def _in_danger(unit: UnitOfWork, name: str = "someone") -> tuple[int, int, int]:
    """Somebody who was alerted about; the counsellor, the conversation, the alert."""
    ann, someone = add_counsellor(unit, f"Ann of {name}"), add_conversation(unit, name)
    add_message(unit, someone, "bonjour")
    since = add_message(unit, someone, "jveu mourir", NOW)
    add_bot_reply(unit, someone, "Je prends ça au sérieux.", since)
    assert raise_alert(unit, someone, since, NOW) == FIRST
    add_message(unit, someone, "depuis deux mois", NOW + MINUTE)
    return ann, someone, list_unseen_alerts(unit)[-1].id


def test_s5_without_agreement_nothing_is_read(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, _, alert = _in_danger(unit)
        with pytest.raises(handoff_errors.ConsentMissing):
            read_alert_messages(unit, alert, ann)


def test_s5_with_it_what_was_written_in_between_is_read_and_nothing_else(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone, alert = _in_danger(unit)
        add_message(unit, someone, "token-of-a-button", NOW + MINUTE, kind="choice")
        grant_consent(unit, someone, NOW + MINUTE)
        add_message(unit, someone, "et après", NOW + MINUTE)
        assert [each.agreed for each in list_unseen_alerts(unit)] == [True]
        written = read_alert_messages(unit, alert, ann)
        assert [(each.text, each.at) for each in written] == [
            ("jveu mourir", NOW),
            ("depuis deux mois", NOW + MINUTE),
        ]
        assert read_alert_messages(unit, alert, ann) == written


def test_it_can_be_taken_back_until_somebody_has_read_it(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone, alert = _in_danger(unit)
        grant_consent(unit, someone, NOW)
        assert withdraw_consent(unit, someone)
        with pytest.raises(handoff_errors.ConsentMissing):
            read_alert_messages(unit, alert, ann)
        grant_consent(unit, someone, NOW)
        read_alert_messages(unit, alert, ann)
        assert not withdraw_consent(unit, someone)
        assert not withdraw_consent(unit, someone)  # and it stays so
        with pytest.raises(handoff_errors.ConsentMissing):
            read_alert_messages(unit, alert, ann)


def test_no_is_no_when_nothing_was_agreed(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        _, someone, _ = _in_danger(unit)
        assert withdraw_consent(unit, someone)
        assert withdraw_consent(unit, add_conversation(unit, "other"))


def test_a_note_was_taken_so_it_is_closed(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        grant_consent(unit, someone, NOW)
        mark_alert_seen(unit, alert, ann)
        with pytest.raises(handoff_errors.ConsentMissing):
            read_alert_messages(unit, alert, ann)


def test_who_agrees_once_it_was_seen_calls_again(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        mark_alert_seen(unit, alert, ann)
        grant_consent(unit, someone, NOW + MINUTE)
        (again,) = list_unseen_alerts(unit)
        assert (again.agreed, again.created) == (True, NOW + MINUTE)
        texts = [each.text for each in read_alert_messages(unit, again.id, ann)]
        assert texts == ["jveu mourir", "depuis deux mois"]


def test_a_signal_again_keeps_what_was_agreed_and_shows_no_more(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        grant_consent(unit, someone, NOW)
        later = add_message(unit, someone, "j'en peux plus", NOW + MINUTE)
        assert raise_alert(unit, someone, later, NOW + MINUTE) == AGREED
        assert "j'en peux plus" not in [each.text for each in read_alert_messages(unit, alert, ann)]


def test_another_time_begins_with_no(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone, alert = _in_danger(unit)
        grant_consent(unit, someone, NOW)
        later = add_message(unit, someone, "ça recommence")
        assert raise_alert(unit, someone, later, NOW + EPISODE_WINDOW + MINUTE) == FIRST
        with pytest.raises(handoff_errors.ConsentMissing):
            read_alert_messages(unit, alert, ann)
        grant_consent(unit, someone, NOW + EPISODE_WINDOW + MINUTE)
        assert [each.text for each in read_alert_messages(unit, alert, ann)] == ["ça recommence"]


def test_a_yes_with_nobody_there_or_too_late_opens_nothing(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        _, someone, _ = _in_danger(unit)
        with pytest.raises(handoff_errors.AlertExpired):
            grant_consent(unit, someone, NOW + EPISODE_WINDOW + MINUTE)
        with pytest.raises(handoff_errors.AlertExpired):
            grant_consent(unit, add_conversation(unit, "other"), NOW)
        unit.execute(counsellors.update().values(duty="off"))
        with pytest.raises(handoff_errors.NobodyOnDuty):
            grant_consent(unit, someone, NOW)
        assert [each.agreed for each in list_unseen_alerts(unit)] == [False]


def test_p6_an_erasure_leaves_nothing_to_read(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, someone, alert = _in_danger(unit)
        grant_consent(unit, someone, NOW)
        erase_content(unit, "someone", NOW)
        with pytest.raises(handoff_errors.ConsentMissing):
            read_alert_messages(unit, alert, ann)
        with pytest.raises(handoff_errors.AlertExpired):
            grant_consent(unit, someone, NOW)


def test_reading_and_taking_back_at_once_never_both_come_first(engine: Engine) -> None:
    """Either it was read, and the person is told so, or it was taken back and nobody reads."""
    rounds = 40
    with writing(engine) as unit:
        people = [_in_danger(unit, f"p{n}") for n in range(rounds)]
        for _, someone, _ in people:
            grant_consent(unit, someone, NOW)
        unit.commit()
    found = run_concurrently(
        engine,
        rounds,
        lambda unit, n: len(read_alert_messages(unit, people[n][2], people[n][0])),
        lambda unit, n: withdraw_consent(unit, people[n][1]),
    )
    for looked, in_time in found:
        if in_time is True:
            assert isinstance(looked, handoff_errors.ConsentMissing)
        else:
            assert (looked, in_time) == (2, False)


def test_p6_erasing_and_reading_at_once_harm_nobody(engine: Engine) -> None:
    rounds = 20
    with writing(engine) as unit:
        people = [_in_danger(unit, f"p{n}") for n in range(rounds)]
        for _, someone, _ in people:
            grant_consent(unit, someone, NOW)
        unit.commit()
    found = run_concurrently(
        engine,
        rounds,
        lambda unit, n: len(read_alert_messages(unit, people[n][2], people[n][0])),
        lambda unit, n: erase_content(unit, f"p{n}", NOW),
    )
    for looked, erased in found:
        assert looked == 2 or isinstance(looked, handoff_errors.ConsentMissing)
        assert erased is None
    with writing(engine) as unit:
        assert list_unseen_alerts(unit) == []
