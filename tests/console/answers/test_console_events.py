"""« Événements »: added, changed, removed; times are those of the place's clocks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.booking import event_repository as happening
from bot.console.answers import event_draft_repository
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_conversations import unit

GOOD = {
    "title": "Soirée des métiers",
    "summary": "Des pros racontent leur métier. L'entrée est libre.",
    "audience": "jeunes et parents",
    "place": "Salle 2",
    "day": "2026-12-03",
    "start": "18:00",
    "last": "",
    "end": "20:30",
}


def add(browser: ConsoleBrowser, **changed: str) -> Any:
    return browser.post("/evenements/nouveau", {**GOOD, **changed})


def coming(site: ConsoleApplication) -> list[happening.Event]:
    with unit(site.engine) as opened:
        return happening.list_upcoming_events(opened, site.clock.now)


def test_an_event_is_added_changed_and_removed(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    page = browser.follow(add(browser, title="Soirée <b>métiers</b>"))
    assert "Soirée &lt;b&gt;métiers&lt;/b&gt;" in page.text
    assert "jeudi 3 décembre 2026, 18:00 – 20:30" in extract_main_text(page)
    (event,) = coming(site)
    assert event.starts == dt.datetime(2026, 12, 3, 17, 0, tzinfo=dt.timezone.utc)
    form = browser.get("/evenements/1").text
    assert 'value="18:00"' in form
    assert 'value="2026-12-03"' in form
    browser.post("/evenements/1", {**GOOD, "last": "2026-12-04"})
    (event,) = coming(site)
    assert event.ends == dt.datetime(2026, 12, 4, 19, 30, tzinfo=dt.timezone.utc)
    browser.post("/evenements/1/supprimer")
    assert coming(site) == []
    actions = [action for action, subject in site.audit() if subject == "event:1"]
    assert actions == ["event_added", "event_changed", "event_removed"]


WRONG = [
    ("title", "", "Écrivez un titre"),
    ("title", "a" * 121, "trop long"),
    ("place", "", "Écrivez le lieu"),
    ("summary", "Viens nous voir.", "s’adresse à quelqu’un"),
    ("day", "", "Écrivez une date"),
    ("day", "0001-01-01", "Écrivez une date"),
    ("last", "9999-12-31", "Écrivez une date"),
    ("day", "3/12/2026", "Écrivez une date"),
    ("day", "2026-11-24", "déjà fini"),
    ("start", "", "Écrivez une heure"),
    ("start", "25:00", "Écrivez une heure"),
    ("end", "17:00", "La fin vient avant le début"),
    ("end", "18:00", "La fin vient avant le début"),
    ("last", "2026-12-02", "La fin vient avant le début"),
    ("last", "2026-13-02", "Écrivez une date"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    site: ConsoleApplication, name, value, words
) -> None:
    browser = site.signed_in()
    answer = add(browser, **{name: value})
    assert answer.status_code == 422
    assert words in extract_main_text(answer)
    for field, kept in {**GOOD, name: value}.items():
        if field != "summary":
            assert f'value="{kept}"' in answer.text, field
    assert coming(site) == []


def test_an_hour_that_the_clocks_skip(site: ConsoleApplication) -> None:
    answer = add(site.signed_in(), day="2027-03-28", start="02:30", end="05:00")
    assert "Cette heure n’existe pas" in extract_main_text(answer)


def test_what_is_over_comes_no_more(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    add(browser)
    add(browser, title="Plus tôt", day="2026-12-01")
    assert [event.title for event in coming(site)] == ["Plus tôt", "Soirée des métiers"]
    with unit(site.engine) as opened:
        later = dt.datetime(2026, 12, 2, tzinfo=dt.timezone.utc)
        assert [event.title for event in happening.list_upcoming_events(opened, later)] == [
            "Soirée des métiers"
        ]
        assert [
            event.title for event in event_draft_repository.list_past_events(opened, later)
        ] == ["Plus tôt"]


def test_an_unknown_event_is_not_found(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    for path in ("/evenements/9", "/evenements/9/supprimer"):
        assert browser.post(path, GOOD).status_code == 404
    assert browser.get("/evenements/9").status_code == 404
