"""Compile regular expressions written in ordinary French spelling, for folded text.

Folded text (`folding.fold_text`, `normalise_for_patterns`) has no capitals, accents or repeated
letters: « personne » is « persone ». Patterns are folded in the same way, so they can be written
normally: `phrase(r"\b(?:personnes?|très occupée?)\b")`.
"""

from __future__ import annotations

import re

from bot.language.folding import fold

# Escapes and group names are not text.
_SYNTAX = re.compile(r"(\\.|\(\?P<\w+>|\(\?P=\w+\))")
# An optional second letter (« virée? ») is dropped; the first one stays.
_DOUBLED = re.compile(r"([a-z])\1+\??")


def phrase(source: str) -> re.Pattern[str]:
    """Compile a pattern in ordinary spelling; apostrophes and hyphens are written as spaces.

    Raises:
        re.error: the pattern is invalid.
    """
    return re.compile(fold_phrase(source))


def fold_phrase(source: str) -> str:
    """Fold the source of a pattern, except for regular expression syntax.

    Letters separated by a group or class do not count as repeated: « elle », not « el(?:le) ».
    """
    parts = _SYNTAX.split(source)  # text and syntax alternate
    parts[::2] = (_DOUBLED.sub(r"\1", fold(text)) for text in parts[::2])
    return "".join(parts)
