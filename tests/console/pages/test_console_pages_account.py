"""Opening one's account by an invitation, and « Mon compte »."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
import sqlalchemy as sa

from bot.console.auth.sign_in_throttle import FREE_FAILURES
from bot.storage.staff_tables import audit, console_sessions
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import PASSPHRASE, appointment, dump_staff_tables, invite
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text

NEW = "sept cigognes peignent un vélo"


def second_form(answer) -> tuple[str, str]:
    """What the second form carries, and the secret that its picture shows."""
    draft = re.search(r'name="draft" value="([^"]+)"', answer.text)
    secret = re.search(r'id="secret">([A-Z2-7]+)<', answer.text)
    assert draft
    assert secret
    return draft[1], secret[1]


def begin(
    site: ConsoleApplication, browser: ConsoleBrowser, passphrase: str = NEW, name: str = "Zoé"
):
    code = invite(site.engine, site.keys, name).code
    browser.get("/invitation")
    return browser.post("/invitation", code=code, passphrase=passphrase)


def test_two_forms_open_an_account(site: ConsoleApplication) -> None:
    browser = site.browser()
    answer = begin(site, browser)
    assert answer.status_code == 200
    assert "data:image/svg+xml" in answer.text
    assert NEW not in answer.text
    draft, secret = second_form(answer)
    wrong = browser.post("/invitation/code", draft=draft, totp="000000")
    assert wrong.status_code == 422
    assert "n’est pas le bon" in extract_main_text(wrong)
    assert second_form(wrong) == (draft, secret)  # nothing is to be typed again
    code = pyotp.TOTP(secret).at(site.clock())
    opened = browser.post("/invitation/code", draft=draft, totp=code)
    codes = re.findall(r"<li>([a-z2-7-]{19})</li>", opened.text)
    assert len(codes) == 10
    first = browser.follow(browser.get("/entrer"))  # nobody signs in twice
    assert "Conditions" in extract_main_text(browser.follow(first))
    assert ("signed_in", "counsellor:1") in site.audit()
    again = browser.post("/invitation/code", draft=draft, totp=code)
    assert again.status_code == 422
    assert not re.findall(r"<li>([a-z2-7-]{19})</li>", again.text)
    site.clock.now += dt.timedelta(minutes=1)
    code = pyotp.TOTP(secret).at(site.clock())
    typed = {"name": "zoé", "passphrase": NEW, "code": code}
    elsewhere = site.browser()
    elsewhere.get("/entrer")
    assert elsewhere.post("/entrer", typed).status_code == 303


def test_the_session_of_a_new_account_takes_the_place_of_another(
    site: ConsoleApplication,
) -> None:
    """In the browser of the admin, who invites somebody beside them."""
    browser = site.signed_in("Chef", "admin")
    old = browser.token()
    draft, secret = second_form(begin(site, browser))
    totp = pyotp.TOTP(secret).at(site.clock())
    opened = browser.post("/invitation/code", draft=draft, totp=totp)
    assert opened.status_code == 200
    assert browser.token() != old
    with reading(site.engine) as unit:
        sessions = unit.execute(sa.select(console_sessions.c.counsellor_id)).scalars().all()
    assert sessions == [browser.person.id + 1]


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [("azur", "trop courte"), ("a" * 129, "trop longue"), ("motdepassemotdepasse", "devinée")],
)
def test_a_weak_passphrase_is_told_and_the_code_stays(
    site: ConsoleApplication, passphrase: str, reason: str
) -> None:
    answer = begin(site, site.browser(), passphrase)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert passphrase not in answer.text
    assert re.search(r'name="code"[^>]*value="[a-z2-7-]{20,}"', answer.text)


@pytest.mark.parametrize("code", ["", "k3qd-7vxa", "<script>", "x" * 120])
def test_a_wrong_invitation_is_told(site: ConsoleApplication, code: str) -> None:
    browser = site.browser()
    browser.get("/invitation")
    answer = browser.post("/invitation", code=code, passphrase=NEW)
    assert answer.status_code == 422
    assert "n’ouvre rien" in extract_main_text(answer)
    assert "<script>" not in answer.text


@pytest.mark.parametrize("draft", ["", "abc", "é", "x" * 4000])
def test_a_draft_that_was_not_sealed_here_opens_nothing(
    site: ConsoleApplication, draft: str
) -> None:
    browser = site.browser()
    browser.get("/invitation")
    assert browser.post("/invitation/code", draft=draft, totp="123456").status_code == 422


def test_c7_the_passphrase_is_changed_and_other_sessions_end(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    site.clock.now += dt.timedelta(minutes=1)
    other = site.browser()
    other.sign_in(browser.person)
    answer = browser.post("/compte/phrase", passphrase_now=PASSPHRASE, passphrase_new=NEW)
    assert "Votre phrase de passe est changée" in extract_main_text(browser.follow(answer))
    assert other.get("/compte").status_code == 303
    site.clock.now += dt.timedelta(minutes=1)
    assert other.sign_in(browser.person, passphrase=PASSPHRASE).status_code == 422
    assert other.sign_in(browser.person, passphrase=NEW).status_code == 303


@pytest.mark.parametrize(
    ("now", "new", "reason"),
    [
        ("une autre phrase de passe", NEW, "pas votre phrase"),
        (PASSPHRASE, "court", "trop courte"),
        (PASSPHRASE, "", "trop courte"),
        (PASSPHRASE, "boussoleboussole", "devinée"),
    ],
)
def test_bad_input_changes_no_passphrase(
    site: ConsoleApplication, now: str, new: str, reason: str
) -> None:
    browser = site.signed_in()
    answer = browser.post("/compte/phrase", passphrase_now=now, passphrase_new=new)
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert "À corriger" in answer.text
    assert ("passphrase_changed", "counsellor:1") not in site.audit()


@pytest.mark.parametrize("path", ["/compte/phrase", "/compte/codes", "/compte/adresse"])
def test_c7_at_an_open_session_no_passphrase_is_guessed(
    site: ConsoleApplication, path: str
) -> None:
    browser = site.signed_in()
    wrong = dict.fromkeys(("passphrase_now", "passphrase_codes", "passphrase_feed"), "x" * 20)
    fields = {**wrong, "passphrase_new": NEW}
    for _ in range(FREE_FAILURES):
        assert browser.post(path, fields).status_code == 422
    answer = browser.post(path, fields)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "2"
    assert browser.get("/compte").status_code == 200
    with reading(site.engine) as unit:
        failed = audit.c.action == "sign_in_failed"
        tries = unit.execute(audit.select().where(failed)).all()
    me = browser.person.id
    assert [(each.counsellor_id, each.subject) for each in tries] == [(me, f"counsellor:{me}")] * 5


def test_recovery_codes_are_renewed_and_shown_once(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    assert browser.post("/compte/codes", passphrase_codes="non").status_code == 422
    answer = browser.post("/compte/codes", passphrase_codes=PASSPHRASE)
    codes = re.findall(r"<li>([a-z2-7-]{19})</li>", answer.text)
    assert len(codes) == 10
    assert codes[0] not in browser.get("/compte").text
    other = site.browser()
    old = browser.person.recovery_codes[0]
    assert other.sign_in(browser.person, code=old).status_code == 422
    assert other.sign_in(browser.person, code=codes[0]).status_code == 303


def test_few_codes_left_are_told(site: ConsoleApplication) -> None:
    person = site.person()
    for code in person.recovery_codes[:7]:
        browser = site.browser()
        answer = browser.sign_in(person, code=code)
    assert "peu de codes de secours" in extract_main_text(browser.follow(answer))


def test_open_sessions_are_seen_and_ended(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    others = []
    for _ in range(2):
        site.clock.now += dt.timedelta(minutes=1)
        others.append(site.browser())
        others[-1].sign_in(browser.person)
    page = browser.get("/compte")
    numbers = re.findall(r'name="session" value="(\d+)"', page.text)
    assert len(numbers) == 2
    assert extract_main_text(page).count("celle-ci") == 1
    browser.post("/compte/sessions", session=numbers[0])
    assert [each.get("/compte").status_code for each in others] == [200, 303]
    browser.post("/compte/sessions")
    assert others[0].get("/compte").status_code == 303
    assert browser.get("/compte").status_code == 200


def test_nobody_ends_the_session_of_another(site: ConsoleApplication) -> None:
    anna, bruno = site.signed_in("Anna"), site.signed_in("Bruno")
    for number in ("1", "2", "999", "x"):
        anna.post("/compte/sessions", session=number)
    assert bruno.get("/compte").status_code == 200


def address_in(answer) -> str:
    found = re.search(r"https://console\.test(/conseillers/agenda/[\w-]{43}\.ics)", answer.text)
    assert found
    return found[1]


def test_a_private_address_gives_the_calendar(site: ConsoleApplication) -> None:
    browser = site.signed_in("Anna")
    with writing(site.engine) as unit:
        at = site.clock.now + dt.timedelta(days=1)
        appointment(unit, browser.person.id, at, summary="secret dit", contact="scellé")
        appointment(unit, browser.person.id, at, "held")
        unit.commit()
    answer = browser.post("/compte/adresse", passphrase_feed=PASSPHRASE)
    path = address_in(answer)
    assert path.removeprefix("/conseillers/agenda/")[:43] not in dump_staff_tables(site.engine)
    assert address_in(answer) not in browser.get("/compte").text
    calendar = site.browser().client.get(path)
    assert calendar.status_code == 200
    assert calendar.headers["content-type"].startswith("text/calendar")
    text = calendar.text.replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Renard 42" in text
    assert "secret" not in text
    second = address_in(browser.post("/compte/adresse", passphrase_feed=PASSPHRASE))
    assert browser.client.get(path).status_code == 404
    assert browser.client.get(second).status_code == 200
    browser.post("/compte/adresse/retirer")
    assert browser.client.get(second).status_code == 404


def test_the_address_of_a_closed_account_opens_nothing(site: ConsoleApplication) -> None:
    admin, browser = site.signed_in("Chef", "admin"), site.signed_in("Anna")
    path = address_in(browser.post("/compte/adresse", passphrase_feed=PASSPHRASE))
    admin.post(f"/comptes/{browser.person.id}/fermer")
    assert admin.client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é" * 43])
def test_a_made_up_address_opens_nothing(site: ConsoleApplication, token: str) -> None:
    site.signed_in()
    assert site.browser().get(f"/agenda/{token}.ics").status_code == 404
