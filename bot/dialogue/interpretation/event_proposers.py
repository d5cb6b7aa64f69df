"""Proposers for a question about a coming event."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.interpretation.entry_proposers import MIN_ASKED
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.word_counts import MAX_SHORT_WORDS
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance import event_references
from bot.guidance.salience import EVENT

NAMED_PROBABILITY, FOLLOW_UP_PROBABILITY = 1.0, 0.97


def propose_event(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose an event by its name, or the one just mentioned: « c'est quand ? »."""
    subject = state.salience.subject
    is_current = subject is not None and subject.type == EVENT
    goes_on = (
        is_current
        and segment.word_count <= MAX_SHORT_WORDS
        and event_references.asks_event_detail(segment.text)
    )
    asks = segment.acts["ask"] + segment.acts["service"] + segment.acts["request"]
    if not goes_on and asks < MIN_ASKED:
        return
    context = [asked.text for asked in segment.going_on.together] if segment.going_on else []
    with_context = context if event_references.asks_event_detail(segment.text) else []
    announced = state.announced()
    texts = (segment.text, *with_context)
    named = next(
        (n for text in texts if (n := event_references.find_named_events(text, announced))), ()
    )
    if named:
        yield Hypothesis(
            Act("ask_events", {"event": list(named)}, segment.text), NAMED_PROBABILITY, "named"
        )
    elif goes_on and not segment.mentions:
        ids = [each.id for each in state.salience.listed if each.type == EVENT]
        act = Act("ask_events", {"event": ids}, segment.text)
        yield Hypothesis(act, FOLLOW_UP_PROBABILITY, "goes on from events")
