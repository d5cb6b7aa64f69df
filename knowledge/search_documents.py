"""The searched texts of an entry: its names, words and embedded passages."""

from __future__ import annotations

from collections.abc import Container

from bot.language.normalisation import split_run_on_words, tokenise
from knowledge.entry_kinds import Entry
from knowledge.entry_schema import Event, Occupation, Question, Training
from knowledge.imported_models import RomeSheet


def list_names(entry: Entry) -> list[str]:
    """Return all names of an entry, official titles first."""
    if isinstance(entry, Occupation):
        return [*list_titles(entry), *entry.aliases, *entry.whole_names, *entry.branches]
    if isinstance(entry, Question):
        return [entry.question, *entry.variants]
    if isinstance(entry, Event):
        return [entry.title]
    if isinstance(entry, RomeSheet):
        return [*list_titles(entry), *entry.names]
    return [entry.title, *entry.aliases]


def list_titles(entry: Entry) -> list[str]:
    """Return the official titles of an entry."""
    if isinstance(entry, (Occupation, RomeSheet)):
        return list(dict.fromkeys((entry.title.f, entry.title.m)))
    return list_names(entry)[:1]


def list_passages(entry: Entry) -> list[str]:
    """Return short texts, each about one aspect of the entry; the nearest one determines the score.

    Each variant of a question is a separate passage, as it is worded like a user's message.
    """
    if isinstance(entry, Occupation):
        title = entry.title.both
        return [
            f"{title}. {', '.join((*entry.aliases, *entry.branches))}",
            f"{title}. {' '.join(entry.summary)}",
            f"{title}. {', '.join(entry.tasks)}.",
            entry.day,
            *entry.described,
        ]
    if isinstance(entry, RomeSheet):
        return [f"{entry.title.both}. {entry.summary[0]}"]
    if isinstance(entry, Event):
        return [f"{entry.title}. {entry.summary} {entry.place}."]
    if isinstance(entry, Question):
        return [
            *list_names(entry),
            f"{entry.question} {entry.short}",
            " ".join((*entry.more, entry.regime)),
        ]
    if isinstance(entry, Training):
        return [f"{entry.title}. {entry.school}, {entry.place}.", f"{entry.title}. {entry.summary}"]
    return [f"{entry.title}. {entry.summary}", *entry.aliases]


def list_bm25_words(entry: Entry, body: list[str], known: Container[str]) -> list[str]:
    """Return the words for BM25: names three times, for their weight, then `body`.

    `known`: correct words, see `bot.language.normalisation.split_run_on_words`.
    """
    return 3 * split_run_on_words(tokenise(" ".join(list_names(entry))), known) + body


def list_body_words(entry: Entry, prose: list[str], known: Container[str]) -> list[str]:
    """Return the words of an entry except its names; colloquial descriptions are split as typed
    text is, by the words that are `known`."""
    described = entry.described if isinstance(entry, Occupation) else ()
    return [*prose, *split_run_on_words(tokenise(" ".join(described)), known)]


def join_prose(entry: Entry) -> str:
    """Return the edited prose of an entry, without aliases and colloquial descriptions."""
    if isinstance(entry, Occupation):
        parts = (*entry.summary, *entry.tasks, entry.day, *entry.subjects)
    elif isinstance(entry, RomeSheet):
        parts = (*entry.summary, *entry.tasks)
    elif isinstance(entry, Event):
        parts = (entry.place, entry.audience, entry.summary)
    elif isinstance(entry, Question):
        parts = (entry.short, *entry.more, entry.topic)
    elif isinstance(entry, Training):
        parts = (entry.kind, entry.school, entry.place, entry.summary)
    else:
        parts = (entry.audience, entry.summary)
    return " ".join(parts)
