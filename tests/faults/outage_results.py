"""The figures of outages in the long form, one line for each, for docs/reliability.md."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks.plain_rasa.machine import describe_machine
from tests.faults.fault_scene import Observed

RESULTS = PROJECT_ROOT / "evaluation" / "benchmarks" / "results" / "outages.jsonl"


def append_outage(name: str, seconds: float, observed: Observed, file: Path = RESULTS) -> None:
    """Add an outage to the results."""
    clients = [client.history for client in observed.clients]
    line = {
        "date": f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d}",
        "machine": describe_machine(),
        "name": name,
        "seconds": seconds,
        "messages": sum(len(client.sent) for client in clients),
        "refused": sum(len(client.refused) for client in clients),
        "slowest": round(observed.slowest, 2),
        "recovery": round(observed.recovery, 2),
        "given_up": observed.given_up,
        "findings": [finding.violation.value for finding in observed.findings],
    }
    with file.open("a", encoding="utf-8") as written:
        written.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_outages(file: Path = RESULTS) -> list[dict[str, Any]]:
    """Return the newest of each."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    outages = [json.loads(line) for line in lines]
    return [*{outage["name"]: outage for outage in outages}.values()]


def render_outages(outages: list[dict[str, Any]]) -> str:
    """Return them as Markdown."""
    titles = ("fault", "lasted", "messages", "refusals", "slowest answer", "all well after")
    rows = [(*titles, "given up", "findings"), ("---",) * 8]
    rows += [
        (
            each["name"],
            f"{each['seconds']:.0f} s",
            str(each["messages"]),
            str(each["refused"]),
            f"{each['slowest']:.1f} s",
            f"{each['recovery']:.1f} s",
            str(each["given_up"]),
            str(len(each["findings"])),
        )
        for each in outages
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
