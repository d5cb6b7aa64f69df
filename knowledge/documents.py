"""What of an entry is searched: its names, its words, and the passages that are embedded."""

from __future__ import annotations

from knowledge.base import Entry
from knowledge.schema import Occupation, Question, Training


def names(entry: Entry) -> list[str]:
    """What people call the entry, official titles first."""
    if isinstance(entry, Occupation):
        return [*titles(entry), *entry.aliases]
    if isinstance(entry, Question):
        return [entry.question, *entry.variants]
    return [entry.title, *entry.aliases]


def titles(entry: Entry) -> list[str]:
    """The official titles alone."""
    if isinstance(entry, Occupation):
        return list(dict.fromkeys((entry.title.f, entry.title.m)))
    return names(entry)[:1]


def passages(entry: Entry) -> list[str]:
    """Short texts, each about one side of the entry; the nearest one counts.

    A variant of a question is a passage of its own: it is said as people say it.
    """
    if isinstance(entry, Occupation):
        title = entry.title.both
        return [
            f"{title}. {', '.join(entry.aliases)}",
            f"{title}. {' '.join(entry.summary)}",
            f"{title}. {', '.join(entry.tasks)}.",
        ]
    if isinstance(entry, Question):
        return [*names(entry), f"{entry.question} {entry.short}"]
    if isinstance(entry, Training):
        return [f"{entry.title}. {entry.school}, {entry.place}.", f"{entry.title}. {entry.summary}"]
    return [f"{entry.title}. {entry.summary}", *entry.aliases]


def words(entry: Entry) -> str:
    """The text whose words are counted; names stand in it three times, for they say the most."""
    named = " ".join(names(entry))
    if isinstance(entry, Occupation):
        body = " ".join((*entry.summary, *entry.tasks, entry.day, *entry.subjects))
    elif isinstance(entry, Question):
        body = " ".join((entry.short, entry.topic))
    elif isinstance(entry, Training):
        body = " ".join((entry.kind, entry.school, entry.place, entry.summary))
    else:
        body = " ".join((entry.audience, entry.summary))
    return f"{named} {named} {named} {body}"
