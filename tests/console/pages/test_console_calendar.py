"""« Mon calendrier »: a file that is shown first, confirmed, replaced, taken away; and bad ones."""

from __future__ import annotations

import datetime as dt
import logging
import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from bot.booking.local_time import ZONE
from bot.storage.staff_tables import calendars
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import appointment
from tests.support.console_application import (
    ROOT,
    ConsoleApplication,
    ConsoleBrowser,
    extract_main_text,
)
from tests.support.console_calendars import (
    MONDAYS,
    NINE,
    PRIVATE,
    list_imported_times,
    make_calendar,
    make_event,
)
from tests.support.database_rows import read_rows

PATH = "/disponibilites/calendrier"
FRIDAY = dt.date(2026, 11, 27)


@pytest.fixture
def anna(site: ConsoleApplication) -> ConsoleBrowser:
    return site.signed_in("Anna")


def send(browser: ConsoleBrowser, data: bytes, name: str = "agenda.ics", **fields: str) -> Any:
    """As the form does."""
    files = {"file": (name, data, "text/calendar")}
    typed = {"jeton": browser.token(), **fields}
    return browser.client.post(ROOT + PATH, data=typed, files=files)


def fields(page: Any) -> dict[str, str]:
    """The hidden fields of the form that confirms."""
    form = re.search(r'<form[^>]*calendrier/garder".*?</form>', page.text, re.DOTALL)
    assert form, extract_main_text(page)
    return {
        name: unescape(value)
        for name, value in re.findall(r'name="(until|times)" value="([^"]*)"', form[0])
    }


def keep(browser: ConsoleBrowser, data: bytes) -> Any:
    return browser.post(f"{PATH}/garder", fields(send(browser, data)))


def book(site: ConsoleApplication, counsellor: int, wall: str) -> int:
    start = dt.datetime.combine(FRIDAY, dt.time.fromisoformat(wall), ZONE)
    with writing(site.engine) as unit:
        number = appointment(unit, counsellor, start)
        unit.commit()
    return number


def test_shown_first_then_kept(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    assert "Aucun calendrier n’est envoyé" in extract_main_text(anna.get(PATH))
    shown = send(anna, make_calendar(NINE, MONDAYS))
    assert shown.status_code == 200
    assert "vendredi 27 novembre 2026 9:00 – 10:00" in extract_main_text(shown)
    assert "lundi 14 décembre 2026 14:00 – 15:00" in extract_main_text(shown)
    assert list_imported_times(site, anna.person.id) == []
    page = extract_main_text(anna.follow(anna.post(f"{PATH}/garder", fields(shown))))
    assert "ne sont plus proposés" in page
    assert "Envoyé le mercredi 25 novembre 2026" in page
    assert list_imported_times(site, anna.person.id) == [
        "11-27 09:00",
        "11-30 14:00",
        "12-07 14:00",
        "12-14 14:00",
    ]
    assert ("calendar_sent", f"counsellor:{anna.person.id}") in site.audit()
    assert "Voir ou changer" in extract_main_text(anna.get("/disponibilites"))


def test_twice_is_once_and_another_takes_its_place(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    keep(anna, make_calendar(NINE))
    before = read_rows(site.engine, calendars)
    keep(anna, make_calendar(NINE))
    assert read_rows(site.engine, calendars) == before
    keep(anna, make_calendar(MONDAYS))
    assert list_imported_times(site, anna.person.id) == [
        "11-30 14:00",
        "12-07 14:00",
        "12-14 14:00",
    ]
    keep(anna, make_calendar())
    assert list_imported_times(site, anna.person.id) == []
    page = extract_main_text(anna.follow(anna.post(f"{PATH}/retirer")))
    assert "C’est retiré" in page
    anna.post(f"{PATH}/retirer")
    assert [each for each, _ in site.audit()].count("calendar_removed") == 1


def test_appointments_there_are_listed_and_stay(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    hit, other = book(site, anna.person.id, "09:30"), book(site, anna.person.id, "11:00")
    for page in (
        send(anna, make_calendar(NINE)),
        anna.follow(keep(anna, make_calendar(NINE))),
        anna.get(PATH),
    ):
        assert "1 rendez-vous" in extract_main_text(page)
        assert f'href="{ROOT}/agenda/{hit}/deplacer"' in page.text
        assert f'href="{ROOT}/agenda/{hit}/confier"' in page.text
        assert f"/agenda/{other}/" not in page.text
    assert "1 rendez-vous sur un moment occupé" in extract_main_text(anna.get("/disponibilites"))
    agenda = extract_main_text(anna.get("/agenda"))
    assert "9:30 – 9:50 Renard 42" in agenda
    assert "annulé" not in agenda


def test_c6_only_times_are_kept_shown_or_logged(
    site: ConsoleApplication,
    anna: ConsoleBrowser,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        good = send(anna, make_calendar(NINE), name=f"{PRIVATE}.ics", address="anna@x.example")
        anna.post(f"{PATH}/garder", fields(good))
        bad = send(anna, make_calendar(NINE)[:-20], name=f"{PRIVATE}.ics")
        odd = send(anna, make_calendar(make_event("x", "y")))
    told = good.text + bad.text + odd.text + anna.get(PATH).text
    told += caplog.text + "".join(capfd.readouterr())
    with reading(site.engine) as unit:
        rows = [
            str(row)
            for name in sa.inspect(site.engine).get_table_names()
            for row in unit.connection.exec_driver_sql(f"SELECT * FROM {name}")
        ]
    for secret in ("Janssens", "j@x.example", "anna@x.example"):
        assert secret not in told.replace('value="anna@x.example"', "")
        assert secret not in "".join(rows)


BAD = [
    (b"", "Choisissez un fichier"),
    (b"Bonjour", "n’est pas un calendrier"),
    (bytes(range(256)), "n’est pas un calendrier"),
    (make_calendar(NINE)[:-30], "la fin manque"),
    (make_calendar(NINE).decode().encode("utf-16"), "UTF-8"),
    (b"PK\x03\x04", ".zip"),
    (make_calendar("X:" + "x" * 1024 * 1024), "1 Mo au plus"),
    (make_calendar("BEGIN:X\r\n" * 40_000), "n’est pas un calendrier"),
    (make_calendar(*["BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT"] * 10_001), "10 000 événements"),
]


@pytest.mark.parametrize(("data", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_c6_a_bad_file_is_told_in_one_sentence_and_nothing_is_lost(
    site: ConsoleApplication, anna: ConsoleBrowser, data: bytes, sentence: str
) -> None:
    keep(anna, make_calendar(MONDAYS))
    answer = send(anna, data)
    assert answer.status_code == 422
    assert extract_main_text(answer).count(sentence) >= 2  # in the summary, and at the field
    assert '<a href="#f-file">' in answer.text
    assert list_imported_times(site, anna.person.id) == [
        "11-30 14:00",
        "12-07 14:00",
        "12-14 14:00",
    ]


def test_c6_what_is_far_too_large_is_told_too(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    answer = send(anna, bytes(3 * 1024 * 1024))
    assert answer.status_code == 413
    assert "1 Mo au plus" in extract_main_text(answer)


def test_c6_a_broken_sending(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    head = {"content-type": "multipart/form-data; boundary=x"}
    for content, headers, status in (
        (b"--x\r\nhello", head, 403),
        (b"hello", head, 422),
        (b"hello", {"content-type": "multipart/form-data"}, 422),
        (b"a=b", {"content-type": "application/x-www-form-urlencoded"}, 403),
        (b"--x\r\n\r\n\r\n--x--\r\n", head, 422),
        (b"{}", {"content-type": "application/json"}, 415),
    ):
        answer = anna.client.post(ROOT + PATH, content=content, headers=headers)
        assert answer.status_code == status, content
    none = anna.client.post(ROOT + PATH, files={"jeton": (None, anna.token())})
    assert none.status_code == 422
    assert "Choisissez un fichier" in extract_main_text(none)


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x", "x.html", "C:\\x.exe", 'a"><script>.ics']
)
@pytest.mark.parametrize("kind", ["text/html", "application/x-sh", "x/y"])
def test_c6_name_and_kind_of_a_file_mean_nothing(
    anna: ConsoleBrowser, name: str, kind: str
) -> None:
    sent = {"file": (name, make_calendar(NINE), kind)}
    answer = anna.client.post(ROOT + PATH, data={"jeton": anna.token()}, files=sent)
    assert "9:00 – 10:00" in extract_main_text(answer)
    assert name not in unescape(answer.text)


def test_c6_one_file_at_a_time(anna: ConsoleBrowser) -> None:
    two = [("file", (f"{each}.ics", make_calendar(NINE), "text/calendar")) for each in (1, 2)]
    answer = anna.client.post(ROOT + PATH, data={"jeton": anna.token()}, files=two)
    assert answer.status_code == 422


def test_events_that_cannot_be_read_are_told(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    parts = (
        make_event("x", "y", uid="3"),
        make_event("20261127T100000", "20261127T090000", uid="4"),
        make_event("20261127T100000", "20261127T110000", "RRULE:FREQ=MINUTELY", uid="5"),
        make_event("20261127T100000", "20261127T110000", "RRULE:FREQ=HOURLY", uid="6"),
    )
    page = extract_main_text(send(anna, make_calendar(NINE, *parts)))
    assert "1 événement illisible" in page
    assert "1 événement qui finit avant son début" in page
    assert "2 événements qui reviennent plusieurs fois par jour" in page
    assert "9:00 – 10:00" in page


def test_what_the_owner_declined_does_not_count(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    part = make_event(
        "20261127T090000", "20261127T100000", "ATTENDEE;PARTSTAT=DECLINED:mailto:anna@x.example"
    )
    assert fields(send(anna, make_calendar(part)))["times"] != ""
    assert fields(send(anna, make_calendar(part), address="Anna@x.example"))["times"] == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": "x"},
        {"times": "1.1 1.1"},
        {"times": "ffffff.fffff"},
        {"times": "1.0"},
        {"times": " ".join(["1"] * 2000)},
        {"until": ""},
        {"until": "2026-11-24"},
        {"until": "2099-01-01"},
    ],
)
def test_a_form_that_was_meddled_with_changes_nothing(
    site: ConsoleApplication, anna: ConsoleBrowser, wrong: dict[str, str]
) -> None:
    keep(anna, make_calendar(NINE))
    answer = anna.post(f"{PATH}/garder", {**fields(send(anna, make_calendar(MONDAYS))), **wrong})
    assert answer.status_code == 422
    assert "n’est plus valable" in extract_main_text(answer)
    assert list_imported_times(site, anna.person.id) == ["11-27 09:00"]


def test_who_is_not_signed_in_or_has_no_token_sends_nothing(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    outside = site.browser()
    assert outside.get(PATH).status_code == 303
    assert send(outside, make_calendar(NINE)).status_code == 401
    wrong = {"file": ("a.ics", make_calendar(NINE), "text/calendar")}
    refused = anna.client.post(ROOT + PATH, data={"jeton": "x"}, files=wrong)
    assert refused.status_code == 403
    seen = fields(send(anna, make_calendar(NINE)))
    assert anna.client.post(f"{ROOT}{PATH}/garder", data=seen).status_code == 403
    assert anna.client.post(f"{ROOT}{PATH}/retirer", data={"a": "b"}).status_code == 403
    assert list_imported_times(site, anna.person.id) == []


def test_the_largest_preview_can_be_confirmed(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    first = dt.datetime(2026, 11, 26, tzinfo=dt.timezone.utc)
    starts = (first + number * dt.timedelta(minutes=30) for number in range(1500))
    parts = [
        f"BEGIN:VEVENT\r\nUID:{each:%d%H%M%m}\r\nDTSTART:{each:%Y%m%dT%H%M%SZ}\r\n"
        "DURATION:PT10M\r\nEND:VEVENT"
        for each in starts
    ]
    keep(anna, make_calendar(*parts))
    assert len(list_imported_times(site, anna.person.id)) == 1500
    late = first + 1500 * dt.timedelta(minutes=30)
    one_more = f"BEGIN:VEVENT\r\nDTSTART:{late:%Y%m%dT%H%M%SZ}\r\nDURATION:PT10M\r\nEND:VEVENT"
    answer = send(anna, make_calendar(*parts, one_more))
    assert answer.status_code == 422
    assert "trop de moments" in extract_main_text(answer)
