"""CARE P5, measured on 400 sentences written apart from the code."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.privacy import redaction
from evaluation.benchmarks.redaction_quality import (
    DEV_FILE,
    TEST_FILE,
    RedactionMeasurement,
    measure,
)


@pytest.fixture(scope="module")
def measured() -> RedactionMeasurement:
    return measure(TEST_FILE)


def test_p5_finds_98_values_in_100(measured: RedactionMeasurement) -> None:
    assert measured.recall >= 0.98, measured.missed


def test_p5_of_100_things_taken_out_97_were_to_be(measured: RedactionMeasurement) -> None:
    assert measured.precision >= 0.97, measured.alarms


def test_p5_is_measured_on_all_kinds_and_on_many_sentences_without_any(
    measured: RedactionMeasurement,
) -> None:
    assert len(measured.rows) == 400
    assert sum(not row.labels for row in measured.rows) >= 150
    written_for = ("email", "phone", "account", "national_number")
    assert min(measured.labelled[kind] for kind in written_for) >= 30
    told = {
        row["said"]
        for path in (DEV_FILE, TEST_FILE)
        for row in yaml.safe_load(path.read_text("utf-8"))
    }
    assert len(told) == 550  # none of them served to mend it


def test_p5_a_value_left_or_taken_out_in_vain_shows_in_the_figures(tmp_path: Path) -> None:
    rows = [
        {"said": "0475 12 34 56 ou lea@gmail.com", "out": [["email", "lea@gmail.com"]]},
        {"said": "j'ai 17 ans et demi", "out": [["phone", "17"]]},
    ]
    path = tmp_path / "rows.yml"
    path.write_text(yaml.safe_dump(rows), "utf-8")
    found = measure(path)
    assert found.missed == [("17", "j'ai 17 ans et demi")]
    assert found.alarms == [("0475 12 34 56", "0475 12 34 56 ou lea@gmail.com")]
    assert (found.recall, found.precision) == (0.5, 0.5)


def test_p5_half_a_value_is_a_value_that_was_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.yml"
    rows = [
        {"said": "le 0475 12 34 56", "out": [["phone", "0475 12 34 56"]]},
        {"said": "le 0475 douze", "out": [["phone", "0475 douze"]]},
    ]
    path.write_text(yaml.safe_dump(rows), "utf-8")

    def half(text: str) -> list[redaction.PersonalDataMatch]:
        place = text.find("0475")
        return (
            [redaction.PersonalDataMatch("phone", place, place + 4, "0475")] if place >= 0 else []
        )

    monkeypatch.setattr("evaluation.benchmarks.redaction_quality.find_personal_data", half)
    assert measure(path).recall == 0
