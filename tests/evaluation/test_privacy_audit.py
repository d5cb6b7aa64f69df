"""`boussole privacy audit`: a day of planted values leaves none; a leak that is made is seen."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from bot.channels.telegram.update_handler import UpdateHandler
from bot.cli import main
from bot.messaging import message_intake, worker
from bot.privacy.redaction import PERSONAL_DATA_KINDS
from bot.privacy.vault import Vault
from bot.settings import PROJECT_ROOT, Settings
from evaluation.privacy_audit import planted_values
from evaluation.privacy_audit.audit_run import BACKUP_NAME, AuditOutcome, run_audit
from evaluation.privacy_audit.planted_values import FORBIDDEN_KINDS, PlantedValue, ValueMatcher
from evaluation.privacy_audit.script_runner import SCRIPT_FILE
from tests.support.command_runs import Boussole

LITTLE = """
- at: "09:00"
  people:
    - who: zoe
      by: web
      does:
        - says: "j'aime réparer des vélos, {zoe}, {gsm}, {mail}"
        - does: looks
    - who: momo
      by: telegram
      id: "{telegram_momo}"
      named: "{momo}"
      does:
        - says: "bonjour, {marocain}"
    - who: tom
      by: web
      does:
        - says: "je suis {oublie}"
        - does: forgets
"""


# A whole day, by all channels, played once


@pytest.fixture(scope="module")
def whole_day(
    dialogue: Any, library: Any, model: Path, tmp_path_factory: pytest.TempPathFactory
) -> SimpleNamespace:
    """The command as it is called: its status, what it told, and the folder that it kept. What the
    service looks at every quarter of a minute it looks at all the time."""
    folder = tmp_path_factory.mktemp("audited") / "kept"
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder.parent)  # no `.env` of the machine
        patched.setenv("BOUSSOLE_DATA", str(folder.parent))
        patched.setattr("bot.dialogue.model_training.ensure_model", lambda models: model)
        patched.setattr("bot.app.Dialogue", lambda path: dialogue)
        patched.setattr("bot.app.open_library", lambda *given: library)
        patched.setattr("bot.jobs.timeouts.INTERVAL_SECONDS", 0.2)
        with contextlib.redirect_stdout(out):
            status = main(["privacy", "audit", "--json", "--keep", str(folder)])
    return SimpleNamespace(status=status, told=json.loads(out.getvalue()), folder=folder)


def found(day: SimpleNamespace, *kinds: str) -> list[dict[str, str]]:
    return [each for each in day.told["found"] if each["kind"] in kinds]


def test_a_day_of_planted_values_leaves_nothing_that_must_not_be(whole_day: Any) -> None:
    assert (whole_day.told["found"], whole_day.told["unreached"]) == ([], [])
    assert whole_day.told["good"]
    assert whole_day.status == 0


def test_a_backup_of_the_day_is_searched_too(whole_day: Any) -> None:
    with contextlib.closing(sqlite3.connect(whole_day.folder / BACKUP_NAME)) as copied:
        assert copied.execute("SELECT count(*) FROM inbox").fetchone()[0] > 0


def test_p3_no_id_of_a_platform_or_token_of_a_page_is_left_anywhere(whole_day: Any) -> None:
    """They wrote all the same: each is known under a pseudonym, with a route that is sealed."""
    assert found(whole_day, "platform_id") == []
    assert {"routes", "sessions", "erased_messages"}.isdisjoint(whole_day.told["unreached"])


def test_p4_no_network_address_and_no_browser_is_left_anywhere(whole_day: Any) -> None:
    assert found(whole_day, "network") == []


def test_p5_no_number_address_or_account_is_left_anywhere(whole_day: Any) -> None:
    """On every channel, in refused messages, faults, files, edits, what staff writes, and files."""
    assert found(whole_day, *PERSONAL_DATA_KINDS) == []
    left = {each["where"] for each in whole_day.told["left"]}
    assert {
        *("inbox.body", "outbox.reply", "tracker_events.events", "choices.carried"),
        *("notebooks.data", "unanswered.text", "appointments.summary", "ratings.sentence"),
        *("handoff_notes.text", "handoffs.note", "corrections.said", "pages of people"),
    } <= left  # the names that stood beside them are there


def test_p5_a_log_a_metric_and_a_figure_hold_nothing_at_all(whole_day: Any) -> None:
    places = {each["where"] for each in (*whole_day.told["found"], *whole_day.told["left"])}
    strict = ("log", "metrics", "figures", "standard")
    assert [place for place in places if place.startswith(strict)] == []
    assert whole_day.told["searched"]["characters of text"] > 100_000


def test_p6_who_was_forgotten_is_left_nowhere(whole_day: Any) -> None:
    assert found(whole_day, "erased") == []
    assert "tombstones" not in whole_day.told["unreached"]


def test_p8_the_contacts_that_were_asked_for_are_sealed_and_nowhere_else(whole_day: Any) -> None:
    assert sorted(whole_day.told["sealed"]) == ["contact_mail", "contact_tel"]
    assert found(whole_day, "phone", "email") == []


def test_the_folder_is_kept_where_it_was_asked_for(whole_day: Any) -> None:
    assert {"boussole.sqlite", "vault.keys", "export.zip"} <= {
        path.name for path in whole_day.folder.iterdir()
    }


def test_a_folder_that_is_there_is_not_written_into(boussole: Boussole, home: Path) -> None:
    run = boussole("privacy", "audit", "--keep", str(home))
    assert (run.status, run.out) == (1, "")
    assert str(home) in run.err


def test_the_script_plants_every_value() -> None:
    script = SCRIPT_FILE.read_text("utf-8")
    beside = {"adresse", "navigateur"}  # of every browser
    assert [
        n
        for n in planted_values.load_planted_values()
        if f"{{{n}}}" not in script and n not in beside
    ] == []


# What it sees


@pytest.fixture
def little_day(loaded: None, model: Path, tmp_path: Path) -> Callable[[], AuditOutcome]:
    """Three people and five steps, played and searched."""
    script, folder = tmp_path / "little.yml", tmp_path / "audited"
    script.write_text(LITTLE, "utf-8")
    folder.mkdir()
    settings = Settings(_env_file=None, data=tmp_path, models=PROJECT_ROOT / "models")
    return lambda: asyncio.run(run_audit(settings, model, folder, script))


def wrong(outcome: AuditOutcome) -> set[tuple[str, str]]:
    return {(each.where, each.planted.name) for each in outcome.found.wrong}


def test_a_day_that_reaches_little_proves_little(little_day: Callable[[], AuditOutcome]) -> None:
    outcome = little_day()
    assert wrong(outcome) == set()
    assert "handoff_notes" in outcome.found.unreached
    assert not outcome.good
    assert "NOT REACHED: handoff_notes has no row, so nothing is proven about it" in list(
        outcome.lines()
    )


def after(
    monkeypatch: pytest.MonkeyPatch, place: Any, name: str, leak: Callable[..., None]
) -> None:
    """Do something with what a function was called with, each time it has been."""
    step = getattr(place, name)

    def leaking(*given: Any, **named: Any) -> Any:
        result = step(*given, **named)
        leak(*given)
        return result

    monkeypatch.setattr(place, name, leaking)


def typed(leak: Callable[[str], None]) -> Callable[..., None]:
    return lambda channel, person, number, text, *rest: leak(text)


def heard(monkeypatch: pytest.MonkeyPatch, leak: Callable[[str], None]) -> None:
    """Give each text that is typed, on the web or on a platform, to a leak."""
    for place in (
        sys.modules["bot.channels.web.submitted_messages"],
        sys.modules["bot.channels.platform_intake"],
    ):
        after(monkeypatch, place, "build_typed_message", typed(leak))


def test_a_logger_that_repeats_what_was_typed_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that hands nothing on, also in the text of an exception, also a name alone."""
    logger = logging.getLogger("leaking")
    monkeypatch.setattr(logger, "propagate", False)

    def leak(text: str) -> None:
        try:
            raise RuntimeError(text)
        except RuntimeError:
            logger.debug("it failed", exc_info=True)

    heard(monkeypatch, leak)
    seen = wrong(little_day())
    assert {("log leaking", name) for name in ("zoe", "gsm", "mail", "marocain")} <= seen


def test_a_library_that_is_not_hushed_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chat's stream repeats each chunk, python-telegram-bot each call with the person's id."""
    monkeypatch.setattr("bot.app.silence_library_loggers", lambda: None)
    for name in ("sse_starlette", "telegram", "httpx", "httpcore"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.NOTSET)
        logging.getLogger(name).manager._clear_cache()
    seen = wrong(little_day())
    assert any(where.startswith("log sse_starlette") for where, _ in seen), seen
    assert any(where.startswith("log telegram") and n == "telegram_momo" for where, n in seen), seen


def test_what_is_printed_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(monkeypatch, print)
    assert ("standard output", "gsm") in wrong(little_day())


def test_a_text_that_is_stored_raw_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_intake, "redact", lambda text: SimpleNamespace(text=text, kinds=()))
    seen = wrong(little_day())
    assert {("inbox.body", "gsm"), ("inbox.body", "marocain"), ("inbox.body", "mail")} <= seen
    assert ("pages of people", "gsm") in seen
    assert any(
        where.startswith("file boussole.sqlite") and name == "gsm" for where, name in seen
    ), seen


def test_a_table_that_nobody_declared_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another spelling, as JSON."""

    def leak(engine: Any, message: Any, *rest: Any) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS diary (page TEXT)")
            page = json.dumps({"tel": ["+32475987654"]})
            connection.execute(sa.text("INSERT INTO diary VALUES (:page)"), {"page": page})

    after(monkeypatch, sys.modules["bot.channels.web.chat_api"], "accept_message", leak)
    assert ("diary.page", "gsm") in wrong(little_day())


@pytest.mark.parametrize("where", ["of the library", "of a module of ours"])
def test_a_label_of_a_metric_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    class Registry(list):
        """What was counted, by its label."""

    def latest(registry: Registry) -> bytes:
        return "".join(f'messages_total{{said="{label}"}} 1\n' for label in registry).encode()

    library = SimpleNamespace(
        REGISTRY=Registry(), CollectorRegistry=Registry, generate_latest=latest
    )
    monkeypatch.setitem(sys.modules, "prometheus_client", library)
    own = Registry()
    monkeypatch.setattr(sys.modules["bot.app"], "OWN", own, raising=False)
    heard(monkeypatch, (own if "ours" in where else library.REGISTRY).append)
    assert {("metrics", "zoe"), ("metrics", "gsm")} <= wrong(little_day())


def test_an_id_of_a_platform_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed by a vault that does not seal, or in the number of a message."""
    monkeypatch.setattr(Vault, "seal", lambda self, text: text)
    monkeypatch.setattr(Vault, "open", lambda self, token: token)
    monkeypatch.setattr(UpdateHandler, "_number", lambda self, number: f"7391846205:{number}")
    seen = wrong(little_day())
    assert {("routes.sealed", "telegram_momo"), ("inbox.external_id", "telegram_momo")} <= seen


def test_who_was_erased_is_seen_in_the_log_of_the_database(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.privacy.erasure.mark_wal_for_truncation", lambda connection: None)
    assert ("file boussole.sqlite-wal", "oublie") in wrong(little_day())


def test_a_file_that_is_left_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def leak(text: str) -> None:
        with tempfile.NamedTemporaryFile(mode="w", delete=False) as file:
            file.write(text)

    heard(monkeypatch, leak)
    seen = wrong(little_day())
    assert any(w.startswith("file temporary/") and name == "gsm" for w, name in seen), seen


def test_a_browser_or_an_address_that_is_kept_is_seen(
    little_day: Callable[[], AuditOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P4."""

    def leak(channel: Any, request: Any) -> None:
        logging.getLogger("access").info("%s", dict(request.headers))

    after(monkeypatch, sys.modules["bot.channels.web.chat_api"].WebChannel, "_beginning", leak)
    assert {("log access", "navigateur"), ("log access", "adresse")} <= wrong(little_day())


def test_a_day_that_goes_another_way_is_told(
    boussole: Boussole, loaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that answers nothing: what was planted was never looked at."""
    monkeypatch.setattr("evaluation.privacy_audit.scripted_person.MAX_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(worker.Worker, "hand", lambda self, head, behind=False: None)
    monkeypatch.setattr(worker, "SWEEP_SECONDS", 3600)
    run = boussole("privacy", "audit")
    assert (run.status, run.out) == (1, "")
    assert "the day did not go as written: " in run.err


# Spellings


@pytest.mark.parametrize(
    "text",
    [
        *("0475 98 76 54", "0475987654", "+32 475/98.76.54", "tel=%2B32475987654", "0475-98-76-54"),
        *("ZOE LAMBRECHTS", "zoé lambrechts", "Zo%C3%A9+Lambrechts", "Zoe\u0301 Lambrechts"),
        *("Zo\\xc3\\xa9 Lambrechts", "Zo\\u00e9 Lambrechts"),
        *("zoe.lambrechts07@exemple.be", "zoe.lambrechts07%40exemple.be", "zoe.lambrechts07"),
        *("BE68539007547034", "be68-5390-0754-7034"),  # pragma: allowlist secret
    ],
)
def test_a_value_is_recognised_in_every_spelling(text: str) -> None:
    sought = ValueMatcher(planted_values.load_planted_values().values())
    assert sought.in_text(f"voilà : {text}, merci")


@pytest.mark.parametrize(
    "raw",
    [
        *(b"\x00\x010475 98 76 54\xff", b"0475987654", b"Zo\xc3\xa9 Lambrechts", b"id=7391846205;"),
        *(b"Zo\\u00e9 Lambrechts", b"Zo%C3%A9%20Lambrechts", b"ZOE.LAMBRECHTS07@EXEMPLE.BE"),
    ],
)
def test_a_value_is_recognised_in_any_file(raw: bytes) -> None:
    assert ValueMatcher(planted_values.load_planted_values().values()).in_bytes(raw)


def test_what_was_not_planted_is_not_found() -> None:
    sought = ValueMatcher(planted_values.load_planted_values().values())
    harmless = "Zoé aime les vélos. Appelle le 107 ou le 0800 32 123. 0475 98 76 55"
    assert sought.in_text(harmless) == set()
    assert sought.in_bytes(harmless.encode()) == set()


def test_two_values_that_read_alike_are_refused() -> None:
    """Else one would hide the other."""
    with pytest.raises(ValueError, match="twice"):
        ValueMatcher(
            [
                PlantedValue("phone", "one", "0475 98 76 54"),
                PlantedValue("phone", "two", "+32475987654"),
            ]
        )


def test_p5_all_that_may_be_nowhere_is_planted() -> None:
    planted = yaml.safe_load(
        Path(planted_values.__file__).with_name("planted.yml").read_text("utf-8")
    )
    assert set(planted) == {*FORBIDDEN_KINDS, "name", "address"}
