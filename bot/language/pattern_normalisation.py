"""Normalise typed text for the patterns: no case, accents, SMS spelling or disguise.

The result is lower-case words between single spaces; a comma marks every clause break. Repeated
letters are written once ("mouriiiir", "frappe" → "frape"), in the patterns as well.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.disguise import (
    is_masked_word,
    mend_masked_word,
    rejoin_masked_words,
    separate_words,
    to_visible_text,
    unmask,
)
from bot.language.folding import fold

_FILE = Path(__file__).with_name("sms_spelling.yml")
_BREAK = re.compile(r"[.,;:!?…\n()\[\]\"«»|]+")
_SPELLED_OUT = re.compile(r"\b(?:\w[ .\-_*]){3,}\w\b")
# Spaced letters, with wider spaces between words: « m e   t u e r ».
_SPELLED_WORDS = re.compile(r"\b\w(?: \w)*(?: {2,}\w(?: \w)*)+\b")
_TOKEN = re.compile(r"[a-z0-9]+|,")
_TWICE = re.compile(r"([a-z])\1+")
# "jpense", "mfrappe", "dmon": the dropped e of je, me, le, de. No French word starts like these.
_SWALLOWED = re.compile(
    r"(?:(j)([bcdfglmnpqrstv][a-z]{2,}|[lmst]e)"
    r"|(m)([bcdfghjkmpqrstv][a-z]{3,})"
    r"|([ld])([bcdfghmnpqst][a-z]+))\Z"
)
_ELIDED = re.compile(r"(?<= )j (?=[bcdfgklmnpqrstv])")
# « je veux sauté », « jaimerai me noyé »: a phonetic infinitive after a modal.
_INFINITIVE_BY_EAR = re.compile(
    r"( (?:veux|vais|voudrais|aimerais|envie de|idee de) (?:(?:me|m|se|s) )?)(\w+e)(?= )"
)
_DIGIT_TWO_FOR_DE = re.compile(r"(?<= envie )2(?= [a-z])|(?<= marre )2(?= [a-z])")
_NOT_SWALLOWED = frozenset({"jpeg", "jquery", "mdr", "ldv"})


def normalise_for_patterns(text: str) -> str:
    """Return the normalised text, with a space at both ends. Never raises."""
    words: list[str] = []
    before = ""
    for word in rejoin_masked_words(_TOKEN.findall(_to_plain_text(text))):
        # « 4e G » is a school year, « g mal » is « j'ai mal ».
        words.extend([word] if word == "g" and before[:1].isdigit() else _expand_token(word))
        before = word
    text = _DIGIT_TWO_FOR_DE.sub("de", _ELIDED.sub("je ", f" {' '.join(words)} "))
    return _INFINITIVE_BY_EAR.sub(_restore_infinitive, text)


def collapse_repeated_letters(text: str) -> str:
    """Write each repeated letter once."""
    return _TWICE.sub(r"\1", text)


def _to_plain_text(text: str) -> str:
    text = to_visible_text(text)
    for sign, word in _load_spelling()["emoji"].items():
        if sign in text:
            text = text.replace(sign, f" {word} ")
    text = fold(text.replace("œ", "oe").replace("’", "'"), ligatures=False)
    text = _SPELLED_WORDS.sub(_join_spelled_words, text)
    text = unmask(_SPELLED_OUT.sub(_join_spelled_out, text))
    return _BREAK.sub(" , ", text.replace("*", "").replace("_", " "))


def _join_spelled_out(match: re.Match[str]) -> str:
    """Join « s.u.i.c.i.d.e », but not « 0 4 7 5 » nor the last letter of « m o u r i r c »."""
    letters = re.sub(r"[\W_]", "", match.group())
    if not letters.isalpha():
        return match.group()
    return separate_words(letters)


def _join_spelled_words(match: re.Match[str]) -> str:
    words = [word.replace(" ", "") for word in re.split(r" {2,}", match.group())]
    spelled = any(len(word) > 2 for word in words) and all(word.isalpha() for word in words)
    return " ".join(words) if spelled else match.group()


def _restore_infinitive(match: re.Match[str]) -> str:
    before, word = match.groups()
    return f"{before}{word}r" if is_masked_word(f"{word}r") else match.group()


def _expand_token(token: str) -> tuple[str, ...]:
    """Return the words that a typed token stands for, without repeated letters."""
    spelling: dict[str, str] = _load_spelling()["words"]
    once = collapse_repeated_letters(token)
    if token in spelling or once in spelling:
        full = spelling.get(token) or spelling[once]
    elif (match := _SWALLOWED.match(token)) and token not in _NOT_SWALLOWED:
        letter, rest = (part for part in match.groups() if part)
        full = f"{letter}e {spelling.get(rest) or mend_masked_word(rest, fewest=2)}"
    else:
        full = mend_masked_word(token)
    return tuple(collapse_repeated_letters(full).split())


@lru_cache(maxsize=1)
def _load_spelling() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return read
