"""The writer's age and who hurts them, which decide on the helplines (CARE S3, S4).

Uses patterns only (people.yml). Nothing is stored: it is derived again from the conversation.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Optional

from bot.care.patterns import Pattern, compile_patterns, load_macros, read_pattern_file
from bot.care.signals import FRIEND, Signal
from bot.language.pattern_normalisation import normalise_for_patterns

HOME_VIOLENCE, PARTNER_VIOLENCE = "home_violence", "partner_violence"
RUNNING_AWAY = "running_away"
ADULT_AGE_YEARS = 18


def is_adult(text: str) -> Optional[bool]:
    """Return whether the writer is an adult, or None if the words do not tell.

    A stated age decides. Somebody who lives with their parents or goes to school is taken to be
    young, so that no young person loses their helplines.
    """
    words = normalise_for_patterns(text)
    age = _find_match("age", words)
    if age:
        age_words = next(filter(None, age.groups()))
        return not age_words.isdigit() or int(age_words) >= ADULT_AGE_YEARS
    if _find_match("young", words):
        return False
    return True if _find_match("grown", words) else None


def is_about_an_adult(text: str) -> Optional[bool]:
    """Return True if a worry about somebody else concerns an adult and names no child."""
    words = normalise_for_patterns(text)
    return True if _find_match("other_grown", words) and not _find_match("child", words) else None


def are_reported(words: str, start: int, end: int) -> bool:
    """Return whether the matched words are said by somebody else: « il a dit « à quoi bon » ».

    Not when they are said to the writer: « il m'a dit va mourir ». `words` is the output of
    `normalise_for_patterns`.
    """
    said = words[start:end].split()
    return said[:1] not in (["va"], ["tu"], ["te"], ["t"]) and bool(
        _find_match("reported", words[:start].rstrip() + " ")
    )


def is_hurt_at_home(text: str) -> bool:
    """Return whether the words of somebody who is unwell or wants to leave tell of violence at
    home.
    """
    return _find_match("hurt_at_home", normalise_for_patterns(text)) is not None


def narrow_signal(signal: Signal, text: str) -> Signal:
    """Return the signal with a more precise matter or topic.

    Violence at home becomes partner violence if the words name a partner first. Somebody who wants
    to leave because of violence is asked whether they are safe, not why they want to leave.
    """
    if signal.topic == RUNNING_AWAY and is_hurt_at_home(text):
        signal = replace(signal, topic=HOME_VIOLENCE, matter=HOME_VIOLENCE)
    if signal.matter != HOME_VIOLENCE:
        return signal
    words = normalise_for_patterns(text)
    partner, family = _find_match("partner", words), _find_match("family", words)
    if signal.topic == FRIEND:
        by_partner = _find_match("partner_of_another", words) is not None
    else:
        by_partner = partner is not None and (family is None or partner.start() < family.start())
    return replace(signal, matter=PARTNER_VIOLENCE) if by_partner else signal


def _find_match(name: str, words: str) -> Optional[re.Match[str]]:
    return next(
        filter(None, (pattern.search(words) for pattern in _load_person_patterns()[name])), None
    )


@lru_cache(maxsize=1)
def _load_person_patterns() -> dict[str, tuple[Pattern, ...]]:
    data = read_pattern_file("people.yml")
    macros = {**load_macros(), "NOMBRE": data.pop("numbers")}
    return {
        name: compile_patterns(f"people.{name}", sources, macros) for name, sources in data.items()
    }
