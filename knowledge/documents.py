"""What of an entry is searched: its names, its words, and the passages that are embedded."""

from __future__ import annotations

from collections.abc import Container

from knowledge.base import Entry
from knowledge.official import Sheet
from knowledge.schema import Event, Occupation, Question, Training
from knowledge.text import apart, tokens


def names(entry: Entry) -> list[str]:
    """What people call the entry, official titles first."""
    if isinstance(entry, Occupation):
        return [*titles(entry), *entry.aliases]
    if isinstance(entry, Question):
        return [entry.question, *entry.variants]
    if isinstance(entry, Event):
        return [entry.title]
    if isinstance(entry, Sheet):
        return [*titles(entry), *entry.names]
    return [entry.title, *entry.aliases]


def titles(entry: Entry) -> list[str]:
    """The official titles alone."""
    if isinstance(entry, (Occupation, Sheet)):
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
            entry.day,
            *entry.described,
        ]
    if isinstance(entry, Sheet):
        return [f"{entry.title.both}. {entry.summary[0]}"]
    if isinstance(entry, Event):
        return [f"{entry.title}. {entry.summary} {entry.place}."]
    if isinstance(entry, Question):
        return [
            *names(entry),
            f"{entry.question} {entry.short}",
            " ".join((*entry.more, entry.regime)),
        ]
    if isinstance(entry, Training):
        return [f"{entry.title}. {entry.school}, {entry.place}.", f"{entry.title}. {entry.summary}"]
    return [f"{entry.title}. {entry.summary}", *entry.aliases]


def counted(entry: Entry, body: list[str], known: Container[str]) -> list[str]:
    """The words that are counted, those of `body` among them; names stand there three times, for
    they say the most. `known`: see `body`."""
    return 3 * apart(tokens(" ".join(names(entry))), known) + body


def body(entry: Entry, prose: list[str], known: Container[str]) -> list[str]:
    """The words of an entry besides its names. What people say is read as what they type is, with
    the words that are `known` (`knowledge.text.apart`)."""
    said = entry.described if isinstance(entry, Occupation) else ()
    return [*prose, *apart(tokens(" ".join(said)), known)]


def prose(entry: Entry) -> str:
    """What is told of an entry in words written with care: no alias, and nothing as people say
    it."""
    if isinstance(entry, Occupation):
        parts = (*entry.summary, *entry.tasks, entry.day, *entry.subjects)
    elif isinstance(entry, Sheet):
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
