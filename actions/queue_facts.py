"""Facts about the queue, for the sentences that say a place in it."""

from __future__ import annotations

from bot.handoff.queue_wait import QueuePlace


def render_people_before(place: QueuePlace) -> dict[str, str]:
    """Return the response that says how many people or groups wait before."""
    people = place.people_before
    if place.grouped:
        return {"say": "utter_human_groups_before", "count": str(people)}
    if people == 0:
        return {"say": "utter_human_next"}
    say = "utter_human_one_before" if people == 1 else "utter_human_before"
    return {"say": say, "count": str(people)}
