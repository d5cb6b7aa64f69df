"""« Mon rendez-vous »: a GET shows, a POST changes, and the link is the only key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
import vobject
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.booking import appointment_repository as stored
from bot.booking import scheduling
from bot.booking.appointment_codes import derive_keys
from bot.booking.appointment_kinds import MODES, BookingRequest
from bot.booking.appointment_repository import Appointment
from bot.booking.counsellor_hours import Counsellor, HoursSpan
from bot.booking.hours_json import encode_counsellor
from bot.booking.local_time import ZONE
from bot.booking.scheduling import Requester
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.messaging.db_executor import DbExecutor
from bot.site.appointment_calendar import build_appointment_calendar
from bot.site.appointment_pages import AppointmentPages
from bot.site.page_facts import build_page_facts
from bot.storage.booking_tables import appointments
from bot.storage.handoff_tables import ratings
from bot.storage.unit_of_work import reading, writing
from tests.support.booking_factories import ALL_KINDS
from tests.support.counsellor_factories import add_counsellor

THURSDAY = dt.date(2026, 11, 26)
SEED = "a seed"


@pytest.fixture
def made(parts: Any) -> Appointment:
    """A confirmed appointment, Thursday at 9."""
    span = HoursSpan(dt.time(9), dt.time(12), ALL_KINDS, frozenset(MODES))
    one = Counsellor(1, frozenset({"fr"}), dict.fromkeys(range(5), (span,)))
    names = derive_keys(SEED, parts.key)
    with writing(parts.engine) as unit:
        add_counsellor(unit, duty="off", now=parts.clock(), **encode_counsellor(one))
        place = load_venue(unit, BookingPolicy.from_settings(parts.settings))
        start = dt.datetime.combine(THURSDAY, dt.time(9), ZONE)
        asker = Requester("someone", "web", "r")
        held = scheduling.hold_slot(
            unit, place, asker, BookingRequest("short", "on_site"), start, parts.clock()
        )
        hashes = (names.code_hash, names.token_hash)
        found = scheduling.confirm_hold(unit, held.id, "Renard 42", SEED, hashes, parts.clock())
        unit.commit()
    return found


@pytest.fixture
def client(parts: Any, made: Appointment) -> Iterator[TestClient]:
    threads = DbExecutor(1)
    pages = AppointmentPages(build_page_facts(parts.settings), parts, threads)
    with TestClient(Starlette(routes=pages.routes())) as client:
        yield client
    threads.close()


@pytest.fixture
def path(parts: Any) -> str:
    return f"/rendez-vous/{derive_keys(SEED, parts.key).token}"


def now(parts: Any, made: Appointment) -> Appointment:
    with reading(parts.engine) as unit:
        return stored.get_appointment(unit, made.id)


def test_it_shows_when_what_how_and_what_to_say(client, path, parts):
    page = client.get(path)
    assert page.status_code == 200
    for words in ("jeudi 26 novembre à 9h", "question courte (20 min)", "Renard 42"):
        assert words in page.text
    assert derive_keys(SEED, parts.key).code in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "form-action 'self'" in page.headers["content-security-policy"]


def test_a_get_changes_nothing(client, path, parts, made):
    for there in ("", "/annuler", "/deplacer", "/avis", "/rendez-vous.ics", "?jour=liste"):
        client.get(f"{path}{there}")
        client.head(f"{path}{there}")
    assert now(parts, made) == made


def test_a_wrong_link_opens_nothing_and_tells_nothing(client, parts):
    for token in ("0" * 64, "x", "..%2f", "é" * 30):
        page = client.get(f"/rendez-vous/{token}")
        assert page.status_code == 404
        assert "Renard" not in page.text
    assert client.post("/rendez-vous/x/annuler").status_code == 404


def test_cancelling_once_twice_and_after(client, path, parts, made):
    page = client.post(f"{path}/annuler")
    assert "C’est annulé" in page.text
    assert now(parts, made).state == "cancelled"
    assert "était déjà annulé" in client.post(f"{path}/annuler").text
    assert "était déjà annulé" in client.post(f"{path}/deplacer", data={"heure": _at("10:00")}).text


@pytest.mark.parametrize("site", ["", "https://boussole.example"])
def test_c6_no_form_of_another_site_changes_anything(parts, made, path, site):
    settings = parts.settings.copy(update={"site_url": site})
    pages = AppointmentPages(
        build_page_facts(settings), replace(parts, settings=settings), DbExecutor(1)
    )
    client = TestClient(Starlette(routes=pages.routes()))
    elsewhere: list[dict[str, str]] = [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "https://other.boussole.example"},
        {"origin": "https://evil.example"},  # a browser of before 2023
    ]
    for said in elsewhere:
        for there in ("annuler", "deplacer", "avis"):
            page = client.post(f"{path}/{there}", headers=said, data={"heure": _at("10:00")})
            assert page.status_code == 403
            assert "Rien n’a changé" in page.text
    assert now(parts, made) == made
    # The page of the link itself, however it was opened; its forms may say who sends them.
    assert client.get(path, headers=elsewhere[0]).headers["referrer-policy"] == "same-origin"
    ours = {"sec-fetch-site": "same-origin", "origin": "null"}
    assert "C’est annulé" in client.post(f"{path}/annuler", headers=ours).text
    old = {"origin": site or "http://testserver"}
    assert "déjà annulé" in client.post(f"{path}/annuler", headers=old).text
    pages.threads.close()


def test_moving_to_a_free_time(client, path, parts, made):
    days = client.get(f"{path}?jour=liste").text
    assert "vendredi 27 novembre" in days
    times = client.get(f"{path}?jour=2026-11-27").text
    assert 'value="2026-11-27T09:00:00+00:00"' in times  # ten o'clock
    page = client.post(f"{path}/deplacer", data={"heure": "2026-11-27T09:00:00+00:00"})
    assert "C’est déplacé" in page.text
    assert "vendredi 27 novembre à 10h" in page.text
    assert now(parts, made).sequence == made.sequence + 1


def test_a_class_visit_says_that_the_team_has_not_said_yes(client, path, parts, made):
    with writing(parts.engine) as unit:
        unit.execute(appointments.update().values(state="asked", kind="class_visit"))
        unit.commit()
    assert "L’équipe doit encore dire oui" in client.get(path).text
    event = vobject.readOne(client.get(f"{path}/rendez-vous.ics").text).vevent
    assert event.status.value == "TENTATIVE"
    assert event.summary.value.startswith("À confirmer")
    page = client.post(f"{path}/deplacer", data={"heure": "2026-11-27T09:00:00+00:00"})
    assert "doit encore dire oui à cette heure" in page.text
    parts.clock.now = made.end + dt.timedelta(days=2)
    page = client.get(path).text
    assert "n’a pas confirmé cette visite" in page
    assert 'name="avis"' not in page


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        ("", "Il faut choisir une heure"),
        ("demain", "Il faut choisir une heure"),
        ("2026-11-27T10:00:00", "Il faut choisir une heure"),
        ("2026-11-26T08:00:00+00:00", "déjà à cette heure-là"),
        ("2026-11-20T09:00:00+00:00", "Le rendez-vous reste où il était"),
        ("2027-03-28T02:30:00+01:00", "Le rendez-vous reste où il était"),
        ("2026-11-28T09:00:00+00:00", "Le rendez-vous reste où il était"),
    ],
)
def test_what_cannot_be_leaves_it_where_it_is(client, path, parts, made, hour, said):
    page = client.post(f"{path}/deplacer", data={"heure": hour})
    assert said in page.text
    assert now(parts, made) == made


FORM = "application/x-www-form-urlencoded"
ODD_FORMS = {
    "nothing": (b"", FORM),
    "JSON": (b'{"heure": "x"}', "application/json"),
    "a file": (b"--b\r\n\r\n--b--", "multipart/form-data; boundary=b; charset=undefined"),
    "many fields": (b"a=b&" * 500, FORM),
    "NUL": (b"heure=2026-11-27T09:00:00%00&avis=%00&mot=%00", FORM),
    "Latin-1": (b"heure=\xe9&avis=%e9", FORM),
    "surrogates": (b"heure=%ed%a0%80&avis=%ed%a0%80", FORM),
    "digits of another script": ("heure=٢٠٢٦-١١-٢٧&avis=٥".encode(), FORM),
}


@pytest.mark.parametrize(("body", "kind"), ODD_FORMS.values(), ids=ODD_FORMS)
def test_c5_an_odd_form_is_told_and_changes_nothing(client, path, parts, made, body, kind):
    for there in ("deplacer", "avis"):
        told = client.post(f"{path}/{there}", content=body, headers={"content-type": kind})
        assert told.status_code == 200  # the page, which says what to do
    assert now(parts, made) == made


def test_c5_a_form_without_a_length_is_not_read(client, path, parts, made):
    pieces = iter([b"heure=", b"x"])
    told = client.post(f"{path}/deplacer", content=pieces, headers={"content-type": FORM})
    assert told.status_code == 200
    assert now(parts, made) == made


def test_a_form_too_large_is_not_read(client, path, parts, made):
    page = client.post(f"{path}/deplacer", data={"heure": _at("10:00"), "x": "y" * 5000})
    assert "Il faut choisir une heure" in page.text
    assert now(parts, made) == made


def test_an_unknown_day_shows_the_days(client, path):
    for day in ("nimporte", "2026-02-31"):
        assert "vendredi 27 novembre" in client.get(f"{path}?jour={day}").text
    assert "Rien n’est libre ce jour-là" in client.get(f"{path}?jour=2026-11-28").text


def test_the_calendar_file_is_read_by_another_program(client, path, parts):
    file = client.get(f"{path}/rendez-vous.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    event = vobject.readOne(file.text).vevent
    assert event.dtstart.value == dt.datetime.combine(THURSDAY, dt.time(9), ZONE)
    assert len(event.valarm_list) == 2
    assert "Renard 42" in event.description.value
    client.post(f"{path}/annuler")
    gone = vobject.readOne(client.get(f"{path}/rendez-vous.ics").text)
    assert gone.method.value == "CANCEL"
    assert gone.vevent.uid.value == event.uid.value
    assert int(gone.vevent.sequence.value) > int(event.sequence.value)


@pytest.mark.parametrize("site", ["", "https://boussole.example"])
def test_the_calendar_file_holds_a_whole_link_or_none(parts, made, path, site):
    settings = parts.settings.copy(update={"site_url": site})
    file = build_appointment_calendar(replace(parts, settings=settings), made)
    event = vobject.readOne(file.decode()).vevent
    told = event.description.value
    assert "Renard 42" in told
    assert ("rendez-vous/" in told) is bool(site)
    assert told.endswith(f"Déplacer ou annuler : {site}{path}") is bool(site)


def test_afterwards_one_question_once_and_anonymous(client, path, parts, made, clock):
    assert "Ça a aidé" not in client.get(path).text
    assert "Il manque un choix" in client.post(f"{path}/avis", data={"avis": "5"}).text
    clock.now = made.end + dt.timedelta(hours=1)
    assert "Ça a aidé" in client.get(path).text
    for wrong in ({}, {"avis": "9"}, {"avis": "5", "mot": "\x00"}):
        assert "Il manque un choix" in client.post(f"{path}/avis", data=wrong).text
    for _ in range(2):
        client.post(f"{path}/avis", data={"avis": "4", "mot": "merci lea@exemple.be"})
    with reading(parts.engine) as unit:
        (row,) = unit.execute(sa.select(ratings)).all()
    assert (row.about, row.score, row.sentence) == ("appointment", 4, "merci [e-mail]")
    assert "Merci pour l’avis" in client.get(path).text
    assert "ne change plus" in client.post(f"{path}/annuler").text


def test_s1_a_word_that_tells_of_distress_is_helped_and_kept_nowhere(
    client, path, parts, made, clock
):
    clock.now = made.end + dt.timedelta(hours=1)
    for given in ({"avis": "2"}, {}):  # whatever becomes of the rating
        said = client.post(f"{path}/avis", data={**given, "mot": "jveu mourir"}).text
        for words in ("0800 32 123", "112", "adulte de confiance", "n’est pas gardé"):
            assert words in said
    with reading(parts.engine) as unit:
        (row,) = unit.execute(sa.select(ratings)).all()
    assert (row.score, row.sentence) == (2, "")


def _at(wall: str) -> str:
    return dt.datetime.combine(THURSDAY, dt.time.fromisoformat(wall), ZONE).isoformat()
