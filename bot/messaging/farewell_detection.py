"""Words that end a talk with a counsellor: « je veux arrêter », « merci c'est bon, au revoir »."""

from __future__ import annotations

from bot.dialogue.reading.segment_readings import Reading, SegmentReading

_PARTING_LABELS = ("meta.stop", "social.bye")
MIN_PARTING_PROBABILITY = 0.4
# Other parts of the message are thanks and the like; a question or news is for the counsellor.
_BESIDE_ACTS = ("social", "answer", "meta", "none")


def takes_leave(reading: Reading) -> bool:
    """Whether a message takes leave and says nothing else; mere thanks do not."""
    leaving = [each for each in reading.segments if _is_parting(each)]
    rest = [each for each in reading.segments if each not in leaving]
    return bool(leaving) and all(each.act in _BESIDE_ACTS for each in rest)


def _is_parting(segment: SegmentReading) -> bool:
    parting = sum(segment.labels[label] for label in _PARTING_LABELS)
    return segment.label in _PARTING_LABELS and parting >= MIN_PARTING_PROBABILITY
