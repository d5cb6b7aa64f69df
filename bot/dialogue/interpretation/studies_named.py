"""The study that a segment names: « la chimie à l'unif », « compta en promotion sociale »."""

from __future__ import annotations

from typing import Optional

from bot.dialogue.interpretation.brevity import MAX_ELLIPSIS, count_words
from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.reader import SegmentReading
from bot.dialogue.reading.tokens import tokens
from bot.guidance.salience import SERVICE
from bot.guidance.salience import TRAINING as TRAINING_ENTRY
from knowledge import studies
from knowledge.base import Base
from knowledge.words import LINK_WORDS, STOP_WORDS

# « et la couture ? »: a field alone is a study where one goes on from another.
_GOES_ON = ("et", "pour", "sinon", "revenons")

_AT = ("a", "en")


def is_generic(mention: Mention) -> bool:
    """Whether a mention is a level, a certificate or a kind of school alone."""
    return mention.type in (TRAINING, SCHOOL) and studies.is_generic(mention.text)


def study_in(segment: SegmentReading, base: Base) -> str:
    """The words of a segment that name a study; empty where a profession is named, a training of
    the base by its name, or nothing but a kind of school."""
    mentions = [m for m in segment.mentions if m.type in (TRAINING, SCHOOL, FIELD)]
    if any(m.type == PROFESSION for m in segment.mentions):
        return ""
    trainings = [m.target.id for m in mentions if m.target and m.target.type == TRAINING_ENTRY]
    if trainings and not _elsewhere(segment, trainings[0], base):
        return ""
    own = [m for m in mentions if not is_generic(m) and not _is_a_service(m)]
    kind = _kind_span(segment.text)
    if not own:
        start = _field_before(segment.text, kind[0]) if kind else None
        return segment.text[start : kind[1]] if kind and start is not None else ""
    if all(m.type == FIELD for m in own) and not (kind or _goes_on(segment)):
        return ""
    return _span(segment.text, own, kind)


def _is_a_service(mention: Mention) -> bool:
    """« le Forem », « l'IFAPME » have an entry of their own."""
    return mention.target is not None and mention.target.type == SERVICE


def _elsewhere(segment: SegmentReading, training: str, base: Base) -> bool:
    """« le secrétariat en promotion sociale »: a kind is named that the training is not of."""
    kind = studies.kind_named(segment.text)
    known = base.trainings.get(training)
    return bool(kind) and known is not None and studies.kind_of(known) not in (kind, studies.HIGHER)


def _goes_on(segment: SegmentReading) -> bool:
    said = tokens(segment.text)
    return bool(said) and said[0].folded in _GOES_ON


def _span(text: str, own: list[Mention], kind: Optional[tuple[int, int]]) -> str:
    """From the first to the last word of what is named and of its kind."""
    if any(text[m.start : m.end] != m.text for m in own):
        return own[-1].text
    places = [(m.start, m.end) for m in own] + ([kind] if kind else [])
    span = text[min(start for start, _ in places) : max(end for _, end in places)]
    return span if count_words(span) <= MAX_ELLIPSIS else own[-1].text


def _kind_span(text: str) -> Optional[tuple[int, int]]:
    """Where a kind of study is named: « à l'unif », « en promotion sociale »."""
    said = [token for token in tokens(text) if token.folded[:1].isalnum()]
    found = studies.find_kind(" ".join(token.folded for token in said))
    if found is None:
        return None
    first, last = found
    return said[first].start, said[last].end


def _field_before(text: str, end: int) -> Optional[int]:
    """Where the word begins that stands right before « à l'unif » and names a field."""
    linked = False
    for token in reversed(tokens(text[:end])):
        if token.folded in LINK_WORDS or not token.folded[:1].isalnum():
            linked = linked or token.folded in _AT
            continue
        return token.start if linked and token.folded not in STOP_WORDS else None
    return None
