"""What Prometheus reads: enough to operate the service, nothing of anybody, never on the public
port."""

from __future__ import annotations

import datetime as dt
import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.engine import Engine

from bot import metrics
from bot.cli import main
from bot.dialogue.in_process_actions import registry
from bot.handoff.handoff_requests import request_handoff
from bot.jobs.gauges import DatabaseGauges, register_gauges, serve_metrics
from bot.messaging import worker
from bot.messaging.time_limit import TurnTimeout
from bot.settings import PROJECT_ROOT, Settings
from bot.storage.conversation_repository import create_conversation
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import writing
from bot.stores import open_database
from tests.support.live_service import MAX_WAIT_SECONDS, run_service

PLANTED = "Zorglub Untel 0470 12 34 56 zorglub@example.be"
DISTRESS = "j'ai envie de mourir"

Sample = tuple[str, tuple[tuple[str, str], ...]]


def samples() -> dict[Sample, float]:
    """What is counted now."""
    return _parsed(generate_latest(metrics.REGISTRY).decode())


def _parsed(text: str) -> dict[Sample, float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class Counted:
    """What was counted since the test began."""

    def __init__(self) -> None:
        self._before = samples()

    def __call__(self, name: str, **labels: str) -> float:
        key = (f"boussole_{name}", tuple(sorted(labels.items())))
        return samples().get(key, 0) - self._before.get(key, 0)

    def changed(self) -> dict[Sample, float]:
        return {
            key: value - self._before.get(key, 0)
            for key, value in samples().items()
            if key[0].startswith("boussole_") and value != self._before.get(key, 0)
        }


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def page(parts: Any) -> Iterator[Page]:
    with run_service(parts) as service:
        yield Page(service.url)


class Page:
    """An open chat."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=MAX_WAIT_SECONDS)
        self._http.headers["authorization"] = f"Bearer {self._post('/api/session')['token']}"

    def says(self, number: str, text: str) -> int:
        """Say it and wait for the answer; the number it got."""
        seq: int = self._post("/api/messages", {"id": number, "text": text})["seq"]
        with self._http.stream("GET", "/api/events?after=0.0") as stream:
            for line in stream.iter_lines():
                if line.startswith("data:") and json.loads(line[5:]).get("answers") == seq:
                    return seq
        raise AssertionError("the stream ended")

    def sends(self, body: dict[str, Any]) -> int:
        return self._http.post("/api/messages", json=body).status_code

    def _post(self, path: str, body: Any = None) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.post(path, json=body).json()
        return answer


# What is counted


def test_turns_are_counted_by_channel_and_outcome_with_their_seconds(
    counted: Counted, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.says("m1", "merci beaucoup")

    def fail(*given: Any) -> Any:
        raise ValueError(PLANTED)

    monkeypatch.setitem(registry(), "action_thanks", fail)
    page.says("m2", "merci beaucoup")
    monkeypatch.setattr(worker, "answer_message", _late)
    page.says("m3", "merci beaucoup")
    assert counted("turns_total", channel="web", outcome="failed") == 1
    assert counted("turns_total", channel="web", outcome="late") == 1
    assert counted("turns_total", channel="web", outcome="answered") >= 1
    assert counted("turn_seconds_count") >= 3
    assert counted("turn_seconds_sum") > 0


def _late(*given: Any) -> Any:
    raise TurnTimeout


def test_messages_are_counted_and_those_that_are_refused_by_reason(
    counted: Counted, page: Page
) -> None:
    page.says("m1", "merci beaucoup")
    assert page.sends({"id": "m1", "text": "merci beaucoup"}) == 200
    assert page.sends({"id": "m2", "text": ""}) == 422
    assert page.sends({"id": "m3", "text": "a" * 2001}) == 413
    assert page.sends({"id": "m4", "choice": "unknown"}) == 409
    assert counted("messages_total", channel="web", seen="new") == 2  # the opening, too
    assert counted("messages_total", channel="web", seen="again") == 1
    reasons = ("empty", "too_long", "stale_choice")
    assert [counted("refusals_total", channel="web", reason=each) for each in reasons] == [1, 1, 1]


def test_jobs_and_the_purge_are_counted(counted: Counted, page: Page) -> None:
    page.says("m1", "merci")
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not counted("job_runs_total", job="purge", outcome="done"):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_errors_of_the_database_are_counted_by_kind(counted: Counted, tmp_path: Path) -> None:
    engine = open_database(Settings(_env_file=None, data=tmp_path), create_missing=True)
    with engine.connect() as connection, pytest.raises(Exception, match="nowhere"):
        connection.exec_driver_sql("SELECT * FROM nowhere")
    engine.dispose()
    assert counted("database_errors_total", kind="OperationalError") == 1


def test_the_process_tells_its_memory() -> None:
    assert samples()[("process_resident_memory_bytes", ())] > 10_000_000


def test_what_waits_is_read_when_it_is_asked(engine: Engine, clock: Any) -> None:
    with writing(engine) as unit:
        waits, queued = (
            create_conversation(unit, name, "web", clock()) for name in ("one", "other")
        )
        message = {"conversation_id": waits, "channel": "web", "kind": "text", "body": PLANTED}
        for seq in (1, 2):
            row = {**message, "external_id": f"one:{seq}", "seq": seq, "received": clock()}
            unit.execute(inbox.insert().values(row))
        request_handoff(unit, queued, "none", "", "Renard 42", clock())
        unit.commit()
    clock.now += dt.timedelta(seconds=90)
    found = {
        family.name: family.samples[0].value for family in DatabaseGauges(engine, clock).collect()
    }
    assert found == {
        "boussole_database_up": 1,
        "boussole_messages_waiting": 2,
        "boussole_oldest_waiting_seconds": 90,
        "boussole_people_in_queue": 1,
        "boussole_people_with_a_human": 0,
    }


def test_without_a_database_it_is_told_and_nothing_fails(sqlite_engine: Engine, clock: Any) -> None:
    with sqlite_engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE inbox")
    (up,) = DatabaseGauges(sqlite_engine, clock).collect()
    assert (up.name, up.samples[0].value) == ("boussole_database_up", 0)


# What is not


def test_c8_no_label_holds_what_a_person_typed_or_is_known_by(
    counted: Counted, page: Page, parts: Any
) -> None:
    page.says("m1", PLANTED)
    page.sends({"id": PLANTED, "text": PLANTED})
    page.sends({"id": "m2", "choice": "Zorglub"})
    page.sends({"id": "m3", "text": PLANTED + "\x00"})
    text = generate_latest(metrics.REGISTRY).decode()
    for planted in PLANTED.split():
        assert planted not in re.sub(r" [\d.e+]+$", "", text, flags=re.MULTILINE), planted
    with writing(parts.engine) as unit:
        ids = unit.connection.exec_driver_sql("SELECT person FROM conversations").scalars().all()
    assert ids
    assert [person for person in ids if person in text] == []


@pytest.mark.parametrize(
    "count",
    [
        lambda: metrics.count_turn(PLANTED, PLANTED, 0.1),
        lambda: metrics.count_message(PLANTED, True),
        lambda: metrics.count_refusal(PLANTED, PLANTED),
        lambda: metrics.count_delivery(PLANTED, PLANTED),
        lambda: metrics.count_job_run(PLANTED, False),
        lambda: metrics.count_database_error(_Context()),
    ],
)
def test_c8_a_label_has_its_few_values_whatever_is_given(counted: Counted, count: Any) -> None:
    count()
    assert counted.changed()
    for _, labels in counted.changed():
        given = {value for name, value in labels if name not in ("le", "seen")}
        assert given <= {"other", "put_off"}


class _Context:
    sqlalchemy_exception = None
    original_exception = type(PLANTED.replace(" ", ""), (Exception,), {})()


def test_s5_whether_somebody_was_in_distress_is_not_counted(page: Page) -> None:
    """The same is counted for a message of distress as for any other."""
    page.says("m0", "bonjour")  # the opening is answered then, too
    first = Counted()
    page.says("m1", "merci beaucoup")
    calm = first.changed()
    second = Counted()
    page.says("m2", DISTRESS)
    assert _counts(second.changed()) == _counts(calm)


def _counts(changed: dict[Sample, float]) -> dict[Sample, float]:
    """Without how long it took, and jobs that ran meanwhile."""
    return {
        key: value
        for key, value in changed.items()
        if "seconds" not in key[0] and "job" not in key[0] and "created" not in key[0]
    }


def test_s5_an_error_that_carries_the_helplines_counts_like_one_that_does_not(
    page: Page, counted: Counted, monkeypatch: pytest.MonkeyPatch, parts: Any
) -> None:
    with writing(parts.engine) as unit:
        unit.connection.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")
        unit.commit()
    assert page.sends({"id": "m1", "text": "merci"}) == 503
    assert page.sends({"id": "m2", "text": DISTRESS}) == 503
    assert counted("refusals_total", channel="web", reason="storage_failed") == 2


def test_every_reason_of_the_web_api_is_known() -> None:
    told = (PROJECT_ROOT / "docs" / "web-api.md").read_text("utf-8")
    rows = re.findall(r"^\| \d{3} \| `(\w+)` \|", told, re.MULTILINE)
    reasons = {row.removeprefix("refused_").removesuffix("_distress") for row in rows}
    assert reasons == metrics.REASONS


# Where it is read


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number


def test_c1_they_are_read_on_a_port_of_their_own_of_this_machine(
    sqlite_engine: Engine, clock: Any, port: int
) -> None:
    settings = Settings(_env_file=None)
    assert (settings.metrics_host, settings.metrics_port) == ("127.0.0.1", 0)
    with serve_metrics(settings.metrics_host, port), register_gauges(sqlite_engine, clock):
        found = _parsed(httpx.get(f"http://127.0.0.1:{port}/metrics").text)
        assert found[("boussole_database_up", ())] == 1
        assert _listening(port) == {"0100007F"}  # 127.0.0.1, as the kernel writes it
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")
    assert ("boussole_database_up", ()) not in samples()


def _listening(port: int) -> set[str]:
    """On which addresses somebody listens on a port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [line[1].split(":") for line in lines if line[3] == "0A"]
    return {address for address, number in listening if int(number, 16) == port}


def test_c1_the_public_port_never_shows_them(page: Page) -> None:
    for path in ("/metrics", "/metrics/", "/api/metrics"):
        answer = httpx.get(f"{page.url}{path}", timeout=MAX_WAIT_SECONDS)
        assert answer.status_code == 404
        assert "boussole_" not in answer.text


def test_c1_without_a_port_nothing_listens() -> None:
    with serve_metrics("127.0.0.1", 0) as port:
        assert port == 0


@pytest.mark.parametrize("taken_one", ["public", "metrics"])
def test_a_port_that_is_taken_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    taken_one: str,
) -> None:
    """Before anything is loaded, and before it says that it listens or gets ready."""
    monkeypatch.setattr("bot.logging_setup.set_up_logging", lambda: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOUSSOLE_DATA", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        public, metrics = (port, "0") if taken_one == "public" else ("0", port)
        monkeypatch.setenv("BOUSSOLE_METRICS_PORT", metrics)
        assert main(["serve", "--port", public]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"boussole: port {port} of 127.0.0.1 is taken, perhaps by another start")
    assert ("BOUSSOLE_METRICS_PORT" in told) is (taken_one == "metrics")
