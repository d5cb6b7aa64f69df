"""The centre itself: where, when, and what it offers. Empty settings are told as empty."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

from actions import booking_facts, facts
from actions.registering import action
from actions.turn import Turn
from bot.booking import events
from bot.booking.events import Event
from bot.guidance import doors
from bot.guidance.salience import SERVICE
from knowledge.base import PLACE


@action("action_ask_place", interrupts=True)
def ask_place(turn: Turn) -> None:
    """Where and when; or, when that was pressed, who else can help."""
    if turn.values.get("more"):
        _partners(turn)
    else:
        tell(turn)


def tell(turn: Turn) -> None:
    """Where and when; from then on the centre is what is spoken about."""
    settings, own = turn.settings, centre(turn)
    if own is not None:
        turn.talk_about(SERVICE, own)
    turn.say(
        "utter_place",
        place=settings.site_name,
        address=facts.known("address", settings.site_address),
        hours=facts.known("hours", settings.site_hours),
        phone=facts.known("phone", settings.site_phone),
        web={"say": "utter_web", "value": settings.site_web} if settings.site_web else "",
    )


@action("action_ask_events", interrupts=True)
def ask_events(turn: Turn) -> None:
    """What is still to come, the nearest first; without any, the programmes that are known."""
    base = turn.library.base
    own = [_of_the_team(turn, each) for each in events.coming(turn.unit, turn.now)]
    known = [(each.start, facts.event(each, base)) for each in base.coming_events(turn.now)]
    coming = [card for _, card in sorted([*own, *known], key=lambda both: both[0])]
    if coming:
        turn.say("utter_events_coming", events=coming[:5])
        return
    turn.say("utter_events_none")


def centre(turn: Turn) -> Optional[str]:
    """The entry of the base that tells what the centre is; None where it has none."""
    base = turn.library.base
    return next((s.id for s in base.services.values() if base.files.get(s.id) == PLACE), None)


# Labels of « c'est où ? », and from which likelihood on it is asked.
_WHERE, _ASKED = ("service.place", "ask.place", "ask.contact"), 0.5


def is_where(turn: Turn, entry_id: str) -> bool:
    """Whether it is asked where the centre is, rather than what: its address answers that."""
    if turn.reading is None or entry_id != centre(turn):
        return False
    return any(sum(map(s.of, _WHERE)) >= _ASKED for s in turn.reading.segments)


def _of_the_team(turn: Turn, event: Event) -> tuple[dt.datetime, dict[str, Any]]:
    """When it starts, and its card: the team's own word is its source."""
    written = facts.day(event.created)
    card = {
        "title": event.title,
        "when": booking_facts.moment(event.starts),
        "where": event.place,
        "audience": event.audience,
        "summary": event.summary,
        "source": turn.settings.site_name,
        "date": written,
    }
    return event.starts, card


def programmes(turn: Turn) -> None:
    """What the Cité had for schools, with its date; without any, that is said."""
    base = turn.library.base
    known = [base.services[each] for each in doors.PROGRAMMES if each in base.services]
    cards = [facts.service(each, base) for each in known]
    turn.say("utter_programmes" if cards else "utter_programmes_none", services=cards)


def _partners(turn: Turn) -> None:
    partners = turn.library.base.partners
    turn.say("utter_partners", options=[{"other": one.id, "label": one.title} for one in partners])
