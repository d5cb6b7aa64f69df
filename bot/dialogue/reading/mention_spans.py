"""Mentions of a segment: spans of the tagger and known names, linked to entries."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.reading import linker
from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.message_tokens import Token, tokenize_message
from bot.guidance.salience import OCCUPATION, Referent
from bot.language.spelling_correction import CorrectedText
from knowledge import study_lookup
from knowledge.library import Library

# Least letters of a word that names a profession by its sound alone.
MIN_SOUNDING_LETTERS = 7
# Most words of a study.
MAX_STUDY_WORDS = 7
_CLAUSE_END = re.compile(r"[,;.!?]| (?:et|mais|parce|car|pour|donc|alors) ")
_LEAVES = re.compile(r"\b(?:pas|plus|jamais|quitt\w+|arr[eê]t\w+|lâch\w+|marre)\b", re.IGNORECASE)
# Labels that want or ask of a branch what only its professions have.
OF_A_PROFESSION = frozenset(
    {
        "tell.goal",
        *(f"ask.{each}" for each in ("description", "day", "access", "pay", "jobs", "related")),
        *(f"ask.{each}" for each in ("try", "length", "level", "subjects", "difficulty")),
        *(f"ask.{each}" for each in ("conditions", "place", "admission")),
    }
)


def select_spans(spans: Sequence[Span], start: int, end: int, text: str) -> list[Span]:
    """Return the spans within `start` and `end`, relative to that piece."""
    offset = start + len(text[start:end]) - len(text[start:end].lstrip())
    return [
        Span(s.start - offset, s.end - offset, s.type)
        for s in spans
        if start <= s.start and s.end <= end
    ]


def add_known_names(text: str, found: Sequence[Span], library: Library) -> list[Span]:
    """Return the spans that the tagger found, and the professions and branches of work that it
    missed by name.

    That of a profession goes up to the end of the longer name which begins there: « menuisier
    d'extérieur », where the tagger saw « menuisier ».
    """
    tokens = tokenize_message(text)
    tagged = any(span.type == PROFESSION for span in found)
    spans: list[Span] = []
    named = library.index.names.occupations.mentions(text)
    for mention in named or ([] if tagged else library.index.names.official.mentions(text)):
        if not named and not library.index.names.is_official_name(mention.text, text):
            continue
        if mention.sure or mention.is_branch:
            kind = FIELD if mention.is_branch else PROFESSION
            spans += _locate(mention.text.split(), kind, tokens, spans[-1].end if spans else 0)
    if tagged:
        return _widen(found, spans, len(text))
    apart = [s for s in spans if not any(o.start < s.end and s.start < o.end for o in found)]
    return [*found, *(apart or _find_sounding_names(text, tokens, found, library))]


def _widen(found: Sequence[Span], named: Sequence[Span], length: int) -> list[Span]:
    ends = {span.start: span.end for span in named if span.type == PROFESSION}
    starts = sorted(span.start for span in found)
    widened = []
    for span in found:
        following = next((start for start in starts if start > span.start), length)
        end = max(span.end, ends.get(span.start, 0))
        fits = span.type == PROFESSION and end <= following
        widened.append(Span(span.start, end, span.type) if fits else span)
    return widened


def _locate(words: Sequence[str], kind: str, tokens: Sequence[Token], after: int) -> list[Span]:
    """Return where a name stands first after a position, if it does."""
    start = next((t.start for t in tokens if t.start >= after and t.folded == words[0]), None)
    if start is None:
        return []
    ends = (t.end for t in tokens if t.start >= start and t.folded == words[-1])
    return [Span(start, end, kind) for end in itertools.islice(ends, 1)]


def _find_sounding_names(
    text: str, tokens: Sequence[Token], found: Sequence[Span], library: Library
) -> list[Span]:
    """Find words that are no French words, but sound like a profession: « fotografe »."""
    return [
        Span(token.start, token.end, PROFESSION)
        for token in tokens
        if token.end - token.start >= MIN_SOUNDING_LETTERS
        and library.sounds_like_a_name(text[token.start : token.end].lower())
        and not any(s.start < token.end and token.start < s.end for s in found)
    ]


def mark_misspelt(mention: Mention, offset: int, whole: CorrectedText) -> Mention:
    """Mark an exact mention as misspelt where spelling correction changed it."""
    differs = whole.is_corrected(offset + mention.start, offset + mention.end)
    misspelt = differs and mention.quality == linker.EXACT
    return replace(mention, quality=linker.MISSPELT) if misspelt else mention


def link_with_context(mention: Mention, text: str, library: Library) -> Mention:
    """Link a mention; an ambiguous name is resolved by the words around it."""
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
    """Make a mention ambiguous again where the words around it are the name of another."""
    return tuple(
        replace(each, target=None, candidates=each.several, quality=linker.SEVERAL)
        if each.several and any(each.target == other.target for other in named if other is not each)
        else each
        for each in named
    )


def read_branch_as_profession(
    named: tuple[Mention, ...], text: str, label: str
) -> tuple[Mention, ...]:
    """Read a branch as its profession where that is wanted, or asked something that only
    professions have: « la lutherie, ça paie ? ». With a kind of school it is a study."""
    alone = not {m.type for m in named} & {PROFESSION, TRAINING, SCHOOL}
    leaves = label == "tell.goal" and _LEAVES.search(text)  # « je veux quitter la vente »
    if label not in OF_A_PROFESSION or not alone or leaves or study_lookup.parse_kind(text):
        return named
    qualities = [linker.SEVERAL if each.candidates else each.quality for each in named]
    return tuple(
        replace(each, type=PROFESSION, quality=quality)
        if each.type == FIELD and (each.target or each.candidates)
        else each
        for each, quality in zip(named, qualities, strict=True)
    )


def make_mention(span: Span, words: str) -> Mention:
    """Return the unlinked mention of a span."""
    return Mention(span.type, words[span.start : span.end], span.start, span.end)


def span_to_clause_end(start: int, text: str) -> Span:
    """Return the span from `start` to the end of its clause, a few words at most."""
    clause = _CLAUSE_END.split(text[start:])[0]
    end = start + len(" ".join(clause.split()[:MAX_STUDY_WORDS]))
    return Span(start, min(end, start + len(clause.rstrip())), PROFESSION)
