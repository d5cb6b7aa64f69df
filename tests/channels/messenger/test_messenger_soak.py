"""Many people at once, everything twice and out of order, and a tenth of the sends failing."""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.jobs import delivery_worker
from bot.messages import Reply
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.channel_tables import delivery_counts, routes
from bot.storage.conversation_tables import conversations, inbox, outbox
from bot.storage.unit_of_work import reading
from tests.support.messenger_double import MessengerDouble
from tests.support.messenger_user import run_on_messenger, wait_until_settled

UPDATES = int(os.environ.get("UPDATES", "80"))
SAID = ["bonjour", "aucune idée", "j'aime réparer", "c'est quoi le CEFA ?", "un boulanger ?"]
FATES = ["429", "500", "503", "drop", "lost"]
UNKNOWN = {"500", "drop", "lost"}  # whether it arrived is not known
NEAR = 8  # places that an event may be early or late


@pytest.fixture
def running(parts: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(delivery_worker, "SWEEP_SECONDS", 0.05)
    with run_on_messenger(parts) as both:
        yield both


def shuffled(events: list[Any], rng: random.Random) -> list[Any]:
    """Each twice, and not far from where it was."""
    placed = [(n + rng.uniform(0, NEAR), event) for n, event in enumerate(events) for _ in (1, 2)]
    return [event for _, event in sorted(placed, key=lambda each: each[0])]


def batches(events: list[Any], rng: random.Random) -> Iterator[list[Any]]:
    while events:
        size = rng.randint(1, 5)
        yield events[:size]
        events = events[size:]


def write_all(meta: MessengerDouble, address: str, rng: random.Random) -> dict[str, int]:
    """Everybody writes; how often each."""
    people = [f"70010020030{n:05}" for n in range(max(4, UPDATES // 8))]
    whose = [rng.choice(people) for _ in range(UPDATES)]
    events = shuffled([meta.text(who, rng.choice(SAID)) for who in whose], rng)
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda batch: meta.posts(address, *batch), batches(events, rng))
        assert set(answers) == {200}
    return Counter(whose)


def test_each_is_answered_once_and_in_order(running: Any, clock: Any) -> None:
    meta, service = running
    rng, fates = random.Random(20261125), Counter[str]()

    def fate(number: int) -> str:
        found = rng.choice(FATES) if rng.random() < 0.1 else ""
        fates[found] += 1
        return found

    meta.fate = fate
    written = write_all(meta, f"{service.url}/messenger", random.Random(1))
    engine = service.parts.engine
    wait_until_settled(service, clock)
    with reading(engine) as unit:
        taken = unit.execute(
            sa.select(conversations.c.person, inbox.c.status, inbox.c.conversation_id, inbox.c.seq)
            .join(conversations, conversations.c.id == inbox.c.conversation_id)
            .order_by(inbox.c.conversation_id, inbox.c.seq)
        ).all()
        said = unit.execute(
            sa.select(outbox).order_by(outbox.c.conversation_id, outbox.c.seq)
        ).all()
        left = unit.execute(
            sa.select(routes.c.conversation_id, routes.c.sealed, routes.c.sent, routes.c.closed)
        ).all()
        counted = dict(
            unit.execute(
                sa.select(delivery_counts.c.outcome, sa.func.sum(delivery_counts.c.count)).group_by(
                    delivery_counts.c.outcome
                )
            ).all()
        )
    # Each was taken once, and answered: the worker closed it, in its order.
    expected = {
        derive_pseudonym("messenger", who, service.parts.key): times
        for who, times in written.items()
    }
    assert Counter(row.person for row in taken) == expected
    assert {row.status for row in taken} == {"done"}
    answered = defaultdict(list)
    for row in said:
        answered[row.conversation_id].append(row.answers)
    for conversation, numbers in answered.items():
        assert numbers == sorted(numbers)
        assert set(numbers) == {row.seq for row in taken if row.conversation_id == conversation}
    # All of it arrived, in order; twice only what was lost on the way back.
    for route in left:
        assert not route.closed
        who = service.parts.vault.open(route.sealed)
        whole = [row for row in said if row.conversation_id == route.conversation_id]
        assert route.sent == whole[-1].seq
        arrived = [each.message for each in meta.arrived if each.who == who]
        assert _without_repeats(arrived) == _without_repeats(_compiled(service, whole))
    repeated = len(meta.arrived) - sum(
        len(_compiled(service, [r for r in said if r.conversation_id == each.conversation_id]))
        for each in left
    )
    assert repeated == fates["lost"]
    assert counted == {"unknown": sum(fates[name] for name in UNKNOWN)}
    print(f"{UPDATES} updates, {len(said)} replies, {len(meta.arrived)} arrived, {dict(fates)}")


def _compiled(service: Any, rows: list[Any]) -> list[dict[str, Any]]:
    """The messages that a conversation's replies are, each once."""
    sender = next(each.sender for each in service.service.platforms)
    found = []
    for n, row in enumerate(rows):
        later = rows[n + 1] if n + 1 < len(rows) else None
        followed = later is not None and later.answers == row.answers
        reply = replace(Reply.from_json(row.reply), followed=followed)
        found += [each.message for each in sender.messages(reply, row.seq)]
    return found


def _without_repeats(messages: list[Any]) -> list[Any]:
    return [each for n, each in enumerate(messages) if n == 0 or each != messages[n - 1]]
