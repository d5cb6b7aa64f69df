"""The alert rules and the runbook name what the service counts and stores."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from sqlalchemy.engine import Engine

from bot import metrics
from bot.jobs.gauges import GAUGE_DESCRIPTIONS
from bot.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
PAGE = PROJECT_ROOT / "docs" / "runbook.md"
RUNBOOK = PAGE.read_text("utf-8")
FILES = [*(path for path in sorted(DEPLOY.rglob("*")) if path.is_file()), PAGE]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_metric_that_is_named_is_counted(path: Path) -> None:
    shown = generate_latest(metrics.REGISTRY).decode()
    counted = set(re.findall(r"^# TYPE (\w+)", shown, re.MULTILINE))
    known = counted | {f"boussole_{name}" for name in GAUGE_DESCRIPTIONS}
    known |= {f"{name}_{end}" for name in counted for end in ("bucket", "sum", "count")}
    known.add("boussole_turn_seconds_mean")  # made by the adapter
    named = re.findall(r"\b(?:boussole|process)_[a-z_]+_(?:[a-z]+)\b", path.read_text("utf-8"))
    metrics_named = {name for name in named if name.startswith(("boussole_", "process_resident"))}
    assert metrics_named <= known


def test_every_value_of_a_label_in_a_rule_exists() -> None:
    rules = (DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8")
    known = {
        "outcome": metrics.OUTCOMES | metrics.DELIVERIES | {"done"},
        "reason": metrics.REASONS,
        "job": metrics.JOBS | {"boussole"},
        "kind": metrics.ERRORS,
    }
    found = re.findall(r'\b(outcome|reason|job|kind)(?:=~|!=|=)"([^"]+)"', rules)
    assert len(found) > 10
    for label, pattern in found:
        for value in pattern.split("|"):
            assert any(re.fullmatch(value, each) for each in known[label]), f"{label}={value}"


def test_every_alert_has_its_test_and_its_line_in_the_runbook() -> None:
    def alerts(name: str) -> set[str]:
        return set(re.findall(r"\bBoussole[A-Z]\w+", (DEPLOY / "prometheus" / name).read_text()))

    assert alerts("alerts.yml") == alerts("alerts_test.yml")
    assert alerts("alerts.yml") == set(re.findall(r"`(Boussole[A-Z]\w+)`", RUNBOOK))


def test_the_statements_of_the_runbook_run(engine: Engine) -> None:
    statements = re.findall(r"^ *```sql\n(.*?)^ *```", RUNBOOK, re.MULTILINE | re.DOTALL)
    assert len(statements) == 2
    with engine.connect() as connection:
        for statement in statements:
            assert connection.exec_driver_sql(statement.strip().rstrip(";")).fetchall() == []
