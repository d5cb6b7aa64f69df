"""Requests to remove something from the notebook."""

from __future__ import annotations

import re
from typing import Optional

from bot.language.folding import fold_text

_REMOVAL_REQUEST = re.compile(
    r"(?:non[ ,]+)?(?:(?:je veux|jveux|tu peux|on peut|peux tu) )?"
    r"(?:enl[eè]v|retir)(?:e|er|ez)(?:[ -]moi)?[ -]"
    r"(?:(?:le|la|les|du|de la|des) |l['’ ])?(?P<what>.+?)[ .!]*",
    re.IGNORECASE,
)
# Verbs that need a note as their object: « efface ce que j'ai dit du froid ».
_NOTE_REMOVAL_REQUEST = re.compile(
    r"(?:non )?(?:(?:je veu|jveu|tu peu|on peut|peu tu) )?"
    r"(?:efac|suprim|oubli|vir)(?:e|er|ez) (?P<what>.+)"
)
# « ce que mon père a dit », « l'histoire du vertige », « ce que j'ai dit sur les maths ».
_SAID_BY = re.compile(
    r"(?:tout )?(?:ce que?|c que|ske|la phrase de|les mots de) (?P<who>(?:mon|ma|mes) \w+)"
    r"(?: (?:il|ele|ils))?(?: .*)?"
)
_SAID_ABOUT = re.compile(
    r"(?:tout )?(?:ce que?|ce qui|ske|c que|(?:l )?histoire|phrase|ligne|truc|info|partie|note)"
    r"(?: (?:est|on|j|je|tu|vous|ai|as|avez|jai|tai|jtai|t|a|dit|parle|note|ecrit|garde|retenu"
    r"|concerne))*"
    r"(?: (?:sur|de|du|des|d|a propos de|concernant|avec))?(?: (?:le|la|l|les|mes|mon|ma))?"
    r" (?P<what>\w.+)"
)
_NEVER_SAID = re.compile(r"\b(?:jamais|pas) dit (?:ca|sa|cela)\b|pas ce que j ai dit")
_NOTEBOOK = re.compile(r"\bcarnets?\b")
_ALL_OF_IT = re.compile(r"^tout\b|\b(?:moi|nous)\b")
_SAYING = frozenset({"dit", "note", "ecrit", "garde", "retenu", "parle"})
_EVERYTHING = frozenset({"tout", "tout ca", "moi", "ca", "le", "la", "les", "l", "celui la"})


def parse_removal_request(text: str) -> Optional[str]:
    """Return what « enlève … » asks to remove, None if the text does not start so."""
    noted = _NOTE_REMOVAL_REQUEST.fullmatch(fold_text(text))
    if noted and _names_a_note(noted["what"]):
        return noted["what"]
    match = _REMOVAL_REQUEST.fullmatch(text.strip()) or _REMOVAL_REQUEST.fullmatch(fold_text(text))
    return match["what"] if match and fold_text(match["what"]) not in _EVERYTHING else None


def asks_for_removal(text: str, of_a_note: bool = False) -> bool:
    """Return whether a text asks to remove something; `of_a_note`: a note, not everything."""
    what = parse_removal_request(text)
    return what is not None and (not of_a_note or _names_a_note(what))


def resolve_target(what: str) -> str:
    """Return the subject of a removal that does not quote the note's own words."""
    text = fold_text(what)
    found = _SAID_BY.fullmatch(text)
    if found:
        return found["who"]
    found = _SAID_ABOUT.fullmatch(text)
    return found["what"] if found else what


def names_notebook(text: str) -> bool:
    """Return whether a text names the notebook itself."""
    return bool(_NOTEBOOK.search(fold_text(text)))


def denies_statement(text: str) -> bool:
    """Return whether the text denies what was just noted: « non j'ai jamais dit ça »."""
    return bool(_NEVER_SAID.search(fold_text(text)))


def _names_a_note(what: str) -> bool:
    """Return whether a note is designated by its subject or speaker.

    « tout ce que tu sais de moi » designates everything and does not count.
    """
    if _ALL_OF_IT.search(what):
        return False
    about = _SAID_ABOUT.fullmatch(what)
    return bool(_SAID_BY.fullmatch(what) or (about and about["what"] not in _SAYING))
