"""« Chiffres »: nothing below five, nothing about one counsellor (P9)."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

import pytest
from console_people import appointment
from console_site import Site, main
from work_people import NOW, talk, unit

from bot.console.figures import Period, counts, figures, hidden
from bot.console.likeness import groups
from bot.handoff import ratings, unanswered
from bot.storage.handoff_tables import handoffs
from bot.storage.tables import notebooks

_hours = count(1)
DAY, MINUTE = NOW.date(), dt.timedelta(minutes=1)
PERIOD = Period(DAY - dt.timedelta(days=29), DAY)


def found(site: Site, period: Period = PERIOD) -> Any:
    with unit(site.engine) as opened:
        return figures(opened, period)


def handoff(
    site: Site,
    wait: int | None = None,
    outcome: str | None = None,
    by: int | None = None,
    label: str = "aides",
) -> None:
    with unit(site.engine) as opened:
        values = {"state": "ended", "created": NOW - 60 * MINUTE, "label": label}
        claimed = NOW - 60 * MINUTE + wait * MINUTE if wait is not None else None
        row = {"conversation_id": talk(opened), "claimed": claimed, "outcome": outcome}
        opened.execute(handoffs.insert().values(**values, **row, counsellor_id=by))


def team(site: Site) -> list[int]:
    return [site.person(name).id for name in ("Anna", "Bruno", "Chloé")]


def held_by(site: Site, *counsellors: int) -> None:
    """Each takes two requests: enough of them to be counted."""
    for one in counsellors:
        for _ in range(2):
            handoff(site, 3, "closed", one)


def received_by(site: Site, *counsellors: int, attendance: str | None = "present") -> None:
    """Two appointments each."""
    with unit(site.engine) as opened:
        for one in counsellors:
            for _ in range(2):
                starts = NOW - dt.timedelta(hours=next(_hours))
                appointment(opened, one, starts, attendance=attendance)


def test_four_are_hidden_five_are_shown(site: Site) -> None:
    with unit(site.engine) as opened:
        for _ in range(4):
            talk(opened)
    assert found(site).channels == [("web", None)]
    assert "Le site moins de 5" in main(site.signed_in().get("/chiffres"))
    with unit(site.engine) as opened:
        talk(opened)
    assert found(site).channels == [("web", 5)]
    assert ("figures_seen", "") in site.audit()


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
        ({"a": 9, "b": 4, "c": 3}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 6, "c": 2}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 0}, {"a": 9, "b": None}),
        ({"a": 10, "b": 1, "c": 1}, {"a": None, "b": None, "c": None}),
        ({"a": 30, "b": 8, "c": 1, "d": 1, "e": 1}, dict.fromkeys("bcde", None) | {"a": 30}),
        ({"a": 9, "b": 4, "c": 1}, {"a": 9, "b": None, "c": None}),
        ({"a": 2}, {"a": None}),
        ({}, {}),
    ],
)
def test_one_small_part_hides_another(parts: dict, shown: dict) -> None:
    """Who knows the sum and the other parts would know it."""
    assert dict(hidden(parts)) == shown


def test_the_most_frequent_comes_first() -> None:
    assert counts(["b"] * 5 + ["a"] * 6 + [None]) == [("a", 6), ("b", 5)]


def test_requests_and_their_wait(site: Site) -> None:
    anna, bruno, chloe = team(site)
    for wait, one in ((1, anna), (2, bruno), (3, chloe), (10, anna)):
        handoff(site, wait, "closed", one)
    assert found(site).wait is None
    handoff(site, 30, "handed_back", bruno)
    for _ in range(5):
        handoff(site, outcome="timed_out")
    now = found(site)
    assert now.wait == 3
    assert now.handoffs == [("asked", 10), ("taken", 5), ("timed_out", 5), ("other", None)]
    assert now.labels == [("aides", 5)]


def test_ratings_below_five_have_no_mean(site: Site) -> None:
    held_by(site, *team(site))
    with unit(site.engine) as opened:
        for score in (5, 5, 4, 4):
            ratings.rate(opened, "handoff", score, "", DAY)
    assert found(site).handoff_ratings is None
    with unit(site.engine) as opened:
        ratings.rate(opened, "handoff", 3, "", DAY)
    assert found(site).handoff_ratings.mean == 4.2
    assert "4,2 sur 5 (5 avis)" in main(site.signed_in().get("/chiffres"))


def rate(site: Site, *scores: int, day: dt.date = DAY) -> None:
    with unit(site.engine) as opened:
        for score in scores:
            ratings.rate(opened, "handoff", score, "", day)


def test_ratings_come_by_five_so_that_no_two_looks_give_a_single_one(site: Site) -> None:
    held_by(site, *team(site))
    rate(site, 5, 5, 5, 5, 5)
    before = found(site).handoff_ratings
    for score in (1, 1, 1, 1):
        rate(site, score)
        assert found(site).handoff_ratings == before
    rate(site, 1)
    assert (found(site).handoff_ratings.answers, found(site).handoff_ratings.mean) == (10, 3.0)


def test_five_ratings_belong_to_the_period_of_the_last_of_them(site: Site) -> None:
    """Else two periods that overlap would tell the rest."""
    held_by(site, *team(site))
    early = PERIOD.first - dt.timedelta(days=1)
    rate(site, 1, 1, 1, day=early)
    rate(site, 5, 5, 5, 5, 5, 5, 5)
    assert found(site).handoff_ratings.answers == 10
    assert found(site, Period(early, early)).handoff_ratings is None
    later = Period(PERIOD.first, DAY - dt.timedelta(days=1))
    assert found(site, later).handoff_ratings is None


# No difference below five between two tables


def test_labels_do_not_tell_who_was_taken_without_one(site: Site) -> None:
    anna, bruno, chloe = team(site)
    for number in range(16):
        label = "aides" if number < 8 else "etudes" if number < 14 else ""
        handoff(site, 3, "closed", (anna, bruno, chloe)[number % 3], label)
    now = found(site)
    assert ("taken", 16) in now.handoffs
    assert now.labels == [("aides", 8), ("etudes", None)]  # else 16 - 8 - 6 were 2


def test_labels_do_not_tell_what_the_requests_hide(site: Site) -> None:
    """All who were taken have one; then their sum is « taken », which is hidden."""
    anna, bruno, chloe = team(site)
    for number in range(15):
        label = "aides" if number < 9 else "etudes"
        handoff(site, 3, "closed", (anna, bruno, chloe)[number % 3], label)
    assert found(site).labels == [("aides", 9), ("etudes", 6)]
    handoff(site, outcome="timed_out")
    now = found(site)
    assert now.handoffs == [("asked", 16), ("taken", None), ("timed_out", None), ("other", None)]
    assert now.labels == [("aides", 9), ("etudes", None)]


def test_attendance_does_not_tell_what_was_not_noted(site: Site) -> None:
    three = team(site)
    received_by(site, *three)
    received_by(site, *three, attendance="absent")
    assert found(site).attendance == [("absent", 6), ("present", 6)]
    received_by(site, three[0], attendance=None)
    now = found(site)
    assert now.kinds == [("short", 14)]
    assert sorted(now.attendance) == [("absent", None), ("present", 6), ("unnoted", None)]


# No figure about one counsellor


def test_two_counsellors_are_too_few_for_what_speaks_of_their_work(site: Site) -> None:
    anna, bruno, chloe = team(site)
    for one in (anna, bruno):
        for _ in range(2):
            held_by(site, one)
            received_by(site, one)
    rate(site, 5, 5, 5, 5, 5)
    with unit(site.engine) as opened:
        for _ in range(5):
            ratings.rate(opened, "appointment", 4, "", DAY)
    now = found(site)
    assert (now.many_answer, now.many_receive) == (False, False)
    assert (now.wait, now.handoff_ratings, now.appointment_ratings) == (None, None, None)
    assert now.attendance == []
    assert now.kinds == [("short", 8)]
    page = main(site.signed_in("Chef").get("/chiffres"))
    assert page.count("Pas montré : trop peu de personnes dans l’équipe") == 4
    held_by(site, chloe)
    received_by(site, chloe)
    now = found(site)
    assert now.wait == 3
    assert now.attendance == [("present", 10)]
    assert now.handoff_ratings.mean == 5
    assert now.appointment_ratings.mean == 4


def test_questions_are_compared_outside_of_the_transaction(site: Site, monkeypatch: Any) -> None:
    with unit(site.engine) as opened:
        for number in range(5):
            text = ("cariste", "grutier", "boulanger", "notaire", "plombier")[number]
            unanswered.keep(opened, talk(opened), text, NOW)
    inside: list[bool] = []
    read, reading_now = site.desk.read, [False]

    async def watched(work: Any) -> Any:
        def run(opened: Any) -> Any:
            reading_now[0] = True
            try:
                return work(opened)
            finally:
                reading_now[0] = False

        return await read(run)

    def spied(asked: Any) -> Any:
        inside.append(reading_now[0])
        return groups(asked)

    object.__setattr__(site.desk, "read", watched)
    monkeypatch.setattr("bot.console.figures.groups", spied)
    assert "Sujets sans réponse 5" in main(site.signed_in().get("/chiffres"))
    assert inside == [False]


def test_steps_and_appointments(site: Site) -> None:
    three = team(site)
    with unit(site.engine) as opened:
        for number in range(6):
            data = {"step": "rever" if number < 5 else "nonsense"}
            row = notebooks.insert().values(
                person=f"n{number}", data=data, created=NOW, last_used=NOW
            )
            opened.execute(row)
            starts = NOW - dt.timedelta(days=number + 1)
            appointment(opened, three[number % 3], starts, attendance="present")
    now = found(site)
    assert now.steps[0] == ("rever", 5)
    assert now.kinds == [("short", 6)]
    assert now.attendance == [("present", 6)]
    page = main(site.signed_in("Denis").get("/chiffres"))
    assert "Rêver 5" in page
    assert "Anna" not in page


def test_a_month_is_that_month(site: Site) -> None:
    with unit(site.engine) as opened:
        for _ in range(5):
            talk(opened, created=dt.datetime(2026, 10, 31, 22, 30, tzinfo=dt.timezone.utc))
            talk(opened, created=dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.timezone.utc))
    october = Period(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert found(site, october).channels == [("web", 5)]
    browser = site.signed_in()
    page = main(browser.get("/chiffres?mois=2026-10"))
    assert "Du 1er octobre 2026 au 31 octobre 2026" in page or "Du 1 octobre 2026" in page
    assert "novembre 2026" in page
    for wrong in ("2026-13", "2027-01", "x", "2026-1"):
        assert browser.get(f"/chiffres?mois={wrong}").status_code == 404
