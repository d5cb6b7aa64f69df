"""What a counsellor reads: in the order it was said, from where and to where the person agreed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.booking.appointment_codes import CODE_MARK, CODE_WORDS
from bot.handoff.counsellor_replies import append_reply
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_endings import hand_back
from bot.handoff.handoff_repository import find_handoff
from bot.handoff.handoff_requests import request_handoff
from bot.handoff.transcript import list_messages
from bot.messages import Card, Link, Picture, Reply
from bot.privacy.word_codes import derive_code
from bot.storage.conversation_tables import outbox
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_bot_reply,
    add_conversation,
    add_message,
)

FOUR, EIGHT = (derive_code("seed", b"k" * 32, count) for count in (CODE_WORDS, 2 * CODE_WORDS))


def _chat(unit: UnitOfWork, share: str) -> tuple[int, int]:
    """A conversation that a counsellor joins; (the handoff, the counsellor)."""
    ann, someone = add_counsellor(unit, "Ann"), add_conversation(unit)
    add_bot_reply(
        unit, someone, "Bonjour", add_message(unit, someone, "", NOW, "open"), NOW, ["Oui", "Non"]
    )
    add_message(unit, someone, f"{someone}-Oui", NOW + MINUTE, "choice")
    add_bot_reply(unit, someone, "Bien.", 2, NOW + MINUTE)
    add_message(unit, someone, "un humain", NOW + 2 * MINUTE)
    made = request_handoff(unit, someone, share, "Demande : …", "Renard 42", NOW + 2 * MINUTE)
    add_bot_reply(unit, someone, "Tu es dans la file.", 3, NOW + 2 * MINUTE)
    claim_handoff(unit, made.id, ann, NOW + 3 * MINUTE)
    append_reply(unit, made.id, ann, "Bonjour, ici Ann.", NOW + 4 * MINUTE)
    add_message(unit, someone, "salut", NOW + 5 * MINUTE)
    return made.id, ann


def _read(unit: UnitOfWork, handoff: int) -> list[tuple[str, str]]:
    held = find_handoff(unit, handoff)
    assert held is not None
    return [(each.author, each.text) for each in list_messages(unit, held)]


AFTER = [
    ("bot", "Tu es dans la file."),
    ("human", "Bonjour, ici Ann."),
    ("person", "salut"),
]


def test_a_summary_shows_nothing_from_before(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        assert _read(unit, _chat(unit, "summary")[0]) == AFTER


def test_a_transcript_shows_all_with_presses_by_their_words(engine: Engine) -> None:
    with writing(engine) as unit:
        handoff, _ = _chat(unit, "transcript")
        assert _read(unit, handoff) == [
            ("bot", "Bonjour"),
            ("person", "Oui"),
            ("bot", "Bien."),
            ("person", "un humain"),
            *AFTER,
        ]
        held = find_handoff(unit, handoff)
        assert held is not None
        first, pressed, *_ = list_messages(unit, held)
        assert (first.choices_labels, first.at, first.seq) == (("Oui", "Non"), NOW, 1)
        assert (pressed.choices_labels, pressed.at, pressed.seq) == ((), NOW + MINUTE, 2)


def test_what_is_said_to_the_bot_afterwards_is_not_read(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        handoff, ann = _chat(unit, "summary")
        held = hand_back(unit, handoff, ann, "", NOW + 6 * MINUTE)
        seq = add_message(unit, held.conversation, "et pour le bot seul", NOW + 7 * MINUTE)
        add_bot_reply(unit, held.conversation, "Oui ?", seq, NOW + 7 * MINUTE)
        assert _read(unit, handoff) == AFTER


def test_the_transcript_holds_one_conversation_only(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        handoff, _ = _chat(unit, "summary")
        other = add_conversation(unit, "other")
        add_bot_reply(unit, other, "Non", add_message(unit, other, "secret", NOW + 5 * MINUTE))
        assert _read(unit, handoff) == AFTER


def test_cards_pictures_and_links_are_read_as_words(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        someone = add_conversation(unit)
        made = request_handoff(unit, someone, "none", "", "Renard 42", NOW)
        shown = Reply(
            "Voici.", (), (Card("Soudeur", "Il soude."),), Picture("/p", "Un pont"), Link("/", "Là")
        )
        unit.execute(
            outbox.insert().values(
                conversation_id=someone, seq=1, answers=0, reply=shown.to_json(), created=NOW
            )
        )
        assert _read(unit, made.id) == [("bot", "Voici.\n\nSoudeur\nIl soude.\n\nUn pont\n\nLà")]


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        (Reply(f"Code : {FOUR}", code=FOUR), f"Code : {CODE_MARK}"),
        (Reply(f"Code : {EIGHT}", code=EIGHT), "Code : [code]"),
        (Reply(f"Code : {FOUR}"), f"Code : {CODE_MARK}"),  # stored before replies said so
        (Reply(f"Code : {EIGHT}"), "Code : [code]"),
    ],
)
def test_no_code_is_read(sqlite_engine: Engine, reply: Reply, read: str) -> None:
    with writing(sqlite_engine) as unit:
        handoff, _ = _chat(unit, "transcript")
        unit.execute(outbox.update().where(outbox.c.seq == 1).values(reply=reply.to_json()))
        assert _read(unit, handoff)[0] == ("bot", read)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(turns=st.lists(st.tuples(st.booleans(), st.integers(-2, 2)), max_size=12))
def test_clocks_that_disagree_put_no_reply_before_its_question(
    sqlite_engine: Engine, turns: list[tuple[bool, int]]
) -> None:
    with writing(sqlite_engine) as unit:
        someone, heard = add_conversation(unit), 0
        made = request_handoff(unit, someone, "none", "", "Renard 42", NOW)
        for n, (from_person, skew) in enumerate(turns):
            at = NOW + (n + skew) * MINUTE
            if from_person:
                heard = add_message(unit, someone, "", at)
            else:
                add_bot_reply(unit, someone, str(heard), heard, at)
        read = list_messages(unit, made)
        asked, given_ = 0, 0
        for each in read:
            if each.author == "person":
                asked += 1
                assert each.seq == asked
            else:
                given_ += 1
                assert each.seq == given_
                assert int(each.text) <= asked
        assert len(read) == len(turns)
