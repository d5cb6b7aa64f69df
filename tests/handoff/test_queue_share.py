"""A network address takes its share of the queue only; whoever was in danger waits in any case."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from bot.handoff.queue_quota import MAX_QUEUED_PER_NETWORK, has_queue_place_left
from bot.handoff.staff_alerts import EPISODE_WINDOW, raise_alert
from bot.privacy.network_hashes import NetworkHashes
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import MINUTE, NOW, add_conversation, add_queued_conversation

SCHOOL, ELSEWHERE = b"a school", b"elsewhere"


def test_the_queue_has_a_place_for_others_however_many_ask_from_one_address(
    sqlite_engine: Engine,
) -> None:
    networks = NetworkHashes()
    with writing(sqlite_engine) as unit:
        add_counsellor(unit, "Conseil A")
        pupil, endangered, other, unknown = (add_conversation(unit, name) for name in "abcd")
        for one, network in ((pupil, SCHOOL), (endangered, SCHOOL), (other, ELSEWHERE)):
            networks.note(one, network)
        raise_alert(unit, endangered, 1, NOW)

        def admitted(one: int, later: int = 0) -> bool:
            return has_queue_place_left(unit, one, NOW + later * MINUTE, networks.beside)

        for number in range(MAX_QUEUED_PER_NETWORK):
            assert admitted(pupil)
            networks.note(add_queued_conversation(unit, f"queued {number}").conversation, SCHOOL)
        assert not admitted(pupil)
        assert admitted(other)
        assert admitted(unknown)
        assert admitted(endangered)
        assert not admitted(endangered, later=EPISODE_WINDOW // MINUTE + 1)
