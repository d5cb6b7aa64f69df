"""Nothing that remembers results to be quick keeps a sentence that somebody typed."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterator
from typing import Any

from bot.cli.talk import Talk
from bot.console.likeness import groups
from bot.handoff.unanswered import Asked
from knowledge import studies

OURS = {"bot", "knowledge", "actions"}
# A word of no dictionary, so that nobody else can have said it.
WORD = "xylotrichie"
TYPED = (
    f"je veux des études de {WORD} à Vorbeck",
    f"le bachelier en secrétariat en promotion sociale, ma {WORD} dit que c’est bien",
    f"quelles formations en {WORD} existent à Liège",
)


def remembered() -> Iterator[tuple[str, Any]]:
    """The keys of every cache of ours, and whose."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and of(each) in OURS:
            for inside in gc.get_referents(each):
                if type(inside) is dict and inside is not each.__dict__:
                    yield from ((each.__qualname__, key) for key in inside)


def of(cache: Any) -> str:
    return str(getattr(cache, "__module__", "")).partition(".")[0]


def texts(key: Any) -> Iterator[str]:
    if isinstance(key, str):
        yield key
    elif isinstance(key, tuple):
        for part in key:
            yield from texts(part)


def test_no_cache_keeps_a_sentence(parts: Any, clock: Any) -> None:
    gc.unfreeze()
    talk = Talk(parts)
    for line in TYPED:
        talk.hear(line)
        studies.find(line, parts.library.base)
    groups([Asked(line, clock().date()) for line in TYPED])
    kept = {
        (whose, text)
        for whose, key in remembered()
        for text in texts(key)
        if WORD in text.lower() and " " in text.strip()
    }
    assert not kept
