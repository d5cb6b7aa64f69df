"""The last ids are known whatever a sequence is called."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from bot.storage.handoff_tables import handoffs
from bot.storage.id_sequences import advance_sequences, read_last_ids
from bot.storage.unit_of_work import writing
from tests.support.populated_tables import NOW, fill_tables


def test_a_table_that_was_made_anew_gives_no_id_twice(engine: Engine) -> None:
    fill_tables(engine)
    with writing(engine) as unit:
        assert read_last_ids(unit.connection)[handoffs.name] == 2
        advance_sequences(unit, {handoffs.name: 40})
        unit.commit()
    with writing(engine) as unit:
        values = {"conversation_id": 1, "state": "ended", "created": NOW}
        assert unit.execute(handoffs.insert().values(values)).inserted_primary_key == (41,)
