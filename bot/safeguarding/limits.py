"""What is said to the bot and calls for a limit: insults, threats, sexual messages (limits.yml).

By patterns alone, like the signals of distress, which go first. What others said, and what is said
of others, is none. A sexual message from somebody who may be a minor, or whom somebody asks for
such things, is a signal of distress: `at_risk`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

from bot.safeguarding.normalise import normalise
from bot.safeguarding.patterns import Pattern, compiled, macros, patterns, read

INSULT, SEXUAL = "insult", "sexual"
# Topics of a signal: such words to the bot, or somebody else's to the person.
ADVANCES, VIOLENCE = "advances", "sexual_violence"


@dataclass(frozen=True)
class _Limits:
    harmless: tuple[Pattern, ...]
    insult: tuple[Pattern, ...]
    sexual: tuple[Pattern, ...]
    intimate: tuple[Pattern, ...]
    approached: tuple[Pattern, ...]
    risk: tuple[Pattern, ...]


def limit(text: str) -> Optional[str]:
    """INSULT or SEXUAL when the message is one to the bot."""
    words = normalise(text)
    if _is_sexual(words):
        return SEXUAL
    return INSULT if _any(_limits().insult, _without_harmless(words)) else None


def at_risk(words: str) -> Optional[str]:
    """The topic of the signal in a message (as `normalise` writes it) that is sexual and tells of a
    risk: the writer may be a minor, or others come near them."""
    if _any(_limits().intimate, words) and _any(_limits().approached, words):
        return VIOLENCE
    return ADVANCES if _any(_limits().risk, words) and _is_sexual(words) else None


def _is_sexual(words: str) -> bool:
    """A trade or a lesson explains such words."""
    found = _any(_limits().sexual, _without_harmless(words))
    return found and patterns().work.search(words) is None


def _without_harmless(words: str) -> str:
    for pattern in _limits().harmless:
        words = pattern.sub("_", words)
    return words


def _any(several: Iterable[Pattern], words: str) -> bool:
    return any(pattern.search(words) for pattern in several)


@lru_cache(maxsize=1)
def _limits() -> _Limits:
    data = read("limits.yml")
    known = {**macros(), **data["macros"]}
    return _Limits(
        harmless=compiled("limits.harmless", data["harmless"], known),
        insult=compiled("limits.insult", data["insult"], known),
        sexual=compiled("limits.sexual", data["sexual"], known),
        intimate=compiled("limits.intimate", [data["intimate"]], known),
        approached=compiled("limits.approached", data["approached"], known),
        risk=compiled("limits.risk", [data["risk"]], known),
    )
