"""CARE S4: bot/care/helplines.yml alone holds the numbers of the helplines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.care.helplines import load_helplines
from bot.settings import PROJECT_ROOT

NUMBERS = {line.number.replace(" ", "") for line in load_helplines().lines.values()}
TEXT_SUFFIXES = {".css", ".html", ".ini", ".js", ".json", ".md", ".py", ".svg", ".txt", ".yml"}
EXCEPTED = (
    "bot/care/helplines.yml",
    # What people type, numbers included: to recognise it, and to learn and measure from it.
    "bot/care/replies.yml",
    "bot/care/sentences/",
    "bot/care/calibration/",
    # The titles of sources: facts about organisations, from knowledge/data.
    "docs/knowledge.md",
)


def build_number_pattern() -> re.Pattern[str]:
    """A long number is one wherever its digits stand, however they are grouped.

    One of three digits is a telephone number unless it is part of something longer (« 2.112 »),
    counts what follows (« 112 appointments », « 107 € », not « le 112 ou ») or is a figure of a
    table (« | 112, 93.3% », « · 103 »).
    """
    long = "|".join(r"[ ./]?".join(each) for each in NUMBERS if len(each) > 3)
    short = "|".join(each for each in NUMBERS if len(each) == 3)
    called = r"(?:\b(?:le|au|du|the|to|names|with) )"
    part_of_more, figure = r"(?<![\w.,#/-])", r"(?<![|·] )"
    ends, counted = r"(?![\w/-]|[.,]\d)", r"(?! ?[€%]| ·| [a-zà-ÿ])"
    return re.compile(
        rf"(?<!\d)(?:{long})(?!\d)|{called}(?:{short}){ends}"
        rf"|{part_of_more}{figure}(?:{short}){ends}{counted}"
    )


NUMBER = build_number_pattern()


def files() -> Iterator[Path]:
    for folder in ("bot", "actions", "docs"):
        yield from sorted((PROJECT_ROOT / folder).rglob("*"))
    yield from sorted((PROJECT_ROOT / "knowledge").glob("*.py"))
    yield PROJECT_ROOT / "README.md"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("En danger : le 112.", True),
        ("appelle le 112 ou reste là", True),
        ('<a href="tel:103">103</a>', True),
        ('["107", "Télé-Accueil"]', True),
        ("0800/32.123", True),
        ("116000", True),
        ("One talk booked 112 appointments", False),
        ("| what is meant | 120 | 112, 93.3% |", False),
        ("| 103 · 180 | 140 · 215 |", False),
        ("2.112 euros", False),
        ("107 €", False),
        ("operateur-112", False),
        ("cb74ce94a2c1772341da37a107", False),  # pragma: allowlist secret
    ],
)
def test_what_is_a_telephone_number(text: str, found: bool) -> None:
    assert bool(NUMBER.search(text)) is found


def test_s4_no_other_file_holds_the_number_of_a_helpline() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for path in files()
        if path.is_file() and path.suffix in TEXT_SUFFIXES
        for name in [path.relative_to(PROJECT_ROOT).as_posix()]
        if not name.startswith(EXCEPTED)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NUMBER.search(line)
    ]
    assert found == []
