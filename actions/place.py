"""The centre itself: where, when, and what it offers. Empty settings are told as empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from actions import booking_facts, facts
from actions.registering import action
from actions.turn import Turn
from bot.booking import events
from bot.booking.calendar import Closure
from bot.booking.events import Event
from bot.booking.local_time import local_day
from bot.booking.place import Rules
from bot.booking.places import read_place
from bot.guidance import doors, events_named
from bot.guidance.salience import EVENT, SERVICE, Referent
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
        notes=[*(_closure(each) for each in _closures(turn)), *_sure(turn)],
    )


def _sure(turn: Turn) -> list[dict[str, Any]]:
    """That the centre confirmed its address and hours, and when; else one warning, where the
    address does not carry it."""
    settings, site = turn.settings, turn.library.base.site
    if settings.site_confirmed:
        return [{"say": "utter_place_confirmed", "day": facts.day(settings.site_confirmed)}]
    doubted = site is not None and bool(site.doubt) and site.doubt in settings.site_address
    return [] if doubted or settings.site_hours else [{"say": "utter_place_check"}]


def _closures(turn: Turn) -> list[Closure]:
    """The next days on which it is closed, as its team wrote them down."""
    today = local_day(turn.now)
    place = read_place(turn.unit, Rules.from_settings(turn.settings))
    soon = today + dt.timedelta(days=turn.settings.booking_horizon)
    return [each for each in place.closures if each.last >= today and each.first <= soon][:3]


def _closure(closure: Closure) -> dict[str, Any]:
    return {
        "say": "utter_closure",
        "days": facts.days(closure.first, closure.last),
        "reason": f" ({closure.reason})" if closure.reason else "",
    }


@dataclass(frozen=True)
class Coming:
    """Something that is to come, with its card."""

    id: str
    title: str
    start: dt.datetime
    card: dict[str, Any]


@action("action_ask_events", interrupts=True)
def ask_events(turn: Turn) -> None:
    """What is still to come, the nearest first; of those that are meant, when and where. They are
    what is spoken about from then on."""
    every = coming(turn)
    meant = turn.values.get("event") or events_named.named(
        turn.text, [(each.id, each.title) for each in every]
    )
    found = [each for each in every if each.id in meant]
    if meant and found:
        lines = [{"say": "utter_event_line", **each.card} for each in found]
        turn.say("utter_event_when", lines=lines)
    elif every:
        found = every[:_MAX_EVENTS]
        over = {"say": "utter_events_over"} if meant else ""
        turn.say("utter_events_coming", events=[each.card for each in found], over=over)
    else:
        turn.say("utter_events_none")
    if found:
        told = [Referent(EVENT, each.id, named=False) for each in found]
        turn.salience = turn.salience.about(told[0]).showing(told)


_MAX_EVENTS = 5


def coming(turn: Turn) -> list[Coming]:
    """What the team wrote down and what the base has, the nearest first; nothing that is over."""
    base = turn.library.base
    own = [_of_the_team(turn, each) for each in events.coming(turn.unit, turn.now)]
    known = [
        Coming(each.id, each.title, each.start, facts.event(each, base))
        for each in base.coming_events(turn.now)
    ]
    return sorted([*own, *known], key=lambda each: each.start)


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


def _of_the_team(turn: Turn, event: Event) -> Coming:
    """One that the team wrote down: its own word is the source of its card."""
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
    return Coming(f"event-{event.id}", event.title, event.starts, card)


def programmes(turn: Turn) -> None:
    """What the Cité had for schools, with its date; without any, that is said."""
    base = turn.library.base
    known = [base.services[each] for each in doors.PROGRAMMES if each in base.services]
    cards = [facts.service(each, base) for each in known]
    turn.say("utter_programmes" if cards else "utter_programmes_none", services=cards)


def _partners(turn: Turn) -> None:
    partners = turn.library.base.partners
    turn.say("utter_partners", options=[{"other": one.id, "label": one.title} for one in partners])
