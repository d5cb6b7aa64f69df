"""Who writes, and by whom somebody is hurt: that decides which lines fit (CARE S3, S4).

By patterns alone (people.yml). Nothing of it is kept: it is read again from the words of the talk.
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
    """Whether the person who writes is grown up; None where the words do not tell.

    An age that is said decides; who lives with their parents or goes to school is taken to be young
    whatever else is said, for a young person must not lose their line.
    """
    words = normalise_for_patterns(text)
    age = _find_match("age", words)
    if age:
        said = next(filter(None, age.groups()))
        return not said.isdigit() or int(said) >= ADULT_AGE_YEARS
    if _find_match("young", words):
        return False
    return True if _find_match("grown", words) else None


def is_about_an_adult(text: str) -> Optional[bool]:
    """Of a worry about somebody else: True where it is about a grown-up and no child is named."""
    words = normalise_for_patterns(text)
    return True if _find_match("other_grown", words) and not _find_match("child", words) else None


def is_hurt_at_home(text: str) -> bool:
    """Whether, of somebody who wants to leave or is unwell, the words tell of violence at home."""
    return _find_match("hurt_at_home", normalise_for_patterns(text)) is not None


def narrow_signal(signal: Signal, text: str) -> Signal:
    """The signal, its matter the violence of a partner where it was violence at home and the words
    name a partner first. Who wants to get away and tells why is asked about being safe, not why."""
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
    """The patterns by their names in the file."""
    data = read_pattern_file("people.yml")
    known = {**load_macros(), "NOMBRE": data.pop("numbers")}
    return {
        name: compile_patterns(f"people.{name}", sources, known) for name, sources in data.items()
    }
