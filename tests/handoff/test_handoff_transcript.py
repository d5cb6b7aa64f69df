"""What a counsellor reads: in the order it was said, from where and to where the person agreed."""

from __future__ import annotations

from handoff_samples import MINUTE, NOW, bot_says, counsellor, person, says
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.handoff.asking import ask
from bot.handoff.claiming import claim
from bot.handoff.ending import hand_back
from bot.handoff.handoff import find
from bot.handoff.replying import reply
from bot.handoff.transcript import messages
from bot.messages import Card, Link, Picture, Reply
from bot.storage.tables import outbox
from bot.storage.unit_of_work import UnitOfWork, writing


def _chat(unit: UnitOfWork, share: str) -> tuple[int, int]:
    """A conversation that a counsellor joins; (the handoff, the counsellor)."""
    ann, someone = counsellor(unit, "Ann"), person(unit)
    bot_says(unit, someone, "Bonjour", says(unit, someone, "", NOW, "open"), NOW, ["Oui", "Non"])
    says(unit, someone, f"{someone}-Oui", NOW + MINUTE, "choice")
    bot_says(unit, someone, "Bien.", 2, NOW + MINUTE)
    says(unit, someone, "un humain", NOW + 2 * MINUTE)
    made = ask(unit, someone, share, "Demande : …", "Renard 42", NOW + 2 * MINUTE)
    bot_says(unit, someone, "Tu es dans la file.", 3, NOW + 2 * MINUTE)
    claim(unit, made.id, ann, NOW + 3 * MINUTE)
    reply(unit, made.id, ann, "Bonjour, ici Ann.", NOW + 4 * MINUTE)
    says(unit, someone, "salut", NOW + 5 * MINUTE)
    return made.id, ann


def _read(unit: UnitOfWork, handoff: int) -> list[tuple[str, str]]:
    held = find(unit, handoff)
    assert held is not None
    return [(each.author, each.text) for each in messages(unit, held)]


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
        held = find(unit, handoff)
        assert held is not None
        first, pressed, *_ = messages(unit, held)
        assert (first.choices_labels, first.at, first.seq) == (("Oui", "Non"), NOW, 1)
        assert (pressed.choices_labels, pressed.at, pressed.seq) == ((), NOW + MINUTE, 2)


def test_what_is_said_to_the_bot_afterwards_is_not_read(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        handoff, ann = _chat(unit, "summary")
        held = hand_back(unit, handoff, ann, "", NOW + 6 * MINUTE)
        seq = says(unit, held.conversation, "et pour le bot seul", NOW + 7 * MINUTE)
        bot_says(unit, held.conversation, "Oui ?", seq, NOW + 7 * MINUTE)
        assert _read(unit, handoff) == AFTER


def test_nobody_else_is_read(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        handoff, _ = _chat(unit, "summary")
        other = person(unit, "other")
        bot_says(unit, other, "Non", says(unit, other, "secret", NOW + 5 * MINUTE))
        assert _read(unit, handoff) == AFTER


def test_cards_pictures_and_links_are_read_as_words(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        someone = person(unit)
        made = ask(unit, someone, "none", "", "Renard 42", NOW)
        shown = Reply(
            "Voici.", (), (Card("Soudeur", "Il soude."),), Picture("/p", "Un pont"), Link("/", "Là")
        )
        unit.execute(
            outbox.insert().values(
                conversation_id=someone, seq=1, answers=0, reply=shown.to_json(), created=NOW
            )
        )
        assert _read(unit, made.id) == [("bot", "Voici.\n\nSoudeur\nIl soude.\n\nUn pont\n\nLà")]


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
        someone, heard = person(unit), 0
        made = ask(unit, someone, "none", "", "Renard 42", NOW)
        for n, (from_person, skew) in enumerate(turns):
            at = NOW + (n + skew) * MINUTE
            if from_person:
                heard = says(unit, someone, "", at)
            else:
                bot_says(unit, someone, str(heard), heard, at)
        read = messages(unit, made)
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
