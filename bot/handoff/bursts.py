"""Requests and alerts that come in a burst and look alike share a row, so that they bury nobody.

Nothing is dropped, and nothing is kept for it: it is worked out when the board is looked at, from
when they called, from the words that their conversations began with, which nobody is shown, and
from where they come, as far as this process knows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Optional, Protocol, TypeVar

from bot.language.normalisation import normalise
from bot.storage.message_history_repository import list_first_messages
from bot.storage.unit_of_work import UnitOfWork

MIN_BURST_CALLS = 4
MAX_GAP = dt.timedelta(seconds=10)
_FIRST_MESSAGES = 5
_DIGITS = re.compile(r"\d+")

# A keyed hash of where a conversation comes from, None where that is not known.
NetworkSource = Callable[[int], Optional[bytes]]


class Call(Protocol):
    """An alert, or a request for a human."""

    @property
    def conversation(self) -> int: ...

    @property
    def created(self) -> dt.datetime: ...


C = TypeVar("C", bound=Call)


def unknown_source(conversation: int) -> Optional[bytes]:
    """A source that knows of none."""
    return None


def group_bursts(
    unit: UnitOfWork, calls: Sequence[C], source: NetworkSource = unknown_source
) -> list[list[C]]:
    """Rows of calls, in the order of the first of each; most rows hold one.

    Those that say the same go together first. Of the others, those of one source do: so whoever
    says something else beside a flood of their own school's keeps a row.
    """
    if len(calls) < MIN_BURST_CALLS:
        return [[each] for each in calls]
    words = _first_words(unit, [each.conversation for each in calls])
    alike, rest = _split_bursts(calls, lambda each: words.get(each.conversation))
    together, alone = _split_bursts(rest, lambda each: source(each.conversation))
    place = {each.conversation: number for number, each in enumerate(calls)}
    rows = [*alike, *together, *([each] for each in alone)]
    for row in rows:
        row.sort(key=lambda each: place[each.conversation])
    return sorted(rows, key=lambda row: place[row[0].conversation])


def _split_bursts(
    calls: Sequence[C], key: Callable[[C], Optional[Hashable]]
) -> tuple[list[list[C]], list[C]]:
    """Bursts of calls with the same key, and what is in none; a key of None is like no other."""
    same: dict[Hashable, list[C]] = defaultdict(list)
    alone: list[C] = []
    for each in calls:
        of_each = key(each)
        if of_each is None:
            alone.append(each)
        else:
            same[of_each].append(each)
    found: list[list[C]] = []
    for these in same.values():
        for run in _split_runs(sorted(these, key=lambda each: each.created)):
            if len(run) >= MIN_BURST_CALLS:
                found.append(run)
            else:
                alone += run
    return found, alone


def _split_runs(calls: list[C]) -> Iterator[list[C]]:
    run: list[C] = []
    for each in calls:
        if run and each.created - run[-1].created > MAX_GAP:
            yield run
            run = []
        run.append(each)
    yield run


def _first_words(unit: UnitOfWork, conversations: list[int]) -> dict[int, tuple[str, ...]]:
    """What each began with, typed or pressed, without its numbers; nothing where nothing was."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in list_first_messages(unit, conversations, _FIRST_MESSAGES):
        said = row.label or row.body
        plain = " ".join(_DIGITS.sub("", normalise(said)).split())
        found[row.conversation_id].append(plain or said)  # emoji alone leave nothing
    return {conversation: tuple(said) for conversation, said in found.items()}
