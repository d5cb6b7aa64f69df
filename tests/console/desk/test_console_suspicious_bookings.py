"""« Rendez-vous en rafale »: what looks like a machine's is shown, ticked, cancelled at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.booking.local_time import ZONE
from bot.console.desk import suspicious_bookings
from tests.support.console_accounts import MINUTE, NOW, SECOND, appointment
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_appointments import FRIDAY, add_quick_booking, fetch_appointment
from tests.support.console_conversations import RecordingBot, attach_bot, unit

PATH = "/agenda/rafales"


@pytest.fixture
def anna(site: ConsoleApplication) -> ConsoleBrowser:
    return site.signed_in("Anna")


@pytest.fixture
def bot(site: ConsoleApplication) -> RecordingBot:
    return attach_bot(site)


def ticked(page: str) -> list[int]:
    return [int(each) for each in re.findall(r'value="(\d+)" checked', page)]


def offered(page: str) -> list[int]:
    return [int(each) for each in re.findall(r'name="rendez_vous" value="(\d+)"', page)]


def test_a_burst_is_shown_explained_and_ticked_by_one_link(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    me, since = anna.person.id, NOW - 60 * MINUTE
    machine = [add_quick_booking(site, me, n, since + n * SECOND) for n in range(6)]
    add_quick_booking(site, me, 7, since + 3 * SECOND, kind="orientation")  # another shape
    add_quick_booking(site, me, 8, since + 30 * MINUTE)  # much later
    page = anna.get(PATH)
    assert offered(page.text) == machine
    assert ticked(page.text) == []
    words = extract_main_text(page)
    assert "au moins 5 rendez-vous à venir pris l’un après l’autre" in words
    assert "C’est un soupçon, pas une preuve" in words
    assert "pris à 10:00:05, 4 s après le début, 1 message" in words.replace("\u00a0", " ")
    link = re.search(r'href="/conseillers([^"]*cocher=[^"#]*)', page.text)
    assert link
    assert ticked(anna.get(link[1].replace("&amp;", "&")).text) == machine
    assert len(offered(anna.get(f"{PATH}?ecart=60").text)) == 7
    assert PATH in anna.get("/agenda").text


def test_what_the_team_made_for_people_is_no_burst(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    for n in range(6):
        add_quick_booking(site, anna.person.id, n, NOW - MINUTE + n * SECOND, channel="team")
    assert offered(anna.get(PATH).text) == []


def test_four_are_no_burst(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    for n in range(4):
        add_quick_booking(site, anna.person.id, n, NOW - n * SECOND)
    assert "Rien de tel" in extract_main_text(anna.get(PATH))


def test_what_was_ticked_is_cancelled_noted_and_told(
    site: ConsoleApplication, anna: ConsoleBrowser, bot: RecordingBot
) -> None:
    me = anna.person.id
    machine = [add_quick_booking(site, me, n, NOW - n * SECOND) for n in range(6)]
    spared, gone = machine[2], machine[0]
    anna.post(f"/agenda/{gone}/annuler")
    held = add_quick_booking(site, me, 9, NOW, state="held")
    chosen = [str(each) for each in (*machine, held, 999) if each != spared]
    answer = anna.post(f"{PATH}/annuler", rendez_vous=chosen, ecart="1")
    assert "sont annulés, sauf ceux qui" in extract_main_text(anna.follow(answer))
    assert [fetch_appointment(site, each).state for each in machine].count("cancelled") == 5
    assert fetch_appointment(site, spared).state == "confirmed"
    assert fetch_appointment(site, held).state == "held"
    noted = [subject for action, subject in site.audit() if action == "appointment_cancelled"]
    assert sorted(noted) == sorted(f"appointment:{each}" for each in machine if each != spared)
    told = [response for _, response, _, _ in bot.said]
    assert told == ["utter_booking_cancelled_for_you"] * 5


@pytest.mark.parametrize("fields", [{}, {"rendez_vous": "x"}])
def test_nothing_ticked_changes_nothing(
    site: ConsoleApplication, anna: ConsoleBrowser, fields: dict
) -> None:
    for n in range(5):
        add_quick_booking(site, anna.person.id, n, NOW)
    answer = anna.post(f"{PATH}/annuler", fields)
    assert answer.status_code == 422
    assert "Rien n’est coché" in extract_main_text(answer)
    assert "appointment_cancelled" not in dict(site.audit())


def test_a_page_holds_what_a_form_may_send(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    start = dt.datetime.combine(FRIDAY, dt.time(8), ZONE)
    with unit(site.engine) as opened:
        for n in range(suspicious_bookings.MAX_SHOWN_APPOINTMENTS + 10):
            when = start + n * MINUTE
            appointment(opened, anna.person.id, when, created=NOW, uid=f"u{n}")
    page = anna.get(PATH)
    numbers = offered(page.text)
    assert len(numbers) == suspicious_bookings.MAX_SHOWN_APPOINTMENTS
    assert "Il y en a d’autres" in extract_main_text(page)
    answer = anna.post(f"{PATH}/annuler", rendez_vous=[str(each) for each in numbers])
    assert "sont annulés." in extract_main_text(anna.follow(answer))
    assert len(offered(anna.get(PATH).text)) == 10
