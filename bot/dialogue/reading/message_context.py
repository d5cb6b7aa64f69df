"""What a segment may go on from in the same message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.reading.labels import TOWN, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.segment_readings import MIN_ASKING, MIN_SURE_QUESTION, SegmentReading

# A message of so many words may ask for one thing as a whole.
MAX_WHOLE_WORDS = 40
# A goal of at most so many words may be the topic of a message.
MAX_TOPIC_WORDS = 8
# A name so short is a certificate or a school (« AOB », « CEB »).
MAX_ABBREVIATION_CHARS = 4
# A statement of at most so many words is read with the question after it.
MAX_SCENE_WORDS = 15
_WANTED_LABELS = ("tell.goal", "tell.doubt", "tell.like")


def question_core(segments: Sequence[SegmentReading]) -> str:
    """Return the questions of a long message and the segment before them, or ""."""
    asking = [
        at for at, each in enumerate(segments) if each.asking_probability >= MIN_SURE_QUESTION
    ]
    if not asking:
        return ""
    kept = sorted({max(asking[0] - 1, 0), *asking})
    return " ".join(" ".join(segments[at].text for at in kept).split()[-MAX_WHOLE_WORDS:])


def last_question(segments: Sequence[SegmentReading]) -> str:
    """Return the last question of the segments, or ""."""
    asked = (s.spelt for s in reversed(segments) if s.asking_probability >= MIN_SURE_QUESTION)
    return next(asked, "")


def message_topic(segments: Sequence[SegmentReading]) -> str:
    """Return the topic of a message: a short goal, else what was last named in a question or
    wish, by somebody else, or as a certificate; or ""."""
    wanted = [
        s for s in segments if s.asking_probability >= MIN_ASKING or s.label in _WANTED_LABELS
    ]
    others = [s for s in segments if s.label == "tell.other"]
    goals = [
        s.spelt
        for s in segments
        if s.label == "tell.goal" and 3 <= _count_words(s) <= MAX_TOPIC_WORDS
    ]
    papers = [m.text for s in segments for m in s.mentions if m.type == TRAINING and _is_short(m)]
    found = (goals, _mention_texts(wanted), _mention_texts(others), papers)
    return next((each[-1] for each in found if each), "")


def _mention_texts(segments: Sequence[SegmentReading]) -> list[str]:
    return [m.text for s in segments for m in s.mentions if m.type != TOWN]


def _is_short(mention: Mention) -> bool:
    """Whether a mention is an abbreviation: « AOB », « CEB », « 7P »."""
    return len(mention.text) <= MAX_ABBREVIATION_CHARS


def _count_words(segment: SegmentReading) -> int:
    return len(segment.text.split())


def sets_the_scene(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a segment is only understood with the statement before it."""
    tells = before.act in ("tell", "none", "off") and segment.act not in ("tell", "social")
    return tells and len(before.text.split()) <= MAX_SCENE_WORDS
