"""The clauses of what somebody tells, each as what it is read as by itself.

One label for a segment of several clauses says little of each: « j'ai quitté l'école, je livre des
repas et mon frère m'aide » is no situation three times over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue.interpretation.brevity import count_words
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance import facts_told
from bot.guidance.facts_told import Piece
from knowledge.text import normalise

# What is told of oneself and noted; the rest of what is told is heard, not noted.
FACTS = frozenset(
    {
        *("tell.like", "tell.dislike", "tell.strength", "tell.weakness", "tell.constraint"),
        *("tell.situation", "tell.goal", "tell.done"),
    }
)
# What is said of a lead, and what it tells where no lead is named.
OF_LEADS = {"react.like": "like", "react.refuse": "dislike"}
# From so much asking on a clause may ask.
ASKS = 0.2
# What weighs in the leads is noted as such only where it is likelier than not.
SURELY_WEIGHED = 0.5
# A clause by itself tells something that is noted from here on.
TOLD_BY_A_CLAUSE, MAY_TELL = 0.55, 0.45
_STANDING = ("tell.situation", "tell.done")
# … as what it is read as; a limit is easily heard where something is only told.
OF_A_CLAUSE = {"constraint": 0.65}
MAX_REFUSED = 5
_REFUSES = re.compile(r"^(?:surtout |vraiment )?(?:pas?|ni)\b")


def pieces_of(segment: SegmentReading) -> Iterator[Piece]:
    """Its clauses, each as what it is read as by itself."""
    for clause in segment.clauses:
        read = clause.read
        least = ASKS if segment.alone and len(segment.clauses) == 1 else MAY_TELL
        yield Piece(read.text, read.spelt, _kind_of_clause(read, least), clause.of_another)


def _kind_of_clause(read: SegmentReading, least: float) -> str:
    """What a clause tells by itself. Where it may tell (from `least` on) and is clearly nothing
    else, its words say; a refusal in a word or two (« pas prof ») is read with what is said around
    it."""
    if _REFUSES.match(normalise(read.spelt)) and count_words(read.spelt) <= MAX_REFUSED:
        return facts_told.UNSURE
    label = max(FACTS, key=read.of)
    told = sum(map(read.of, FACTS))
    if not any(m.type == PROFESSION for m in read.mentions):
        label = max((label, *OF_LEADS), key=read.of)
        told += sum(map(read.of, OF_LEADS))
    if told < TOLD_BY_A_CLAUSE:
        clear = read.probability >= SURELY_WEIGHED or told < least
        return facts_told.HARDLY if clear else facts_told.UNSURE
    kind = OF_LEADS.get(label, label.partition(".")[2])
    likely = sum(map(read.of, _STANDING)) if label in _STANDING else read.of(label)
    return kind if likely >= OF_A_CLAUSE.get(kind, SURELY_WEIGHED) else facts_told.UNSURE


def as_whole(piece: Piece, segment: SegmentReading, kind: str) -> Piece:
    """What is all that its segment tells is of the kind that the segment is."""
    sure = segment.of(f"tell.{kind}") >= OF_A_CLAUSE.get(kind, 0.0)
    whole = len(segment.clauses) == 1 and piece.kind != facts_told.HARDLY and sure
    return replace(piece, kind=kind) if whole else piece
