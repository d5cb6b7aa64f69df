"""One spelling for the patterns: what was typed, without case, accents, SMS spelling or disguise.

The result is lower-case words between single spaces; a comma stands for every break between
clauses. Letters that follow themselves are written once ("mouriiiir", "frappe" → "frape"), in the
patterns as well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.safeguarding.disguise import begun, is_masked, mended, rejoined, unmask, visible

_FILE = Path(__file__).with_name("spelling.yml")
_BREAK = re.compile(r"[.,;:!?…\n()\[\]\"«»|]+")
_SPELLED_OUT = re.compile(r"\b(?:\w[ .\-_*]){3,}\w\b")
# Letters apart, and words of them further apart: « m e   t u e r ».
_SPELLED_WORDS = re.compile(r"\b\w(?: \w)*(?: {2,}\w(?: \w)*)+\b")
_TOKEN = re.compile(r"[a-z0-9]+|,")
_TWICE = re.compile(r"([a-z])\1+")
# "jpense", "mfrappe", "dmon": the swallowed e of je, me, le, de. No French word begins like these.
_SWALLOWED = re.compile(
    r"(?:(j)([bcdfglmnpqrstv][a-z]{2,}|[lmst]e)"
    r"|(m)([bcdfghjkmpqrstv][a-z]{3,})"
    r"|([ld])([bcdfghmnpqst][a-z]+))\Z"
)
_ELIDED = re.compile(r"(?<= )j (?=[bcdfgklmnpqrstv])")
# « je veux sauté », « jaimerai me noyé »: the infinitive as it sounds, after what asks for one.
_BY_EAR = re.compile(
    r"( (?:veux|vais|voudrais|aimerais|envie de|idee de) (?:(?:me|m|se|s) )?)(\w+e)(?= )"
)
_TWO_FOR_DE = re.compile(r"(?<= envie )2(?= [a-z])|(?<= marre )2(?= [a-z])")
_NO_VERB = frozenset({"jpeg", "jquery", "mdr", "ldv"})


def normalise(text: str) -> str:
    """The text in the one spelling, with a blank at both ends. Never raises."""
    words: list[str] = []
    before = ""
    for word in rejoined(_TOKEN.findall(_plain(text))):
        # « 4e G » is a school year, « g mal » is « j'ai mal ».
        words.extend([word] if word == "g" and before[:1].isdigit() else _expand(word))
        before = word
    text = _TWO_FOR_DE.sub("de", _ELIDED.sub("je ", f" {' '.join(words)} "))
    return _BY_EAR.sub(_infinitive, text)


def single_letters(text: str) -> str:
    """Write once each letter that follows itself."""
    return _TWICE.sub(r"\1", text)


def _plain(text: str) -> str:
    text = visible(text)
    for sign, word in _spelling()["emoji"].items():
        if sign in text:
            text = text.replace(sign, f" {word} ")
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", "'"))
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    text = _SPELLED_WORDS.sub(_join_each, text.casefold())
    text = unmask(_SPELLED_OUT.sub(_join, text))
    return _BREAK.sub(" , ", text.replace("*", "").replace("_", " "))


def _join(match: re.Match[str]) -> str:
    """« s.u.i.c.i.d.e » is a word; « 0 4 7 5 » is not; of « m o u r i r c » the last is not its."""
    letters = re.sub(r"[\W_]", "", match.group())
    if not letters.isalpha():
        return match.group()
    word = begun(letters)
    return f"{word} {letters[len(word) :]}" if word else letters


def _join_each(match: re.Match[str]) -> str:
    words = [word.replace(" ", "") for word in re.split(r" {2,}", match.group())]
    spelled = any(len(word) > 2 for word in words) and all(word.isalpha() for word in words)
    return " ".join(words) if spelled else match.group()


def _infinitive(match: re.Match[str]) -> str:
    before, word = match.groups()
    return f"{before}{word}r" if is_masked(f"{word}r") else match.group()


def _expand(token: str) -> tuple[str, ...]:
    """The words that one typed word stands for, letters once each."""
    known: dict[str, str] = _spelling()["words"]
    once = single_letters(token)
    if token in known or once in known:
        full = known.get(token) or known[once]
    elif (match := _SWALLOWED.match(token)) and token not in _NO_VERB:
        letter, rest = (part for part in match.groups() if part)
        full = f"{letter}e {known.get(rest, rest)}"
    else:
        full = mended(token)
    return tuple(single_letters(full).split())


@lru_cache(maxsize=1)
def _spelling() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return read
