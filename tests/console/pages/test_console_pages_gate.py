"""C6, C7: what stands before every page of the console."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from bot.console.auth.sign_in_throttle import FREE_FAILURES
from bot.console.auth.staff_sessions import ABSOLUTE_TIMEOUT, IDLE_TIMEOUT
from bot.console.pages import ALL_PAGES
from bot.storage import lock_timeouts
from tests.support.console_accounts import PASSPHRASE
from tests.support.console_application import (
    ROOT,
    SESSION,
    ConsoleApplication,
    ConsoleBrowser,
    extract_main_text,
)
from tests.support.console_routes import READ_PAGES, SENT_PAGES, fill_path
from tests.support.database_lock import hold_lock


def paths(pages: list) -> list[str]:
    return [page.path for page in pages]


@pytest.fixture(scope="module")
def admin(shared_site: ConsoleApplication) -> ConsoleBrowser:
    return shared_site.signed_in("Chef", "admin")


@pytest.fixture(scope="module")
def counsellor(shared_site: ConsoleApplication) -> ConsoleBrowser:
    return shared_site.signed_in()


@pytest.fixture
def _nothing_done(shared_site: ConsoleApplication) -> Iterator[None]:
    """A request that is refused leaves no trace."""
    before = shared_site.audit()
    yield
    assert shared_site.audit() == before


@pytest.mark.usefixtures("_nothing_done")
@pytest.mark.parametrize("page", READ_PAGES, ids=paths(READ_PAGES))
def test_c7_who_is_not_signed_in_is_led_to_the_sign_in_and_back(
    shared_site: ConsoleApplication, page
) -> None:
    answer = shared_site.browser().get(fill_path(page.path) + "?a=b")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{ROOT}/entrer?vers=%2F")
    assert answer.headers["location"].endswith("%3Fa%3Db")


@pytest.mark.usefixtures("_nothing_done")
@pytest.mark.parametrize("page", SENT_PAGES, ids=paths(SENT_PAGES))
def test_c6_no_form_works_without_its_token(admin: ConsoleBrowser, page) -> None:
    for given in ({}, {"jeton": ""}, {"jeton": "a" * 64}, {"jeton": "é"}):
        answer = admin.client.post(ROOT + fill_path(page.path), data=given)
        if not given:
            assert answer.status_code in (403, 415)
        else:
            assert answer.status_code == 403, given


@pytest.mark.usefixtures("_nothing_done")
@pytest.mark.parametrize("page", SENT_PAGES, ids=paths(SENT_PAGES))
def test_c6_no_form_of_another_site_works(admin: ConsoleBrowser, page) -> None:
    for origin in ("cross-site", "same-site", "made-up"):
        answer = admin.client.post(
            ROOT + fill_path(page.path),
            data={"jeton": admin.token()},
            headers={"sec-fetch-site": origin},
        )
        assert answer.status_code == 403


@pytest.mark.usefixtures("_nothing_done")
@pytest.mark.parametrize("page", SENT_PAGES, ids=paths(SENT_PAGES))
def test_c6_no_form_of_another_origin_works(admin: ConsoleBrowser, page) -> None:
    """Browsers of before 2023 say the origin alone."""
    for origin in (
        "https://evil.example",
        "https://console.test.evil.example",
        "null",
        "http://console.test",
    ):
        answer = admin.client.post(
            ROOT + fill_path(page.path), data={"jeton": admin.token()}, headers={"origin": origin}
        )
        assert answer.status_code == 403, origin


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"origin": "https://console.test"},
        {"origin": "null", "sec-fetch-site": "same-origin"},  # where no referrer leaves the page
    ],
)
def test_a_form_of_its_own_works_whatever_its_browser_says(site: ConsoleApplication, said) -> None:
    browser = site.signed_in()
    fields = {"jeton": browser.token(), "duty": "on", "retour": "/agenda"}
    answer = browser.client.post(f"{ROOT}/permanence", data=fields, headers=said)
    assert answer.status_code == 303


def test_c6_a_token_of_another_session_does_not_hold(site: ConsoleApplication) -> None:
    anna, bruno = site.signed_in("Anna"), site.signed_in("Bruno")
    answer = anna.client.post(
        f"{ROOT}/permanence", data={"jeton": bruno.token(), "duty": "on", "retour": "/agenda"}
    )
    assert answer.status_code == 403


ADMINS = [page for page in ALL_PAGES if page.needs == "admin"]


@pytest.mark.usefixtures("_nothing_done")
@pytest.mark.parametrize("page", ADMINS, ids=[f"{p.method} {p.path}" for p in ADMINS])
def test_c7_pages_of_admins_are_closed_to_counsellors(counsellor: ConsoleBrowser, page) -> None:
    ask = counsellor.get if page.method == "GET" else counsellor.post
    answer = ask(fill_path(page.path))
    assert answer.status_code == 403
    assert "réservée aux admins" in extract_main_text(answer)


def test_c6_the_cookie_is_for_this_host_only(site: ConsoleApplication) -> None:
    browser = site.browser()
    answer = browser.sign_in(site.person())
    (given,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith(SESSION)]
    value, *flags = given.split("; ")
    assert len(value) > 43
    assert {each.lower() for each in flags} == {"secure", "httponly", "path=/", "samesite=lax"}


def test_c7_a_sign_in_gives_a_new_session(site: ConsoleApplication) -> None:
    """Session fixation: neither a cookie that was planted nor an older session is taken on."""
    planted, person = "p" * 43, site.person()
    browser = site.browser()
    browser.get("/entrer")
    browser.client.cookies.set(SESSION, planted, domain="console.test", path="/")
    token = browser.client.cookies.get("__Host-formulaire")
    from bot.console.auth import staff_sessions

    typed = {"name": person.name, "passphrase": PASSPHRASE, "code": person.code(site.clock())}
    typed["jeton"] = staff_sessions.make_csrf_token(token, site.keys)
    first = browser.client.post(f"{ROOT}/entrer", data=typed)
    assert first.status_code == 303
    session = browser.client.cookies.get(SESSION, domain="console.test")
    assert session != planted
    browser.client.cookies.clear()
    browser.client.cookies.set(SESSION, planted, domain="console.test", path="/")
    assert browser.get("/compte").status_code == 303


def test_c7_signing_in_again_ends_the_session_before(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    before = browser.client.cookies.get(SESSION)
    site.clock.now += dt.timedelta(minutes=1)
    browser.sign_in(browser.person)
    assert browser.client.cookies.get(SESSION) != before
    old = site.browser()
    old.client.cookies.set(SESSION, before, domain="console.test", path="/")
    assert old.get("/compte").status_code == 303


def test_c7_half_an_hour_without_use_ends_it(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    site.clock.now += IDLE_TIMEOUT - dt.timedelta(seconds=1)
    assert browser.get("/compte").status_code == 200
    site.clock.now += IDLE_TIMEOUT
    assert browser.get("/compte").status_code == 303


def test_c7_ten_hours_end_it_in_any_case(site: ConsoleApplication) -> None:
    browser, until = site.signed_in(), site.clock.now + ABSOLUTE_TIMEOUT
    while site.clock.now + dt.timedelta(minutes=20) < until:
        site.clock.now += dt.timedelta(minutes=20)
        assert browser.get("/compte").status_code == 200
    site.clock.now = until
    assert browser.get("/compte").status_code == 303


def test_c7_a_page_that_asks_for_news_by_itself_keeps_nothing_open(
    site: ConsoleApplication,
) -> None:
    browser = site.signed_in()
    for _ in range(4):
        site.clock.now += dt.timedelta(minutes=10)
        answer = browser.get("/compte", headers={"boussole-news": "1"})
    assert answer.status_code == 303


def test_after_the_session_a_form_gives_back_what_was_typed(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    token = browser.token()
    site.clock.now += IDLE_TIMEOUT
    fields = {"jeton": token, "text": "Une <b>longue</b> réponse à garder", "passphrase": "s" * 40}
    ours = {"sec-fetch-site": "same-origin"}
    answer = browser.client.post(f"{ROOT}/permanence", data=fields, headers=ours)
    assert answer.status_code == 401
    assert "Une &lt;b&gt;longue&lt;/b&gt; réponse à garder" in answer.text
    assert "s" * 40 not in answer.text
    assert token not in answer.text
    foreign = browser.client.post(f"{ROOT}/permanence", data=fields)
    assert "longue" not in foreign.text


def test_c7_too_many_tries_wait(site: ConsoleApplication) -> None:
    browser, person = site.browser(), site.person()
    for _ in range(FREE_FAILURES):
        answer = browser.sign_in(person, passphrase="une autre phrase de passe")
        assert answer.status_code == 422
        assert "ne vont pas ensemble" in extract_main_text(answer)
    answer = browser.sign_in(person)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "2"
    assert "Réessayez dans 2 secondes" in extract_main_text(answer)
    site.clock.now += dt.timedelta(minutes=5)
    assert browser.sign_in(person).status_code == 303


def test_what_fails_keeps_the_name_and_no_secret(site: ConsoleApplication) -> None:
    answer = site.browser().sign_in(site.person(), name='<i>"Zoé"', passphrase="secret secret")
    assert "&lt;i&gt;&#34;Zoé&#34;" in answer.text
    assert "secret secret" not in answer.text
    assert "<i>" not in answer.text


def test_c7_signing_out_ends_session_and_duty(site: ConsoleApplication) -> None:
    browser = site.signed_in()
    browser.post("/permanence", duty="on", retour="/aujourdhui")
    kept = browser.client.cookies.get(SESSION)
    answer = browser.post("/sortir")
    assert answer.headers["location"] == f"{ROOT}/entrer?fait=sorti"
    assert browser.client.cookies.get(SESSION) is None
    browser.client.cookies.set(SESSION, kept, domain="console.test", path="/")
    assert browser.get("/compte").status_code == 303
    again = site.browser()
    site.clock.now += dt.timedelta(minutes=1)
    again.sign_in(browser.person)
    assert pressed(again) == "Pas en ligne"


def pressed(browser: ConsoleBrowser) -> str:
    import re

    found = re.findall(r'aria-pressed="true">([^<]+)<', browser.get("/compte").text)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("duty", "shown"),
    [("on", "En ligne maintenant"), ("interview", "En entretien"), ("off", "Pas en ligne")],
)
def test_duty_is_changed_at_the_top_of_a_page(
    site: ConsoleApplication, duty: str, shown: str
) -> None:
    browser = site.signed_in()
    answer = browser.post("/permanence", duty=duty, retour="/agenda")
    assert answer.headers["location"] == f"{ROOT}/agenda?fait=permanence"
    assert pressed(browser) == shown


@pytest.mark.parametrize(
    "back", ["https://evil.test/", "//evil.test", "/..//evil", "", "/a?b", "/agenda\r\nx: y"]
)
def test_c6_no_form_leads_elsewhere(site: ConsoleApplication, back: str) -> None:
    browser = site.signed_in()
    answer = browser.post("/permanence", duty="on", retour=back)
    if answer.status_code == 303:
        assert answer.headers["location"] == f"{ROOT}/aujourdhui?fait=permanence"
    site.clock.now += dt.timedelta(minutes=1)
    answer = browser.sign_in(browser.person, vers=back)
    assert answer.headers.get("location", ROOT).startswith(ROOT)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/entrer", 200), ("/compte", 200), ("/rien", 404), ("/static/rien.css", 404)],
)
def test_c6_every_answer_has_the_headers_of_the_console(
    site: ConsoleApplication, path: str, status: int
) -> None:
    browser = site.browser() if path == "/entrer" else site.signed_in()
    answer = browser.get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert part in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/../../errors.py", "/%2e%2e/base.html", "/..%2f..%2fweb.py"])
def test_c6_static_files_are_those_of_the_folder(site: ConsoleApplication, path: str) -> None:
    assert site.browser().get("/static" + path).status_code == 404


BAD = [
    (b"jeton=" + b"a" * 17_000, "application/x-www-form-urlencoded", 413),
    (b"a=b&" * 201, "application/x-www-form-urlencoded", 413),
    (b'{"jeton": "x"}', "application/json", 415),
    (b"name=%00", "application/x-www-form-urlencoded", 422),
    (b"name=%ff", "application/x-www-form-urlencoded", 422),
    (b"na%01me=x", "application/x-www-form-urlencoded", 422),
]


@pytest.mark.parametrize(("body", "kind", "status"), BAD)
def test_what_is_no_form_is_refused_with_a_sentence(
    site: ConsoleApplication, body, kind, status
) -> None:
    browser = site.browser()
    answer = browser.client.post(f"{ROOT}/entrer", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert "Ça n’a pas marché" in extract_main_text(answer)


@pytest.mark.parametrize("number", ["0", "999999999999999999999", "-1", "x", "1e3", "١"])
def test_a_number_that_names_nothing_is_a_404(site: ConsoleApplication, number: str) -> None:
    answer = site.signed_in("Chef", "admin").get(f"/comptes/{number}")
    assert answer.status_code == 404


def test_a_database_that_fails_is_told(
    site: ConsoleApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    browser = site.signed_in()

    def fails(*args: object) -> None:
        raise OperationalError("SELECT", {}, Exception("disk"))

    monkeypatch.setattr("bot.console.web.routing._find_session", fails)
    answer = browser.get("/compte")
    assert answer.status_code == 503
    assert "ne répond pas" in extract_main_text(answer)


def test_where_nothing_can_be_written_pages_are_shown_and_what_was_typed_comes_back(
    site: ConsoleApplication,
) -> None:
    browser = site.signed_in()
    site.clock.now += IDLE_TIMEOUT / 2  # the use of the session is to be noted
    typed = {"duty": "on", "mot": "Une longue phrase, écrite pour quelqu'un."}
    with hold_lock(site.engine):
        lock_timeouts.find_lock_state(
            site.engine
        ).stuck = True  # somebody has waited in vain before
        assert browser.get("/compte").status_code == 200
        answer = browser.post("/permanence", typed)
        assert answer.status_code == 503
        assert "ne répond pas" in extract_main_text(answer)
        assert typed["mot"] in extract_main_text(answer)
    assert browser.post("/permanence", typed).status_code == 303


@pytest.mark.parametrize(("role", "count"), [("counsellor", 13), ("admin", 17)])
def test_the_menu_calls_a_page_as_its_heading_does(
    site: ConsoleApplication, role: str, count: int
) -> None:
    """One name a topic; the entries stand in groups that are named."""
    browser = site.signed_in("Anna", role)
    page = browser.get("/agenda").text
    menu = page[page.index('<nav aria-label="Console"') : page.index("</nav>")]
    places = re.findall(r'<li><a href="/conseillers(/[^"]+)"[^>]*>([^<]+?) *<', menu)
    assert len(places) == count
    for path, label in places:
        shown = browser.get(path).text
        assert re.search(rf"<h1[^>]*>{label}", shown), path
        assert f"<title>{label}" in shown
        assert f'href="/conseillers{path}" aria-current="page"' in shown
    for group in re.findall(r'<ul aria-labelledby="([^"]+)">', menu):
        assert f'id="{group}"' in menu
