"""Answers about the centre: address, hours, events, partners and school programmes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from actions import opening_day_answers
from actions.action_registry import action
from bot.booking import event_repository
from bot.booking.closing_days import Closure
from bot.booking.event_repository import Event
from bot.booking.local_time import local_day
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.guidance import audience, event_references
from bot.guidance.salience import EVENT, SERVICE, Referent
from bot.presentation import dates_and_amounts, entry_facts
from bot.settings import Settings
from bot.turn_context import Turn
from knowledge.entry_kinds import PLACE_FILE


@action("action_ask_place", interrupts=True)
def ask_place(turn: Turn) -> None:
    """Say the address and hours of the centre, whether it is open on a day that is named, or its
    partners when those are asked for."""
    if turn.values.get("more"):
        _say_partners(turn)
    elif not opening_day_answers.say_opening(turn):
        say_place(turn)


def say_place(turn: Turn) -> None:
    """Say the address and hours of the centre and make it the subject."""
    settings, own = turn.settings, find_centre_entry(turn)
    if own is not None:
        turn.talk_about(SERVICE, own)
    turn.say(
        "utter_place",
        place=settings.site_name,
        address=entry_facts.render_setting("address", settings.site_address),
        hours=entry_facts.render_setting("hours", settings.site_hours),
        phone=entry_facts.render_setting("phone", settings.site_phone),
        web={"say": "utter_web", "value": settings.site_web} if settings.site_web else "",
        notes=[
            *_access_notes(settings),
            *(_render_closure(each) for each in _coming_closures(turn)),
            *_confirmation_notes(turn),
        ],
    )


def _access_notes(settings: Settings) -> list[dict[str, Any]]:
    access = settings.site_access
    return [{"say": "utter_place_access", "access": access}] if access else []


def _confirmation_notes(turn: Turn) -> list[dict[str, Any]]:
    """The day the centre confirmed its address and hours, else a warning unless one is shown."""
    settings, site = turn.settings, turn.library.base.site
    if settings.site_confirmed:
        return [
            {
                "say": "utter_place_confirmed",
                "day": dates_and_amounts.format_day(settings.site_confirmed),
            }
        ]
    doubted = site is not None and bool(site.doubt) and site.doubt in settings.site_address
    return [] if doubted or settings.site_hours else [{"say": "utter_place_check"}]


def _coming_closures(turn: Turn) -> list[Closure]:
    """The next closing days that the team entered."""
    today = local_day(turn.now)
    place = load_venue(turn.unit, BookingPolicy.from_settings(turn.settings))
    soon = today + dt.timedelta(days=turn.settings.booking_horizon)
    return [each for each in place.closures if each.last >= today and each.first <= soon][:3]


def _render_closure(closure: Closure) -> dict[str, Any]:
    return {
        "say": "utter_closure",
        "days": dates_and_amounts.format_day_range(closure.first, closure.last),
        "reason": f" ({closure.reason})" if closure.reason else "",
    }


@dataclass(frozen=True)
class ComingEvent:
    """A coming event of the team or of the base, with its card."""

    id: str
    title: str
    start: dt.datetime
    card: dict[str, Any]


@action("action_ask_events", interrupts=True)
def ask_events(turn: Turn) -> None:
    """List the coming events, or say when and where those that are named take place."""
    every = list_coming_events(turn)
    meant = turn.values.get("event") or event_references.find_named_events(
        turn.text, [(each.id, each.title) for each in every]
    )
    found = [each for each in every if each.id in meant]
    if meant and found:
        lines = [_event_line(each.card) for each in found]
        turn.say("utter_event_when", lines=lines)
    elif every:
        found = every[:_MAX_EVENTS]
        over = {"say": "utter_events_over"} if meant else ""
        turn.say("utter_events_coming", events=[each.card for each in found], over=over)
    else:
        turn.say("utter_events_none")
    if found:
        referents = [Referent(EVENT, each.id, named=False) for each in found]
        turn.salience = turn.salience.about(referents[0]).with_list_shown(referents)


def _event_line(card: dict[str, Any]) -> dict[str, Any]:
    """Say when and where an event takes place, with its source if it has one."""
    origin = {"say": "utter_event_source", **card} if card["source"] else ""
    return {"say": "utter_event_line", **card, "origin": origin}


_MAX_EVENTS = 5


def list_coming_events(turn: Turn) -> list[ComingEvent]:
    """Return the coming events of the team and of the base, the nearest first."""
    base = turn.library.base
    own = [
        _team_event(turn, each)
        for each in event_repository.list_upcoming_events(turn.unit, turn.now)
    ]
    known = [
        ComingEvent(each.id, each.title, each.start, entry_facts.event_facts(each, base))
        for each in base.list_coming_events(turn.now)
    ]
    return sorted([*own, *known], key=lambda each: each.start)


def find_centre_entry(turn: Turn) -> Optional[str]:
    """Return the id of the entry that describes the centre, if the base has one."""
    base = turn.library.base
    return next((s.id for s in base.services.values() if base.files.get(s.id) == PLACE_FILE), None)


# The labels of « c'est où ? », and the least probability that it is asked.
_WHERE_LABELS, _MIN_WHERE = ("service.place", "ask.place", "ask.contact"), 0.5


def asks_where_it_is(turn: Turn, entry_id: str) -> bool:
    """Whether the message asks where the centre is rather than what it is."""
    if turn.reading is None or entry_id != find_centre_entry(turn):
        return False
    return any(
        sum(s.labels[label] for label in _WHERE_LABELS) >= _MIN_WHERE for s in turn.reading.segments
    )


def _team_event(turn: Turn, event: Event) -> ComingEvent:
    """Return an event that the team entered; the centre is the source of its card."""
    written = dates_and_amounts.format_day(event.created)
    card = {
        "title": event.title,
        "when": dates_and_amounts.format_moment(event.starts),
        "where": event.place,
        "audience": event.audience,
        "summary": event.summary,
        "source": turn.settings.site_name,
        "date": written,
    }
    return ComingEvent(event.reference, event.title, event.starts, card)


def say_programmes(turn: Turn) -> None:
    """Say the programmes of the Cité des Métiers for schools."""
    base = turn.library.base
    known = [base.services[each] for each in audience.SCHOOL_PROGRAMMES if each in base.services]
    cards = [entry_facts.service_facts(each, base) for each in known]
    turn.say("utter_programmes" if cards else "utter_programmes_none", services=cards)


def _say_partners(turn: Turn) -> None:
    options = [{"other": each.id, "label": each.title} for each in turn.library.base.partners]
    turn.say("utter_partners", options=options)
