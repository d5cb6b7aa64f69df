"""Being forgotten on request and with time: nothing of it comes back."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.web import chat_sessions
from bot.jobs.retention_job import RetentionJob, purge_batch, reconcile_erasures
from bot.messaging.conversation_history import HistoryCursor, fetch_entries_since
from bot.messaging.db_executor import DbExecutor
from bot.messaging.turn_processor import TurnOutcome, close_failed_message, take_pending_message
from bot.notebook import notebook_repository
from bot.privacy import erasure_log
from bot.privacy.clock_guard import confirm_clock
from bot.privacy.erasure import erase_content, erase_person, purge_expired
from bot.privacy.erasure_repository import find_person_by_code
from bot.privacy.word_codes import hash_code
from bot.storage.conversation_tables import tombstones
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import count_rows, read_rows, run_sql

_CONTENT = ("inbox", "outbox", "choices", "tracker_events", "notebooks", "handoffs")


def _forget(person: ConversationClient, how: Any = erase_person) -> None:
    with writing(person.parts.engine) as unit:
        how(unit, person.name, person.parts.clock())
        unit.commit()


def _left(person: ConversationClient) -> dict[str, int]:
    found = count_rows(person.parts.engine)
    return {name: found[name] for name in _CONTENT}


def _history(person: ConversationClient, cursor: HistoryCursor = HistoryCursor()) -> list[Any]:  # noqa: B008  # frozen
    with reading(person.parts.engine) as unit:
        return fetch_entries_since(unit, person.conversation().id, cursor)


@pytest.fixture
def known(person: ConversationClient) -> ConversationClient:
    """Someone with something in every table: messages, a notebook, a request for a human."""
    add_counsellors(person.parts.engine, ["Conseil A"], duty="on")
    person.gets(person.opens())
    person.says("j'aime réparer des motos")
    person.says("je veux parler à un humain")
    person.says("rester en général ou pas")
    person.says("oui")
    left = _left(person)
    assert all(left.values()), left
    return person


def test_p6_erased_by_a_sentence_at_once(known: ConversationClient, sentence: Any) -> None:
    known.says("efface mes données")
    assert all(_left(known).values())  # asked first
    told = known.says("oui")
    assert told == [sentence("utter_erased")]
    assert _left(known) == dict.fromkeys(_CONTENT, 0) | {"outbox": 1}
    marked = [row.person for row in read_rows(known.parts.engine, tombstones, sa.true(), "person")]
    assert known.name in marked
    assert len(marked) == 2  # the notebook has one too: it might have been taken up elsewhere


def test_refusing_to_erase_keeps_everything(known: ConversationClient) -> None:
    known.says("efface mes données")
    before = _left(known)
    known.says("non")
    after = _left(known)
    assert [name for name in _CONTENT if after[name] < before[name]] == []


def test_p6_forgotten_by_code_with_the_session_and_the_conversation(
    known: ConversationClient,
) -> None:
    parts = known.parts
    with reading(parts.engine) as unit:
        code = notebook_repository.find_code(unit, known.name, parts.key)
    with reading(parts.engine) as unit:
        assert (
            find_person_by_code(unit, hash_code(code.upper().replace("-", " "), parts.key))
            == known.name
        )
    _forget(known)
    assert {k: n for k, n in count_rows(parts.engine).items() if n} == {
        "tombstones": 2,  # theirs, and the notebook's
        "counsellors": 1,
    }
    with reading(parts.engine) as unit:
        assert find_person_by_code(unit, hash_code(code, parts.key)) is None


def test_p6_forgetting_again_changes_nothing(known: ConversationClient) -> None:
    _forget(known)
    before = count_rows(known.parts.engine)
    _forget(known)
    _forget(known, erase_content)
    assert count_rows(known.parts.engine) == before


def test_p6_forgetting_one_person_leaves_the_other(both: Any) -> None:
    one, other = ConversationClient(both, "one"), ConversationClient(both, "other")
    one.says("j'aime réparer des motos")
    other.says("j'aime réparer des motos")
    told, notebook = other.told(), other.notebook()
    _forget(one)
    assert other.told() == told
    assert other.notebook() == notebook is not None
    assert other.statuses() == ["done"]


@pytest.mark.parametrize("how", [erase_content, erase_person])
def test_p6_a_late_worker_brings_nothing_back(known: ConversationClient, how: Any) -> None:
    """It took the message and understood it; meanwhile the person was erased."""
    head = known.sends("j'aime réparer des motos")
    taken = take_pending_message(known.parts, head.conversation)
    _forget(known, how)
    left = count_rows(known.parts.engine)
    assert known.gets(taken).outcome is TurnOutcome.STALE
    assert close_failed_message(known.parts, taken).outcome is TurnOutcome.STALE
    assert take_pending_message(known.parts, head.conversation) is None
    assert count_rows(known.parts.engine) == left
    assert _left(known) == dict.fromkeys(_CONTENT, 0)


def test_p6_a_late_worker_does_not_meet_somebody_else_under_a_used_number(
    known: ConversationClient,
) -> None:
    late = known.sends("j'aime réparer des motos")
    _forget(known)
    other = ConversationClient(known.parts, "other")
    for _ in range(late.seq):
        fresh = other.sends("merci")
    assert fresh.conversation != late.conversation
    assert fresh.id > late.id
    assert known.gets(late).outcome is TurnOutcome.STALE
    assert other.told() == []


def test_counters_go_on_after_an_erasure(known: ConversationClient) -> None:
    last_message = known.messages()[-1].seq
    last_reply = known.replies()[-1].seq
    _forget(known, erase_content)
    assert known.sends("merci").seq == last_message + 2  # the erasure took a number
    known.gets(take_pending_message(known.parts, known.conversation().id))
    assert known.replies()[0].seq == last_reply + 1
    _forget(known, erase_content)
    _forget(known, erase_content)
    assert known.sends("merci").seq == last_message + 5


def test_p6_nothing_of_before_is_known_after_an_erasure(known: ConversationClient) -> None:
    known.says("c'est quoi un mécanicien moto")
    _forget(known, erase_content)
    known.says("mon carnet")
    assert "moto" not in " ".join(known.told()).lower()
    assert (known.notebook() or {}).get("interests", []) == []


def test_p6_an_open_page_is_told_once_that_all_was_erased(known: ConversationClient) -> None:
    seen = _history(known)[-1].cursor
    known.says("efface mes données")
    known.says("oui")
    entries = _history(known, seen)
    erased = [entry for entry in entries if entry.data.get("erased")]
    assert len(erased) == 1
    assert entries[0] is erased[0]
    assert [entry.data.get("from") for entry in entries] == ["service", "bot"]
    assert _history(known, entries[-1].cursor) == []
    assert not [e for e in _history(known, erased[0].cursor) if e.data.get("erased")]


def test_a_new_page_is_not_told_of_an_old_erasure(known: ConversationClient) -> None:
    _forget(known, erase_content)
    known.says("merci")
    assert [entry.data["from"] for entry in _history(known)] == ["person", "bot"]


@pytest.mark.parametrize("how", [erase_content, erase_person])
def test_p6_what_is_erased_is_in_no_file_of_the_database(
    parts: Any, sqlite_engine: Any, how: Any
) -> None:
    person = ConversationClient(parts)
    person.says("marqueurunique dans mon message")
    file = Path(sqlite_engine.url.database)

    def raw() -> bytes:
        return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))

    assert b"marqueurunique" in raw()
    _forget(person, how)
    assert b"marqueurunique" not in raw()


def test_p7_what_is_purged_is_in_no_file_of_the_database(
    parts: Any, sqlite_engine: Any, clock: Any
) -> None:
    person = ConversationClient(parts)
    person.says("marqueurunique dans mon message")
    clock.now += dt.timedelta(days=31)
    purge_batch(parts, clock())
    file = Path(sqlite_engine.url.database)
    files = list(file.parent.glob(f"{file.name}*"))
    assert [each for each in files if b"marqueurunique" in each.read_bytes()] == []


def test_p6_an_erased_session_opens_nothing(known: ConversationClient) -> None:
    with writing(known.parts.engine) as unit:
        token, session = chat_sessions.create_session(unit, known.parts.key, known.parts.clock())
        unit.commit()
    with writing(known.parts.engine) as unit:
        erase_content(unit, session.person, known.parts.clock())
        assert chat_sessions.find_session(unit, token) == session  # the chat stays open
        erase_person(unit, session.person, known.parts.clock())
        assert chat_sessions.find_session(unit, token) is None
        unit.commit()


# Retention


def _later(person: ConversationClient, clock: Any, **time: int) -> None:
    clock.now += dt.timedelta(**time)


def test_p7_a_conversation_goes_after_its_days_and_the_notebook_after_its_months(
    known: ConversationClient, clock: Any
) -> None:
    _later(known, clock, days=30)
    assert purge_batch(known.parts, clock()) == 0
    _later(known, clock, seconds=1)
    assert purge_batch(known.parts, clock()) == 1
    assert _left(known) == dict.fromkeys(_CONTENT, 0) | {"notebooks": 1}
    _later(known, clock, days=336)
    assert purge_batch(known.parts, clock()) == 1
    assert _left(known) == dict.fromkeys(_CONTENT, 0)
    assert purge_batch(known.parts, clock()) == 0


def test_the_notebook_is_there_for_who_comes_back_after_the_purge(
    known: ConversationClient, clock: Any
) -> None:
    notebook = known.notebook()
    _later(known, clock, days=31)
    purge_batch(known.parts, clock())
    known.says("merci")
    assert known.notebook() == notebook


def test_p7_only_what_is_old_goes(both: Any, clock: Any) -> None:
    old, fresh = ConversationClient(both, "old"), ConversationClient(both, "fresh")
    old.says("merci")
    clock.now += dt.timedelta(days=31)
    fresh.says("merci")
    assert purge_batch(both, clock()) == 1
    assert old.messages() == []
    assert fresh.statuses() == ["done"]


def test_p7_a_message_that_waits_is_not_purged_before_its_answer(
    person: ConversationClient, clock: Any
) -> None:
    """Someone comes back after more than the days, just as the purge runs."""
    person.says("merci")
    clock.now += dt.timedelta(days=31)
    head = person.sends("merci")
    assert purge_batch(person.parts, clock()) == 0
    assert person.gets(head).outcome is TurnOutcome.ANSWERED
    clock.now += dt.timedelta(days=31)
    assert purge_batch(person.parts, clock()) == 1


def test_p7_a_purge_that_crashes_in_the_middle_goes_on_later(both: Any, clock: Any) -> None:
    people = [ConversationClient(both, f"person{n}") for n in range(5)]
    for each in people:
        each.says("j'aime réparer des motos")
    clock.now += dt.timedelta(days=400)
    with writing(both.engine) as unit:
        assert purge_expired(unit, clock(), 30, 12, 7, most=2) == 4
        unit.commit()
    before = count_rows(both.engine)
    with writing(both.engine) as unit:  # the process ends before the commit
        assert purge_expired(unit, clock(), 30, 12, 7, most=2) == 4
    assert count_rows(both.engine) == before
    assert (before["conversations"], before["notebooks"]) == (3, 3)
    # Half a person is never left: what is gone is gone in all tables.
    left = [each for each in people if each.notebook()]
    assert [each for each in left if each.statuses() != ["done"]] == []
    while purge_batch(both, clock()):
        pass
    assert not any(count_rows(both.engine).values())


async def test_p7_the_purging_job_works_through_all_that_is_old(
    both: Any, clock: Any, run_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its start it purges bit by bit; a database that is away does not end it."""
    from bot.jobs import retention_job

    person = ConversationClient(both)
    person.says("merci")
    clock.now += dt.timedelta(days=400)
    done, failures = asyncio.Event(), []
    loop = asyncio.get_running_loop()

    def some(parts: Any, now: Any, also: Any) -> int:
        if not failures:
            failures.append(1)
            run_sql(both.engine, "SELECT * FROM nowhere")
        gone = purge_batch(parts, now, also)
        if not gone:
            loop.call_soon_threadsafe(done.set)
        return gone

    monkeypatch.setattr(retention_job, "purge_batch", some)
    monkeypatch.setattr(retention_job, "INTERVAL_SECONDS", 0)
    async with run_worker(both) as running:
        task = asyncio.create_task(RetentionJob(both, running.threads).run())
        await asyncio.wait_for(done.wait(), 60)
        task.cancel()
    assert person.messages() == []


async def test_p7_the_purging_job_waits_by_a_clock_in_doubt(
    known: ConversationClient, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a person nor a stone goes, and what was erased beside the database is obeyed."""
    parts, folder = known.parts, known.parts.settings.erasure_log_folder
    other = ConversationClient(parts, "other")
    other.says("merci")
    threads = DbExecutor(1)
    job = RetentionJob(parts, threads)
    await job._once()
    before = count_rows(parts.engine)
    erasure_log.append_tombstones(folder, {"somebody": clock(), "other": clock()})
    clock.now += dt.timedelta(days=500)
    await job._once()
    assert other.messages() == []
    assert known.messages() != []
    assert count_rows(parts.engine)["notebooks"] == before["notebooks"]
    assert "somebody" in erasure_log.read_tombstones(folder)
    assert "the purge waits: the clock says" in caplog.text
    with writing(parts.engine) as unit:
        confirm_clock(unit, clock())
        unit.commit()
    await job._once()
    assert known.messages() == []
    assert count_rows(parts.engine)["notebooks"] == 0
    await asyncio.get_running_loop().run_in_executor(None, threads.close)


async def test_p7_a_clock_that_jumps_after_it_was_checked_erases_nothing(
    known: ConversationClient, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = DbExecutor(1)
    job = RetentionJob(known.parts, threads)
    check = job._look

    def check_then_jump(now: dt.datetime) -> Any:
        doubt = check(now)
        clock.now += dt.timedelta(days=500)
        return doubt

    monkeypatch.setattr(job, "_look", check_then_jump)
    await job._once()
    assert known.messages() != []
    await asyncio.get_running_loop().run_in_executor(None, threads.close)


def test_p6_the_job_writes_beside_the_database_what_the_database_knows(
    known: ConversationClient,
) -> None:
    """And the other way round: a database that was put there by hand obeys."""
    _forget(known)
    other = ConversationClient(known.parts, "other")
    other.says("j'aime réparer des motos")
    folder = known.parts.settings.erasure_log_folder
    reconcile_erasures(known.parts)
    assert known.name in erasure_log.read_tombstones(folder)
    erasure_log.append_tombstones(folder, {"other": known.parts.clock()})
    reconcile_erasures(known.parts)
    assert other.messages() == []
    assert other.notebook() is None


# Requests for a human


def test_nothing_is_passed_on_without_agreement(person: ConversationClient) -> None:
    add_counsellors(person.parts.engine, ["Conseil A"], duty="on")
    person.says("je veux parler à un humain")
    person.says("rester en général ou pas")
    assert count_rows(person.parts.engine)["handoffs"] == 0
    person.says("non")
    assert count_rows(person.parts.engine)["handoffs"] == 0


def test_only_the_words_shown_are_passed_on(person: ConversationClient) -> None:
    add_counsellors(person.parts.engine, ["Conseil A"], duty="on")
    person.says("j'aime réparer des motos")
    person.says("je veux parler à un humain")
    (shown,) = person.says("rester en général ou pas")
    assert "rester en général ou pas" in shown
    person.says("oui")
    (row,) = read_rows(person.parts.engine, handoffs, sa.true(), handoffs.c.id)
    told = "Ma demande : « rester en général ou pas »\nMes mots : « j'aime réparer des motos »"
    assert (row.share, row.summary) == ("summary", told)
