"""Nothing that remembers results to be quick keeps a sentence that somebody typed."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterator
from typing import Any

from bot.cli.terminal_conversation import TerminalConversation
from bot.console.answers.question_clusters import cluster_questions
from bot.handoff.unanswered_repository import UnansweredQuestion
from knowledge import study_lookup

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
    talk = TerminalConversation(parts)
    for line in TYPED:
        talk.hear(line)
        study_lookup.find_study(line, parts.library.base)
    cluster_questions([UnansweredQuestion(line, clock().date()) for line in TYPED])
    kept = {
        (whose, text)
        for whose, key in remembered()
        for text in texts(key)
        if WORD in text.lower() and " " in text.strip()
    }
    assert not kept
