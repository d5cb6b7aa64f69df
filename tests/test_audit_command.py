"""`bin/audit`: what it makes of a report. The network is asked by nobody here."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import subprocess
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from bot.settings import PROJECT_ROOT

TOLD = "| CVE-2099-0001 | an old parser | nothing of it is reached |"
NOT_THERE = {"name": "rasa", "skip_reason": "Dependency not found: rasa (3.6.21)"}
FINE = {"name": "jinja2", "version": "3.1.6", "vulns": []}


@pytest.fixture
def audit() -> ModuleType:
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader(
        "audit_script", str(PROJECT_ROOT / "bin" / "audit")
    )
    made = importlib.util.module_from_spec(importlib.util.spec_from_loader("audit_script", loader))
    loader.exec_module(made)
    return made


def flawed(*names: str) -> dict[str, Any]:
    first, *aliases = names
    vulns = [{"id": first, "aliases": aliases, "fix_versions": []}]
    return {"name": "old", "version": "1.0", "vulns": vulns}


def test_what_the_page_speaks_of_is_known_by_any_of_its_names(audit: Any) -> None:
    report = {"dependencies": [FINE, flawed("PYSEC-2099-1", "CVE-2099-0001")]}
    lines, status = audit.judged(report, TOLD)
    assert status == 0
    assert lines[0] == "old 1.0: PYSEC-2099-1 CVE-2099-0001 (see docs/threats.md)"


def test_a_new_flaw_fails_the_audit(audit: Any) -> None:
    report = {"dependencies": [NOT_THERE, FINE, flawed("GHSA-aaaa-bbbb-cccc")]}
    lines, status = audit.judged(report, TOLD)
    assert status == 1
    assert "NEW" in lines[0]
    assert lines[-1] == "2 of 3 packages looked up, 1 flaws known"


def test_nothing_known_is_said_with_how_much_was_looked_up(audit: Any) -> None:
    assert audit.judged({"dependencies": [FINE]}, "") == (
        ["1 of 1 packages looked up, 0 flaws known"],
        0,
    )


@pytest.mark.parametrize("report", [{"dependencies": [NOT_THERE]}, {"dependencies": []}])
def test_a_service_that_knows_no_package_is_no_good_news(audit: Any, report: Any) -> None:
    with pytest.raises(audit.NotDone, match=r"of [01] packages"):
        audit.judged(report, "")


@pytest.mark.parametrize("said", ["a traceback\nConnectionError: no route", ""])
def test_without_the_network_the_reason_is_one_line(
    audit: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    answer = SimpleNamespace(stdout="", stderr=said, returncode=1)
    monkeypatch.setattr(audit.subprocess, "run", lambda *given, **options: answer)
    assert audit.main() == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("audit: not done: ")
    assert line.endswith(said.splitlines()[-1] if said else "said nothing")


def test_what_takes_too_long_is_told(audit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def waits(*given: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("uv", 900)

    monkeypatch.setattr(audit.subprocess, "run", waits)
    assert audit.main() == 0
