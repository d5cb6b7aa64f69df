"""Whether a counsellor may read what led to an alert: the person's to say, and to take back (S5).

No, unless they say yes. What a yes opens is what they typed from the message that alerted to the
yes, as the inbox holds it, redacted: nothing before, nothing after, no reply. Each of these holds
the conversation, so that reading and taking back come one after the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from bot.handoff import errors
from bot.handoff.alerts import call, held, is_of_this_time, newest
from bot.handoff.owning import hold, last_message
from bot.handoff.waiting import anyone_on_duty
from bot.storage.handoff_tables import alerts
from bot.storage.tables import inbox
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Written:
    """A message of the person, and when it came."""

    text: str
    at: dt.datetime


def agree(unit: UnitOfWork, conversation: int, now: dt.datetime) -> None:
    """A counsellor on duty may read it. An alert that was seen already calls once more.

    Raises:
        NobodyOnDuty: nobody would read.
        AlertOver: the last alert is of another time, or there is none.
    """
    row = hold(unit, conversation)
    last = newest(unit, conversation)
    if row is None or not is_of_this_time(last, now):
        raise errors.AlertOver(conversation)
    if not anyone_on_duty(unit):
        raise errors.NobodyOnDuty
    opened = {"agreed": True, "until_message": last_message(unit, row), "created": now}
    if last.seen_by is None:
        unit.execute(alerts.update().where(alerts.c.id == last.id).values(opened))
    else:
        call(unit, conversation, from_message=last.from_message, **opened)


def take_back(unit: UnitOfWork, conversation: int) -> bool:
    """Nobody may read from now on; whether nobody had. Also the answer to « non »."""
    hold(unit, conversation)
    last = newest(unit, conversation)
    if last is None:
        return True
    mine = alerts.c.conversation_id == conversation
    unit.execute(alerts.update().where(mine).values(agreed=False))
    was_read = sa.select(alerts.c.id).where(
        mine, alerts.c.from_message == last.from_message, alerts.c.read_by.isnot(None)
    )
    return unit.execute(was_read.limit(1)).first() is None


def read(unit: UnitOfWork, alert_id: int, counsellor_id: int) -> list[Written]:
    """What was agreed to be read; the first who does is written down beside it.

    Raises:
        NotAgreed: the person did not agree, or took it back; a colleague took note of the alert;
            or it was erased.
    """
    alert = held(unit, alert_id)
    if alert is None or not alert.agreed or alert.seen_by is not None:
        raise errors.NotAgreed(alert_id)
    if alert.read_by is None:
        mine = alerts.c.id == alert_id
        unit.execute(alerts.update().where(mine).values(read_by=counsellor_id))
    query = (
        sa.select(inbox.c.body, inbox.c.received)
        .where(inbox.c.conversation_id == alert.conversation_id, inbox.c.kind == "text")
        .where(inbox.c.seq.between(alert.from_message, alert.until_message))
        .order_by(inbox.c.seq)
    )
    return [Written(row.body, row.received) for row in unit.execute(query)]
