"""Regular expressions written in ordinary French spelling, for text that was folded.

Folded text (`folding.fold_text`, `normalise_for_patterns`) has no capitals, no accents, and each
letter that follows itself once: « personne » is « persone ». A pattern is folded like it, so it is
written as people write: `phrase(r"\\b(?:personnes?|très occupée?)\\b")`.
"""

from __future__ import annotations

import re

from bot.language.folding import fold

# Escapes and the names of groups are no letters of a word.
_SYNTAX = re.compile(r"(\\.|\(\?P<\w+>|\(\?P=\w+\))")
# An optional second letter (« virée? ») goes; the first one stays.
_DOUBLED = re.compile(r"([a-z])\1+\??")


def phrase(source: str) -> re.Pattern[str]:
    """Compile a pattern in ordinary spelling; apostrophes and hyphens are written as spaces.

    Raises:
        re.error: no regular expression.
    """
    return re.compile(fold_phrase(source))


def fold_phrase(source: str) -> str:
    """The source of a pattern as folded text is spelled; what only expressions need stays.

    Letters that a group or a class parts are not seen as doubled: « elle », not « el(?:le) ».
    """
    parts = _SYNTAX.split(source)  # text and syntax in turn
    parts[::2] = (_DOUBLED.sub(r"\1", fold(text)) for text in parts[::2])
    return "".join(parts)
