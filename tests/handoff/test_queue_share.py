"""A network address takes its share of the queue only; whoever was in danger waits in any case."""

from __future__ import annotations

from handoff_samples import MINUTE, NOW, counsellor, person, queued
from sqlalchemy.engine import Engine

from bot.handoff.alerts import EPISODE, raise_alert
from bot.handoff.queue_share import MAX_OF_A_NETWORK, has_a_place_left
from bot.privacy.networks import Networks
from bot.storage.unit_of_work import writing

SCHOOL, ELSEWHERE = b"a school", b"elsewhere"


def test_the_queue_has_a_place_for_others_however_many_ask_from_one_address(
    sqlite_engine: Engine,
) -> None:
    networks = Networks()
    with writing(sqlite_engine) as unit:
        counsellor(unit, "Conseil A")
        pupil, endangered, other, unknown = (person(unit, name) for name in "abcd")
        for one, network in ((pupil, SCHOOL), (endangered, SCHOOL), (other, ELSEWHERE)):
            networks.note(one, network)
        raise_alert(unit, endangered, 1, NOW)

        def admitted(one: int, later: int = 0) -> bool:
            return has_a_place_left(unit, one, NOW + later * MINUTE, networks.beside)

        for number in range(MAX_OF_A_NETWORK):
            assert admitted(pupil)
            networks.note(queued(unit, f"queued {number}").conversation, SCHOOL)
        assert not admitted(pupil)
        assert admitted(other)
        assert admitted(unknown)
        assert admitted(endangered)
        assert not admitted(endangered, later=EPISODE // MINUTE + 1)
