"""What may be written where the bot will say it to anybody: the rules of `knowledge.check`, told at
the field they concern."""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import urlsplit

from bot.privacy.intake import Refused, clean
from bot.privacy.redaction import redact
from knowledge.addressee import spoken_to
from knowledge.check import MAX_WORDS, SENTENCE_END

_WORD = re.compile(r"\w")
_ADDRESS = re.compile(r"https://[^\s/?#]+\.[^\s]+")


def prose_problem(text: str) -> Optional[str]:
    """The key of what is wrong with sentences of the base, or None."""
    if too_long(text):
        return "long_sentence"
    return "addressed" if spoken_to(text) else anonymous_problem(text)


def anonymous_problem(text: str) -> Optional[str]:
    """Whether something in a text that stays would tell who somebody is."""
    try:
        return "identifying" if redact(clean(text)).kinds else None
    except Refused as error:
        return "too_long" if error.reason == "too_long" else "characters"


def too_long(text: str) -> list[str]:
    """The sentences with more words than one reads easily."""
    lines = [line for line in text.split("\n") if line.strip()]
    sentences = [sentence for line in lines for sentence in SENTENCE_END.split(line)]
    return [each for each in sentences if _words(each) > MAX_WORDS]


def is_address(text: str) -> bool:
    """Whether it is the whole address of a page."""
    return bool(_ADDRESS.fullmatch(text)) and "." in site_of(text)


def site_of(address: str) -> str:
    """The name of the site that a page is on; empty when it has none that can be read."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.").strip(".")
    except ValueError:
        return ""


def _words(sentence: str) -> int:
    return sum(1 for word in sentence.split() if _WORD.search(word))
