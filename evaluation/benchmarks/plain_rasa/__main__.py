"""`python -m evaluation.benchmarks.plain_rasa`: this service beside plain Rasa, in one run."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.dialogue import import_stubs
from bot.settings import PROJECT_ROOT, Settings
from evaluation.benchmarks.plain_rasa.comparison_rows import Result, build_rows
from evaluation.benchmarks.plain_rasa.performance_section import write_section
from evaluation.benchmarks.plain_rasa.result_files import read_result, write_result
from evaluation.benchmarks.plain_rasa.svg_parts import format_number

_PAGE = PROJECT_ROOT / "docs" / "performance.md"
_RESULTS = PROJECT_ROOT / "evaluation" / "benchmarks" / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, or read what was measured; print the rows and write the page."""
    options = _build_parser().parse_args(arguments)
    if options.render:
        result = read_result(options.render)
    else:
        result = _measure(options)
        folder = options.results or (options.cache if options.quick else _RESULTS)
        print(f"raw numbers: {write_result(result, folder).name}")
    print_rows(result)
    page = options.output or (None if options.quick else _PAGE)
    if page:
        write_section(result, page)
    return 0


def print_rows(result: Result) -> None:
    """Print what was measured, with ratios and bars."""
    for row in build_rows(result):
        own, plain, times = map(format_number, (row.own, row.plain, row.times_better))
        bar = "" if row.bar is None else f">= {row.bar:g}  {'MISSED' if row.missed else 'ok'}"
        print(f"{row.label:42} {own:>9} {plain:>9} {row.unit:6} {times:>7} ×  {bar}")


def _measure(options: argparse.Namespace) -> Result:
    from evaluation.benchmarks.plain_rasa.comparison import QUICK, Comparison, ComparisonPlan

    import_stubs.install_stubs()
    plan = QUICK if options.quick else ComparisonPlan()
    given = {
        name: value
        for name in ("runs", "examples", "memory_turns")
        if (value := getattr(options, name)) is not None
    }
    options.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="boussole-plain-rasa-") as folder:
        comparison = Comparison(Settings(), Path(folder), options.cache, options.port)
        return comparison.measure(replace(plan, **given))


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation.benchmarks.plain_rasa")
    parser.add_argument("--quick", action="store_true", help="one short run; writes no page")
    parser.add_argument("--runs", type=int, help="interleaved runs (5)")
    parser.add_argument("--examples", type=int, help="examples of an intent for plain Rasa (10)")
    parser.add_argument("--memory-turns", type=int, help="turns that memory is watched for (10000)")
    parser.add_argument("--output", type=Path, help="the page to write (docs/performance.md)")
    parser.add_argument("--results", type=Path, help="the folder of raw numbers")
    parser.add_argument("--render", type=Path, help="write the page from these raw numbers")
    parser.add_argument("--cache", type=Path, default=PROJECT_ROOT / "var" / "plain-rasa")
    parser.add_argument("--port", type=int, default=19500, help="the first of three free ports")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
