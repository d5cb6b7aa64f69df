"""The section of docs/performance.md and its pictures, from stored numbers alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from evaluation.benchmarks.plain_rasa.__main__ import main
from evaluation.benchmarks.plain_rasa.performance_section import SECTION, write_section
from evaluation.benchmarks.plain_rasa.result_files import read_result, write_result
from evaluation.page_sections import MarkersMissing, list_markers

BEGIN, END = list_markers(SECTION)
STORED = Path(__file__).with_name("stored_result.json")
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "performance.md"
    path.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", "utf-8")
    return path


def test_the_section_is_written_from_the_stored_numbers(page: Path) -> None:
    assert main(["--render", str(STORED), "--output", str(page)]) == 0
    text = page.read_text("utf-8")
    assert text.startswith(f"# Before\n\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\nAfter.\n")
    assert "old" not in text
    typed = "| typed turn with an action, one person, p50 | 20.0 ms | 100 ms | 5.00 × | ≥ 5 |"
    pressed = "| choice, one person, p50 | 10.0 ms | 50.0 ms | 5.00 × | ≥ 16, **missed** |"
    rate = "| turns a second, 10 people | 60.0 | 12.0 | 5.00 × | ≥ 10, **missed** |"
    assert [line for line in (typed, pressed, rate) if line not in text] == []
    assert "at most 10 examples of each of 84 intents (800 of 9,564)" in text
    assert "Plain Rasa left 9 of 600 turns without a reply." in text
    assert "Boussole left" not in text
    assert [line for line in text.splitlines() if len(line) > 150 and line[0] != "|"] == []


def test_its_pictures_say_in_words_what_they_show(page: Path) -> None:
    write_section(read_result(STORED), page)
    shown = page.read_text("utf-8")
    pictures = sorted((page.parent / "images").glob("*.svg"))
    assert len(pictures) == 7
    for path in pictures:
        picture = ElementTree.parse(path).getroot()
        assert picture.find(f"{_SVG}title").text
        assert "plain Rasa" in picture.find(f"{_SVG}desc").text
        assert "prefers-color-scheme: dark" in picture.find(f"{_SVG}style").text
        assert f"(images/{path.name})" in shown


def test_a_page_without_its_place_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"{BEGIN}\nno end\n", "utf-8")
    with pytest.raises(MarkersMissing):
        write_section(read_result(STORED), path)
    assert path.read_text("utf-8") == f"{BEGIN}\nno end\n"


def test_numbers_are_kept_as_they_were(tmp_path: Path) -> None:
    result: dict[str, Any] = {"day": "2026-11-30", "list": [1.5, 2.0], "text": "a [1, 2] b"}
    path = write_result(result, tmp_path)
    assert read_result(path) == result
    assert path.name == "plain-rasa-2026-11-30.json"
