"""Details of appointments added to an answer of the knowledge base.

Lengths, modes, languages and delays come from the settings and the opening hours, so the knowledge
base does not repeat them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Union

from babel import Locale

from actions.booking_steps import find_venue, list_offered_kinds, usable_modes
from bot.booking import slot_offers
from bot.presentation import booking_facts, entry_facts
from bot.turn_context import Turn

_FRENCH_LOCALE = Locale("fr")


def say_practical_details(turn: Turn, question: str) -> None:
    """Say the details that belong to the answer of this question id, if there are any."""
    if question in _SAY_BY_QUESTION:
        _SAY_BY_QUESTION[question](turn)


def _say_lengths(turn: Turn) -> None:
    kinds = list_offered_kinds(turn)
    if kinds:
        lengths = [booking_facts.render_kind(each.name, each.minutes) for each in kinds]
        turn.say("utter_appointment_lengths", kinds=lengths)


def _say_modes(turn: Turn) -> None:
    venue, usable = find_venue(turn), usable_modes(turn)
    offered = {
        mode
        for kind in slot_offers.list_kinds(venue, usable)
        for mode in slot_offers.list_modes(venue, kind, usable)
    }
    if offered:
        labels = [{"say": f"utter_way_button_{mode}"} for mode in usable if mode in offered]
        turn.say("utter_appointment_ways", ways=labels)


def _say_languages(turn: Turn) -> None:
    spoken = [each.languages for each in find_venue(turn).counsellors if not each.closed]
    if spoken:
        languages = [_render_language(code) for code in sorted(frozenset().union(*spoken))]
        turn.say("utter_appointment_languages", languages=languages)


def _render_language(code: str) -> Union[str, dict[str, Any]]:
    """Name a language in French; Babel lacks the sign language of French-speaking Belgium."""
    if code == "sfb":
        return {"say": "utter_language_sfb"}
    return _FRENCH_LOCALE.languages.get(code, code)


def _say_if_late(turn: Turn) -> None:
    phone = entry_facts.render_setting("phone", turn.settings.site_phone)
    turn.say("utter_appointment_late", phone=phone)


_SAY_BY_QUESTION: dict[str, Callable[[Turn], None]] = {
    "rdv-duree": _say_lengths,
    "rdv-facon": _say_modes,
    "rdv-langue": _say_languages,
    "rdv-apporter": lambda turn: turn.say("utter_appointment_bring"),
    "rdv-retard": _say_if_late,
    "rdv-anonyme": lambda turn: turn.say(
        "utter_appointment_anonymous", days=str(turn.settings.contact_days)
    ),
    "rdv-annule": lambda turn: turn.say(
        "utter_appointment_cancelled", days=str(turn.settings.contact_days)
    ),
}
