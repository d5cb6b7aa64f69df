"""What may be written where the bot will say it to anybody: the rules of `knowledge.base_checks`,
told at the field they concern."""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import urlsplit

from bot.privacy.message_validation import MessageRefused, clean_message
from bot.privacy.redaction import redact
from knowledge.base_checks import MAX_SENTENCE_WORDS, SENTENCE_END
from knowledge.reader_address import find_reader_address

_WORD_PATTERN = re.compile(r"\w")
_URL_PATTERN = re.compile(r"https://[^\s/?#]+\.[^\s]+")


def find_prose_problem(text: str) -> Optional[str]:
    """The key of what is wrong with sentences of the base, or None."""
    if find_long_sentences(text):
        return "long_sentence"
    return "addressed" if find_reader_address(text) else find_identity_problem(text)


def find_identity_problem(text: str) -> Optional[str]:
    """Whether something in a text that stays would tell who somebody is."""
    try:
        return "identifying" if redact(clean_message(text)).kinds else None
    except MessageRefused as error:
        return "too_long" if error.reason == "too_long" else "characters"


def find_long_sentences(text: str) -> list[str]:
    """The sentences with more words than one reads easily."""
    lines = [line for line in text.split("\n") if line.strip()]
    sentences = [sentence for line in lines for sentence in SENTENCE_END.split(line)]
    return [each for each in sentences if _count_words(each) > MAX_SENTENCE_WORDS]


def is_url(text: str) -> bool:
    """Whether it is the whole address of a page."""
    return bool(_URL_PATTERN.fullmatch(text)) and "." in extract_site_name(text)


def extract_site_name(address: str) -> str:
    """The name of the site that a page is on; empty when it has none that can be read."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.").strip(".")
    except ValueError:
        return ""


def _count_words(sentence: str) -> int:
    return sum(1 for word in sentence.split() if _WORD_PATTERN.search(word))
