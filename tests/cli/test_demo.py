"""`boussole demo`: an invented centre that says so, apart from whatever else the machine serves."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.app import Service
from bot.booking.appointment_repository import Appointment, list_between
from bot.cli import main
from bot.cli.terminal_conversation import TerminalConversation
from bot.site import startup_page
from bot.site.page_facts import build_page_facts
from bot.storage.unit_of_work import reading
from tests.support.command_runs import Boussole

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
MARK = "Exemple : centre inventé"
SITE = ("/", "/confidentialite", "/accessibilite", "/carnet", "/rendez-vous/aucun", "/nulle-part")
CONSOLE = "/conseillers"
INSIDE = ("aujourdhui", "agenda", "questions", "evenements", "fermetures", "comptes", "nulle-part")
# What a service of this machine may be set to; nothing of it is of any account here.
THEIRS = {
    "HOST": "0.0.0.0",  # it must not be listened on
    "PSEUDONYM_KEY": "the key of a service that is not this one",
    "SITE_NAME": "Cité des Métiers de Liège",
    "SITE_URL": "https://boussole.example.be",
    "ALLOWED_ORIGINS": "https://www.example.be",
    "TELEGRAM_TOKEN": "12:telegram",
    "TELEGRAM_POLLING": "true",
    "MESSENGER_TOKEN": "messenger",
    "MESSENGER_SECRET": "signs",  # pragma: allowlist secret
    "MESSENGER_VERIFY": "verifies",
}


class Stage:
    """Where the command runs: with the model and the base of the session, on a clock that stands,
    in a folder of its own, beside the data of another service."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder, self.theirs = home, home / "demo", home / "theirs"
        self.visit: Any = None
        self.service: Service
        self.out = io.StringIO()
        self.theirs.mkdir()
        (self.theirs / "boussole.sqlite").write_bytes(b"what people said")

    def start(self, visit: Any, *options: str) -> str:
        """What the command prints. `visit` is called while it serves: with the application, the
        address it listens on, and what was printed."""
        self.visit, self.out = visit, io.StringIO()
        with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(self.out):
            for name, value in {**THEIRS, "DATA": str(self.theirs)}.items():
                patched.setenv(f"BOUSSOLE_{name}", value)
            assert main(["demo", "--port", "0", *options]) == 0
        return self.out.getvalue()

    def serves(self, application: Any, listening: Any, *_: Any) -> None:
        """In the place of a server that runs until it is interrupted."""
        with listening:
            self.visit(application, listening.getsockname()[0], self.out.getvalue())


@pytest.fixture(scope="module")
def stage(
    dialogue: Any, library: Any, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    found, build = Stage(tmp_path_factory.mktemp("demo")), Service.build

    def built(settings: Any, path: Path, progress: Any = None) -> Service:
        found.service = build(settings, path, lambda: NOW)
        return found.service

    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(found.home)  # no `.env` of the machine
        patched.setattr("bot.cli.demo_command.DEMO_FOLDER", found.folder)
        patched.setattr("bot.dialogue.model_training.ensure_model", lambda models: model)
        patched.setattr("bot.app.Dialogue", lambda path: dialogue)
        patched.setattr("bot.app.open_library", lambda *given: library)
        patched.setattr("bot.stores.utc_now", lambda: NOW)
        patched.setattr("bot.cli.http_connections.serve_socket", found.serves)
        patched.setattr(Service, "build", built)
        yield found


@pytest.fixture(scope="module")
def tried(stage: Stage) -> SimpleNamespace:
    """All that one does in the first minute."""
    found = SimpleNamespace(stage=stage)

    def visit(application: Any, address: str, printed: str) -> None:
        found.address, found.printed = address, printed
        found.paths = {route.path for route in application.routes}
        with TestClient(application, "https://localhost") as browser:
            found.site = {path: browser.get(path).text for path in SITE}
            found.landed = sign_in(browser, "A", printed)
            found.inside = {page: browser.get(f"{CONSOLE}/{page}").text for page in INSIDE}
        starts = TestClient(
            startup_page.build_startup_app(build_page_facts(stage.service.parts.settings))
        )
        found.site["while it starts"] = starts.get("/").text
        found.seeded, found.said, found.booked = book(stage.service)

    stage.start(visit)
    return found


def account(printed: str, name: str) -> tuple[str, list[str]]:
    """Passphrase and codes, as they are printed."""
    line = re.search(rf"^ +{name} \(.*passphrase: ([a-z ]+[a-z]) +(code.*)$", printed, re.MULTILINE)
    assert line, printed
    return line[1], re.findall(r"\d{6}", line[2])


def sign_in(browser: TestClient, name: str, printed: str) -> str:
    """Where it leads."""
    form = browser.get(f"{CONSOLE}/entrer").text
    token = re.search(r'name="jeton" value="(\w+)"', form)
    assert token
    assert MARK in form
    passphrase, codes = account(printed, name)
    typed = {"name": name, "passphrase": passphrase, "code": codes[0], "jeton": token[1]}
    return browser.post(f"{CONSOLE}/entrer", data=typed).url.path


def book(service: Service) -> tuple[list[Appointment], str, list[Appointment]]:
    """The appointments before; what a person is told who takes another; those after."""
    talk, before = TerminalConversation(service.parts), appointments(service)
    lines = ("je veux un rendez-vous", {"choose": "Un entretien d'orientation (45 min)"})
    for line in (*lines, {"choose": "Sur place"}, "jeudi 10h", "oui"):
        answer = talk.hear(line)
    said = " ".join(reply["text"] for reply in answer["replies"])
    return before, said, appointments(service)


def appointments(service: Service) -> list[Appointment]:
    with reading(service.parts.engine) as unit:
        return list_between(unit, NOW, NOW + dt.timedelta(days=60))


def test_every_page_says_that_it_is_an_example(tried: SimpleNamespace) -> None:
    for path, page in {**tried.site, **tried.inside}.items():
        assert MARK in page, path
        assert "Liège" not in page, path
    assert f'<boussole-chat mode="page" notice="{MARK}">' in tried.site["/"]


def test_what_is_printed_signs_in_and_the_console_has_work(tried: SimpleNamespace) -> None:
    assert tried.landed == f"{CONSOLE}/ouverture"
    assert "résumé approuvé" in tried.inside["aujourdhui"]
    assert "Zéphyr" in tried.inside["questions"]
    assert "Atelier d’exemple" in tried.inside["evenements"]
    assert "Journée d’équipe" in tried.inside["fermetures"]


def test_an_appointment_can_be_taken_beside_the_one_that_is_there(tried: SimpleNamespace) -> None:
    assert [each.state for each in tried.seeded] == ["confirmed"]
    assert "C'est confirmé : jeudi 26 novembre à 10h" in tried.said
    assert len(tried.booked) == 2


def test_nothing_of_the_environment_is_touched_or_reached(tried: SimpleNamespace) -> None:
    assert [file.name for file in tried.stage.theirs.iterdir()] == ["boussole.sqlite"]
    assert (tried.stage.theirs / "boussole.sqlite").read_bytes() == b"what people said"
    assert tried.address == "127.0.0.1"
    assert {"/telegram", "/messenger"}.isdisjoint(tried.paths)
    assert tried.stage.service.parts.settings.origins == ()


def test_it_is_made_anew_unless_it_is_to_be_kept(
    tried: SimpleNamespace, boussole: Boussole
) -> None:
    stage, seen = tried.stage, []

    def visit(*served: Any) -> None:
        seen.append(len(appointments(stage.service)))

    assert account(stage.start(visit, "--keep"), "B") == account(tried.printed, "B")
    anew = stage.start(visit)
    assert account(anew, "B")[0] != account(tried.printed, "B")[0]
    assert seen == [2, 1]
    code = boussole("demo", "code", "B")
    assert re.findall(r"\d{6}", code.out) == account(anew, "B")[1]


@pytest.fixture
def folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That of a demo which never ran."""
    monkeypatch.setattr("bot.cli.demo_command.DEMO_FOLDER", home / "demo")
    return home / "demo"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE", "postgresql://127.0.0.1:1/boussole"),
        ("DATA", "demo"),
        ("DATABASE", "sqlite:///demo/theirs.sqlite"),
    ],
)
def test_it_is_refused_where_the_environment_may_hold_real_data(
    boussole: Boussole, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BOUSSOLE_{name}", value)
    run = boussole("demo")
    assert (run.status, run.out, folder.exists()) == (2, "", False)
    (line,) = run.err.splitlines()
    assert line.startswith(f"boussole: BOUSSOLE_{name}: ")


def test_a_database_that_it_did_not_make_is_refused_and_stays(
    boussole: Boussole, folder: Path, database: Path
) -> None:
    folder.mkdir()
    theirs = folder / "boussole.sqlite"
    theirs.write_bytes(database.read_bytes())
    run = boussole("demo")
    assert (run.status, run.out) == (1, "")
    assert f"did not make {theirs}" in run.err
    assert theirs.read_bytes() == database.read_bytes()
    assert [file.name for file in folder.iterdir()] == ["boussole.sqlite"]


def test_what_it_made_is_not_served_as_a_real_centre(
    tried: SimpleNamespace, boussole: Boussole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_DATA", str(tried.stage.folder))
    run = boussole("serve")
    assert (run.status, run.out) == (2, "")
    assert "is an example" in run.err
