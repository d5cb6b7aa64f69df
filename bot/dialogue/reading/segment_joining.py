"""Join neighbouring pieces of a message that are one segment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.segment_readings import SegmentReading

# A piece that is a statement this surely is no half of a question.
MIN_SURELY_TELLING = 0.85
# A piece of so few words without a label this likely is no segment.
MAX_FRAGMENT_WORDS, MIN_SURE_SEGMENT = 3, 0.65
_FIRST_HALF = re.compile(r"\bentre (?!(?:deux|2)\b)(?:(?! et | ou ).)+$", re.IGNORECASE)


def belong_together(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether two pieces are one segment."""
    return (
        _is_fragment(before)
        or _is_between(before, segment)
        or _is_cut_in_two(before, segment)
        or sentence_forms.lacks_other_half(before.text, segment.text)
        or sentence_forms.lacks_object(before.text, segment.text)
        or _is_judged(before, segment)
    )


def _is_judged(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a piece judges the unfinished one before it: « mais les chefs sur le dos » ¦ «
    c'était pas possible »."""
    states = before.act != "social" and not sentence_forms.is_question(before.text)
    return (
        states
        and before.text.rstrip()[-1:] not in ".!?"
        and sentence_forms.is_judgement(segment.text)
    )


def is_preface(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a piece only announces the question after it: « est-ce que tu peux m'expliquer » ¦
    « quelles études c'est »."""
    return sentence_forms.is_preface(before.text) and sentence_forms.begins_question(segment.text)


def _is_cut_in_two(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a question was cut in two: « je voudrais savoir combien d'années » ¦ « il faut
    pour devenir vétérinaire »."""
    if not sentence_forms.is_question(before.text) or segment.act == "social":
        return False
    if sentence_forms.is_relative(segment.text):
        return "?" not in before.text
    tells = segment.act in ("tell", "react") and segment.probability >= MIN_SURELY_TELLING
    own = sentence_forms.begins_with_joiner(segment.text) or sentence_forms.begins_question(
        segment.text
    )
    return sentence_forms.has_open_end(before.text) and not tells and not own


def _is_between(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a piece is the second half of « entre … et … »."""
    return bool(_FIRST_HALF.search(before.text)) and segment.text.lower().startswith(("et ", "ou "))


def _is_fragment(segment: SegmentReading) -> bool:
    """Whether a piece is a word or two without a likely label."""
    return (
        len(segment.text.split()) <= MAX_FRAGMENT_WORDS and segment.probability < MIN_SURE_SEGMENT
    )


def join_neighbours(segments: Sequence[SegmentReading]) -> list[SegmentReading]:
    """Join neighbours that state the same kind of thing about the same person."""
    joined: list[SegmentReading] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last is not None and _continues_statement(last, segment):
            text, spelt = f"{last.text} {segment.text}", f"{last.spelt} {segment.spelt}"
            mentions = (*last.mentions, *segment.mentions)
            apart = (*last.clauses, *segment.clauses)
            joined[-1] = replace(last, text=text, spelt=spelt, mentions=mentions, clauses=apart)
        else:
            joined.append(segment)
    return joined


def _continues_statement(last: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a segment continues a statement; likes and dislikes stay apart."""
    alike = (last.label, last.about_other) == (segment.label, segment.about_other)
    states = segment.label.startswith(("tell.", "none."))
    return alike and states and segment.label not in ("tell.like", "tell.dislike")
