"""« Chiffres »: nothing below five, nothing about one counsellor (P9)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from console_people import appointment
from console_site import Site, main
from work_people import NOW, talk, unit

from bot.console.figures import Period, counts, figures, hidden
from bot.handoff import ratings
from bot.storage.handoff_tables import handoffs
from bot.storage.tables import notebooks

DAY, MINUTE = NOW.date(), dt.timedelta(minutes=1)
PERIOD = Period(DAY - dt.timedelta(days=29), DAY)


def found(site: Site, period: Period = PERIOD) -> Any:
    with unit(site.engine) as opened:
        return figures(opened, period)


def handoff(site: Site, wait: int | None = None, outcome: str | None = None) -> None:
    with unit(site.engine) as opened:
        values = {"state": "ended", "created": NOW - 60 * MINUTE, "label": "aides"}
        claimed = NOW - 60 * MINUTE + wait * MINUTE if wait is not None else None
        row = {"conversation_id": talk(opened), "claimed": claimed, "outcome": outcome}
        opened.execute(handoffs.insert().values(**values, **row))


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
    for wait in (1, 2, 3, 10):
        handoff(site, wait, "closed")
    assert found(site).wait is None
    handoff(site, 30, "handed_back")
    for _ in range(5):
        handoff(site, outcome="timed_out")
    now = found(site)
    assert now.wait == 3
    assert now.handoffs == [("asked", 10), ("taken", 5), ("timed_out", 5), ("other", None)]
    assert now.labels == [("aides", 10)]


def test_ratings_below_five_have_no_mean(site: Site) -> None:
    with unit(site.engine) as opened:
        for score in (5, 5, 4, 4):
            ratings.rate(opened, "handoff", score, "", DAY)
    assert found(site).handoff_ratings is None
    with unit(site.engine) as opened:
        ratings.rate(opened, "handoff", 3, "", DAY)
    assert found(site).handoff_ratings.mean == 4.2
    assert "4,2 sur 5 (5 avis)" in main(site.signed_in().get("/chiffres"))


def test_steps_and_appointments(site: Site) -> None:
    anna = site.person("Anna")
    with unit(site.engine) as opened:
        for number in range(6):
            data = {"step": "rever" if number < 5 else "nonsense"}
            row = notebooks.insert().values(
                person=f"n{number}", data=data, created=NOW, last_used=NOW
            )
            opened.execute(row)
            starts = NOW - dt.timedelta(days=number + 1)
            appointment(opened, anna.id, starts, attendance="present")
    now = found(site)
    assert now.steps[0] == ("rever", 5)
    assert now.kinds == [("short", 6)]
    assert now.attendance == [("present", 6)]
    page = main(site.signed_in("Bruno").get("/chiffres"))
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
