"""Turns, the console's reads and the purge with more and more stored messages."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluation.benchmarks.growth.benchmark_databases import (
    open_engine,
    read_database_bytes,
    run_database,
    update_statistics,
)
from evaluation.benchmarks.growth.conversation_filler import fill_conversations, lengthen_talk
from evaluation.benchmarks.growth.growth_results import Figures, to_milliseconds
from evaluation.benchmarks.growth.measured_turns import (
    find_choice,
    list_questions,
    measure_turns,
    time_work,
)
from evaluation.benchmarks.growth.open_desk import fill_desk
from evaluation.benchmarks.growth.repeated_work import Work, list_reads, run_purge, try_purge
from evaluation.benchmarks.growth.statement_plans import (
    count_rows,
    explain_statements,
    record_statements,
)
from evaluation.benchmarks.growth.talk_template import PERSON, play_talk, read_template
from evaluation.benchmarks.turn_latency import TurnBench

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
# Of the talk that is measured as a long one, at most.
LONG_TALK_MESSAGES = 1_000
# How often the console's reads are repeated: for so many seconds, between these numbers of times.
READ_SECONDS, MIN_READS, MAX_READS = 2.0, 5, 30


def measure_conversations(bench: TurnBench, kind: str, messages: int, folder: Path) -> Figures:
    """Return the figures of one size; `folder` holds the database, filled before or now, and is
    deleted, since a measured purge leaves no work for another."""
    fill_database(bench, kind, messages, folder)
    with run_database(kind, folder) as url, open_engine(url) as engine:
        bench.parts = replace(bench.parts, engine=engine)
        figures = _measure_all(bench)
    shutil.rmtree(folder)
    return figures


def fill_database(bench: TurnBench, kind: str, messages: int, folder: Path) -> None:
    """Make the database of one size, unless it is there."""
    done = folder / "filled"
    if done.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    with run_database(kind, folder) as url, open_engine(url) as engine:
        bench.parts = replace(bench.parts, engine=engine)
        template = play_talk(bench)
        fill_conversations(engine, template, messages, bench.parts.clock())
        lengthen_talk(engine, template, min(messages, LONG_TALK_MESSAGES))
        fill_desk(engine, bench.parts.clock())
        update_statistics(engine)
    done.touch()


def _measure_all(bench: TurnBench) -> Figures:
    engine = bench.parts.engine
    counsellor = fill_desk(engine, bench.parts.clock())
    figures: Figures = {"rows": count_rows(engine), "bytes": read_database_bytes(engine)}
    figures["long_talk_messages"] = read_template(bench).messages
    figures.update(measure_turns(bench))
    figures["plans"] = _explain_work(bench, counsellor)
    for name, read in list_reads(bench.parts, counsellor):
        figures[name] = to_milliseconds(list(_repeat(read)))
    batches = list(run_purge(bench.parts))
    figures["purge_batch"] = to_milliseconds([took for took, gone in batches if gone])
    figures["purged"] = sum(gone for _, gone in batches)
    figures["purge_nothing"] = to_milliseconds([took for took, gone in batches if not gone])
    return figures


def _repeat(work: Work) -> list[float]:
    first = time_work(work)
    times = min(MAX_READS, max(MIN_READS, int(READ_SECONDS / first)))
    return [time_work(work) for _ in range(times)]


def _explain_work(bench: TurnBench, counsellor: int) -> dict[str, list[dict[str, Any]]]:
    """Return the plans of each kind of work, by its name."""
    engine = bench.parts.engine
    token, question = find_choice(bench, PERSON), next(list_questions(bench))
    work: dict[str, Work] = {
        "choice": lambda: bench.choose(PERSON, token),
        "typed": lambda: bench.typed(PERSON, question),
        **dict(list_reads(bench.parts, counsellor)),
        "purge": lambda: try_purge(bench.parts),
    }
    plans = {}
    for name, do in work.items():
        with record_statements(engine) as statements:
            do()
        plans[name] = explain_statements(engine, statements)
    return plans
