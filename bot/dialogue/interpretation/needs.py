"""What the base has for somebody who only tells where they stand: nothing is asked in words, and an
entry that speaks of just that helps more than « qu'est-ce que tu aimes faire ? »."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.interpretation import answers, lasting
from bot.dialogue.interpretation.brevity import count_words
from bot.dialogue.interpretation.entries_asked import ASIDE
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.reader import Reading, SegmentReading
from knowledge.index import Hit

# Told from this probability on, and for the most part: tastes lead to professions instead.
TOLD = 0.5
_STANDS = tuple(
    f"tell.{what}"
    for what in ("situation", "constraint", "done", "worry", "doubt", "private", "other")
)
# An entry is offered from here on, and answers unasked where it is surely meant.
OFFERED, ANSWERED, MOST = 0.3, 0.5, 3
# Of a longer message each segment speaks for itself alone.
MAX_TOGETHER = 25


def beside(noted: Act, state: InformationState, reading: Reading) -> list[Act]:
    """What is only told, with the entry that surely speaks of it, else with some to choose from."""
    hits = met(state, reading)
    if hits and hits[0].score >= ANSWERED:
        return [noted, Act("ask_question", {"question": hits[0].id}, noted.text)]
    return [replace(noted, values={**noted.values, "near": [hit.id for hit in hits]})]


def met(state: InformationState, reading: Reading) -> list[Hit]:
    """Entries that a told situation may need, the likeliest first, three at most; none where
    something else than a situation is told, or where a profession or study is spoken about, which
    what is told is set against."""
    if lasting.spoken_about(state) is not None:
        return []
    told = [each for each in reading.segments if _stands(each) >= TOLD]
    if not told or 2 * len(told) < len(reading.segments):
        return []
    found = [hit for each in told for hit in answers.ranked(each, state)]
    if len(told) > 1 and count_words(reading.text) <= MAX_TOGETHER and state.asked is not None:
        together = replace(told[0], text=reading.text, asked=(state.asked(reading.text),))
        found += answers.ranked(together, state)
    best: dict[str, Hit] = {}
    for hit in sorted(found, key=lambda each: -each.score):
        if hit.score >= OFFERED and not _is_aside(hit, state):
            best.setdefault(hit.id, hit)
    return list(best.values())[:MOST]


def _stands(segment: SegmentReading) -> float:
    """How likely a segment tells where somebody stands, rather than what they like."""
    return sum(map(segment.of, _STANDS))


def _is_aside(hit: Hit, state: InformationState) -> bool:
    """Who tells of themselves needs no entry on the robot or on appointments."""
    entry = state.library.base.questions.get(hit.id)
    return entry is not None and entry.topic in ASIDE
