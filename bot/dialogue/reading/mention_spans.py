"""What a piece of a text names: the tagger's spans and the names of the base, linked to entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.reading import linker
from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.message_tokens import tokenize_message
from bot.guidance.salience import OCCUPATION, Referent
from bot.language.spelling_correction import CorrectedText
from knowledge.library import Library


def select_spans(spans: Sequence[Span], start: int, end: int, text: str) -> list[Span]:
    """The spans of characters `start` to `end` of a text, at their places in that piece."""
    offset = start + len(text[start:end]) - len(text[start:end].lstrip())
    return [
        Span(s.start - offset, s.end - offset, s.type)
        for s in spans
        if start <= s.start and s.end <= end
    ]


def find_known_names(text: str, found: Sequence[Span], library: Library) -> list[Span]:
    """Professions that the tagger passed over and the base knows by name."""
    if any(span.type == PROFESSION for span in found):
        return []
    said = tokenize_message(text)
    spans = []
    named = library.index.names.occupations.mentions(text)
    for mention in named or library.index.names.official.mentions(text):
        if not named and not library.index.names.is_official_name(mention.text, text):
            continue
        words = mention.text.split()
        first = next((t for t in said if t.folded == words[0]), None)
        last = next((t for t in reversed(said) if t.folded == words[-1]), None)
        if mention.sure and first and last and first.start <= last.start:
            span = Span(first.start, last.end, PROFESSION)
            if not any(s.start < span.end and span.start < s.end for s in found):
                spans.append(span)
    return spans


def mark_misspelt(mention: Mention, offset: int, whole: CorrectedText) -> Mention:
    """A mention `offset` characters into a text; a name that was put right is not exact."""
    differs = whole.is_corrected(offset + mention.start, offset + mention.end)
    misspelt = differs and mention.quality == linker.EXACT
    return replace(mention, quality=linker.MISSPELT) if misspelt else mention


def link_with_context(mention: Mention, text: str, library: Library) -> Mention:
    """A mention of which only the beginning was found is linked with the words around it."""
    linked = linker.link_mention(mention, library)
    if linked.quality == linker.SEVERAL:
        whole = library.link(text).occupation_ids
        if len(whole) == 1:
            target = Referent(OCCUPATION, whole[0])
            several = linked.candidates
            return replace(
                linked, target=target, candidates=(), several=several, quality=linker.EXACT
            )
    return linked


def separate_mentions(named: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Two names mean two things: what was linked with the words around it is one of several again
    where those words are the other's name."""
    return tuple(
        replace(each, target=None, candidates=each.several, quality=linker.SEVERAL)
        if each.several and any(each.target == other.target for other in named if other is not each)
        else each
        for each in named
    )


def make_mention(span: Span, words: str) -> Mention:
    """What a span names, not linked yet."""
    return Mention(span.type, words[span.start : span.end], span.start, span.end)
