"""What the team wrote down in the console is told with what the base has, the nearest first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.storage.staff_tables import events


def write(turn: Any, title: str, days: int) -> None:
    starts = turn.now + dt.timedelta(days=days)
    row = {
        "title": title,
        "summary": "Des métiers à essayer.",
        "audience": "Tout le monde",
        "place": "Val Benoît",
        "starts": starts,
        "ends": starts + dt.timedelta(hours=2),
        "written_by": 1,
        "created": turn.now,
    }
    turn.unit.execute(events.insert().values(row))


def test_what_is_to_come_is_told_and_what_is_over_is_not(make_turn: Any, act: Any) -> None:
    turn = make_turn("des événements ?")
    for title, days in (("Plus tard", 9), ("Bientôt", 2), ("Passé", -3)):
        write(turn, title, days)
    (said,) = act(turn, "action_ask_events")
    assert said["response"] == "utter_events_coming"
    assert [card["title"] for card in said["events"]] == ["Bientôt", "Plus tard"]
    first = said["events"][0]
    assert first["when"] == "vendredi 27 novembre à 11h"
    assert (first["source"], first["date"]) == ("Cité des Métiers de Liège", "25 novembre 2026")
