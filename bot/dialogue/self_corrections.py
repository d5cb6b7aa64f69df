"""Resolve a self-correction: « non, jvoulais dire plombier » does not refuse « plombier »."""

from __future__ import annotations

import re

from bot.guidance.short_answer_words import (
    CONFIRMATION_WORDS,
    DONT_KNOW_WORDS,
    RATING_WORDS,
    SKIP_WORDS,
)
from bot.language.folding import fold_text

_SORRY = (
    r"(?:euh+|heu+|pardon|non|nan|nn|ah|oh|oups|oula|zut|mince|mais|bah|ben|enfin|attends?|ok|oui"
    r"|en fait|d[ée]sol[ée]e?|sorry|excuses?(?:[ -]moi)?|excusez(?:[ -]moi)?"
    r"|(?:c ?['’]?est |c ?['’]?[ée]tait )?pas [çc]a)"
)
_I = r"j(?:e |['’]? ?)"
_MEANT = rf"{_I}(?:voulai[st]|veux) (?:juste |plut[ôo]t )?dire (?:que |qu ?['’])?"
_SPOKE = (
    rf"{_I}(?:parlai[st] (?:plut[ôo]t )?(?:de |du |des |d ?['’])"
    r"|pensai[st] (?:plut[ôo]t )?(?:[àa] |aux? ))"
)
# « pas boucher, … », « c'est pas de la pâtisserie, … »
_NOT_THIS = (
    r"(?:c(?:e n)? ?['’]?(?:est|[ée]tait) )?pas (?!s[ûu]r|grave|mal\b|bien\b|encore|vraiment|trop"
    r"|envie|le cess\b|d ?['’]|de (?!la\b|l ?['’]))(?:(?!que?\b)[\w'’-]+ ){0,3}[\w'’-]+"
)
# « je pensais à plombier » alone corrects nothing.
_CORRECTION = re.compile(
    rf"\W*(?:{_SORRY}\b\W*)*{_MEANT}|\W*(?:{_SORRY}\b\W*)+{_SPOKE}"
    rf"|\W*(?:{_SORRY}\b\W*)+(?:(?!que?\b)\w+\W+){{1,3}}?{_MEANT}"
    rf"|\W*(?:{_SORRY}\b\W*)*{_NOT_THIS} ?[,;.!]+ ?(?!{_I}pens)(?:{_SPOKE}|{_MEANT})",
    re.IGNORECASE,
)
# Words that state nothing alone, or that answer an earlier question.
_NOTHING = {
    fold_text(words)
    for words in ("ça", "cela", "rien", "autre chose", "toi", "vous", "moi", "lui", "elle")
}
_NOT_ALONE = _NOTHING.union(RATING_WORDS, CONFIRMATION_WORDS, SKIP_WORDS, DONT_KNOW_WORDS)


def resolve_correction(text: str) -> str:
    """Return the end of `text` that replaces the person's last message, else all of it."""
    found = _CORRECTION.match(text)
    rest = text[found.end() :].strip() if found else ""
    bare = fold_text(rest)
    return text if not bare or bare.isdigit() or bare in _NOT_ALONE else rest
