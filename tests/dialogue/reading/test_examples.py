"""Labelled messages: the format, and that every shipped line has it."""

from __future__ import annotations

import pytest

from bot.dialogue.reading import reading_weights
from bot.dialogue.reading.labelled_messages import BadExample, parse_message
from bot.dialogue.reading.labels import ASPECTS


def test_a_line_has_segments_labels_and_mentions() -> None:
    example = parse_message("slt {social.greet} ¦ ma fille veut être [kiné](p) {tell.goal@}")
    greeting, goal = example.segments
    assert (greeting.label, goal.label, goal.about_other) == ("social.greet", "tell.goal", True)
    span = goal.mentions[0]
    assert goal.text[span.start : span.end] == "kiné"
    assert example.text == "slt ma fille veut être kiné"


@pytest.mark.parametrize("line", ["sans rien", "un mot {ask.nothing}", "[x](z) {ask.pay}"])
def test_what_does_not_fit_is_refused(line: str) -> None:
    with pytest.raises(BadExample):
        parse_message(line)


def test_every_shipped_line_fits_and_every_act_is_there() -> None:
    told = reading_weights.read_labelled_messages()
    acts = {s.label.partition(".")[0] for each in told for s in each.segments}
    assert len(told) > 20_000
    assert acts == set(ASPECTS)
