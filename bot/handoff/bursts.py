"""Grouping of similar requests and alerts of one burst, so that they do not hide the others.

Groups are computed when the board is displayed, and nothing is stored. The criteria are the time,
the first messages of the conversations, which are not shown, and their network source, if known.
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

# Conversation → a keyed hash of its network source, or None if it is unknown.
NetworkSource = Callable[[int], Optional[bytes]]


class Call(Protocol):
    """An alert or a request for a human."""

    @property
    def conversation(self) -> int:
        """The id of its conversation."""

    @property
    def created(self) -> dt.datetime:
        """When it was raised."""


C = TypeVar("C", bound=Call)


def unknown_source(conversation: int) -> Optional[bytes]:
    """Return None: the source of every conversation is unknown."""
    return None


def group_bursts(
    unit: UnitOfWork, calls: Sequence[C], source: NetworkSource = unknown_source
) -> list[list[C]]:
    """Return the calls in rows, ordered by the first of each row; most rows have one call.

    Calls are grouped by equal first messages, the others by source, so that a different message
    from the same school as a flood keeps its own row.
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
    """Return the bursts of calls with equal keys, and the other calls; None equals no key."""
    by_key: dict[Hashable, list[C]] = defaultdict(list)
    alone: list[C] = []
    for call in calls:
        call_key = key(call)
        if call_key is None:
            alone.append(call)
        else:
            by_key[call_key].append(call)
    bursts: list[list[C]] = []
    for group in by_key.values():
        for run in _split_runs(sorted(group, key=lambda call: call.created)):
            if len(run) >= MIN_BURST_CALLS:
                bursts.append(run)
            else:
                alone += run
    return bursts, alone


def _split_runs(calls: list[C]) -> Iterator[list[C]]:
    run: list[C] = []
    for each in calls:
        if run and each.created - run[-1].created > MAX_GAP:
            yield run
            run = []
        run.append(each)
    yield run


def _first_words(unit: UnitOfWork, conversations: list[int]) -> dict[int, tuple[str, ...]]:
    """Return the normalised first messages of each conversation, without digits."""
    texts: dict[int, list[str]] = defaultdict(list)
    for row in list_first_messages(unit, conversations, _FIRST_MESSAGES):
        text = row.label or row.body
        plain = " ".join(_DIGITS.sub("", normalise(text)).split())
        texts[row.conversation_id].append(plain or text)  # emoji are not normalised to anything
    return {conversation: tuple(first) for conversation, first in texts.items()}
