"""`messenger setup`: the page's profile, set once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_runs import Boussole
from tests.support.messenger_double import SECRET, TOKEN, VERIFY, MessengerDouble, run_double

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
FIELDS = ["get_started", "greeting", "ice_breakers", "persistent_menu"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOUSSOLE_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[MessengerDouble]:
    with run_double(lambda: NOW) as double:
        for name, value in (
            *(("TOKEN", TOKEN), ("SECRET", SECRET)),
            *(("VERIFY", VERIFY), ("API", double.url)),
        ):
            monkeypatch.setenv(f"BOUSSOLE_MESSENGER_{name}", value)
        yield double


def test_it_sets_all_of_it_once(boussole: Boussole, meta: MessengerDouble) -> None:
    run = boussole("messenger", "setup")
    assert (run.status, run.err, run.lines) == (0, "", [f"{name}: set" for name in FIELDS])
    assert "la Cité des Métiers de Liège" in meta.profile["greeting"][0]["text"]
    again = boussole("messenger", "setup", "--json")
    assert again.json == [{"set": [], "same": FIELDS}]
    assert meta.profile_calls == 1


def test_only_what_differs_is_set_again(boussole: Boussole, meta: MessengerDouble) -> None:
    boussole("messenger", "setup")
    meta.profile["greeting"][0]["text"] = "Bienvenue !"
    meta.profile["persistent_menu"][0]["disabled_surfaces"] = []  # Meta tells more
    assert boussole("messenger", "setup", "--json").json[0]["set"] == ["greeting"]
    assert "Boussole" in meta.profile["greeting"][0]["text"]


def test_a_dry_run_prints_what_would_be_set(
    boussole: Boussole, meta: MessengerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOUSSOLE_MESSENGER_TOKEN")
    shown = boussole("messenger", "setup", "--dry-run", "--json").json[0]
    assert list(shown) == FIELDS
    assert meta.profile == {}


def test_without_a_token_the_call_is_wrong(boussole: Boussole, home: Path) -> None:
    run = boussole("messenger", "setup")
    assert (run.status, run.out) == (2, "")
    assert "BOUSSOLE_MESSENGER_TOKEN" in run.err


def test_a_token_without_a_secret_stops_every_start(
    boussole: Boussole, meta: MessengerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_MESSENGER_SECRET", " ")
    run = boussole("messenger", "setup")
    assert run.status == 2
    assert run.err.startswith("boussole: BOUSSOLE_MESSENGER_SECRET: needed")


def test_a_wrong_token_is_told(boussole: Boussole, meta: MessengerDouble) -> None:
    meta.token = "another"
    run = boussole("messenger", "setup")
    assert (run.status, run.out) == (1, "")
    assert run.err.strip() == (
        "boussole: Meta refuses the page's token (BOUSSOLE_MESSENGER_TOKEN)"
        " (status 401, code 190, subcode 463)"
    )


def test_without_a_network_it_is_told(
    boussole: Boussole, meta: MessengerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUSSOLE_MESSENGER_API", "http://127.0.0.1:9")
    run = boussole("messenger", "setup")
    assert (run.status, run.err.strip()) == (1, "boussole: Meta could not be reached")
