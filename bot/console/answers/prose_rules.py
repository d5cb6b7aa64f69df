"""The rules of `knowledge.base_checks` for text that the bot will say, by form field."""

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
    """Return the key of what is wrong with sentences for the base, or None."""
    if find_long_sentences(text):
        return "long_sentence"
    return "addressed" if find_reader_address(text) else find_identity_problem(text)


def find_identity_problem(text: str) -> Optional[str]:
    """Return the key of the problem if a stored text could identify a person, or None."""
    try:
        return "identifying" if redact(clean_message(text)).kinds else None
    except MessageRefused as error:
        return "too_long" if error.reason == "too_long" else "characters"


def find_long_sentences(text: str) -> list[str]:
    """Return the sentences with too many words to read easily."""
    lines = [line for line in text.split("\n") if line.strip()]
    sentences = [sentence for line in lines for sentence in SENTENCE_END.split(line)]
    return [each for each in sentences if _count_words(each) > MAX_SENTENCE_WORDS]


def is_url(text: str) -> bool:
    """Return whether a text is a complete web address."""
    return bool(_URL_PATTERN.fullmatch(text)) and "." in extract_site_name(text)


def extract_site_name(address: str) -> str:
    """Return the name of the site of a page, "" if it cannot be read from the address."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.").strip(".")
    except ValueError:
        return ""


def _count_words(sentence: str) -> int:
    return sum(1 for word in sentence.split() if _WORD_PATTERN.search(word))
