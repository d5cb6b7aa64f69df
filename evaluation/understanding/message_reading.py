"""What the reader makes of whole messages: cuts, mentions, labels, language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.dialogue.reading.labelled_messages import LabelledMessage, Span
from bot.dialogue.reading.labels import FRENCH, LABELS
from bot.dialogue.reading.reader import Reader
from bot.dialogue.reading.segment_readings import Reading
from bot.dialogue.reading.tagger import Tagger
from evaluation.understanding.label_scores import precision_and_recall
from knowledge.library import Library

Progress = Callable[[int, int], None]
Shares = tuple[float, float]


@dataclass(frozen=True)
class MessageScores:
    """Shares: precision and recall, but for `language`, the share that is told right."""

    messages: int
    cuts: Shares
    mentions: Shares
    labels: Shares
    labels_uncut: Shares
    language: float


def score_messages(
    messages: Sequence[LabelledMessage],
    tagger: Tagger,
    reader: Reader,
    library: Library,
    progress: Progress,
) -> MessageScores:
    """Read each message as typed. Cuts and mentions are the tagger's own, before segments are
    joined and names of the base added; `labels_uncut`: one label for the whole message."""
    french = [each for each in messages if each.language == FRENCH]
    readings = []
    for at, message in enumerate(messages):
        readings.append(reader.read(message.text, library))
        progress(at + 1, len(messages))
    by_language = zip(messages, readings, strict=True)
    read = [reading for message, reading in by_language if message.language == FRENCH]
    tagged = [tagger.tag(message.text) for message in french]
    right_labels = [frozenset(s.label for s in message.segments) for message in french]
    whole = [frozenset({_label_whole(m.text, reader, library)}) for m in french]
    return MessageScores(
        len(messages),
        precision_and_recall(
            (frozenset(start for start, _ in each.segments[1:]) for each in tagged),
            (frozenset(_starts(message)[1:]) for message in french),
        ),
        precision_and_recall(
            (frozenset(each.mentions) for each in tagged),
            (frozenset(_list_mentions(message)) for message in french),
        ),
        precision_and_recall(map(_labels_of, read), right_labels),
        precision_and_recall(whole, right_labels),
        _share_of_languages(messages, readings),
    )


def _starts(message: LabelledMessage) -> list[int]:
    lengths = (len(segment.text) + 1 for segment in message.segments[:-1])
    return list(accumulate(lengths, initial=0))


def _list_mentions(message: LabelledMessage) -> list[Span]:
    return [
        Span(start + each.start, start + each.end, each.type)
        for start, segment in zip(_starts(message), message.segments, strict=True)
        for each in segment.mentions
    ]


def _label_whole(text: str, reader: Reader, library: Library) -> str:
    likely = reader.label_text(text, library.embedder.query(text))
    return LABELS[int(likely.argmax())]


def _labels_of(reading: Reading) -> frozenset[str]:
    return frozenset(segment.label for segment in reading.segments)


def _share_of_languages(messages: Sequence[LabelledMessage], readings: Sequence[Reading]) -> float:
    told = sum(m.language == r.language for m, r in zip(messages, readings, strict=True))
    return told / (len(messages) or 1)
