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
# « j'ai demandé », « g dit », « je te parle du »
_ASKED = (
    r"(?:j ?['’]?ai|g|je (?:te |vous |t ?['’]ai |vous ai )?|j) ?(?:juste |bien )?"
    r"(?:demand(?:[ée]|ai[st])|di[st]|parl(?:e|ai[st]|[ée]) (?:de |du |des |d ?['’]))"
    r"(?! (?:à|a|au|aux|que)\b) ?"
)
_TELL = r"(?:parle[rz]?|dis|dites)[ -]moi (?:plut[ôo]t )?(?:de |du |des |d ?['’])?"
_THING = r"(?:(?!que?\b)[\w'’-]+ ){0,3}[\w'’-]+"
# « pas boucher, … », « c'est pas de la pâtisserie, … », « ça c'est les profs … »
_NOT_THIS = (
    r"(?:c(?:e n)? ?['’]?(?:est|[ée]tait) )?pas (?!s[ûu]r|grave|mal\b|bien\b|encore|vraiment|trop"
    rf"|envie|le cess\b|d ?['’]|de (?!la\b|l ?['’])){_THING}"
    r"|[çsc]a c ?['’]?(?:est )?(?:les? |la |un )(?:[\w'’-]+ )?[\w'’-]+"
)
_NOT_ASKED = (
    r"(?:j ?['’]?ai|g|je t ?['’]?ai) (?:pas|jamais) (?:demand[ée]|dit|parl[ée] d(?:e|u|es)\b)"
    rf" {_THING}?"
)
# « oublie la police, … », « laisse tomber fleuriste, … »
_GIVEN_UP = (
    rf"(?:(?:on )?oublie[rz]?|laisse[rz]? tomber|stop|arr[êe]te[rz]? (?:avec|de parler d))"
    rf" (?!pas\b|les\b){_THING}"
)
# What the bot understood, asked back: « tapissier ??? … »
_ECHO = r"(?:(?:de |du |le |la |les? |un |une |l ?['’])?[\w-]{4,}(?: [\w-]{4,})?) ?\?"
_PUT_IN_PLACE = rf"(?:{_SPOKE}|{_MEANT}|{_ASKED}|{_TELL})"
# « je pensais à plombier » alone corrects nothing.
_CORRECTION = re.compile(
    rf"\W*(?:{_SORRY}\b\W*)*{_MEANT}|\W*(?:{_SORRY}\b\W*)+{_SPOKE}"
    rf"|\W*(?:{_SORRY}\b\W*)+(?:(?!que?\b)\w+\W+){{1,3}}?{_MEANT}"
    rf"|\W*(?:{_SORRY}\b\W*)*(?:{_NOT_THIS}) ?[,;.!]+ ?(?!{_I}pens){_PUT_IN_PLACE}"
    rf"|\W*(?:{_SORRY}\b\W*)*(?:{_NOT_THIS}|{_NOT_ASKED}),? (?:mais )?{_ASKED}"
    rf"|\W*(?:{_SORRY}\b\W*)*{_GIVEN_UP} ?[,;.!]+ ?{_PUT_IN_PLACE}"
    rf"|\W*(?:{_SORRY}\b\W*)*{_ECHO}\W*(?:{_SORRY}\b\W*)*{_PUT_IN_PLACE}",
    re.IGNORECASE,
)
# What only sets something aside, which may be a refusal with its reason (« pas boulanger ! trop
# tôt »): a question or one name has to take its place.
_SET_ASIDE = re.compile(
    rf"\W*(?:{_SORRY}\b\W*)*(?:pas (?!d){_THING} ?!+|{_GIVEN_UP} ?[,;.!]+"
    rf"|{_ECHO}[?!]\W*(?:{_SORRY}\b\W*)+) ?",
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
    rest = text[found.end() :].strip() if found else _question_in_place(text)
    bare = fold_text(rest)
    return text if not bare or bare.isdigit() or bare in _NOT_ALONE else rest


def _question_in_place(text: str) -> str:
    """Return the question or the one name that follows what is set aside, else ""."""
    found = _SET_ASIDE.match(text)
    rest = text[found.end() :].strip() if found else ""
    return rest if len(rest.split()) == 1 or "?" in rest else ""
