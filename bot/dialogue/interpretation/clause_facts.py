"""The clauses of a statement, each with the kind of fact that it tells by itself.

One label for a segment of several clauses says little of each: « j'ai quitté l'école, je livre des
repas et mon frère m'aide ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance import fact_extraction, polarity
from bot.guidance.fact_extraction import ReadClause
from bot.language.normalisation import normalise

# Facts about oneself that are noted; other statements are acknowledged only.
FACT_LABELS = frozenset(
    {
        *("tell.like", "tell.dislike", "tell.strength", "tell.weakness", "tell.constraint"),
        *("tell.situation", "tell.goal", "tell.done"),
    }
)
# Verdicts on a lead, and the facts that they are where no lead is named.
LEAD_FACT_KINDS = {"react.like": "like", "react.refuse": "dislike"}
# From this probability on a clause may ask.
MIN_ASKING = 0.2
# A kind that weighs in the leads is noted only if likelier than not.
MIN_SURE_FACT = 0.5
# A clause alone states a fact from this probability on, or may state one.
MIN_CLAUSE_FACT, MIN_POSSIBLE_FACT = 0.55, 0.45
_STANDING = ("tell.situation", "tell.done")
# Least probability of a kind; a limit is easily read into a plain statement.
MIN_BY_CLAUSE_KIND = {"constraint": 0.65}
MAX_REFUSAL_WORDS = 5
_REFUSES = re.compile(r"^(?:surtout |vraiment )?(?:pas?|ni)\b")


def split_pieces(segment: SegmentReading) -> Iterator[ReadClause]:
    """Yield the clauses of a segment, each with its kind."""
    for clause in segment.clauses:
        read = clause.read
        least = MIN_ASKING if segment.alone and len(segment.clauses) == 1 else MIN_POSSIBLE_FACT
        yield ReadClause(read.text, read.spelt, _clause_kind(read, least), clause.of_another)


def _clause_kind(read: SegmentReading, least: float) -> str:
    """Return the kind of a clause by its labels; unsure where its words must decide.

    A refusal in a word or two (« pas prof ») is read with its context.
    """
    if _REFUSES.match(normalise(read.spelt)) and read.word_count <= MAX_REFUSAL_WORDS:
        return fact_extraction.UNSURE_KIND
    label = max(FACT_LABELS, key=lambda label: read.labels[label])
    told = sum(read.labels[label] for label in FACT_LABELS)
    if not any(m.type == PROFESSION for m in read.mentions):
        label = max((label, *LEAD_FACT_KINDS), key=lambda label: read.labels[label])
        told += sum(read.labels[label] for label in LEAD_FACT_KINDS)
    if told < MIN_CLAUSE_FACT:
        clear = read.probability >= MIN_SURE_FACT or told < least
        return fact_extraction.HARDLY_KIND if clear else fact_extraction.UNSURE_KIND
    kind = LEAD_FACT_KINDS.get(label, label.partition(".")[2])
    likely = (
        sum(read.labels[label] for label in _STANDING) if label in _STANDING else read.labels[label]
    )
    return (
        polarity.correct_kind(kind, read.spelt)
        if likely >= MIN_BY_CLAUSE_KIND.get(kind, MIN_SURE_FACT)
        else fact_extraction.UNSURE_KIND
    )


def with_segment_kind(piece: ReadClause, segment: SegmentReading, kind: str) -> ReadClause:
    """Give the only clause of a segment the kind of the segment, unless its words correct it."""
    if (kind, piece.kind) in polarity.CORRECTED_KINDS:
        return piece
    sure = segment.labels.get(f"tell.{kind}", 0.0) >= MIN_BY_CLAUSE_KIND.get(kind, 0.0)
    whole = len(segment.clauses) == 1 and piece.kind != fact_extraction.HARDLY_KIND and sure
    return replace(piece, kind=kind) if whole else piece
