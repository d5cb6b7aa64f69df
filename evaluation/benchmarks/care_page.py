"""Renders `docs/care.md` from `docs/care.yml`, the tests and two measurements."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks import redaction_quality
from evaluation.benchmarks.distress_detection import DistressMeasurement

STATEMENTS = PROJECT_ROOT / "docs" / "care.yml"
_TEST_NAME_PATTERN = re.compile(r"test_([psc]\d{1,2}[a-z]?)_")
_KIND_LABELS = {
    "explicit": "what is named",
    "indirect": "what is meant",
    "third": "worry about somebody else",
    "none": "harmless, hard to tell apart",
}
_HEARD_TARGETS = {"explicit": "≥ 99 %", "indirect": "≥ 90 %", "third": "≥ 95 %", "none": "≤ 10 %"}
_HELPED_TARGETS = {"explicit": "≥ 98 %", "none": "≤ 2 %"}
_PAGE_HEAD = """\
# Care

Made by `boussole care`, from `docs/care.yml`, from the tests, which bear the names of the
statements they prove, and from two measurements. What it protects against is in
[threats](threats.md).

| statement | how it is met | tests |
|---|---|---|"""
_REDACTION_SECTION = """\
## Redaction, measured

{rows} sentences written apart, {without} of them without anything to take out
(`tests/privacy/redaction_test.yml`); another file served to mend it. Of {values} values
{recall:.1%} were taken out (bar 98 %); {precision:.1%} of what was taken out was to be (bar 97 %;
99.2 % when it was first measured: both false alarms were met elsewhere too, and mended).
Names and street addresses are not looked for: what is left of them is counted by
`boussole privacy audit`."""
_DISTRESS_SECTION = """\
## Distress, measured

{rows} sentences written apart, in other voices than those that teach, labelled again by a second
reader before any figure, and not tuned on (`tests/care/test_half.yml`). They were measured
when they were new, and again once the half before them had taught what it had found. Twelve about
others were written apart after the first figures, for too few were left of those.
They were written for this project, not by people in distress, and no professional has validated
them. Of those that were heard, {topics:.0%} were taken for what they are about.

A message is heard where it is answered with help, or, where the classifier alone hears something
(« checking »), as what it asks, with one soft line and a way to the lines. Length adds nothing:
each sentence is scored for itself.

| sentences | number | heard | bar | answered with help | bar | by the patterns alone |
|---|---|---|---|---|---|---|"""
_DISTRESS_HISTORY = """
It is the seventh half. Each of the others was measured when it was new, and then served to teach
patterns and classifier, or to choose from which score on it speaks. How much the figures move
from one to the next says how little one of them tells:

| half | what is named | what is meant | somebody else | harmless | |
|---|---|---|---|---|---|
| first | 100 | 97.5 | 100 | 11.5 % | |
| second | 99.4 | 94.2 | 95.6 | 11.2 % | |
| third | 97.5 | 94.2 | 98.9 | 6.0 % | 99.4, 92.5, 98.9 and 6.4 once it overruled nothing |
| fourth | 96.2 | 86.7 | 94.4 | 5.6 % | with a higher score |
| fifth | 97.3 | 80.3 | 96.6 | 10.4 % | the version of the third: 94.6, 80.3, 97.7 and 13.2 |
| sixth | 98.7 | 92.2 | 92.0 | 10.4 % | the version of the third: 98.7, 90.4, 93.2 and 15.2 |
| seventh | 100 | 91.7 | 97.9 | 10.8 % | 100, 91.7, 98.9 and 11.2 with the sixth; above: now |

Until then all that was heard was answered with help."""


def render_page(heard: DistressMeasurement) -> str:
    """Render the page. `heard` is the distress measurement on the test half."""
    lines = [_PAGE_HEAD, *_render_table(), "", *_render_redaction(), "", *_render_distress(heard)]
    return "\n".join(lines) + "\n"


def index_tests_by_statement() -> dict[str, Counter[str]]:
    """Return the test files and number of tests that name each statement (« P5 »)."""
    tests: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted((PROJECT_ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                named = _TEST_NAME_PATTERN.match(node.name)
                if named:
                    tests[named.group(1).capitalize()][str(path.relative_to(PROJECT_ROOT))] += 1
    return tests


def load_statements() -> dict[str, dict[str, str]]:
    """Return the statements: what each `says`, how it is `met`, a `reason` without a test."""
    read: dict[str, Any] = yaml.safe_load(STATEMENTS.read_text("utf-8"))
    return dict(read["statements"])


def _render_table() -> Iterator[str]:
    tests = index_tests_by_statement()
    for name, told in load_statements().items():
        named = [f"`{path}` ({count})" for path, count in sorted(tests[name].items())]
        shown = ", ".join([*named, *filter(None, [told.get("reason")])])
        yield f"| **{name}** {told['says']} | {told['met']} | {shown} |"


def _render_redaction() -> Iterator[str]:
    found = redaction_quality.measure()
    yield _REDACTION_SECTION.format(
        rows=len(found.rows),
        without=sum(not row.labels for row in found.rows),
        values=sum(found.labelled.values()),
        recall=found.recall,
        precision=found.precision,
    )
    yield from _render_list("Left in:", [said for _, said in found.missed])
    yield from _render_list(
        "Taken out in vain:", [f"{what} — {said}" for what, said in found.alarms]
    )


def _render_distress(found: DistressMeasurement) -> Iterator[str]:
    heard = sum(found.heard[kind] for kind in _KIND_LABELS if kind != "none")
    yield _DISTRESS_SECTION.format(rows=sum(found.total.values()), topics=found.topics / heard)
    for kind, title in _KIND_LABELS.items():
        told = f"{found.heard[kind]}, {found.share(kind):.1%}"
        alone = f"{found.by_patterns[kind] / found.total[kind]:.1%}"
        helped = f"{found.helped[kind]}, {found.share_helped(kind):.1%}"
        cells = [title, found.total[kind], told, _HEARD_TARGETS[kind]]
        cells += [helped, _HELPED_TARGETS.get(kind, "–"), alone]
        yield f"| {' | '.join(map(str, cells))} |"
    yield _DISTRESS_HISTORY
    for kind, title in _KIND_LABELS.items():
        what = "Heard" if kind == "none" else "Missed"
        wrong = [f"({one.topic}) {one.text}".removeprefix("() ") for one in found.wrong_of(kind)]
        yield from _render_list(f"{what}, {title}:", wrong)


def _render_list(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield from ["", title, "", *(f"- {row}" for row in rows)]
