"""The parts of docs/growth.md and its pictures, from stored numbers alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks.growth.growth_command import main
from evaluation.benchmarks.growth.growth_results import add_point, read_growth
from evaluation.page_sections import list_markers

_SVG = "{http://www.w3.org/2000/svg}"
_TURNS = ("new_typed", "long_typed", "new_choice", "long_choice")
_REPEATED = ("console_list", "console_history", "sweep", "day_count", "purge_batch")
_PLANS = [
    {"statement": "SELECT x FROM inbox WHERE seq = ?", "steps": [["SEARCH", "inbox", "by_seq"]]},
    {"statement": "DELETE FROM sessions", "steps": [["SCAN", "sessions", ""]]},
    {"statement": "SELECT 1 FROM handoffs", "steps": [["SCAN", "handoffs", ""]]},
]


def _stored(messages: int) -> dict[str, Any]:
    talk = dict.fromkeys(("inbox", "outbox", "choices", "tracker_events"), messages)
    return {
        "rows": {**talk, "sessions": messages, "handoffs": 4},
        "bytes": messages * 2_000,
        **{name: [20.0, 30.0] if "typed" in name else [4.0, 5.0] for name in _TURNS},
        **{name: [100.0] for name in _REPEATED},
        "purge_nothing": [8.0],
        "plans": {"typed": _PLANS},
    }


def _people(typed: float) -> dict[str, Any]:
    times = {"typed": [typed], "choice": [8.0], "pause_seconds": 1.0, "turns_per_second": 9.0}
    work = {"cpu_ms": 20.0, "postgres_cpu_ms": 5.0, "cores_used": 0.2, "failures": 0}
    return {**times, **work, "processes": 2, "resident_mb": 900.0}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "growth.json"
    for messages in (100, 10_000):
        for kind in ("sqlite", "postgresql"):
            add_point(path, "conversations", kind, str(messages), _stored(messages))
    base = {"passages": 14_000, "build_seconds": 2.0, "index_megabytes": 60.0}
    add_point(path, "knowledge", "base", "1473", {**base, "search": [2.0], "typed": [30.0]})
    for people in (1, 1_000):
        add_point(path, "people", "sqlite", str(people), _people(people * 1.0))
    add_point(path, "people", "postgresql", "1000", _people(50.0))
    both = {"there": [40.0, 60.0], "back": [20.0]}
    add_point(path, "counsellors", "sqlite", "5", {**_people(1.0), **both})
    add_point(path, "commits", "postgresql", "16", {"plain": 4_000.0, "with_notify": 1_000.0})
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "growth.md"
    parts = ("conversations", "knowledge", "people", "counsellors", "commits")
    places = [
        "\n".join(list_markers(f"growth {part}")) for part in (*parts, "plans", "machine", "paper")
    ]
    path.write_text("# Growth\n\n" + "\n\n".join(places) + "\n", "utf-8")
    return path


def test_points_add_up_in_the_order_of_their_sizes(results: Path) -> None:
    add_point(results, "people", "sqlite", "10", _people(10.0))
    found = read_growth(results)
    assert list(found["people"]["sqlite"]) == ["1", "10", "1000"]
    assert found["people"]["sqlite"]["10"]["typed"] == [10.0]
    assert list(found["conversations"]) == ["sqlite", "postgresql"]


def test_the_page_is_written_from_the_stored_numbers(results: Path, page: Path) -> None:
    assert main(["render", "--results", str(results), "--page", str(page)]) == 0
    text = page.read_text("utf-8")
    turns = "| 10,000 | 20 MB | 30.0 · 30.0 | 30.0 · 30.0 | 5.00 · 5.00 | 5.00 · 5.00 |"
    index = (
        "| a typed turn | 3 | **handoffs** whole 1; **inbox** `by_seq` 1; **sessions** whole 1 |"
    )
    scan = "- a typed turn: sessions, 10,000 rows:"
    peak = (
        "| turns a second in the busiest hour | 1,000,000 × 12 ÷ 30 × 1.5 × 0.12 ÷ 3,600 | **20** |"
    )
    notified = "| commits a second | 20 × 2, of 1,000 measured with NOTIFY | **40** |"
    assert [line for line in (turns, index, scan, peak, notified) if line not in text] == []
    assert "handoffs, 4 rows" not in text  # small enough to be read whole
    assert [line for line in text.splitlines() if len(line) > 150 and line[0] != "|"] == []


def test_its_pictures_say_in_words_what_they_show(results: Path, page: Path) -> None:
    main(["render", "--results", str(results), "--page", str(page)])
    pictures = sorted((page.parent / "images").glob("growth-*.svg"))
    assert len(pictures) == 4
    for path in pictures:
        picture = ElementTree.parse(path).getroot()
        assert picture.find(f"{_SVG}title").text
        assert "ms at " in picture.find(f"{_SVG}desc").text
        assert f"(images/{path.name})" in page.read_text("utf-8")
    people = (page.parent / "images" / "growth-people.svg").read_text("utf-8")
    assert "typed, p50: 1.00 ms at 1, 1,000 ms at 1,000" in people


def test_the_page_of_the_project_has_a_place_for_each_part() -> None:
    text = (PROJECT_ROOT / "docs" / "growth.md").read_text("utf-8")
    for part in ("conversations", "knowledge", "people", "counsellors", "commits", "paper"):
        assert all(marker in text for marker in list_markers(f"growth {part}"))
