"""The study that a segment names: « la chimie à l'unif », « compta en promotion sociale »."""

from __future__ import annotations

from typing import Optional

from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS
from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.message_tokens import tokenize_message
from bot.dialogue.reading.segment_readings import SegmentReading, count_words
from bot.guidance.salience import SERVICE
from bot.guidance.salience import TRAINING as TRAINING_ENTRY
from bot.language.word_lists import LINK_WORDS, STOP_WORDS
from knowledge import study_lookup
from knowledge.knowledge_base import KnowledgeBase

# A field alone is a study after these: « et la couture ? ».
_CONTINUING_WORDS = ("et", "pour", "sinon", "revenons")

_PLACE_PREPOSITIONS = ("a", "en")


def is_generic(mention: Mention) -> bool:
    """Whether a mention is only a level, a certificate or a kind of school."""
    return mention.type in (TRAINING, SCHOOL) and study_lookup.is_generic(mention.text)


def find_study(segment: SegmentReading, base: KnowledgeBase) -> str:
    """Return the words that name a study; "" for a profession, a training of the knowledge base,
    or a kind of school alone."""
    mentions = [m for m in segment.mentions if m.type in (TRAINING, SCHOOL, FIELD)]
    if any(m.type == PROFESSION for m in segment.mentions):
        return ""
    trainings = [m.target.id for m in mentions if m.target and m.target.type == TRAINING_ENTRY]
    if trainings and not _is_other_kind(segment, trainings[0], base):
        return ""
    own = [m for m in mentions if not is_generic(m) and not _is_a_service(m)]
    kind = _find_kind_span(segment.text)
    if not own:
        start = _find_field_start(segment.text, kind[0]) if kind else None
        return segment.text[start : kind[1]] if kind and start is not None else ""
    if all(m.type == FIELD for m in own) and not (kind or _continues(segment)):
        return ""
    return _find_study_span(segment.text, own, kind)


def _is_a_service(mention: Mention) -> bool:
    """Whether a mention is a service with an entry of its own: « le Forem »."""
    return mention.target is not None and mention.target.type == SERVICE


def _is_other_kind(segment: SegmentReading, training: str, base: KnowledgeBase) -> bool:
    """Whether a kind of study is named that the training does not have: « le secrétariat en
    promotion sociale »."""
    kind = study_lookup.parse_kind(segment.text)
    known = base.trainings.get(training)
    return (
        bool(kind)
        and known is not None
        and study_lookup.get_training_kind(known) not in (kind, study_lookup.HIGHER)
    )


def _continues(segment: SegmentReading) -> bool:
    tokens = tokenize_message(segment.text)
    return bool(tokens) and tokens[0].folded in _CONTINUING_WORDS


def _find_study_span(text: str, own: list[Mention], kind: Optional[tuple[int, int]]) -> str:
    """Return the text from the first to the last word of the study and its kind."""
    if any(text[m.start : m.end] != m.text for m in own):
        return own[-1].text
    places = [(m.start, m.end) for m in own] + ([kind] if kind else [])
    span = text[min(start for start, _ in places) : max(end for _, end in places)]
    return span if count_words(span) <= MAX_ELLIPTICAL_WORDS else own[-1].text


def _find_kind_span(text: str) -> Optional[tuple[int, int]]:
    """Find where a kind of study is named: « à l'unif »."""
    tokens = [token for token in tokenize_message(text) if token.folded[:1].isalnum()]
    found = study_lookup.find_kind_words(" ".join(token.folded for token in tokens))
    if found is None:
        return None
    first, last = found
    return tokens[first].start, tokens[last].end


def _find_field_start(text: str, end: int) -> Optional[int]:
    """Find the start of the field right before a kind of study."""
    linked = False
    for token in reversed(tokenize_message(text[:end])):
        if token.folded in LINK_WORDS or not token.folded[:1].isalnum():
            linked = linked or token.folded in _PLACE_PREPOSITIONS
            continue
        return token.start if linked and token.folded not in STOP_WORDS else None
    return None
