"""Replies that were begun, and what of a conversation is unread."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.console.desk.own_talks import read_own_talks
from bot.handoff import handoff_endings, handoff_errors, read_marks, reply_drafts
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_repository import Handoff
from bot.handoff.handoff_requests import request_handoff
from bot.handoff.talk_mark_repository import list_talk_marks
from bot.privacy.vault import Vault
from bot.settings import generate_vault_key
from bot.storage.handoff_tables import handoff_drafts, handoffs
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_bot_reply,
    add_conversation,
    add_message,
    add_queued_conversation,
)

VAULT = Vault([generate_vault_key()])
DRAFT = "Je vous appelle au 0475 12 34 56 ?"


def talk(unit: UnitOfWork) -> tuple[Handoff, int, int]:
    """A talk, who holds it, and a colleague."""
    ann, ben = add_counsellor(unit, "Ann", duty="on"), add_counsellor(unit, "Ben", duty="on")
    return claim_handoff(unit, add_queued_conversation(unit).id, ann, NOW), ann, ben


def test_p8_a_draft_is_kept_encrypted_and_for_its_author_alone(engine: Engine) -> None:
    with writing(engine) as unit:
        held, ann, ben = talk(unit)
        reply_drafts.save_draft(unit, held.id, ann, "Je", VAULT)
        reply_drafts.save_draft(unit, held.id, ann, DRAFT, VAULT)
        (stored,) = unit.execute(sa.select(handoff_drafts.c.sealed)).scalars()
        assert "0475" not in stored
        assert reply_drafts.read_draft(unit, held.id, ann, VAULT) == DRAFT
        assert reply_drafts.read_draft(unit, held.id, ben, VAULT) == ""
        with pytest.raises(handoff_errors.NotYours):
            reply_drafts.save_draft(unit, held.id, ben, "moi aussi", VAULT)
        reply_drafts.save_draft(unit, held.id, ann, "  \n", VAULT)
        assert unit.execute(sa.select(handoff_drafts)).all() == []


def test_a_draft_whose_key_is_gone_reads_as_none(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held, ann, _ = talk(unit)
        reply_drafts.save_draft(unit, held.id, ann, DRAFT, VAULT)
        assert reply_drafts.read_draft(unit, held.id, ann, Vault([generate_vault_key()])) == ""


def test_p6_a_draft_goes_at_the_end_and_with_its_handoff(engine: Engine) -> None:
    with writing(engine) as unit:
        held, ann, _ = talk(unit)
        reply_drafts.save_draft(unit, held.id, ann, DRAFT, VAULT)
        handoff_endings.close_handoff(unit, held.id, ann, NOW)
        assert unit.execute(sa.select(handoff_drafts)).all() == []
        with pytest.raises(handoff_errors.AlreadyEnded):
            reply_drafts.save_draft(unit, held.id, ann, "trop tard", VAULT)
        again = claim_handoff(unit, add_queued_conversation(unit, "else").id, ann, NOW)
        reply_drafts.save_draft(unit, again.id, ann, DRAFT, VAULT)
        unit.execute(handoffs.delete())
        assert unit.execute(sa.select(handoff_drafts)).all() == []


def test_what_came_since_it_was_read_is_unread_and_never_less(engine: Engine) -> None:
    with writing(engine) as unit:
        held, ann, ben = talk(unit)
        for text in ("bonjour", "vous êtes là ?"):
            add_message(unit, held.conversation, text, status="done")
        add_message(unit, held.conversation, "", kind="open", status="done")
        assert [each.unread for each in list_talk_marks(unit, ann)] == [2]
        assert list_talk_marks(unit, ben) == []
        read_marks.mark_read(unit, held.id, ann, 2)
        read_marks.mark_read(unit, held.id, ann, 1)
        assert [each.unread for each in list_talk_marks(unit, ann)] == [0]
        read_marks.mark_read(unit, held.id, ann, 9_999)  # not beyond what there is
        add_message(unit, held.conversation, "allo", status="done")
        assert [each.unread for each in list_talk_marks(unit, ann)] == [1]
        with pytest.raises(handoff_errors.NotYours):
            read_marks.mark_read(unit, held.id, ben, 4)


def test_what_the_person_did_not_share_is_not_unread(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        conversation = add_conversation(unit)
        add_message(unit, conversation, "avant la demande", status="done")
        ann = add_counsellor(unit, "Ann", duty="on")
        held = request_handoff(unit, conversation, "none", "", "Renard 42", NOW)
        held = claim_handoff(unit, held.id, ann, NOW)
        assert [each.unread for each in list_talk_marks(unit, ann)] == [0]
        assert read_own_talks(unit, ann)[0].last is None
        seq = add_message(unit, conversation, "depuis", NOW + MINUTE, status="done")
        assert read_own_talks(unit, ann)[0].last.text == "depuis"
        add_bot_reply(unit, conversation, "Des numéros d’aide.", seq, NOW + 2 * MINUTE)
        last = read_own_talks(unit, ann)[0].last
        assert (last.author, last.text) == ("bot", "Des numéros d’aide.")
