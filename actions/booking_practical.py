"""What the service itself knows of appointments, beside an answer of the base about them.

Lengths, ways, languages and delays are settings and hours: the base does not repeat them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Union

from babel import Locale

from actions import booking_facts as booking
from actions import facts
from actions.booking_steps import place_of, usable
from actions.turn import Turn
from bot.booking import offers

_FRENCH = Locale("fr")


def tell(turn: Turn, question: str) -> None:
    """What is known here beside the answer to a question of the base, by its id."""
    if question in _KNOWN:
        _KNOWN[question](turn)


def _lengths(turn: Turn) -> None:
    kinds = offers.kinds(place_of(turn), usable(turn))
    if kinds:
        turn.say("utter_appointment_lengths", kinds=[booking.kind(each) for each in kinds])


def _ways(turn: Turn) -> None:
    place, can = place_of(turn), usable(turn)
    there = {way for kind in offers.kinds(place, can) for way in offers.ways(place, kind, can)}
    if there:
        named = [{"say": f"utter_way_button_{way}"} for way in can if way in there]
        turn.say("utter_appointment_ways", ways=named)


def _languages(turn: Turn) -> None:
    there = [each.languages for each in place_of(turn).counsellors if not each.closed]
    if there:
        named = [_language(code) for code in sorted(frozenset().union(*there))]
        turn.say("utter_appointment_languages", languages=named)


def _language(code: str) -> Union[str, dict[str, Any]]:
    """A language in French; Babel lacks the sign language of French-speaking Belgium."""
    return {"say": "utter_language_sfb"} if code == "sfb" else _FRENCH.languages.get(code, code)


def _late(turn: Turn) -> None:
    turn.say("utter_appointment_late", phone=facts.known("phone", turn.settings.site_phone))


_KNOWN: dict[str, Callable[[Turn], None]] = {
    "rdv-duree": _lengths,
    "rdv-facon": _ways,
    "rdv-langue": _languages,
    "rdv-apporter": lambda turn: turn.say("utter_appointment_bring"),
    "rdv-retard": _late,
    "rdv-anonyme": lambda turn: turn.say(
        "utter_appointment_anonymous", days=str(turn.settings.contact_days)
    ),
    "rdv-annule": lambda turn: turn.say(
        "utter_appointment_cancelled", days=str(turn.settings.contact_days)
    ),
}
