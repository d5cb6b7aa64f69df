"""The person says whether a counsellor reads what led to an alert; through the real turns."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.handoff import handoff_errors
from bot.handoff.alert_consent import read_alert_messages
from bot.handoff.alert_repository import list_unseen_alerts
from bot.storage.handoff_tables import alerts
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellor_on_duty
from tests.support.database_rows import read_rows
from tests.support.handoff_factories import claim, queue_up

YES, NO, BACK = "Elle peut lire", "Ne rien montrer", "Reprendre mon accord"


@pytest.fixture
def person(make_parts: Any, engine: Engine) -> ConversationClient:
    """Somebody who wrote before, then that they are in danger, while a counsellor is on duty."""
    someone = ConversationClient(make_parts(engine))
    someone.says("c'est quoi une AOB ?")
    add_counsellor_on_duty(engine, someone.parts.clock())
    someone.says("jveu mourir, mon numéro c'est le 0470 12 34 56")
    return someone


def press(person: ConversationClient, label: str) -> list[str]:
    head = person.presses(person.token(label))
    person.gets(head)
    return person.told(head.seq)


def looks(person: ConversationClient) -> list[str]:
    """What a counsellor reads; raises NotAgreed."""
    with writing(person.parts.engine) as unit:
        mine = unit.execute(sa.select(counsellors.c.id)).scalar_one()
        written = read_alert_messages(unit, list_unseen_alerts(unit)[-1].id, mine)
        unit.commit()
    return [each.text for each in written]


def test_s5_no_answer_is_a_no(person: ConversationClient) -> None:
    person.says("depuis deux mois")
    with pytest.raises(handoff_errors.ConsentMissing):
        looks(person)


def test_s5_a_yes_opens_what_was_written_since_redacted_and_nothing_before(
    person: ConversationClient,
) -> None:
    person.says("depuis deux mois")
    (said,) = press(person, YES)
    assert "du message qui m'a alerté jusqu'ici" in said
    person.says("je sais plus")
    assert looks(person) == ["jveu mourir, mon numéro c'est le [téléphone]", "depuis deux mois"]


def test_s5_a_no_says_so_and_closes_it(person: ConversationClient) -> None:
    (said,) = press(person, NO)
    assert "personne n'a rien lu" in said
    with pytest.raises(handoff_errors.ConsentMissing):
        looks(person)


def test_s5_taking_it_back_tells_plainly_whether_it_was_read(person: ConversationClient) -> None:
    press(person, YES)
    assert "personne n'a rien lu" in press(person, BACK)[0]
    with pytest.raises(handoff_errors.ConsentMissing):
        looks(person)
    press(person, YES)
    assert looks(person)
    assert "C'était déjà lu" in press(person, BACK)[0]
    with pytest.raises(handoff_errors.ConsentMissing):
        looks(person)


def test_s3_what_is_typed_after_the_press_is_no_orientation(person: ConversationClient) -> None:
    press(person, YES)
    (said,) = person.says("j'aime courir")
    assert "Ces personnes écoutent vraiment" in said
    assert not (person.notebook() or {}).get("dreams")


def test_s5_nobody_there_any_more_is_said(person: ConversationClient) -> None:
    with writing(person.parts.engine) as unit:
        unit.execute(counsellors.update().values(duty="off"))
        unit.commit()
    assert "ce oui n'ouvre rien" in press(person, YES)[0]
    (row,) = read_rows(person.parts.engine, alerts, sa.true(), alerts.c.id)
    assert not row.agreed


def test_s5_a_yes_hours_after_opens_nothing(person: ConversationClient, clock: Any) -> None:
    clock.now += dt.timedelta(hours=3)
    assert "date de plus de deux heures" in press(person, YES)[0]
    with pytest.raises(handoff_errors.ConsentMissing):
        looks(person)


def test_it_is_taken_back_also_while_a_counsellor_talks_with_them(
    person: ConversationClient,
) -> None:
    press(person, YES)
    (counsellor,) = read_rows(person.parts.engine, counsellors)
    claim(person, queue_up(person), counsellor.id)
    assert "personne n'a rien lu" in press(person, BACK)[0]
    assert "owner" not in person.replies()[-1].reply
    assert person.conversation().owner == "human"
    with pytest.raises(handoff_errors.ConsentMissing):
        looks(person)


def test_who_only_wrote_this_is_spared_the_notice_until_they_turn_to_something_else(
    make_parts: Any, sqlite_engine: Engine
) -> None:
    someone = ConversationClient(make_parts(sqlite_engine))
    add_counsellor_on_duty(sqlite_engine, someone.parts.clock())
    someone.says("jveu mourir")
    assert len(press(someone, YES)) == 1
    assert len(someone.says("c'est quoi une AOB ?")) > 1


def test_p6_forgetting_takes_alert_and_agreement_along(person: ConversationClient) -> None:
    press(person, YES)
    person.says("efface mes données")
    press(person, "Oui, tout effacer")
    assert read_rows(person.parts.engine, alerts, sa.true(), alerts.c.id) == []
