"""Whoever works here accepts the terms, once for each version: a line of the audit trail (C8)."""

from __future__ import annotations

import datetime as dt
import zlib

import pytest

from bot.console.staff import enrolment, terms
from bot.console.web.templating import CONSOLE_FOLDER
from bot.storage.unit_of_work import writing
from tests.support.console_accounts import PASSPHRASE, invite
from tests.support.console_application import (
    ROOT,
    ConsoleApplication,
    ConsoleBrowser,
    extract_main_text,
)
from tests.support.console_routes import READ_PAGES, SENT_PAGES, fill_path

# Of the text of each version. A change of the text is a new version, which everybody accepts anew:
# move `terms.TERMS_VERSION` and this together.
TEXT = {dt.date(2026, 11, 30): 4072948863}


def sign_in_newcomer(site: ConsoleApplication) -> ConsoleBrowser:
    """Somebody who has an account, signed in, and has accepted nothing."""
    import pyotp

    invitation = invite(site.engine, site.keys, "Zoé", "admin")
    before = site.clock.now - dt.timedelta(minutes=5)
    with writing(site.engine) as unit:
        shown = enrolment.begin_enrolment(unit, invitation.code, site.keys, before)
        code = pyotp.TOTP(shown.secret).at(before)
        hashed = enrolment.hash_new_passphrase(PASSPHRASE, shown.name, site.keys)
        enrolment.accept_invitation(unit, invitation.code, hashed, code, site.keys, before)
        unit.commit()
    browser = site.browser()
    browser.get("/entrer")
    typed = {"name": "Zoé", "passphrase": PASSPHRASE, "vers": "/agenda?qui=tous"}
    typed["code"] = pyotp.TOTP(shown.secret).at(site.clock.now)
    assert browser.post("/entrer", typed).status_code == 303
    return browser


@pytest.fixture
def newcomer(site: ConsoleApplication) -> ConsoleBrowser:
    return sign_in_newcomer(site)


@pytest.fixture(scope="module")
def refused(shared_site: ConsoleApplication) -> ConsoleBrowser:
    """A newcomer whose requests are all refused."""
    return sign_in_newcomer(shared_site)


SHUT = [page for page in READ_PAGES if page.path != "/conditions"]


@pytest.mark.parametrize("page", SHUT, ids=[page.path for page in SHUT])
def test_no_page_opens_before_they_are_accepted(refused: ConsoleBrowser, page) -> None:
    answer = refused.get(fill_path(page.path))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{ROOT}/conditions?vers=%2F")


DOES = [page for page in SENT_PAGES if page.needs and page.path not in ("/conditions", "/sortir")]


@pytest.mark.parametrize("page", DOES, ids=[page.path for page in DOES])
def test_nothing_is_done_before_they_are_accepted(refused: ConsoleBrowser, page) -> None:
    before = refused.site.audit()
    answer = refused.post(fill_path(page.path), text="x")
    assert answer.headers["location"] == f"{ROOT}/conditions?vers="
    assert refused.site.audit() == before


def test_c8_they_are_accepted_once_with_version_and_date(
    site: ConsoleApplication, newcomer: ConsoleBrowser
) -> None:
    shown = newcomer.get("/conditions?vers=%2Fagenda%3Fqui%3Dtous")
    assert "Version du 30 novembre 2026" in extract_main_text(shown)
    assert 'name="vers" value="/agenda?qui=tous"' in shown.text
    answer = newcomer.post("/conditions", vers="/agenda?qui=tous")
    assert answer.headers["location"] == f"{ROOT}/agenda?qui=tous&fait=conditions"
    assert "Votre accord est noté" in extract_main_text(newcomer.follow(answer))
    newcomer.post("/conditions")
    lines = [each for each in site.audit() if each[0] == "terms_accepted"]
    assert lines == [("terms_accepted", "terms:20261130")]
    assert "Vous les avez acceptées le 25 novembre 2026" in extract_main_text(
        newcomer.get("/conditions")
    )
    assert "J’ai lu" not in newcomer.get("/conditions").text
    assert "conditions acceptées" in extract_main_text(newcomer.get("/journal"))


def test_another_version_is_asked_for_anew(
    site: ConsoleApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.signed_in()
    assert browser.get("/compte").status_code == 200
    monkeypatch.setattr(terms, "_AUDIT_SUBJECT", "terms:20270101")
    site.desk.agreed.clear()  # another version is another process
    assert browser.get("/compte").headers["location"].startswith(f"{ROOT}/conditions")


def test_they_can_be_read_before_an_account_is_opened_and_left(
    site: ConsoleApplication, newcomer: ConsoleBrowser
) -> None:
    told = site.browser().get("/conditions")
    assert told.status_code == 200
    assert "J’ai lu" not in told.text
    assert newcomer.post("/sortir").headers["location"] == f"{ROOT}/entrer?fait=sorti"


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test", "", "/a/../../b"])
def test_c6_they_lead_nowhere_else(newcomer: ConsoleBrowser, back: str) -> None:
    answer = newcomer.post("/conditions", vers=back)
    assert answer.headers["location"] == f"{ROOT}/aujourdhui?fait=conditions"


def test_p7_they_follow_the_settings_and_the_sessions(site: ConsoleApplication) -> None:
    changed = {"conversation_days": 41, "contact_days": 13}
    settings = site.desk.settings.copy(update=changed)
    object.__setattr__(site.desk, "base_settings", settings)
    told = extract_main_text(site.browser().get("/conditions")).replace("\u00a0", " ")
    assert "une conversation 41 jours après" in told
    assert "un contact 13 jours après" in told
    assert "Après 30 minutes sans rien faire, l’écran est masqué" in told
    assert "Elle finit après 10 heures" in told


def test_a_change_of_the_text_is_a_new_version() -> None:
    text = (CONSOLE_FOLDER / "templates" / "terms.html").read_bytes()
    assert TEXT[terms.TERMS_VERSION] == zlib.crc32(text)


def test_every_page_leads_to_the_notices(site: ConsoleApplication) -> None:
    for browser, path in ((site.browser(), "/entrer"), (site.signed_in(), "/compte")):
        html = browser.get(path).text
        for notice in (f"{ROOT}/conditions", "/confidentialite", "/accessibilite"):
            assert f'href="{notice}"' in html
