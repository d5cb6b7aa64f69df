"""A talk offered to a colleague: hers until he accepts, and then his."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.handoff import absence, handoff_errors, transfers
from bot.handoff.absence import GONE_AFTER
from bot.handoff.counsellor_replies import append_reply
from bot.handoff.handoff_endings import close_handoff, leave_handoff
from bot.handoff.handoff_repository import find_handoff
from bot.handoff.offer_repository import find_offer, list_open_offers
from bot.handoff.staff_note_repository import list_staff_notes
from bot.storage.handoff_tables import handoff_offers
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import MINUTE, NOW, add_held_conversation

HOUR = dt.timedelta(hours=1)


def test_a_talk_is_offered_with_a_note_and_accepted(engine: Engine) -> None:
    with writing(engine) as unit:
        held, ann = add_held_conversation(unit)
        ben = add_counsellor(unit, "Ben")
        transfers.offer_transfer(unit, held.id, ann, ben, "Tu connais le CEFA, 0470 12 34 56", NOW)
        (offer,) = list_open_offers(unit)
        assert offer.taker == ben
        assert (offer.giver_name, offer.pseudonym) == ("Ann", "Renard 42")
        assert offer.note == "Tu connais le CEFA, [téléphone]"
        append_reply(unit, held.id, ann, "Un instant.", NOW)  # it is hers until then
        given = transfers.accept_offer(unit, held.id, ben, NOW + MINUTE)
        assert given == find_handoff(unit, held.id)
        assert (given.counsellor, given.claimed, given.taken) == (ben, NOW, NOW + MINUTE)
        assert [(n.text, n.counsellor) for n in list_staff_notes(unit, held.id)] == [
            (offer.note, ann)
        ]
        assert find_offer(unit, held.id) is None
        with pytest.raises(handoff_errors.NotOffered):
            transfers.accept_offer(unit, held.id, ben, NOW + MINUTE)


def test_a_declined_offer_stays_with_its_giver_who_sees_it(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held, ann = add_held_conversation(unit)
        ben, eve = add_counsellor(unit, "Ben"), add_counsellor(unit, "Eve")
        transfers.offer_transfer(unit, held.id, ann, ben, "", NOW)
        with pytest.raises(handoff_errors.NotOffered):
            transfers.decline_offer(unit, held.id, eve)
        transfers.decline_offer(unit, held.id, ben)
        offer = find_offer(unit, held.id)
        assert offer is not None
        assert (offer.declined, offer.taker_name) == (True, "Ben")
        assert list_open_offers(unit) == []
        with pytest.raises(handoff_errors.NotOffered):
            transfers.accept_offer(unit, held.id, ben, NOW)
        transfers.withdraw_offer(unit, held.id, ann)
        assert find_offer(unit, held.id) is None


def test_an_offer_is_for_a_colleague_on_duty_and_from_the_holder(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held, ann = add_held_conversation(unit)
        ben, off = add_counsellor(unit, "Ben"), add_counsellor(unit, "Eve", duty="interview")
        for taker in (ann, off, 404):
            with pytest.raises(handoff_errors.OfferRefused):
                transfers.offer_transfer(unit, held.id, ann, taker, "", NOW)
        for act in (
            lambda: transfers.offer_transfer(unit, held.id, ben, ann, "", NOW),
            lambda: transfers.withdraw_offer(unit, held.id, ben),
        ):
            with pytest.raises(handoff_errors.NotYours):
                act()


def test_an_offer_outlives_neither_the_talk_nor_its_giver(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ben, eve = add_counsellor(unit, "Ben"), add_counsellor(unit, "Eve")
        for name, change in (
            ("a", lambda held, who: close_handoff(unit, held.id, who, NOW)),
            ("b", lambda held, who: leave_handoff(unit, held.conversation, NOW)),
            ("c", lambda held, who: absence.take_over(unit, held.id, eve, NOW)),
            ("d", lambda held, who: absence.requeue_abandoned(unit, NOW + HOUR)),
        ):
            held, who = add_held_conversation(unit, name)
            transfers.offer_transfer(unit, held.id, who, ben, "Note", NOW)
            absence.mark_gone(unit, NOW + GONE_AFTER)
            change(held, who)
            assert list_open_offers(unit) == []
            assert unit.execute(sa.select(handoff_offers)).all() == []
