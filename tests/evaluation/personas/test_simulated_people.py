"""Two thousand simulated people: no sentence of feedback is true of everybody."""

from __future__ import annotations

import pytest

from evaluation.personas import synthetic_people

pytestmark = pytest.mark.long

HOROSCOPE = 0.3


def test_no_sentence_of_feedback_is_a_horoscope() -> None:
    leaning = synthetic_people.measure_feedback(
        notebook for notebook, _ in synthetic_people.generate_people()
    )
    undecided = synthetic_people.measure_feedback(synthetic_people.generate_undecided_people())
    assert len(leaning) == 6
    assert max(leaning.values()) <= HOROSCOPE
    assert max(undecided.values()) <= HOROSCOPE
    # It does say something to those who lean: each letter to its sixth of them, or nearly.
    assert min(leaning.values()) >= 0.1
