"""`python -m evaluation.house`: text, JSON, before → after, limits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.house import report
from evaluation.house.__main__ import ROOT, main
from evaluation.house.definitions import Definitions
from evaluation.house.figure import Figure
from evaluation.house.figures import measure
from evaluation.house.layout import Layout
from evaluation.house.source import load

FIGURES = [Figure("doors", "doors", 3, ("front", "back", "cellar")), Figure("keys", "keys", 2.5)]
LIMITS = ROOT / "evaluation" / "house" / "limits.yml"


@pytest.fixture
def root(tree) -> str:
    return str(tree({"bot/a.py": "import sqlalchemy as sa\nsa.select(1)\n"}))


def test_the_text_has_a_line_a_figure_and_what_it_counts(root: str, capsys) -> None:
    assert main([root]) == 0
    printed = capsys.readouterr().out
    assert "modules: 1\n" in printed
    assert "modules with SQL outside of repositories: 1\n    bot/a.py 1\n" in printed
    assert "files a message may pass: not measured" in printed


def test_json_has_every_figure(root: str, capsys) -> None:
    assert main(["--json", root]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [figure.name for figure in measure(Path(root))]
    assert told["sql_outside"]["found"] == ["bot/a.py 1"]


def test_a_long_list_is_cut_in_the_text_only() -> None:
    many = [Figure("doors", "doors", 20, tuple("abcdefghijklmnopqrst"))]
    assert report.as_text(many).endswith("    … and 8 more")
    assert json.loads(report.as_json(many))["doors"]["found"] == list("abcdefghijklmnopqrst")


def test_the_baseline_is_written_once_then_compared(tree, tmp_path: Path, capsys) -> None:
    root, file = str(tree({"bot/a.py": ""})), tmp_path / "before.json"
    main([root, "--baseline", str(file)])
    written = file.read_text("utf-8")
    tree({"bot/b.py": ""})
    capsys.readouterr()
    main([root, "--baseline", str(file)])
    printed = capsys.readouterr().out
    assert "modules: 1 → 2\n" in printed
    assert "circles of imports: 0 (same)\n" in printed
    assert file.read_text("utf-8") == written


def test_a_figure_without_a_before_says_so() -> None:
    assert report.as_text(FIGURES, {"doors": 4}).splitlines()[0] == "doors: 4 → 3"
    assert report.as_text(FIGURES, {"doors": 4}).splitlines()[-1] == "keys: not measured → 2.5"


def test_only_figures_above_their_limit_are_told() -> None:
    assert report.over_limits(FIGURES, {"doors": 3, "keys": 2.5}) == []
    assert report.over_limits(FIGURES, {"doors": 2}) == ["doors: 3, at most 2 (doors)"]


def test_a_figure_that_is_not_there_is_above_any_limit() -> None:
    unmeasured = [Figure("doors", "doors", None)]
    assert report.over_limits(unmeasured, {"doors": 9, "roofs": 9}) == [
        "roofs: no such figure",
        "doors: not measured, at most 9 (doors)",
    ]


def test_the_command_fails_above_a_limit(root: str, tmp_path: Path, capsys) -> None:
    limits = tmp_path / "limits.yml"
    limits.write_text("sql_outside: 1\n", "utf-8")
    assert main([root, "--hold", str(limits)]) == 0
    limits.write_text("sql_outside: 0\nmodules: 1\n", "utf-8")
    assert main([root, "--hold", str(limits)]) == 1
    said = capsys.readouterr().err
    assert said == "sql_outside: 1, at most 0 (modules with SQL outside of repositories)\n"


def test_every_limit_kept_here_is_of_a_figure(house) -> None:
    packages = [f"bot/channels/{name}/__init__.py" for name in ("messenger", "telegram", "web")]
    kept = "class Kept:\n    plan: int\n\ndef go(): ...\n"
    made = house(
        {**dict.fromkeys(packages, ""), "bot/a.py": kept},
        notebook="bot.a:Kept",
        route=("bot.a:go",),
    )
    assert set(report.read_limits(LIMITS)) <= set(made)


def test_what_the_layout_names_is_there() -> None:
    layout = Layout()
    definitions = Definitions(load(ROOT, layout))
    named = (*layout.route, layout.notebook)
    assert [each for each in named if definitions.at(each) is None] == []
    folders = (*layout.code, layout.tests, layout.migrations, layout.channels)
    assert [each for each in folders if not (ROOT / each).is_dir()] == []
