"""What can be inserted into a reply: texts of the team, answers of the base with their source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from bot.console.desk import canned_responses
from bot.console.desk.canned_text_repository import CannedText
from bot.language.normalisation import normalise
from knowledge.library import Library

MAX_TEXTS = 8
_TEXT_PREFIX = "texte-"


@dataclass(frozen=True)
class ReplySuggestion:
    """`text` is inserted; `title` identifies it. `of_team`: written by the team."""

    id: str
    title: str
    text: str
    of_team: bool


def list_suggestions(
    texts: Sequence[CannedText], library: Optional[Library], words: str, today: dt.date
) -> list[ReplySuggestion]:
    """Return the texts of the team with all of the words, then the best answers of the base.

    Without words, the first texts of the team.
    """
    sought = normalise(words).split()
    found = [each for each in texts if _has_words(each, sought)][:MAX_TEXTS]
    return [
        *(
            ReplySuggestion(f"{_TEXT_PREFIX}{each.id}", each.title, each.text, True)
            for each in found
        ),
        *(
            ReplySuggestion(each.id, each.question, each.text, False)
            for each in canned_responses.search_responses(library, words, today)
        ),
    ]


def insert_suggestion(
    text: str, texts: Sequence[CannedText], library: Optional[Library], chosen: str, today: dt.date
) -> str:
    """Append a suggestion to a text, by its id; unchanged if there is none."""
    for each in texts:
        if f"{_TEXT_PREFIX}{each.id}" == chosen:
            return "\n".join(part for part in (text.rstrip(), each.text) if part)
    return canned_responses.insert_response(text, library, chosen, today)


def _has_words(each: CannedText, sought: Sequence[str]) -> bool:
    """Return whether each word begins a word of the title or the text."""
    there = normalise(f"{each.title} {each.text}").split()
    return all(any(word.startswith(begun) for word in there) for begun in sought)
