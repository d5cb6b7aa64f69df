"""The figures of the long form: one line for each part, summed into docs/reliability.md.

`python -m tests.faults.kill_results` writes the tables of the page from all lines.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks.plain_rasa.machine import describe_machine
from evaluation.page_sections import replace_section
from tests.faults.kill_campaign import STEPS, CampaignResult
from tests.faults.outage_results import read_outages, render_outages

RESULTS = PROJECT_ROOT / "evaluation" / "benchmarks" / "results" / "kills.jsonl"
PAGE = PROJECT_ROOT / "docs" / "reliability.md"


def append_part(result: CampaignResult, part: int, database: str, file: Path = RESULTS) -> None:
    """Add a part to the results."""
    line = {
        "date": f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d}",
        "machine": describe_machine(),
        "part": part,
        "database": database,
        "kills": dict(result.kills),
        "lives": result.lives,
        "messages": result.messages,
        "replies": result.replies,
        "given_up": result.given_up,
        "unknown": result.unknown,
        "copies": result.copies,
        "findings": [str(finding.violation.value) for finding in result.findings],
    }
    with file.open("a", encoding="utf-8") as written:
        written.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_parts(file: Path = RESULTS) -> list[dict[str, Any]]:
    """Return all parts; one that was played again on the same day counts once, as played last."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    parts = [json.loads(line) for line in lines]
    return [*{(part["date"], part["part"], part["database"]): part for part in parts}.values()]


def render_table(parts: Iterable[dict[str, Any]]) -> str:
    """Return the sums as Markdown: kills by step and database, then what became of messages."""
    parts = list(parts)
    databases = sorted({part["database"] for part in parts}, reverse=True)
    mine = {name: [part for part in parts if part["database"] == name] for name in databases}
    kills: dict[str, Counter[str]] = {name: Counter() for name in databases}
    for part in parts:
        kills[part["database"]].update(part["kills"])
    rows = [("killed", *databases), ("---", *["---"] * len(databases))]
    rows += [(step, *(str(kills[name][step]) for name in databases)) for step in STEPS]
    rows += [("**all**", *(f"**{sum(kills[name].values())}**" for name in databases))]
    for field, title in _SUMS.items():
        rows += [(title, *(f"{sum(p[field] for p in mine[name]):,}" for name in databases))]
    found = [str(sum(len(part["findings"]) for part in mine[name])) for name in databases]
    rows += [("**findings of the checker**", *(f"**{number}**" for number in found))]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


_SUMS = {
    "messages": "messages accepted",
    "replies": "replies stored",
    "given_up": "of these messages: four attempts killed, an honest reply",
    "unknown": "sends to Telegram that a kill left unknown",
    "copies": "of these: arrived twice",
}


def write_page(page: Path = PAGE) -> None:
    """Put both tables, and what they were measured on, into the page."""
    for name, found, table in (
        ("kills", read_parts(), render_table(read_parts())),
        ("outages", read_outages(), render_outages(read_outages())),
    ):
        machines = sorted({f"{part['date']}, {_describe(part['machine'])}" for part in found})
        told = "".join(f"{line}.\n" for line in machines)
        replace_section(page, name, f"{told}\n{table}".rstrip())


def _describe(machine: dict[str, str]) -> str:
    return f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}"


if __name__ == "__main__":
    sys.exit(write_page())
