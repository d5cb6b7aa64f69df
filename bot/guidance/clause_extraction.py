"""Extract the clauses of a message that say something about the writer, short enough to quote.

Greetings, laughter, thanks, and clauses about other people are removed; the message is noted and
confirmed clause by clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Optional

from bot.guidance import audience, polarity
from bot.language.normalisation import normalise

MAX_QUOTED_WORDS, MIN_QUOTED_WORDS = 16, 4
# The first words of a clause name its subject.
MAX_SUBJECT_WORDS = 3
# A clause may end before these words: what remains is complete.
_ENDS_BEFORE = re.compile(
    r"(?:et|ou|mais|parce|car|quand|pour|dans|avec|sans|depuis|chez|comme|alors|sauf|dont|où"
    r"|qui|si|puisque|à|a|en|vers|pendant)$"
)
# A verb in the first person as typed, also run together: « je », « jsuis », « jai ».
_I = (
    r"(?:je\b|j['’ ]|j[bcdfghklmnpqrstvwxz]\w+|jai\w*\b|jador\w*|jen\b|jav\w+|jet(?:ais|udi\w*)"
    r"|jessa\w*)"
)
_WHO = (
    rf"(?:{_I}|moi\b|tu\b|t['’]|(?:il|elle|on|nous|vous|ils|elles)\b|c['’ ]?est?\b|[çc]a\b"
    r"|(?:mon|ma|mes|notre|nos|son|sa|ses|leurs?) |pas |ni |sans |aucune? |plus de |plut[oô]t "
    r"|ce qu)"
)
_MARKS = re.compile(r"([.!?…\n;:()]+)")
# « le soir je peux pas »: when it holds begins the clause.
_TIMES = (
    *("le soir", "le matin", "le midi", "la nuit", "la journée", "en journée", "en semaine"),
    *("l'après-midi", "le week-end", "le weekend", "le lundi", "le mardi", "le mercredi"),
    *("le jeudi", "le vendredi", "le samedi", "le dimanche"),
)
_AFTER_NO_TIME = "".join(rf"(?<!\b{time})" for time in _TIMES)
# A comma splits only before a new clause: « l'ordre, classer, ranger » stays whole.
_CUTS = re.compile(
    rf",\s*(?=(?:et |mais |donc |car |puis )?{_WHO})"
    r"|,?\s+(?=(?:mais|ms|mé|par contre|sinon|en plus|donc|du coup|car\b|d['’ ]?ailleurs"
    r"|parce qu[e'’]|vu qu[e'’]|alors qu[e'’]|tandis qu[e'’]|but|maar)\b\s?\S)"
    rf"|\s+(?:et|é) (?={_WHO})(?!moi (?!j)\w)(?!(?:mon|ma|mes|notre|nos|son|sa|ses|leurs?) \w+\W*$)"
    r"|,\s*(?=(?:l['’]|(?:le|la|les) )\w+ (?:est|sont|[ée]tai\w+)\b)"
    # Boundaries without punctuation: « il est coiffeur jcomprends rien ».
    r"|(?<!\bque)(?<!\bqu)(?<!quand)(?<!\bsi)(?<!comme)(?<!\bou)(?<!\boù)(?<!dont)(?<!\bmoi)"
    r"(?<!\bet)(?<!parce)(?<!\bki)(?<!\bke)(?<!\bqui)"
    rf"{_AFTER_NO_TIME}\s+"
    r"(?=j(?:e )?(?:suis|sui|veux|veu|peux|comprends|connais|sais|pense|crois|deteste|kiffe"
    r"|prefere|cherche|travaille|habite)\b|j['’]ai (?:\d|un|pas|mon|eu|fait)|moi(?! aussi)\W+j)",
    re.IGNORECASE,
)
_JOINING = (
    r"et|é|mais|ms|mé|donc|car|puis|alors qu[e'’]|tandis qu[e'’]|but|maar|par contre|sinon|en plus"
    r"|du coup|alors|parce qu[e'’]|vu qu[e'’]|aussi"
    r"|en fait|enfin|bref|au fait|d['’ ]?ailleurs|surtout que"
)
_LAUGHS = r"lo+l|m+d+r+|p+t+d+r+|x+d+|jpp|(?:h[aeé]){2,}h?|hi(?:hi)+"
_HELLOS = (
    r"slt|salut|bonjour|bjr|bonsoir|bsr|coucou|cc|hello|yo+|wsh|wesh|hey|madame|monsieur|m'sieur"
)
_TAILS = (
    r"bon|ben|bah|beh|eu+h+|hein|quoi|voil[aà]|genre|franchement|s[eé]rieux|s[eé]rieusement"
    r"|d['’ ]?accord|stp|svp|s['’ ]il (?:te|vous) pla[iî]t|merci(?: (?:bcp|beaucoup"
    r"|bien|d['’]avance))?|oh|ah|tu vois|vous voyez|tkt|t['’ ]inqui[eè]te|je te jure|jte jure"
)
_FILLERS = rf"oui|ouais|ok+|okay|{_TAILS}"  # closes a judged clause: « la mer oui »
_BEFORE = re.compile(
    rf"^\W*(?:(?:{_JOINING}|{_LAUGHS}|{_HELLOS}|{_FILLERS}|moi,?(?= {_I}))(?![\w'’])[\W_]*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:[\W_]+(?:{_LAUGHS}|{_HELLOS}|{_TAILS}|aussi|en fait|au fait|c['’ ]?est vrai|ou|et"
    r"|[àa] la fin|en tout cas|au final))+\W*$",
    re.IGNORECASE,
)
# Utterances without content, in normal form.
_NOTHING = re.compile(
    rf"(?:(?:{_LAUGHS}|{_HELLOS}|rien|bof|jsp|non|nan|{_JOINING}|{_FILLERS}"
    r"|(?:on est|je suis|jsuis|chui) d ?accord|c ?(?:est)? ?(?:ca|sa|bon|vrai|clair|tout|la verite"
    r"|cool|logique|top)|je (?:rigole|plaisante)(?: pas)?|jrigole|jdeconne|logique|parfait"
    r"|super|cool|top|nickel|tant mieux|tant pis|t ?(?:es)? ?(?:sympa|cool)|de rien"
    r"|rien de special|\d+|(?:moi|elle|lui|il|eux|nous|vous)|pour (?:l instant|le moment)"
    r"|juste (?:l |les |des |une )?(?:infos?|faits?|reponse|renseignements?))\s*)+"
)
# « donc ça me concerne pas » is a conclusion without new content.
_CONCLUDES = re.compile(
    r"^\W*(?:donc|du coup|alors)\W+(?:c['’ ]|c\b|cest\b|[cçs]a\b|on est\b)", re.I
)
# « ce que j'aime ? » only announces what follows.
_TOPIC = re.compile(
    r"^\W*(?:et |mais |moi |bref )*(?:ce (?:que?|qu['’]|qui)|mon truc)\b(?!.*\btu\b)", re.I
)
# « ce que j'adore », « la seule chose que je refuse »: announces the next piece.
_NAMES_NEXT = re.compile(
    r"^\W*(?:et |mais |moi |bref )*(?:ce (?:que?|qu['’]|qui)\b"
    r"|l[ae] (?:seule? )?(?:chose|truc)s? qu)"
    r"(?!.*\b(?:c['’ ]?est|c['’]?[ée]tait|ce sont|ct)\b)",
    re.IGNORECASE,
)
_SAYS_IT = re.compile(r"^\W*(?:c['’ ]?est|c['’ ]?[ée]tait|ce sont|ct)\b", re.IGNORECASE)
# Separators of list items.
_LISTS = re.compile(r"\s*,\s*|\s+(?=et\s)")
# A judgement of the preceding piece; not after « mais ».
_JUDGEMENT = r"(?:[çcs]a\b|c['’ ]?(?:est|était|etait)\b|ct\b|j(?:e n)?['’ ]?en )"
_JUDGES = re.compile(rf"^\W*(?:et |moi |là |franchement )*{_JUDGEMENT}", re.IGNORECASE)
_HAS_JUDGED = re.compile(rf"^\W*(?:et |mais |moi )*{_JUDGEMENT}", re.IGNORECASE)
# « ma mère veut que je … », « mon prof di non », « tout le monde me dit de faire droit ».
_SAYING = (
    r"(?:veu[tl]\w*|voudrai\w*|di[st]?|disent|disai\w*|pense\w*|aimerai\w*|trouve\w*"
    r"|conseill\w*|propose\w*|pouss\w*|repet\w*|reproch\w*|cro(?:it|ient)|attend\w*|refus\w*)"
)
_THEIR_WISH = re.compile(
    r"^(?:ma|mon|mes|notre|nos|le|la|les|l|un|une|on|tout|certains|personne|quelqu un)"
    rf" (?:\w+ ){{0,3}}?(?:ne |n )?(?:(?:me|m|nous) (?:a |ont |avait )?)?"
    rf"{_SAYING}\b(?! (?:pas )?moi\b)"
)
_THEY_FIRST = re.compile(r"(?:lui|eux) (?!je\b|j['’]|moi\b|jai)", re.IGNORECASE)
# What a household lacks limits whoever lives there: « mes parents n'ont pas de voiture ».
_LIMITS_HOUSEHOLD = re.compile(
    r"^(?:mes parents|ma mere|mon pere|maman|papa|mes vieux)(?: \w+){1,3}? (?:pas|plus|aucun\w*)"
    r"(?: \w+){0,2} (?:voitures?|autos?|bagnoles?|permis|conduire)\b"
)
_THEIRS = re.compile(r"\b(?:son|sa|ses|leurs?|lui|eux|il|elle|ils|elles)\b")


@dataclass(frozen=True)
class Clause:
    """A clause without greetings and conjunctions; `of_another`: it is only about somebody else."""

    text: str
    of_another: bool


def extract_clause_texts(text: str, include_others: bool = False) -> list[str]:
    """Return the clauses about the writer, or with `include_others` about anybody."""
    return [c.text for c in extract_clauses(text) if include_others or not c.of_another]


def extract_clauses(text: str) -> list[Clause]:
    """Return the clauses with content, about anybody."""
    clauses: list[Clause] = []
    for sentence, asked in _split_sentences(text):
        pieces = _split_clauses(sentence)
        for clause in pieces[: -1 if asked else None]:  # a question states nothing
            bare = trim_clause(clause)
            if not bare:
                continue
            theirs = bool(clauses) and clauses[-1].of_another and _THEIRS.search(normalise(bare))
            clauses.append(Clause(bare, bool(theirs) or _is_about_another(bare)))
    return clauses


def _is_about_another(clause: str) -> bool:
    """Return whether it is about somebody else or their will: « ma mère veut que je … »."""
    if _LIMITS_HOUSEHOLD.match(normalise(clause)):
        return False
    if _THEIR_WISH.match(normalise(clause)):
        return True
    if _THEY_FIRST.match(clause):
        return True
    begun = " ".join(clause.split()[:MAX_SUBJECT_WORDS])
    return audience.is_about_another(clause) and not (
        polarity.find_polarity(clause) and not audience.is_about_another(begun)
    )


def _split_sentences(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each sentence, and whether it asks; « ce que je fuis ? Les réunions » does not."""
    pieces = _MARKS.split(text)
    topic = ""
    for sentence, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        asked = "?" in mark
        if asked and _TOPIC.match(sentence):
            topic = f"{sentence.strip()} "
            continue
        yield topic + (sentence.strip() if topic else sentence), asked
        topic = ""


def _split_clauses(sentence: str) -> list[str]:
    """Split a sentence into clauses; a judgement stays with the clause before it."""
    groups: list[_Piece] = []
    for piece in _join_judgements(_split_pieces(sentence), sentence):
        last = groups[-1] if groups else None
        judged = last is not None and _HAS_JUDGED.match(sentence[last.start : last.end])
        alike = last is None or None in (last.speaks, piece.speaks) or last.speaks == piece.speaks
        said = sentence[piece.start : piece.end]
        named = last is not None and _NAMES_NEXT.match(sentence[last.start : last.end])
        if last is not None and named and _SAYS_IT.match(said):
            groups[-1] = last.and_then(piece)
        elif last is None or piece.begins or not alike or (judged and piece.speaks):
            groups.append(piece)
        else:
            groups[-1] = last.and_then(piece)
    return [sentence[each.start : each.end] for each in groups]


@dataclass(frozen=True)
class _Piece:
    """A part of a sentence; `begins`: a clause begins with it; `speaks`: its polarity."""

    start: int
    end: int
    begins: bool
    speaks: Optional[str]

    def and_then(self, other: _Piece) -> _Piece:
        """Return both as one piece."""
        return _Piece(self.start, other.end, self.begins, self.speaks or other.speaks)


def _split_pieces(sentence: str) -> Iterator[_Piece]:
    for start, end in _find_spans(_CUTS, sentence, 0, len(sentence)):
        if _CONCLUDES.search(sentence[start:end]):
            continue
        for first, last in _find_spans(_LISTS, sentence, start, end):
            yield _Piece(
                first,
                last,
                first == start,
                polarity.find_polarity(sentence[first:last].strip(" ,")),
            )


def _join_judgements(pieces: Iterable[_Piece], sentence: str) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece in pieces:
        judges = piece.speaks and _JUDGES.match(sentence[piece.start : piece.end])
        if judges and joined and joined[-1].speaks in (None, piece.speaks):
            joined[-1] = joined[-1].and_then(piece)
        else:
            joined.append(piece)
    return joined


def _find_spans(
    cuts: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[tuple[int, int]]:
    for found in cuts.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def trim_clause(clause: str) -> str:
    """Return a clause without greetings, laughter, thanks and conjunctions at its ends."""
    bare = _AFTER.sub("", _BEFORE.sub("", clause)).strip(" \t,.;:!…-")
    return "" if is_empty_talk(bare) else bare


def is_empty_talk(text: str) -> bool:
    """Return whether there is nothing to note: « mdr ok merci »."""
    normalised = normalise(text)
    return not normalised or _NOTHING.fullmatch(normalised) is not None


def shorten_quotation(words: str) -> str:
    """Return the words, or the beginning of a long clause: whole groups up to MAX_QUOTED words."""
    split_words = words.split()
    if len(split_words) <= MAX_QUOTED_WORDS:
        return words
    ends = (
        at
        for at in range(MAX_QUOTED_WORDS, MIN_QUOTED_WORDS, -1)
        if split_words[at - 1].endswith(",") or _ENDS_BEFORE.match(split_words[at].lower())
    )
    return " ".join(split_words[: next(ends, MAX_QUOTED_WORDS)]).rstrip(",")
