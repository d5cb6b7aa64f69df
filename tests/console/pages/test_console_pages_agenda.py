"""« Agenda », an appointment, and giving it another time or another counsellor."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage.booking_tables import appointment_cells, appointments
from bot.storage.unit_of_work import reading
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_appointments import (
    FRIDAY,
    book,
    fetch_appointment,
    store_morning_hours,
)

WRITTEN = "Mes mots : « <script>alert(1)</script> & la panne »"


@pytest.fixture
def anna(site: ConsoleApplication) -> ConsoleBrowser:
    browser = site.signed_in("Anna")
    store_morning_hours(site, browser.person.id)
    return browser


def test_a_week_by_day(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    book(site, anna.person.id)
    bruno = site.person("Bruno")
    book(site, bruno.id, "10:00", pseudonym="Loutre <11>")
    mine = extract_main_text(anna.get("/agenda"))
    assert "Agenda de la semaine du 23 novembre 2026" in mine
    assert "9:00 – 9:20 Renard 42 Question courte, par téléphone" in mine
    assert "Loutre" not in mine
    everybody = anna.get("/agenda?qui=tous&semaine=2026-11-29")
    assert "Loutre &lt;11&gt;" in everybody.text
    assert "avec Bruno" in extract_main_text(everybody)
    assert "Renard" not in extract_main_text(anna.get("/agenda?semaine=2026-11-30"))


def test_the_agenda_of_a_colleague(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    bruno = site.person("Bruno")
    book(site, bruno.id, pseudonym="Loutre 11")
    book(site, anna.person.id)
    shown = extract_main_text(anna.get(f"/agenda?qui={bruno.id}&semaine=2026-11-27"))
    assert "Agenda de la semaine du 23 novembre 2026 : Bruno" in shown
    assert "Loutre 11" in shown
    assert "Renard 42" not in shown
    for nobody in ("999", "-1", "x"):
        assert "Renard 42" in extract_main_text(anna.get(f"/agenda?qui={nobody}"))


def test_leave_and_busy_times_are_told_in_words_too(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    here = f"/disponibilites/{anna.person.id}/conge"
    anna.post(here, {"first": "2026-11-26", "from": "10:00", "until": "11:30"})
    anna.post(here, {"first": "2026-11-27"})
    mine = extract_main_text(anna.get("/agenda"))
    assert "Congé : 10:00–11:30" in mine
    assert "Heures de rendez-vous : 9:00–10:00, 11:30–12:00" in mine
    assert "Congé : 9:00–12:00" in mine
    bruno = site.person("Bruno")
    store_morning_hours(site, bruno.id)
    team = extract_main_text(anna.get("/agenda?qui=tous"))
    assert "En congé : Anna" in team
    assert "Congé : " not in team


def test_what_is_cancelled_stays_listed_without_a_place(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    book(site, anna.person.id, state="cancelled", pseudonym="Héron 55")
    page = anna.get("/agenda")
    assert "9:00 Héron 55 annulé" in extract_main_text(page)
    assert "data-move" not in page.text


@pytest.mark.parametrize("week", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "<b>"])
def test_a_week_that_is_none_is_this_one(anna: ConsoleBrowser, week: str) -> None:
    answer = anna.get("/agenda", params={"semaine": week})
    assert answer.status_code == 200
    assert "23 novembre" in extract_main_text(answer)


def test_holidays_and_closures_are_told(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    chef = site.signed_in("Chef", "admin")
    chef.post("/fermetures", first="2026-12-24", last="2026-12-24", reason="Fête d’équipe")
    seen = extract_main_text(anna.get("/agenda?semaine=2026-12-25"))
    assert "Fête d’équipe" in seen
    assert "Jour férié" in seen


def test_opening_one_escapes_and_is_written_down(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    number = book(site, anna.person.id, summary=WRITTEN)
    answer = anna.get(f"/agenda/{number}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; la panne" in answer.text
    assert "<script>alert" not in answer.text
    assert ("appointment_seen", f"appointment:{number}") in site.audit()


def test_p8_the_contact_is_read_on_request_only(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    sealed = site.keys.vault.seal("zoe@example.be")
    number = book(site, anna.person.id, contact=sealed)
    page = anna.get(f"/agenda/{number}")
    assert "zoe@" not in page.text
    assert sealed not in page.text
    assert "contact_seen" not in dict(site.audit())
    assert "zoe@example.be" in extract_main_text(anna.post(f"/agenda/{number}/contact"))
    assert ("contact_seen", f"appointment:{number}") in site.audit()
    assert "zoe@" not in anna.get(f"/agenda/{number}").text
    assert "zoe" not in str(site.audit())


def test_p8_a_contact_that_no_key_opens(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    number = book(site, anna.person.id, contact="gAAAA")
    answer = anna.post(f"/agenda/{number}/contact")
    assert answer.status_code == 422
    assert "ne peut plus être lu" in extract_main_text(answer)
    without = book(site, anna.person.id, "10:00")
    assert anna.post(f"/agenda/{without}/contact").status_code == 404


@pytest.mark.parametrize("path", ["/agenda/{}", "/agenda/{}/deplacer", "/agenda/{}/confier"])
def test_what_is_only_held_is_nobodys(
    site: ConsoleApplication, anna: ConsoleBrowser, path: str
) -> None:
    number = book(site, anna.person.id, state="held")
    assert anna.get(path.format(number)).status_code == 404
    assert anna.get(path.format(99)).status_code == 404


def test_moving_to_a_time_of_the_list(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    number = book(site, anna.person.id)
    page = anna.get(f"/agenda/{number}/deplacer?jour=2026-11-27")
    starts = re.findall(r'name="start" value="([^"]+)"', page.text)
    assert "2026-11-27T08:15:00+00:00" in starts  # a quarter of an hour later, its own cells
    assert "2026-11-27T08:00:00+00:00" not in starts
    answer = anna.post(f"/agenda/{number}/deplacer", start=starts[-1], jour="2026-11-27")
    assert "Le rendez-vous est déplacé" in extract_main_text(anna.follow(answer))
    moved = fetch_appointment(site, number)
    assert moved.start == dt.datetime.fromisoformat(starts[-1])
    assert moved.sequence == 1
    assert ("appointment_moved", f"appointment:{number}") in site.audit()


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("", "Faites un choix"),
        ("demain", "Faites un choix"),
        ("2026-11-27T09:00:00", "Faites un choix"),
        ("9999-12-31T23:00:00-12:00", "Faites un choix"),
        ("2026-11-27T08:00:00+00:00", "rien n’a changé"),
        ("2026-11-27T09:00:00+00:00", "vient d’être prise"),
        ("2026-11-27T08:07:00+00:00", "une heure de la liste"),
        ("2026-11-27T20:00:00+00:00", "Personne ne reçoit"),
        ("2026-11-24T09:00:00+00:00", "passée"),
        ("2026-11-25T10:30:00+00:00", "plus de délai"),
        ("2027-11-26T09:00:00+00:00", "trop loin"),
        ("2026-12-25T09:00:00+00:00", "jour férié"),
    ],
)
def test_a_bad_time_changes_nothing(
    site: ConsoleApplication, anna: ConsoleBrowser, start: str, reason: str
) -> None:
    number = book(site, anna.person.id)
    book(site, anna.person.id, "10:00")
    answer = anna.post(f"/agenda/{number}/deplacer", start=start)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert fetch_appointment(site, number).sequence == 0


def test_the_hours_are_those_of_the_chosen_day(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    """Another day in the list, with an hour that was shown for the first: nothing moves."""
    number = book(site, anna.person.id)
    path = f"/agenda/{number}/deplacer"
    page = anna.get(path)
    assert '<option value="2026-11-27" selected' in page.text  # its own day first
    start = re.findall(r'name="start" value="([^"]+)"', page.text)[-1]
    for fields in ({"start": start}, {"start": start, "voir": "oui"}, {"voir": "oui"}):
        answer = anna.post(path, jour="2026-12-01", **fields)
        assert '<option value="2026-12-01" selected' in answer.text
        assert ("celle d’un autre jour" in extract_main_text(answer)) == ("voir" not in fields)
        assert start not in answer.text
    for unread in ("", "demain"):
        answer = anna.post(path, start=unread, jour="2026-12-01")
        assert answer.status_code == 422
        assert '<option value="2026-12-01" selected' in answer.text
    assert fetch_appointment(site, number).sequence == 0


def test_a_move_is_shown_before_it_is_made(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    number = book(site, anna.person.id, person="somebody")
    before = site.audit()
    page = anna.get(f"/agenda/{number}/deplacer/vers?jour=2026-11-27&heure=10:30")
    words = extract_main_text(page)
    assert "Déplacer à vendredi 27 novembre 2026 à 10:30 ?" in words
    assert "La personne sera prévenue" in words
    assert site.audit() == before
    fields = dict(re.findall(r'name="(start|jour|retour|qui)" value="([^"]*)"', page.text))
    assert fields["start"] == "2026-11-27T09:30:00+00:00"
    answer = anna.post(f"/agenda/{number}/deplacer", fields)
    assert answer.headers["location"].endswith("/agenda?semaine=2026-11-27&fait=deplace")
    assert fetch_appointment(site, number).start == dt.datetime.fromisoformat(fields["start"])
    assert ("appointment_moved", f"appointment:{number}") in site.audit()


@pytest.mark.parametrize(
    ("whose", "back"), [("tous", "&qui=tous"), ("7", "&qui=7"), ("x&fait=entre", "")]
)
def test_after_a_move_the_same_agenda_is_shown(
    site: ConsoleApplication, anna: ConsoleBrowser, whose: str, back: str
) -> None:
    number = book(site, anna.person.id)
    fields = {"start": "2026-11-27T09:30:00+00:00", "retour": "agenda", "qui": whose}
    answer = anna.post(f"/agenda/{number}/deplacer", fields)
    week = "/conseillers/agenda?semaine=2026-11-27"
    assert answer.headers["location"] == f"{week}{back}&fait=deplace"


def test_a_move_to_a_colleague_is_announced(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    number = book(site, anna.person.id)
    book(site, anna.person.id, "10:30")
    bruno = site.person("Bruno")
    store_morning_hours(site, bruno.id)
    page = anna.get(f"/agenda/{number}/deplacer/vers?jour=2026-11-27&heure=10:30")
    words = extract_main_text(page)
    assert "Anna n’est pas libre à cette heure : ce sera avec Bruno" in words
    assert "Cette personne n’a pas de conversation ici" in words


@pytest.mark.parametrize(
    ("asked", "reason", "near"),
    [
        ("jour=2026-11-27&heure=10:00", "vient d’être prise", 3),
        ("jour=2026-11-27&heure=20:00", "Personne ne reçoit", 3),
        ("jour=2026-11-24&heure=09:00", "passée", 3),
        ("jour=2026-12-25&heure=09:00", "jour férié", 3),
        ("jour=2026-11-27&heure=09:00", "C’est déjà ainsi", 0),
    ],
)
def test_a_move_that_cannot_be_says_why_and_offers_the_nearest(
    site: ConsoleApplication, anna: ConsoleBrowser, asked: str, reason: str, near: int
) -> None:
    number = book(site, anna.person.id)
    book(site, anna.person.id, "10:00")
    page = anna.get(f"/agenda/{number}/deplacer/vers?{asked}")
    assert page.status_code == 200
    assert reason in extract_main_text(page)
    assert page.text.count('name="start"') == near
    assert fetch_appointment(site, number).sequence == 0


def test_without_a_time_the_free_ones_are_shown(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    number = book(site, anna.person.id)
    for asked in ("", "?jour=2026-11-27", "?jour=<b>&heure=99:00"):
        page = anna.get(f"/agenda/{number}/deplacer/vers{asked}")
        assert "Quel jour ?" in extract_main_text(page)


def test_giving_it_to_somebody_who_is_free(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    number = book(site, anna.person.id)
    bruno, carla, dora = (site.person(name) for name in ("Bruno", "Carla", "Dora"))
    book(site, carla.id)
    site.signed_in("Chef", "admin").post(f"/disponibilites/{dora.id}/recevoir", receives="no")
    page = extract_main_text(anna.get(f"/agenda/{number}/confier"))
    assert "Bruno" in page
    assert "Pas libres à cette heure : Carla" in page
    assert "Dora" not in page
    for whom, reason in ((carla.id, "vient d’être prise"), (dora.id, "ne reçoit pas")):
        answer = anna.post(f"/agenda/{number}/confier", counsellor=str(whom))
        assert answer.status_code == 422
        assert reason in extract_main_text(answer)
    for whom in ("", "x", "-1"):
        assert anna.post(f"/agenda/{number}/confier", counsellor=whom).status_code == 422
    answer = anna.post(f"/agenda/{number}/confier", counsellor=str(bruno.id))
    assert "Avec Bruno" in extract_main_text(anna.follow(answer))
    assert fetch_appointment(site, number).counsellor == bruno.id
    assert ("appointment_reassigned", f"appointment:{number}") in site.audit()


def test_a_cancelled_appointment_frees_its_cells(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    number = book(site, anna.person.id)
    assert "annulé" in extract_main_text(anna.follow(anna.post(f"/agenda/{number}/annuler")))
    with reading(site.engine) as unit:
        assert unit.execute(sa.select(appointment_cells)).first() is None
    again = anna.post(f"/agenda/{number}/annuler")
    assert again.status_code == 422
    assert "déjà annulé" in extract_main_text(again)
    for path in ("deplacer", "confier", "presence"):
        fields = {"start": "2026-11-27T08:15:00+00:00", "counsellor": "1", "came": "yes"}
        assert anna.post(f"/agenda/{number}/{path}", fields).status_code == 422
    assert ("appointment_cancelled", f"appointment:{number}") in site.audit()


@pytest.mark.parametrize(("came", "shown"), [("yes", "venu·e"), ("no", "pas venu·e")])
def test_attendance_is_marked_and_audited(
    site: ConsoleApplication, anna: ConsoleBrowser, came: str, shown: str
) -> None:
    past = book(site, anna.person.id, day=dt.date(2026, 11, 24))
    answer = anna.post(f"/agenda/{past}/presence", came=came)
    assert f"Présence {shown}" in extract_main_text(anna.follow(answer))
    assert ("appointment_marked", f"appointment:{past}") in site.audit()
    to_come = book(site, anna.person.id)
    early = anna.post(f"/agenda/{to_come}/presence", came=came)
    assert early.status_code == 422
    assert "pas encore commencé" in extract_main_text(early)
    with reading(site.engine) as unit:
        marks = unit.execute(sa.select(appointments.c.attendance)).scalars().all()
    assert marks == ["present" if came == "yes" else "absent", None]


def count_marks(page: Any) -> int:
    return page.text.count(">nouveau<")


def test_a_new_appointment_is_marked_until_its_counsellor_saw_it(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    whose, week = anna.person.id, "/agenda?semaine=2026-11-27"
    number = book(site, whose, seen=False)
    later = book(site, whose, day=FRIDAY + dt.timedelta(days=7), seen=False)
    for _ in range(2):  # reading changes nothing
        page = anna.get(week)
        assert "2 nouveaux rendez-vous" in extract_main_text(page)  # of any week
        assert count_marks(page) == 1
    bruno = site.signed_in("Bruno")
    bruno.post("/agenda/nouveaux/vus", {"rendez-vous": [str(number), str(later)]})
    assert count_marks(bruno.get(f"{week}&qui={whose}")) == 0
    assert "2 nouveaux rendez-vous" in extract_main_text(anna.get("/aujourdhui"))
    anna.post(
        "/agenda/nouveaux/vus", {"rendez-vous": [str(number), "x"]}
    )  # the other came meanwhile
    assert "Un nouveau rendez-vous" in extract_main_text(anna.get(week))
    assert count_marks(anna.get(week)) == 0
    anna.post("/agenda/nouveaux/vus", {"rendez-vous": str(later)})
    assert "Un nouveau rendez-vous" not in extract_main_text(anna.get(week))


def test_a_new_appointment_of_the_day_is_marked_on_its_page(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    day = site.clock.now.date()
    number = book(site, anna.person.id, "17:00", day=day, seen=False)
    assert count_marks(anna.get("/aujourdhui")) == 1
    anna.post("/agenda/nouveaux/vus", {"rendez-vous": str(number)})
    assert count_marks(anna.get("/aujourdhui")) == 0


def test_what_a_colleague_gives_is_new_and_what_one_books_is_not(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    bruno = site.signed_in("Bruno")
    store_morning_hours(site, bruno.person.id)
    anna.post(f"/agenda/{book(site, anna.person.id)}/confier", counsellor=str(bruno.person.id))
    assert "Un nouveau rendez-vous" in extract_main_text(bruno.get("/agenda"))
    wanted = {"kind": "short", "way": "telephone", "who": str(anna.person.id)}
    for by, hour, is_new in ((anna, "09", False), (bruno, "10", True)):
        wanted["start"] = f"{FRIDAY}T{hour}:00:00+00:00"
        assert by.post("/agenda/nouveau", wanted).status_code == 303
        assert ("Un nouveau rendez-vous" in extract_main_text(anna.get("/agenda"))) == is_new
