"""`docs/care.md` says what is there: each statement, its tests, and what was measured."""

from __future__ import annotations

import re

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks import care_page


def test_every_statement_of_care_has_a_test_or_a_reason() -> None:
    wanted = [
        f"{letter}{n}"
        for letter, last in (("P", 9), ("S", 5), ("C", 10))
        for n in range(1, last + 1)
    ]
    wanted[wanted.index("S2") : wanted.index("S2")] = ["S1b", "S1c"]
    known, tests = care_page.load_statements(), care_page.index_tests_by_statement()
    assert list(known) == wanted
    assert set(tests) <= set(known)
    assert [name for name in known if not tests[name] and not known[name].get("reason")] == []


def test_what_the_statements_name_exists() -> None:
    for told in care_page.load_statements().values():
        for path in re.findall(r"`((?:bot|tests|docs)/[^`]+)`", told["met"]):
            assert (PROJECT_ROOT / path).exists(), path
