"""A counsellor's words: numbered like the bot's, and never after the person was handed back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.handoff import handoff_errors
from bot.handoff.counsellor_replies import append_reply
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_endings import hand_back, leave_handoff
from bot.handoff.ownership_lock import set_owner
from bot.messages import Reply
from bot.privacy.message_validation import MessageEmpty
from bot.storage.conversation_tables import conversations, outbox
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    NOW,
    add_bot_reply,
    add_conversation,
    add_message,
    add_queued_conversation,
    run_concurrently,
)


def test_a_reply_goes_to_the_outbox_with_the_next_number(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, waiting = add_counsellor(unit, "Ann"), add_queued_conversation(unit)
        add_bot_reply(
            unit, waiting.conversation, "Tu attends.", add_message(unit, waiting.conversation, "a")
        )
        claim_handoff(unit, waiting.id, ann, NOW)
        add_message(unit, waiting.conversation, "b")
        assert append_reply(unit, waiting.id, ann, " Bonjour, c'est Ann.\r\n", NOW) == 2
        assert append_reply(unit, waiting.id, ann, "Je lis.", NOW) == 3
        rows = unit.execute(sa.select(outbox).order_by(outbox.c.seq)).all()[1:]
        assert [row.answers for row in rows] == [2, 2]
        assert rows[0].reply == {"text": "Bonjour, c'est Ann.", "author": "human"}
        assert Reply.from_json(rows[0].reply) == Reply("Bonjour, c'est Ann.", author="human")
        assert unit.execute(sa.select(conversations.c.last_reply)).scalar_one() == 3


def test_the_bot_signs_nothing() -> None:
    assert Reply("Bonjour").to_json() == {"text": "Bonjour"}
    assert Reply.from_json({"text": "Bonjour"}).author == ""


def test_a_reply_after_an_erasure_answers_its_number(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, waiting = add_counsellor(unit, "Ann"), add_queued_conversation(unit)
        unit.execute(conversations.update().values(erased_through=7))
        claim_handoff(unit, waiting.id, ann, NOW)
        append_reply(unit, waiting.id, ann, "Bonjour", NOW)
        assert unit.execute(sa.select(outbox.c.answers)).scalar_one() == 7


def test_nothing_is_said_before_a_claim_nor_by_another(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, waiting = (
            add_counsellor(unit, "Ann"),
            add_counsellor(unit, "Ben"),
            add_queued_conversation(unit),
        )
        with pytest.raises(handoff_errors.NotClaimed):
            append_reply(unit, waiting.id, ann, "Bonjour", NOW)
        claim_handoff(unit, waiting.id, ann, NOW)
        with pytest.raises(handoff_errors.NotYours):
            append_reply(unit, waiting.id, ben, "Bonjour", NOW)
        with pytest.raises(MessageEmpty):
            append_reply(unit, waiting.id, ann, "\u200b", NOW)
        assert unit.execute(sa.select(sa.func.count(outbox.c.id))).scalar() == 0


@pytest.mark.parametrize("way", ["handed back", "left", "erased", "owner taken"])
def test_nothing_is_said_after_the_end(sqlite_engine: Engine, way: str) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone = add_counsellor(unit, "Ann"), add_queued_conversation(unit)
        held = claim_handoff(unit, someone.id, ann, NOW)
        if way == "handed back":
            hand_back(unit, held.id, ann, "", NOW)
        elif way == "left":
            leave_handoff(unit, held.conversation, NOW)
        elif way == "erased":
            unit.execute(conversations.delete())
        else:
            set_owner(unit, held.conversation, "bot")
        with pytest.raises(handoff_errors.AlreadyEnded):
            append_reply(unit, held.id, ann, "Encore un mot", NOW)
        assert unit.execute(sa.select(sa.func.count(outbox.c.id))).scalar() == 0


def test_two_windows_and_a_hand_back_lose_no_number(engine: Engine) -> None:
    """Each reply has its own number; what comes after the hand-back is refused, not lost."""
    rounds = 40
    with writing(engine) as unit:
        staff = [add_counsellor(unit, f"c{n}") for n in range(rounds)]
        held = [
            claim_handoff(unit, add_queued_conversation(unit, f"p{n}").id, staff[n], NOW)
            for n in range(rounds)
        ]
        unit.commit()
    results = run_concurrently(
        engine,
        rounds,
        lambda unit, n: append_reply(unit, held[n].id, staff[n], "a", NOW),
        lambda unit, n: append_reply(unit, held[n].id, staff[n], "b", NOW),
        lambda unit, n: hand_back(unit, held[n].id, staff[n], "", NOW).outcome,
    )
    for n, (*numbers, ended) in enumerate(results):
        said = [number for number in numbers if isinstance(number, int)]
        refused = [type(number) for number in numbers if not isinstance(number, int)]
        assert sorted(said) == list(range(1, len(said) + 1)), n
        assert set(refused) <= {handoff_errors.AlreadyEnded}
        assert ended == "handed_back"


def test_other_people_are_not_touched(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, other = add_counsellor(unit, "Ann"), add_conversation(unit, "other")
        add_bot_reply(unit, other, "Bonjour", add_message(unit, other, "salut"))
        append_reply(
            unit,
            claim_handoff(unit, add_queued_conversation(unit).id, ann, NOW).id,
            ann,
            "Bonjour",
            NOW,
        )
        numbers = sa.select(conversations.c.person, conversations.c.last_reply)
        assert dict(unit.execute(numbers).all()) == {"other": 1, "someone": 1}


@pytest.mark.parametrize("said", ["0475 12 34 56", "lea@exemple.be", "BE68 5390 0754 7034"])
def test_p5_a_counsellor_repeats_no_number_address_or_account(
    sqlite_engine: Engine, said: str
) -> None:
    with writing(sqlite_engine) as unit:
        ann = add_counsellor(unit, "Ann")
        held = claim_handoff(unit, add_queued_conversation(unit).id, ann, NOW)
        with pytest.raises(handoff_errors.IdentifyingText):
            append_reply(unit, held.id, ann, f"Je note : {said}", NOW)
        with pytest.raises(handoff_errors.IdentifyingText):
            hand_back(unit, held.id, ann, f"Je note : {said}", NOW)
        assert unit.execute(sa.select(sa.func.count(outbox.c.id))).scalar() == 0
        assert unit.execute(sa.select(handoffs.c.note)).scalar_one() == ""


def test_p5_a_counsellor_may_give_what_is_public(sqlite_engine: Engine) -> None:
    public = ("04/330.42.50", "accueil@exemple.be")
    words = "Appelle le 04 330 42 50, ou le 107 la nuit."
    with writing(sqlite_engine) as unit:
        ann = add_counsellor(unit, "Ann")
        held = claim_handoff(unit, add_queued_conversation(unit).id, ann, NOW)
        assert append_reply(unit, held.id, ann, words, NOW, public) == 1
        assert hand_back(unit, held.id, ann, words, NOW, public=public).note == words
