"""What stands in the outbox leaves for the platforms: in order, once, whatever they answer."""

from __future__ import annotations

import asyncio
import datetime as dt
from types import SimpleNamespace
from typing import Any, Optional

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot import metrics
from bot.handoff.external_takeover import take_over_externally
from bot.jobs import delivery_worker as jobs
from bot.jobs.delivery_worker import DeliveryWorker
from bot.messages import Reply
from bot.messaging import delivery_progress as store
from bot.messaging.db_executor import DbExecutor
from bot.messaging.delivery_repository import find_deliverable_conversations
from bot.messaging.platform_sender import (
    DeliveryUnknown,
    MessageRefused,
    Recipient,
    RecipientGone,
    RetryableError,
    WindowClosed,
)
from bot.privacy import delivery_address_repository
from bot.privacy.delivery_address_repository import DeliveryAddress
from bot.privacy.erasure import erase_content, erase_person, purge_expired
from bot.privacy.vault import Vault
from bot.storage.channel_tables import delivery_counts, routes
from bot.storage.conversation_repository import create_conversation
from bot.storage.conversation_tables import conversations, inbox, outbox
from bot.storage.unit_of_work import reading, writing

MONTH = dt.timedelta(days=30)


class Platform:
    """A sender that notes what arrives; `script` holds what it raises instead, in order."""

    channel = "telegram"

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.script: list[Optional[Exception]] = []
        self.tried = 0
        self.news = asyncio.Event()

    def messages(self, reply: Reply, seq: int) -> list[str]:
        return reply.text.split("|") if reply.text else []

    async def send(self, to: Recipient, message: str, now: dt.datetime) -> None:
        self.tried += 1
        self.news.set()
        error = self.script.pop(0) if self.script else None
        if isinstance(error, DeliveryUnknown) or error is None:
            self.arrived.append((to.native_id, message))
        if error is not None:
            raise error


class Bench:
    """A database, a vault, and a person of the platform who is answered without any dialogue."""

    def __init__(self, engine: Engine, settings: Any, clock: Any) -> None:
        self.engine, self.clock = engine, clock
        self.vault = Vault.of(settings)
        self.parts: Any = SimpleNamespace(engine=engine, clock=clock, vault=self.vault)
        self.platform = Platform()
        self.threads = DbExecutor(1)

    def person(self, native_id: str, channel: str = "telegram") -> int:
        with writing(self.engine) as unit:
            number = create_conversation(unit, f"pseudonym of {native_id}", channel, self.clock.now)
            self._heard(unit, number, native_id, channel)
            unit.commit()
            return number

    def hears(self, conversation: int, native_id: str) -> None:
        with writing(self.engine) as unit:
            self._heard(unit, conversation, native_id)
            unit.commit()

    def erase(self, native_id: str) -> None:
        with writing(self.engine) as unit:
            erase_content(unit, f"pseudonym of {native_id}", self.clock.now)
            unit.commit()

    def _heard(
        self, unit: Any, conversation: int, native_id: str, channel: str = "telegram"
    ) -> None:
        route = DeliveryAddress(channel, self.vault.seal(native_id), MONTH)
        delivery_address_repository.save_delivery_address(unit, conversation, route, self.clock.now)

    def says(self, conversation: int, *texts: str) -> None:
        with writing(self.engine) as unit:
            mine = conversations.c.id == conversation
            last = unit.execute(sa.select(conversations.c.last_reply).where(mine)).scalar_one()
            for seq, text in enumerate(texts, start=last + 1):
                reply = Reply(text).to_json()
                row = {"seq": seq, "answers": 1, "reply": reply, "created": self.clock.now}
                unit.execute(outbox.insert().values(conversation_id=conversation, **row))
            count = {"last_reply": last + len(texts)}
            unit.execute(conversations.update().where(mine).values(count))
            unit.commit()

    def texts(self, native_id: str = "12345") -> list[str]:
        return [text for to, text in self.platform.arrived if to == native_id]

    def row(self, conversation: int) -> Any:
        with reading(self.engine) as unit:
            mine = routes.c.conversation_id == conversation
            return unit.execute(sa.select(routes).where(mine)).first()

    def counted(self) -> dict[str, int]:
        with reading(self.engine) as unit:
            return {row.outcome: row.count for row in unit.execute(sa.select(delivery_counts))}

    async def deliver(self, *conversations_: int) -> None:
        """One round: all that is due now leaves."""
        job = DeliveryWorker(self.parts, self.threads, [self.platform])
        for conversation in conversations_:
            job.tell(conversation)
        await asyncio.wait_for(asyncio.gather(*job._busy.values()), 60)


@pytest.fixture
def bench(engine: Engine, settings: Any, clock: Any) -> Any:
    made = Bench(engine, settings, clock)
    yield made
    made.threads.close()


@pytest.mark.parametrize(
    ("error", "outcomes", "reached"),
    [
        (None, {"arrived": 1}, True),
        (RetryableError(), {"later": 1}, False),
        (DeliveryUnknown(), {"unknown": 1}, False),
        (MessageRefused(), {"refused": 1}, True),
        (WindowClosed(), {"late": 1}, True),
        (RecipientGone(), {"gone": 1}, True),
    ],
)
async def test_how_a_send_ended_is_counted_for_operators(
    bench: Bench, error: Optional[Exception], outcomes: dict[str, int], reached: bool
) -> None:
    before = _sends()
    person = bench.person("12345")
    bench.says(person, "un")
    bench.platform.script = [error]
    job = DeliveryWorker(bench.parts, bench.threads, [bench.platform])
    job.tell(person)
    await asyncio.wait_for(asyncio.gather(*job._busy.values()), 60)
    after = _sends()
    counted = {name: int(after[name] - before.get(name, 0)) for name in after}
    assert {name: number for name, number in counted.items() if number} == outcomes
    assert job.reached == {"telegram": reached}


def _sends() -> dict[str, float]:
    """By outcome, those of Telegram."""
    (family,) = metrics._deliveries.collect()
    return {
        sample.labels["outcome"]: sample.value
        for sample in family.samples
        if sample.name.endswith("_total") and sample.labels["channel"] == "telegram"
    }


async def test_replies_leave_in_order_message_by_message(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|deux", "", "trois")
    await bench.deliver(person)
    assert bench.texts() == ["un", "deux", "trois"]
    row = bench.row(person)
    assert (row.sent, row.part, row.sending, row.held_until) == (3, 0, False, None)


async def test_a_second_round_sends_nothing_again(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un")
    await bench.deliver(person)
    await bench.deliver(person)
    assert bench.texts() == ["un"]


async def test_one_person_does_not_get_what_another_is_told(bench: Bench) -> None:
    one, other = bench.person("1"), bench.person("2")
    bench.says(one, "pour un")
    bench.says(other, "pour deux")
    await bench.deliver(one, other)
    assert (bench.texts("1"), bench.texts("2")) == (["pour un"], ["pour deux"])


async def test_what_is_put_off_waits_as_long_as_the_platform_says(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|deux")
    bench.platform.script = [None, RetryableError(40)]
    await bench.deliver(person)
    assert bench.texts() == ["un"]
    bench.clock.now += dt.timedelta(seconds=39)
    await bench.deliver(person)
    assert bench.texts() == ["un"]
    bench.clock.now += dt.timedelta(seconds=1)
    await bench.deliver(person)
    assert bench.texts() == ["un", "deux"]
    assert bench.counted() == {}


async def test_a_send_whose_end_is_not_known_is_tried_again_and_counted(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un", "deux")
    bench.platform.script = [DeliveryUnknown()]
    await bench.deliver(person)
    bench.clock.now += dt.timedelta(minutes=1)
    await bench.deliver(person)
    assert bench.texts() == ["un", "un", "deux"]
    assert bench.counted() == {"unknown": 1}


async def test_a_process_that_dies_while_it_sends_leaves_an_unknown_end(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un")
    with writing(bench.engine) as unit:
        assert store.hold_next_delivery(unit, person, bench.clock.now) is not None
        unit.commit()
    await bench.deliver(person)
    assert bench.texts() == []  # held by the process that is gone, for a minute
    bench.clock.now += store.ROUTE_HOLD_DURATION
    await bench.deliver(person)
    assert bench.texts() == ["un"]
    assert bench.counted() == {"unknown": 1}


async def test_a_clock_that_is_put_back_holds_nothing_up(bench: Bench) -> None:
    """Neither what was put off by it, nor what a process held that died meanwhile."""
    put_off, held = bench.person("1"), bench.person("2")
    bench.says(put_off, "un")
    bench.platform.script = [RetryableError()]
    await bench.deliver(put_off)
    bench.says(held, "deux")
    with writing(bench.engine) as unit:
        assert store.hold_next_delivery(unit, held, bench.clock.now) is not None
        unit.commit()
    bench.clock.now -= dt.timedelta(hours=5)
    with reading(bench.engine) as unit:
        due = find_deliverable_conversations(unit, ("telegram",), bench.clock.now)
    assert due == [put_off, held]
    await bench.deliver(*due)
    assert [*bench.texts("1"), *bench.texts("2")] == ["un", "deux"]
    assert bench.counted() == {"unknown": 1}


async def test_a_clock_of_another_machine_that_is_a_little_ahead_takes_nothing_over(
    bench: Bench,
) -> None:
    person = bench.person("1")
    bench.says(person, "un")
    with writing(bench.engine) as unit:
        ahead = bench.clock.now + dt.timedelta(seconds=50)
        assert store.hold_next_delivery(unit, person, ahead) is not None
        unit.commit()
    await bench.deliver(person)
    assert bench.platform.tried == 0


async def test_what_the_platform_asked_for_is_kept_when_the_clock_is_put_back(
    bench: Bench,
) -> None:
    """But for what no platform asks for: more than a day."""
    person = bench.person("1")
    bench.says(person, "un")
    bench.platform.script = [RetryableError(3600)]
    await bench.deliver(person)
    bench.clock.now -= dt.timedelta(hours=5)
    await bench.deliver(person)
    assert bench.platform.tried == 1
    bench.clock.now -= dt.timedelta(days=1)
    await bench.deliver(person)
    assert bench.texts("1") == ["un"]


async def test_tries_end_and_the_next_reply_is_tried(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|jamais", "deux")
    bench.platform.script = [RetryableError()] * store.MAX_SEND_TRIES
    for _ in range(store.MAX_SEND_TRIES):
        await bench.deliver(person)
        bench.clock.now += dt.timedelta(hours=1)
    assert bench.platform.tried == store.MAX_SEND_TRIES + 1
    assert bench.texts() == ["deux"]
    assert bench.counted() == {"given_up": 1}


async def test_pauses_grow(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un")
    bench.platform.script = [RetryableError()] * 4
    pauses = []
    for _ in range(4):
        await bench.deliver(person)
        pauses.append((bench.row(person).due - bench.clock.now).total_seconds())
        bench.clock.now = bench.row(person).due
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == 4


async def test_what_a_platform_refuses_does_not_hold_up_the_rest(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "mal|bien", "suite")
    bench.platform.script = [MessageRefused()]
    await bench.deliver(person)
    assert bench.texts() == ["bien", "suite"]
    assert bench.counted() == {"refused": 1}


async def test_after_the_window_a_reply_is_dropped_whole(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|deux", "trois")
    bench.platform.script = [WindowClosed(), WindowClosed()]
    await bench.deliver(person)
    assert bench.texts() == []
    assert bench.counted() == {"late": 2}


async def test_whoever_blocked_us_gets_nothing_until_they_write_again(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|deux", "trois")
    bench.platform.script = [RecipientGone()]
    await bench.deliver(person)
    bench.says(person, "quatre")
    await bench.deliver(person)
    assert (bench.platform.tried, bench.texts()) == (1, [])
    bench.hears(person, "12345")
    bench.says(person, "cinq")
    await bench.deliver(person)
    assert bench.texts() == ["cinq"]
    assert bench.counted() == {"gone": 1}


async def test_a_fault_of_ours_is_not_tried_for_ever(bench: Bench, caplog: Any) -> None:
    person = bench.person("12345")
    bench.says(person, "secret|bien")
    bench.platform.script = [ValueError("secret")]
    await bench.deliver(person)
    assert bench.texts() == ["bien"]
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


async def test_two_processes_do_not_send_the_same(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, *(f"n{number}" for number in range(20)))
    await asyncio.gather(*(bench.deliver(person) for _ in range(4)))
    assert bench.texts() == [f"n{number}" for number in range(20)]
    assert bench.counted() == {}


async def test_a_conversation_of_the_web_is_not_delivered(bench: Bench) -> None:
    with writing(bench.engine) as unit:
        conversation = create_conversation(unit, "someone of the web", "web", bench.clock.now)
        unit.commit()
    bench.says(conversation, "un")
    await bench.deliver(conversation)
    assert bench.platform.tried == 0


async def test_what_is_for_a_channel_that_is_off_waits(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un")
    bench.platform.channel = "messenger"
    await bench.deliver(person)
    assert bench.platform.tried == 0
    bench.platform.channel = "telegram"
    await bench.deliver(person)
    assert bench.texts() == ["un"]


async def test_a_route_that_no_key_opens_leads_to_nobody(bench: Bench) -> None:
    person = bench.person("12345")
    with writing(bench.engine) as unit:
        unit.execute(routes.update().values(sealed="gone"))
        unit.commit()
    bench.says(person, "un")
    await bench.deliver(person)
    assert (bench.platform.tried, bench.row(person).closed) == (0, True)


async def test_the_sweep_finds_what_is_due(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SWEEP_SECONDS", 0.01)
    person = bench.person("12345")
    bench.says(person, "un")
    job = DeliveryWorker(bench.parts, bench.threads, [bench.platform])
    sweeping = asyncio.create_task(job.run())
    await asyncio.wait_for(bench.platform.news.wait(), 60)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    assert bench.texts() == ["un"]


# Privacy: where the platform's id stands, and until when (P3, P6)


def test_p3_the_platforms_id_stands_nowhere_in_clear(bench: Bench) -> None:
    bench.person("a-native-id-4711")
    with reading(bench.engine) as unit:
        assert "a-native-id-4711" not in repr(unit.execute(sa.select(routes)).all())


async def test_p6_an_erasure_leaves_an_hour_to_say_so(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "à effacer")
    bench.erase("12345")
    bench.says(person, "C'est effacé.")
    await bench.deliver(person)
    assert bench.texts() == ["C'est effacé."]
    bench.clock.now += delivery_address_repository.LIFETIME_AFTER_ERASURE + dt.timedelta(seconds=1)
    with writing(bench.engine) as unit:
        purge_expired(unit, bench.clock.now, days=30, months=12, contact_days=7)
        unit.commit()
    assert bench.row(person) is None


def test_p6_whoever_is_forgotten_has_no_route(bench: Bench) -> None:
    person = bench.person("12345")
    with writing(bench.engine) as unit:
        erase_person(unit, "pseudonym of 12345", bench.clock.now)
        unit.commit()
    assert bench.row(person) is None


def test_p3_a_route_goes_with_its_conversation(bench: Bench) -> None:
    person = bench.person("12345")
    with writing(bench.engine) as unit:
        purge_expired(unit, bench.clock.now + MONTH * 2, days=30, months=12, contact_days=7)
        unit.commit()
    assert bench.row(person) is None


async def test_the_word_that_it_is_erased_is_whole_whatever_was_half_sent(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|deux")
    bench.platform.script = [None, RetryableError(600)]
    await bench.deliver(person)
    bench.erase("12345")
    bench.says(person, "C'est|effacé.")
    await bench.deliver(person)
    assert bench.texts() == ["un", "C'est", "effacé."]


async def test_p6_an_erasure_while_a_reply_is_being_sent_loses_no_last_word(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|deux")
    send = bench.platform.send

    async def erased_meanwhile(to: Recipient, message: str, now: dt.datetime) -> None:
        if message == "un":
            bench.erase("12345")
            bench.says(person, "C'est|effacé.")
        await send(to, message, now)

    bench.platform.send = erased_meanwhile  # type: ignore[method-assign]
    await bench.deliver(person)
    assert bench.texts() == ["un", "C'est", "effacé."]
    assert bench.counted() == {}


# What must not wait


async def test_whoever_writes_again_ends_our_own_pause(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un")
    bench.platform.script = [RetryableError()] * 5
    for _ in range(5):
        await bench.deliver(person)
        bench.clock.now = bench.row(person).due
    bench.clock.now -= dt.timedelta(seconds=20)
    bench.hears(person, "12345")
    bench.says(person, "112")
    await bench.deliver(person)
    assert bench.texts() == ["un", "112"]


async def test_whoever_writes_again_does_not_end_what_the_platform_asked_for(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un")
    bench.platform.script = [RetryableError(300)]
    await bench.deliver(person)
    bench.hears(person, "12345")
    await bench.deliver(person)
    assert bench.texts() == []
    bench.clock.now += dt.timedelta(seconds=300)
    await bench.deliver(person)
    assert bench.texts() == ["un"]


class Hanging(Platform):
    """Takes what it is given and never says that it has it."""

    channel = "messenger"

    def __init__(self, full: int) -> None:
        super().__init__()
        self.full, self.all_hang = full, asyncio.Event()

    async def send(self, to: Recipient, message: str, now: dt.datetime) -> None:
        self.tried += 1
        if self.tried == self.full:
            self.all_hang.set()
        await asyncio.Event().wait()


async def test_a_platform_that_hangs_does_not_hold_up_another(bench: Bench) -> None:
    person, hanging = bench.person("12345"), Hanging(jobs.MAX_CONCURRENT_CONVERSATIONS)
    bench.says(person, "un")
    job = DeliveryWorker(bench.parts, bench.threads, [bench.platform, hanging])
    for number in range(jobs.MAX_CONCURRENT_CONVERSATIONS):
        stuck = bench.person(f"m{number}", "messenger")
        bench.says(stuck, "x")
        job.tell(stuck)
    await asyncio.wait_for(hanging.all_hang.wait(), 60)
    job.tell(person)
    await asyncio.wait_for(bench.platform.news.wait(), 60)
    for task in job._busy.values():
        task.cancel()
    await asyncio.gather(*job._busy.values(), return_exceptions=True)
    assert bench.texts() == ["un"]


# While a human has the conversation


async def test_what_the_bot_said_before_does_not_come_in_the_middle(bench: Bench) -> None:
    person = bench.person("12345")
    bench.says(person, "un|deux", "trois")
    bench.platform.script = [None, RetryableError(300)]
    await bench.deliver(person)
    bench.clock.now += dt.timedelta(minutes=6)
    with writing(bench.engine) as unit:
        assert take_over_externally(unit, person, bench.clock.now)
        unit.commit()
    bench.says(person, "je suis là")
    await bench.deliver(person)
    assert bench.texts() == ["un", "je suis là"]
    row = bench.row(person)
    assert (row.sent, row.part) == (3, 0)


async def test_s1_help_in_distress_leaves_all_the_same(bench: Bench) -> None:
    person = bench.person("12345")
    with writing(bench.engine) as unit:
        row = {"conversation_id": person, "channel": "telegram", "external_id": "x", "seq": 1}
        said = {"kind": "text", "body": "…", "signal": "danger", "attempts": 1, "status": "done"}
        unit.execute(inbox.insert().values(**row, **said, received=bench.clock.now))
        unit.commit()
    bench.says(person, "112")
    bench.clock.now += dt.timedelta(minutes=6)
    with writing(bench.engine) as unit:
        assert take_over_externally(unit, person, bench.clock.now)
        unit.commit()
    await bench.deliver(person)
    assert bench.texts() == ["112"]
