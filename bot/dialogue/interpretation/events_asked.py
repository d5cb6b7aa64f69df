"""What is asked of an event that is to come: by its name, or right after it was told."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.interpretation.brevity import MAX_SHORT, count_words
from bot.dialogue.interpretation.entries_asked import MIN_ASKED
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance import events_named
from bot.guidance.salience import EVENT

BY_NAME, GOING_ON = 1.0, 0.97


def event_asked(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« la journée d'info, c'est quand ? »; « c'est quand ? » after it was told, also when it is
    over by then."""
    subject = state.salience.subject
    told = subject is not None and subject.type == EVENT
    goes_on = told and count_words(segment.text) <= MAX_SHORT and events_named.of_it(segment.text)
    asks = segment.of_act("ask") + segment.of_act("service") + segment.of_act("request")
    if not goes_on and asks < MIN_ASKED:
        return
    beside = [asked.text for asked in segment.going_on.together] if segment.going_on else []
    asked_of_it = beside if events_named.of_it(segment.text) else []
    announced = state.announced()
    texts = (segment.text, *asked_of_it)
    named = next((n for text in texts if (n := events_named.named(text, announced))), ())
    if named:
        yield Hypothesis(Act("ask_events", {"event": list(named)}, segment.text), BY_NAME, "named")
    elif goes_on and not segment.mentions:
        ids = [each.id for each in state.salience.listed if each.type == EVENT]
        act = Act("ask_events", {"event": ids}, segment.text)
        yield Hypothesis(act, GOING_ON, "goes on from events")
