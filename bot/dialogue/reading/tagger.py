"""Cut a message into segments and find its mentions, in one pass over its tokens.

Two linear heads share the token features: the tag (outside, or beginning or inside of a mention of
one of five types), and whether a segment begins. Fitted on hand-labelled messages, they also cut
text without punctuation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.dialogue.reading.features import token_terms
from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.labels import MENTION_TYPES
from bot.dialogue.reading.message_tokens import Token, tokenize_message

OUTSIDE = "O"
TAGS = (OUTSIDE, *(f"{part}-{kind}" for kind in MENTION_TYPES for part in "BI"))
COLUMNS = len(TAGS) + 2  # the tags, then « goes on » and « begins »
# Log-odds from which a segment begins: a superfluous cut is joined later (`segment_joining`), a
# missing one loses a request. After one or two words without a mark (« j'adore »), even odds are
# needed.
MIN_CUT_LOG_ODDS = -0.7
_MIN_TOKENS = 3
# Words after which the polarity may change.
_TURNS = frozenset({"mais", "sauf"})
# A clause with its own subject begins after a comma.
_CLAUSE_MARKS = frozenset(",;")
_SUBJECTS = frozenset(
    (
        *("j", "je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "c", "ca"),
        *("ma", "mon", "comment", "combien", "quel", "quelle", "quels", "est", "pourquoi"),
        "mais",
    )
)
# The end of a sentence begins a segment, unless within a name (« St. Luc »).
_ENDS = frozenset("?!")


@dataclass(frozen=True)
class Tagged:
    """A text with its segments, as (start, end), and its mentions."""

    text: str
    segments: tuple[tuple[int, int], ...]
    mentions: tuple[Span, ...]


class Tagger:
    """`weights` of shape (TOKEN_BUCKETS, COLUMNS), `bias` of shape (COLUMNS,)."""

    def __init__(self, weights: np.ndarray, bias: np.ndarray, named: Mapping[str, str]) -> None:
        self._weights, self._bias, self._named = weights, bias, named

    def tag(self, text: str) -> Tagged:
        """Cut `text` and find its mentions; every segment has a word, unless the text has none."""
        found = tokenize_message(text)
        tags, begins, before = [], [], OUTSIDE
        for at in range(len(found)):
            terms = token_terms(found, at, before, self._named)
            scores = self._weights[terms].sum(axis=0) + self._bias
            before = _best_legal_tag(scores[: len(TAGS)], before)
            tags.append(before)
            begins.append(float(scores[-1] - scores[-2]))
        return Tagged(text, _cut_segments(text, found, tags, begins), _collect_spans(found, tags))


def _best_legal_tag(scores: np.ndarray, before: str) -> str:
    """Return the best tag; a mention only goes on after one of its type."""
    for place in np.argsort(-scores):
        tag = TAGS[place]
        if not tag.startswith("I") or before[2:] == tag[2:]:
            return tag
    return OUTSIDE


def _cut_segments(
    text: str, found: Sequence[Token], tags: Sequence[str], begins: Sequence[float]
) -> tuple[tuple[int, int], ...]:
    starts: list[int] = []
    for at in range(1, len(found)):
        words = at - (starts[-1] if starts else 0)
        if not tags[at].startswith("I") and _begins_segment(found, at, begins[at], words):
            starts.append(at)
    edges = [0, *(found[at].start for at in starts), len(text)]
    pieces = [(a, b) for a, b in pairwise(edges) if text[a:b].strip()]
    merged: list[tuple[int, int]] = []
    for start, end in pieces:
        if merged and not any(c.isalnum() for c in text[start:end]):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged) or ((0, len(text)),)


def _begins_segment(found: Sequence[Token], at: int, odds: float, words: int) -> bool:
    """Whether a segment begins at token `at`, `words` tokens after the last one began."""
    before, word = found[at - 1].folded, found[at].folded
    if not _is_word(found[at]):
        return False
    if before in _ENDS:
        return True
    turns = word in _TURNS or (word == "par" and _next_word(found, at) == "contre")
    if turns and words >= _MIN_TOKENS:
        return True
    if before in _CLAUSE_MARKS and word in _SUBJECTS and words > _MIN_TOKENS:
        return True
    return odds > (0.0 if words < _MIN_TOKENS and _is_word(found[at - 1]) else MIN_CUT_LOG_ODDS)


def _next_word(found: Sequence[Token], at: int) -> str:
    return found[at + 1].folded if at + 1 < len(found) else ""


def _is_word(token: Token) -> bool:
    return token.folded[:1].isalnum()


def _collect_spans(found: Sequence[Token], tags: Sequence[str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for token, tag in zip(found, tags, strict=True):
        if tag.startswith("B"):
            spans.append(Span(token.start, token.end, tag[2:]))
        elif tag.startswith("I"):
            spans[-1] = Span(spans[-1].start, token.end, spans[-1].type)
    return tuple(spans)
