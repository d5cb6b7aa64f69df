"""The centre itself: where, when, and what it offers. Empty settings are told as empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

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
from bot.turn_context import Turn
from knowledge.entry_kinds import PLACE_FILE


@action("action_ask_place", interrupts=True)
def ask_place(turn: Turn) -> None:
    """Where and when; or, when that was pressed, who else can help."""
    if turn.values.get("more"):
        _say_partners(turn)
    else:
        say_place(turn)


def say_place(turn: Turn) -> None:
    """Where and when; from then on the centre is what is spoken about."""
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
            *(_render_closure(each) for each in _coming_closures(turn)),
            *_confirmation_notes(turn),
        ],
    )


def _confirmation_notes(turn: Turn) -> list[dict[str, Any]]:
    """That the centre confirmed its address and hours, and when; else one warning, where the
    address does not carry it."""
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
    """The next days on which it is closed, as its team wrote them down."""
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
    """Something that is to come, with its card."""

    id: str
    title: str
    start: dt.datetime
    card: dict[str, Any]


@action("action_ask_events", interrupts=True)
def ask_events(turn: Turn) -> None:
    """What is still to come, the nearest first; of those that are meant, when and where. They are
    what is spoken about from then on."""
    every = list_coming_events(turn)
    meant = turn.values.get("event") or event_references.find_named_events(
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
        turn.salience = turn.salience.about(told[0]).with_list_shown(told)


_MAX_EVENTS = 5


def list_coming_events(turn: Turn) -> list[ComingEvent]:
    """What the team wrote down and what the base has, the nearest first; nothing that is over."""
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
    """The entry of the base that tells what the centre is; None where it has none."""
    base = turn.library.base
    return next((s.id for s in base.services.values() if base.files.get(s.id) == PLACE_FILE), None)


# Labels of « c'est où ? », and from which likelihood on it is asked.
_WHERE_LABELS, _MIN_WHERE = ("service.place", "ask.place", "ask.contact"), 0.5


def asks_where_it_is(turn: Turn, entry_id: str) -> bool:
    """Whether it is asked where the centre is, rather than what: its address answers that."""
    if turn.reading is None or entry_id != find_centre_entry(turn):
        return False
    return any(sum(map(s.of, _WHERE_LABELS)) >= _MIN_WHERE for s in turn.reading.segments)


def _team_event(turn: Turn, event: Event) -> ComingEvent:
    """One that the team wrote down: its own word is the source of its card."""
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
    return ComingEvent(f"event-{event.id}", event.title, event.starts, card)


def say_programmes(turn: Turn) -> None:
    """What the Cité had for schools, with its date; without any, that is said."""
    base = turn.library.base
    known = [base.services[each] for each in audience.SCHOOL_PROGRAMMES if each in base.services]
    cards = [entry_facts.service_facts(each, base) for each in known]
    turn.say("utter_programmes" if cards else "utter_programmes_none", services=cards)


def _say_partners(turn: Turn) -> None:
    partners = turn.library.base.partners
    turn.say("utter_partners", options=[{"other": one.id, "label": one.title} for one in partners])
