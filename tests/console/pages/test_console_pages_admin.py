"""Accounts and the audit trail, for admins."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.storage.unit_of_work import writing
from tests.support.console_accounts import appointment
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text


@pytest.fixture
def chef(site: ConsoleApplication) -> ConsoleBrowser:
    return site.signed_in("Chef", "admin")


def code_in(answer) -> str:
    found = re.search(r'id="code">([a-z2-7-]+)<', answer.text)
    assert found, answer.text
    return found[1]


def test_an_invitation_is_shown_once(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    answer = chef.post("/comptes", name="  Zoé   Petit ", role="counsellor")
    assert answer.status_code == 200
    code = code_in(answer)
    assert "L’invitation de Zoé Petit" in extract_main_text(answer)
    assert "https://console.test/conseillers/invitation" in answer.text
    page = chef.get("/comptes")
    assert code not in page.text
    assert "Zoé Petit Conseil" in extract_main_text(page)
    assert "invité·e" in extract_main_text(page)
    assert ("account_added", "counsellor:2") in site.audit()
    other = site.browser()
    other.get("/invitation")
    opened = other.post("/invitation", code=code, passphrase="sept cigognes peignent un vélo")
    assert opened.status_code == 200


@pytest.mark.parametrize(
    ("name", "reason"), [("", "de 1 à 80"), ("é" * 81, "de 1 à 80"), ("cHEF", "existe déjà")]
)
def test_a_bad_name_is_told_and_stays(chef: ConsoleBrowser, name: str, reason: str) -> None:
    answer = chef.post("/comptes", name=name, role="admin")
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert f'value="{name}"' in answer.text
    assert re.search(r'value="admin" selected', answer.text)


def test_a_role_that_does_not_exist_is_none(chef: ConsoleBrowser) -> None:
    assert chef.post("/comptes", name="Zoé", role="root").status_code == 404


def test_a_place_in_the_team_is_edited(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    anna = site.person("Anna")
    fields = {"partner": "Le <b>Forem</b>", "pole": "Orientation", "role": "counsellor"}
    page = chef.follow(chef.post(f"/comptes/{anna.id}", fields))
    assert "Le &lt;b&gt;Forem&lt;/b&gt;" in page.text
    assert "C’est enregistré" in extract_main_text(page)
    long = chef.post(f"/comptes/{anna.id}", {**fields, "partner": "x" * 81})
    assert long.status_code == 422
    assert "x" * 81 in long.text


def test_another_role_holds_from_the_next_sign_in(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    anna = site.signed_in("Anna")
    fields = {"partner": "", "pole": "", "role": "admin"}
    chef.post(f"/comptes/{anna.person.id}", fields)
    assert anna.get("/compte").status_code == 303
    site.clock.now += dt.timedelta(minutes=1)
    anna.sign_in(anna.person)
    assert anna.get("/comptes").status_code == 200


def test_an_admin_stays_one(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    me = chef.person.id
    answer = chef.post(f"/comptes/{me}", partner="", pole="", role="counsellor")
    assert answer.status_code == 422
    for deed in ("fermer", "inviter"):
        assert chef.post(f"/comptes/{me}/{deed}").status_code == 422
    assert chef.get("/comptes").status_code == 200
    assert "account_edited" not in dict(site.audit())


def test_closing_an_account_tells_what_is_to_be_given(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    anna = site.signed_in("Anna")
    with writing(site.engine) as unit:
        appointment(unit, anna.person.id, site.clock.now + dt.timedelta(days=1))
        unit.commit()
    page = chef.follow(chef.post(f"/comptes/{anna.person.id}/fermer"))
    assert "1 rendez-vous à venir : à confier à quelqu’un d’autre" in extract_main_text(page)
    assert "Renard 42" in extract_main_text(page)
    assert "/agenda/1/confier" in page.text
    assert anna.get("/compte").status_code == 303
    assert ("account_disabled", f"counsellor:{anna.person.id}") in site.audit()


def test_another_invitation_opens_a_closed_account(
    site: ConsoleApplication, chef: ConsoleBrowser
) -> None:
    anna = site.person("Anna")
    chef.post(f"/comptes/{anna.id}/fermer")
    code_in(chef.post(f"/comptes/{anna.id}/inviter"))
    assert "invité·e" in extract_main_text(chef.get(f"/comptes/{anna.id}"))
    assert site.browser().sign_in(anna).status_code == 422


def test_c7_an_admin_ends_sessions(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    anna = site.signed_in("Anna")
    chef.post(f"/comptes/{anna.person.id}/sessions")
    assert anna.get("/compte").status_code == 303
    assert ("sessions_ended", f"counsellor:{anna.person.id}") in site.audit()


@pytest.mark.parametrize("deed", ["", "/fermer", "/inviter", "/sessions"])
def test_there_is_no_such_account(chef: ConsoleBrowser, deed: str) -> None:
    fields = {"partner": "", "pole": "", "role": "admin"}
    assert chef.post(f"/comptes/99{deed}", fields).status_code == 404


def test_the_trail_is_read_page_by_page(site: ConsoleApplication, chef: ConsoleBrowser) -> None:
    from bot.console.auth import audit_trail

    with writing(site.engine) as unit:
        for number in range(120):
            audit_trail.append_line(
                unit, chef.person.id, "contact_seen", f"appointment:{number}", site.clock()
            )
        unit.commit()
    page = chef.get("/journal")
    assert page.text.count("<tr>") == 51
    assert "contact lu rendez-vous 119" in extract_main_text(page)
    assert ("audit_read", "") in site.audit()
    seen, address = set(re.findall(r"rendez-vous (\d+)", page.text)), page
    while link := re.search(r'href="/conseillers(/journal\?avant=\d+)"', address.text):
        address = chef.get(link[1])
        seen |= set(re.findall(r"rendez-vous (\d+)", address.text))
    assert len(seen) == 120
    assert [each for each, _ in site.audit()].count("audit_read") == 1


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "0", "<script>"])
def test_a_page_of_the_trail_that_is_none(chef: ConsoleBrowser, before: str) -> None:
    answer = chef.get("/journal", params={"avant": before})
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_every_action_has_its_words() -> None:
    from bot.console.auth.audit_trail import AUDIT_ACTIONS
    from bot.console.web.templating import load_words

    assert set(load_words().deeds) == AUDIT_ACTIONS
