"""« Chiffres »: by calendar month, by fives, of no one and of no single counsellor (P9)."""

from __future__ import annotations

import datetime as dt
from itertools import count, pairwise, product
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as some
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from bot.booking.local_time import ZONE
from bot.console.statistics import monthly_counts
from bot.console.statistics.monthly_counts import round_down_to_five
from bot.console.statistics.published_figures import list_published_months, read_monthly_figures
from bot.handoff import ratings, unanswered_repository
from bot.privacy.erasure import purge_expired
from bot.storage.conversation_tables import conversations, notebooks, outbox
from bot.storage.figure_tables import figure_drafts, figure_months
from bot.storage.figure_tables import figures as published
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import reading
from tests.support.console_accounts import appointment
from tests.support.console_application import ConsoleApplication, extract_main_text
from tests.support.console_conversations import add_conversation, unit

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
NOVEMBER = dt.date(2026, 11, 1)
CLOSED = dt.date(2026, 12, 4)
_hours = count(1)


def at(day: int, hour: int = 12, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=ZONE)


def counted(engine: Engine, day: dt.date) -> int:
    """What a look at noon of that day counts."""
    with unit(engine) as opened:
        return monthly_counts.count_finished_days(
            opened, dt.datetime.combine(day, dt.time(12), ZONE)
        )


def found(engine: Engine, month: dt.date = NOVEMBER) -> Any:
    with reading(engine) as opened:
        return read_monthly_figures(opened, month)


def started(engine: Engine, number: int, when: dt.datetime, channel: str = "web") -> None:
    with unit(engine) as opened:
        for _ in range(number):
            add_conversation(opened, channel, when)


def asked_for(
    engine: Engine,
    when: dt.datetime,
    wait: int | None = None,
    outcome: str | None = None,
    by: int | None = None,
    label: str = "",
) -> None:
    with unit(engine) as opened:
        claimed = when + wait * MINUTE if wait is not None else None
        taken = when if claimed else None
        values = {"state": "ended", "created": when, "claimed": taken, "outcome": outcome}
        conversation = add_conversation(opened, created=when)
        row = {"conversation_id": conversation, "counsellor_id": by, "label": label}
        opened.execute(handoffs.insert().values(**values, **row))
        if claimed:  # taken at once; the first word comes after `wait`
            reply = {"seq": 1, "answers": 0, "reply": {"text": "Bonjour"}, "counsellor_id": by}
            opened.execute(
                outbox.insert().values(conversation_id=conversation, created=claimed, **reply)
            )


def everything(engine: Engine) -> list[Any]:
    with reading(engine) as opened:
        order = (published.c.month, published.c.subject, published.c.key)
        return [tuple(row) for row in opened.execute(sa.select(published).order_by(*order))]


def team(site: ConsoleApplication, *names: str) -> list[int]:
    return [site.person(name).id for name in names or ("Anna", "Bruno", "Chloé")]


# When


def test_a_day_is_counted_once_it_is_over_and_only_once(engine: Engine) -> None:
    started(engine, 9, at(7, 23))
    started(engine, 3, at(8, 1))
    assert counted(engine, dt.date(2026, 11, 8)) == 7
    assert dict(found(engine).channels)["web"] == 5
    assert counted(engine, dt.date(2026, 11, 8)) == 0
    assert counted(engine, dt.date(2026, 11, 15)) == 7
    assert dict(found(engine).channels)["web"] == 10


def test_a_service_that_begins_looks_at_no_day_before_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first look came with every start; the days after it are counted as ever."""
    with monkeypatch.context() as patched:
        patched.setattr(monthly_counts.tallies, "tally_day", None)
        assert counted(engine, dt.date(2026, 11, 18)) == 17
    assert counted(engine, dt.date(2026, 11, 18)) == 0
    started(engine, 6, at(18))
    assert counted(engine, dt.date(2026, 11, 22)) == 4
    assert dict(found(engine).channels)["web"] == 5


def test_the_first_look_begins_at_the_first_day_somebody_came(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(engine, 6, at(16))
    tally, looked = monthly_counts.tallies.tally_day, []
    monkeypatch.setattr(
        monthly_counts.tallies,
        "tally_day",
        lambda unit, day, find_topic: looked.append(day.day) or tally(unit, day, find_topic),
    )
    assert counted(engine, dt.date(2026, 11, 18)) == 17
    assert looked == [16, 17]
    assert counted(engine, dt.date(2026, 11, 22)) == 4
    assert dict(found(engine).channels)["web"] == 5


def test_a_month_that_goes_on_moves_by_whole_weeks(engine: Engine) -> None:
    for day in range(1, 31):
        started(engine, 2, at(day))
    seen = {}
    for day in range(2, 31):
        counted(engine, dt.date(2026, 11, day))
        seen[day] = dict(found(engine).channels)["web"]
    assert {day: seen[day] for day in (2, 7, 8, 14, 15, 21, 22, 28, 29, 30)} == {
        **dict.fromkeys((2, 7)),
        **{8: 10, 14: 10, 15: 25, 21: 25, 22: 40, 28: 40, 29: 55, 30: 55},
    }


def test_a_month_is_closed_on_the_fourth_and_does_not_change_any_more(engine: Engine) -> None:
    started(engine, 6, at(30))
    counted(engine, dt.date(2026, 11, 2))
    counted(engine, dt.date(2026, 12, 3))
    with reading(engine) as opened:
        (month,) = list_published_months(opened)
    assert (month.through, month.closed) == (dt.date(2026, 11, 28), False)
    counted(engine, CLOSED)
    with reading(engine) as opened:
        (month,) = list_published_months(opened)
        assert opened.execute(sa.select(figure_drafts)).all() == []
    assert (month.through, month.closed) == (dt.date(2026, 11, 30), True)
    before = everything(engine)
    assert before == [(NOVEMBER, "channels", "web", 5, None)]
    started(engine, 20, at(29))
    counted(engine, dt.date(2026, 12, 20))
    assert [row for row in everything(engine) if row[0] == NOVEMBER] == before


def test_p9_what_is_erased_stays_counted(engine: Engine) -> None:
    """Also what is erased before its month is over: a day is counted when it ends."""
    started(engine, 7, at(1))
    for day in range(2, 31):
        counted(engine, dt.date(2026, 11, day))
        with unit(engine) as opened:
            purge_expired(opened, at(day), days=1, months=12, contact_days=7)
    with reading(engine) as opened:
        assert opened.execute(sa.select(conversations)).all() == []
    counted(engine, CLOSED)
    assert dict(found(engine).channels)["web"] == 5


def test_a_service_that_stood_still_makes_up_for_it(engine: Engine) -> None:
    started(engine, 5, at(3))
    counted(engine, dt.date(2026, 11, 10))
    started(engine, 5, at(20))
    started(engine, 5, at(2, month=12))
    assert counted(engine, dt.date(2027, 1, 10)) == 21 + 31 + 9
    assert dict(found(engine).channels)["web"] == 10
    assert dict(found(engine, dt.date(2026, 12, 1)).channels)["web"] == 5
    with reading(engine) as opened:
        assert [(m.first.month, m.closed) for m in list_published_months(opened)] == [
            (1, False),
            (12, True),
            (11, True),
        ]


def test_days_are_those_of_the_place(engine: Engine) -> None:
    started(engine, 5, dt.datetime(2026, 10, 31, 22, 30, tzinfo=dt.timezone.utc))
    started(engine, 5, dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.timezone.utc))
    counted(engine, dt.date(2026, 11, 8))
    assert dict(found(engine).channels)["web"] == 5


@pytest.mark.postgres
def test_two_processes_count_a_day_once(postgres_engine: Engine) -> None:
    from concurrent.futures import ThreadPoolExecutor

    started(postgres_engine, 5, at(3))
    with ThreadPoolExecutor(2) as pool:
        days = [pool.submit(counted, postgres_engine, dt.date(2026, 11, 8)) for _ in range(2)]
        assert sorted(each.result() for each in days) == [0, 7]
    assert dict(found(postgres_engine).channels)["web"] == 5


# What


def test_requests_their_labels_and_their_wait(site: ConsoleApplication) -> None:
    three = team(site)
    for number, wait in enumerate((1, 2, 3, 10, 30, 5)):
        asked_for(site.engine, at(5), wait, "closed", three[number % 3], "aides")
    for _ in range(5):
        asked_for(site.engine, at(6), outcome="timed_out")
    counted(site.engine, dt.date(2026, 11, 8))
    now = found(site.engine)
    assert now.handoffs == [("taken", 5), ("left", None), ("timed_out", 5), ("other", None)]
    assert dict(now.labels)["aides"] == 5
    assert now.wait is None  # the month goes on
    counted(site.engine, CLOSED)
    assert found(site.engine).wait == 5
    assert found(site.engine).long_wait is None  # of six, the longest would be one person's


def test_long_waits_and_a_queue_that_was_left(site: ConsoleApplication) -> None:
    three = team(site)
    for number in range(20):
        asked_for(site.engine, at(5), 12 if number < 18 else 50, "closed", three[number % 3])
    for _ in range(5):
        asked_for(site.engine, at(5), outcome="left")
    counted(site.engine, dt.date(2026, 11, 8))
    counted(site.engine, CLOSED)
    now = found(site.engine)
    assert (now.wait, now.long_wait) == (12, 15)
    assert dict(now.handoffs)["left"] == 5


def test_steps_and_appointments(site: ConsoleApplication) -> None:
    three = team(site)
    with unit(site.engine) as opened:
        for number in range(6):
            data = {"step": "rever" if number < 5 else "nonsense"}
            row = {"person": f"n{number}", "data": data, "created": at(2), "last_used": at(3)}
            opened.execute(notebooks.insert().values(row))
            starts = at(2) + dt.timedelta(hours=number)
            appointment(opened, three[number % 3], starts, attendance="present")
    counted(site.engine, dt.date(2026, 11, 8))
    now = found(site.engine)
    assert now.steps[0] == ("rever", 5)
    assert dict(now.kinds)["short"] == 5
    assert dict(now.attendance) == {"present": 5, "absent": None, "unnoted": None}


def test_a_notebook_counts_once_in_a_month(engine: Engine) -> None:
    def used(when: dt.datetime) -> None:
        with unit(engine) as opened:
            opened.execute(notebooks.update().values(last_used=when))

    with unit(engine) as opened:
        for number in range(5):
            row = {"person": f"n{number}", "data": {"step": "rever"}, "created": at(2)}
            opened.execute(notebooks.insert().values(**row, last_used=at(2)))
    for day in range(2, 31):
        counted(engine, dt.date(2026, 11, day))
        used(at(day))
    counted(engine, dt.date(2026, 12, 1))
    used(at(2, month=12))  # after the end of the month, which it is counted in all the same
    counted(engine, CLOSED)
    assert dict(found(engine).steps)["rever"] == 5


def test_questions_without_an_answer_count_by_conversation(engine: Engine) -> None:
    with unit(engine) as opened:
        same = add_conversation(opened, created=at(3))
        for text in ("a", "b", "c", "d", "e", "f"):
            unanswered_repository.add_unanswered_question(opened, same, text, at(3))
        for _ in range(4):
            unanswered_repository.add_unanswered_question(
                opened, add_conversation(opened, created=at(3)), "cariste", at(3)
            )
    counted(engine, dt.date(2026, 11, 8))
    assert found(engine).unanswered == 5


def test_p9_ratings_come_by_five(site: ConsoleApplication) -> None:
    three = team(site)
    for number in range(3):
        asked_for(site.engine, at(5), 3, "closed", three[number])

    def rate(day: int, *scores: int) -> None:
        with unit(site.engine) as opened:
            for score in scores:
                ratings.add_rating(opened, "handoff", score, "", dt.date(2026, 11, day))

    rate(5, 5, 5, 4, 4)
    counted(site.engine, dt.date(2026, 11, 8))
    assert found(site.engine).handoff_ratings is None
    rate(9, 3, 1, 1, 1)
    counted(site.engine, dt.date(2026, 11, 15))
    now = found(site.engine).handoff_ratings
    assert (now.answers, now.mean) == (5, 4.2)


def test_p9_two_counsellors_are_too_few_for_what_speaks_of_their_work(
    site: ConsoleApplication,
) -> None:
    anna, bruno, chloe = team(site)

    def works(one: int, day: int) -> None:
        for _ in range(4):
            asked_for(site.engine, at(day), 3, "closed", one)
            with unit(site.engine) as opened:
                starts = at(day, 8) + next(_hours) * MINUTE * 30
                appointment(opened, one, starts, attendance="present")

    works(anna, 2)
    works(bruno, 3)
    with unit(site.engine) as opened:
        for about in ("handoff", "appointment"):
            for _ in range(5):
                ratings.add_rating(opened, about, 5, "", dt.date(2026, 11, 4))
    counted(site.engine, dt.date(2026, 11, 8))
    now = found(site.engine)
    assert (now.handoff_ratings, now.appointment_ratings) == (None, None)
    assert {number for _, number in now.attendance} == {None}
    assert dict(now.kinds)["short"] == 5
    works(chloe, 20)
    counted(site.engine, CLOSED)
    now = found(site.engine)
    assert now.wait == 3
    assert dict(now.attendance)["present"] == 10
    assert now.handoff_ratings.mean == 5
    assert now.appointment_ratings.mean == 5


# Nobody finds out what a single person adds


@pytest.mark.parametrize("number", [0, 1, 4, 6, 7])
def test_p9_the_database_refuses_what_is_not_by_five(engine: Engine, number: int) -> None:
    row = {"month": NOVEMBER, "subject": "channels", "key": "web", "count": number}
    with pytest.raises(IntegrityError), unit(engine) as opened:
        opened.execute(published.insert().values(row))


def derived(truths: Any, sees: Any, cells: Any) -> set[int]:
    """What whoever sees everything that is published can be certain of, of any cell: the values
    that all truths with the same appearance share."""
    possible: dict[Any, list[set[int]]] = {}
    for truth in truths:
        values = cells(truth)
        sets = possible.setdefault(sees(truth), [set() for _ in values])
        for known, value in zip(sets, values, strict=True):
            known.add(value)
    return {next(iter(one)) for sets in possible.values() for one in sets if len(one) == 1}


def small(certain: set[int]) -> set[int]:
    return certain & {1, 2, 3, 4}


def by_fives(numbers: Any) -> tuple[int, ...]:
    return tuple(map(round_down_to_five, numbers))


def test_p9_weeks_of_a_month_tell_no_small_number() -> None:
    """What came in each week, from all that was shown week after week, where that rose by at most
    five at a time: then no week had more than nine."""

    def sums(truth: tuple[int, ...]) -> list[int]:
        return [sum(truth[: end + 1]) for end in range(len(truth))]

    def rises(truth: tuple[int, ...]) -> list[int]:
        looks = (0, *by_fives(sums(truth)))
        return [after - before for before, after in pairwise(looks)]

    weeks = [truth for truth in product(range(10), repeat=4) if max(rises(truth)) <= 5]
    certain = derived(weeks, lambda truth: by_fives(sums(truth)), lambda t: (*t, *sums(t)))
    assert small(certain) == set()


def test_p9_two_tables_of_the_same_appointments_tell_no_small_number() -> None:
    """Kinds and attendance have the same sum: three of each."""
    parts = list(product(range(10), repeat=3))
    by_sum: dict[int, list[Any]] = {}
    for each in parts:
        by_sum.setdefault(sum(each), []).append(each)
    # The sum is all that ties them: for each way the kinds look, the sums that are possible.
    looks: dict[Any, set[int]] = {}
    for each in parts:
        looks.setdefault(by_fives(each), set()).add(sum(each))
    for look, sums in looks.items():
        for other, others in looks.items():
            both = sums & others
            truths = [each for total in both for each in by_sum[total] if by_fives(each) == look]
            if truths:
                certain = derived(truths, by_fives, lambda t: t)  # all of them look the same
                assert small(certain) == set(), (look, other)


def test_p9_labels_beside_the_requests_that_were_taken_tell_no_small_number() -> None:
    """Two labels and those without one, over two weeks."""
    week = list(product(range(6), repeat=3))

    def sees(truth: Any) -> Any:
        first, second = truth
        both = [a + b for a, b in zip(first, second, strict=True)]
        return [
            (*by_fives(each[:2]), round_down_to_five(sum(each))) for each in (first, both)
        ].__repr__()

    truths = product(week, week)
    certain = derived(truths, sees, lambda t: (*t[0], *t[1]))
    assert small(certain) == set()


def test_exact_sums_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests above could not fail."""
    weeks = product(range(7), repeat=2)
    exact = derived(weeks, lambda t: (t[0] if t[0] >= 5 else 0, t[0] + t[1]), lambda t: t)
    assert small(exact)


DAYS = some.lists(some.integers(0, 4), min_size=30, max_size=30)


@trying(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAYS, DAYS)
def test_p9_what_is_shown_day_after_day_is_by_fives_and_of_whole_weeks(
    sqlite_engine: Engine, web: list[int], telegram: list[int]
) -> None:
    """All that the page ever showed of a month, while what it counts is erased."""
    with unit(sqlite_engine) as opened:
        for table in (published, figure_drafts, figure_months, conversations):
            opened.execute(table.delete())
        for day, numbers in enumerate(zip(web, telegram, strict=True), start=1):
            for channel, number in zip(("web", "telegram"), numbers, strict=True):
                for _ in range(number):
                    add_conversation(opened, channel, at(day))
    looks = []
    for day in range(1, 31):
        counted(sqlite_engine, dt.date(2026, 11, day) + DAY)
        with unit(sqlite_engine) as opened:
            purge_expired(opened, at(day), days=3, months=12, contact_days=7)
        looks.append(dict(found(sqlite_engine).channels))
    counted(sqlite_engine, CLOSED)
    looks.append(dict(found(sqlite_engine).channels))
    whole = [0] * 6 + [7] * 7 + [14] * 7 + [21] * 7 + [28] * 3 + [30]
    for channel, numbers in (("web", web), ("telegram", telegram)):
        wanted = [round_down_to_five(sum(numbers[:through])) or None for through in whole]
        assert [look[channel] for look in looks] == wanted


# The page


def test_the_page_says_what_is_counted(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    assert "Rien encore" in extract_main_text(browser.get("/chiffres"))
    started(site.engine, 17, at(3))
    counted(site.engine, dt.date(2026, 11, 8))
    page = extract_main_text(browser.get("/chiffres"))
    assert "Du 1 novembre 2026 au 7 novembre 2026" in page.replace("1er", "1")
    assert "Ce mois n’est pas fini" in page
    assert "Le chat au moins 15" in page
    assert "Telegram moins de 5" in page
    assert "« au moins 15 » veut dire de 15 à 19" in page
    assert "17" not in page
    assert ("figures_seen", "") in site.audit()
    counted(site.engine, CLOSED)
    assert "Ce mois est fini" in extract_main_text(browser.get("/chiffres?mois=2026-11"))
    for wrong in ("2026-13", "2027-01", "x", "2026-1"):
        assert browser.get(f"/chiffres?mois={wrong}").status_code == 404
