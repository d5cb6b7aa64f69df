"""Writes the section « Beside plain Rasa » of docs/performance.md and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluation.benchmarks.marked_section import MarkersMissing, replace_section
from evaluation.benchmarks.plain_rasa.comparison_rows import Result, Row, build_rows, growth
from evaluation.benchmarks.plain_rasa.measured_services import OWN, PLAIN
from evaluation.benchmarks.plain_rasa.performance_pictures import render_pictures
from evaluation.benchmarks.plain_rasa.svg_parts import format_number
from evaluation.benchmarks.plain_rasa.talks import TYPED

__all__ = ["BEGIN", "END", "MarkersMissing", "render_section", "write_section"]

BEGIN, END = "<!-- plain-rasa: begin -->", "<!-- plain-rasa: end -->"
_PICTURES = "images"


def write_section(result: Result, page: Path) -> None:
    """Replace what is between the markers of `page`, and write the pictures beside it.

    Raises:
        MarkersMissing: the page does not have both markers.
    """
    replace_section(page, (BEGIN, END), render_section(result))
    (page.parent / _PICTURES).mkdir(exist_ok=True)
    for name, _, picture in render_pictures(result):
        (page.parent / _PICTURES / name).write_text(picture, "utf-8")


def render_section(result: Result) -> str:
    """Return the text between the markers."""
    table = ["| what | Boussole | plain Rasa | times better | bar |", "|---|---|---|---|---|"]
    return "\n".join(
        [
            *_describe_measurement(result),
            "",
            *table,
            *(_render_row(row) for row in build_rows(result)),
            "",
            *_describe_growth(result),
            *_describe_silences(result),
            "",
            *(f"![{title}]({_PICTURES}/{name})\n" for name, title, _ in render_pictures(result)),
            *_render_parts(result),
        ]
    )


def _describe_measurement(result: Result) -> Iterator[str]:
    machine, examples, plan = result["machine"], result["examples"], result["plan"]
    loads = [run["load"] for runs in result["runs"].values() for run in runs]
    yield (
        f"{result['day']}, {machine['processor']}, {machine['cores']} cores, {machine['memory']}, "
        f"{machine['kernel']}."
    )
    yield (
        f"Python {machine['python']}, Rasa {machine['rasa']}, TensorFlow {machine['tensorflow']}; "
        f"load during the runs {min(loads):.1f} to {max(loads):.1f}."
    )
    yield f"Medians of {plan['runs']} interleaved runs; memory over many turns: one run."
    yield (
        f"Plain Rasa is trained on at most {plan['examples']} examples of each of "
        f"{examples['intents']} intents ({examples['used']:,} of {examples['all']:,})."
    )


def _describe_growth(result: Result) -> Iterator[str]:
    own, plain = (growth(result, service, TYPED) for service in (OWN, PLAIN))
    yield (
        f"Last of these turns against turn 5, typed: Boussole {own:.2f} ×, plain Rasa "
        f"{plain:.2f} × (bar for turn 500: 1.1 ×{', missed' if own > 1.1 else ''})."
    )
    training = result["training"][OWN]
    yield (
        f"A clean clone of Boussole fits nothing: its model is packed in "
        f"{training['packing_seconds']:.1f} s. Beside the model it loads the embedding model, "
        f"{training['embedding_mb']:.0f} MB."
    )


def _describe_silences(result: Result) -> Iterator[str]:
    """Say how many turns had no reply, where there were any."""
    for service, name in ((OWN, "Boussole"), (PLAIN, "Plain Rasa")):
        runs = result["runs"][service]
        silences, turns = (sum(run[key] for run in runs) for key in ("silences", "turns"))
        if silences:
            yield f"{name} left {silences:,} of {turns:,} turns without a reply."


def _render_row(row: Row) -> str:
    own, plain = (f"{format_number(value)} {row.unit}".strip() for value in (row.own, row.plain))
    bar = "" if row.bar is None else f"≥ {row.bar:g}{', **missed**' if row.missed else ''}"
    return f"| {row.label} | {own} | {plain} | {format_number(row.times_better)} × | {bar} |"


def _render_parts(result: Result) -> Iterator[str]:
    yield "Where a turn of Boussole goes (in its process, medians):\n"
    yield "| part | ms |\n|---|---|"
    for name, value in result["turn_parts"].items():
        if name.startswith("  "):
            yield f"| {name.strip().removesuffix(' p50, ms')} | {value:.1f} |"
