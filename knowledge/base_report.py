"""The base in figures: `docs/knowledge.md`, written by `boussole knowledge picture`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from knowledge.entry_kinds import kind_of
from knowledge.entry_schema import Occupation, Shortage
from knowledge.fact_status import Status, get_source_year, list_source_ids
from knowledge.facts import iter_facts
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readability import compute_base_ease

# ROME's top-level domains, abridged.
DOMAIN_TITLES = {
    "A": "nature, farming, animals",
    "B": "arts and crafts",
    "C": "bank, insurance, property",
    "D": "shops, care of the person",
    "E": "communication, media",
    "F": "building",
    "G": "hotels, tourism, leisure",
    "H": "industry",
    "I": "maintenance",
    "J": "health",
    "K": "social, teaching, law, cleaning, security",
    "L": "stage and sport",
    "M": "companies, digital",
    "N": "transport",
}
LEVEL_TITLES = {
    1: "no condition",
    2: "short, without CESS",
    3: "short, without CESS",
    4: "upper secondary, 7th year (CESS, CQ)",
    5: "BES, chef d'entreprise",
    6: "bachelor",
    7: "master",
    8: "doctorate",
}
KIND_TITLES = {
    "occupation": "professions",
    "training": "trainings",
    "faq": "questions",
    "service": "services",
    "event": "events",
}


INTRODUCTION = """\
Made by `boussole knowledge picture > docs/knowledge.md`; a test fails when it is not up to date.
What importers bring (ROME's French sheets, ESCO, the register of schools, spreadsheets) is not
counted here."""
REVIEW_NOTE = """\
On 29 November 2026, 150 entries drawn at random were read by two readers who had not written them
and could look things up: 133 right, or unknown with whom to ask (89 %; 84 % in another draw some
hours before), 16 doubtful, 1 wrong, 4 with a fact that had neither a source nor somebody to ask
(advice, each judged right). What they found was mended then. The bar is 98 % right and none wrong.
Each of 571 answers that had been written or rewritten since was read by two others before, who
found some 590 things, 40 of them wrong, and mended most.

240 questions, new ones, written apart by a hand that saw neither code nor base nor earlier sets,
from four points of view, were asked as first messages of the version before and of this one. Four
readers judged both, mixed, without knowing which was which:

| the answer | before | now | pupils | parents | adults | newcomers |
| --- | --- | --- | --- | --- | --- | --- |
| right, and what was asked | 104 | 144 | 44 | 36 | 39 | 25 |
| on the subject, but what was asked is missing or buried | 69 | 51 | 10 | 15 | 9 | 17 |
| honest that it does not know, with whom to ask | 11 | 9 | 0 | 4 | 4 | 1 |
| another question's answer, or not understood | 53 | 34 | 6 | 5 | 7 | 16 |
| wrong | 3 | 2 | 0 | 0 | 1 | 1 |
| two warnings in one reply | 12 | 9 | | | | |

46 answers became right, 6 were so no longer. The two that are wrong sent people of 35 and of 18 to
what is closed at their age. The bar is 90 % right and none wrong: what is missing is the second
half of an answer and, most of all for newcomers who write in other languages, the right entry. The
answers themselves have a median of 41 words (35 before, bar 45)."""
SHORTAGE_NOTE = """\
The lists at hand are those for work permits of 2026, of Wallonia and of Brussels. They are told by
that name: Le Forem's yearly list was not found as data. A title that only comes near a profession
names none. Counted besides is whether a profession of the base covers each title
(`tests/knowledge/shortage_titles.yml`)."""


_UNSOURCED, _UNDATED = 0, 1


def render_report(base: KnowledgeBase, titles: Mapping[str, str]) -> str:
    """Return the page as Markdown.

    `titles` maps each title of the public shortage lists to the profession that covers it, or "".
    """
    occupations = list(base.occupations.values())
    parts = [
        "# The base in figures",
        INTRODUCTION,
        "## Entries and how sure they are",
        f"On {get_report_day(base)}, the day on which a source was read last.",
        _render_table(
            ("facts of", "entries", "facts", *(s.value for s in Status)), _count_by_status(base)
        ),
        "## Age of the facts",
        "The year of the newest source that a fact rests on, by the date that it gives itself.",
        _render_table(("year", "facts"), _count_by_year(base)),
        f"Reading ease (Kandel-Moles, 100 is easiest): {compute_base_ease(base):.0f}.",
        "## Professions by ROME domain",
        _render_table(("domain", "", "professions"), _count_by_domain(occupations)),
        "## Ways in and trainings by level (CFC, aligned on the EQF)",
        _render_table(
            ("level", "", "professions with a way in", "trainings"), _count_by_level(base)
        ),
        "## Sources",
        _render_table(
            ("source", "date it gives", "read", "entries that cite it"), _count_by_source(base)
        ),
        "## What readers found",
        REVIEW_NOTE,
        "## The shortage lists",
        SHORTAGE_NOTE,
        _render_table(("list", "year", "titles", "professions they name"), _count_by_list(base)),
        _render_coverage(titles),
    ]
    return "\n\n".join(parts) + "\n"


def _count_by_status(base: KnowledgeBase) -> Iterable[tuple[object, ...]]:
    today = get_report_day(base)
    entries = Counter(kind_of(entry) for entry in base.entries.values())
    counts = Counter(
        (kind_of(entry), fact.standing(today).status)
        for entry in base.entries.values()
        for fact in iter_facts(entry, base)
    )
    for kind, name in KIND_TITLES.items():
        by_status = [counts[kind, status] for status in Status]
        yield name, entries[kind], sum(by_status), *by_status


def _count_by_domain(occupations: list[Occupation]) -> Iterable[tuple[object, ...]]:
    counts = Counter(occupation.domain for occupation in occupations)
    return ((letter, name, counts[letter]) for letter, name in DOMAIN_TITLES.items())


def _count_by_level(base: KnowledgeBase) -> Iterable[tuple[object, ...]]:
    reached = Counter(level for each in base.occupations.values() for level in each.levels)
    trained = Counter(training.level for training in base.trainings.values())
    return ((level, name, reached[level], trained[level]) for level, name in LEVEL_TITLES.items())


def _count_by_source(base: KnowledgeBase) -> Iterable[tuple[object, ...]]:
    counts = Counter(source for entry in base.entries.values() for source in list_source_ids(entry))
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        source = base.sources[name]
        dated = (source.published or "no date", source.read or "")
        yield f"{source.title} ({source.publisher})", *dated, count
    without = sum(1 for entry in base.entries.values() if not list_source_ids(entry))
    yield "none (à confirmer)", "", "", without


def _count_by_list(base: KnowledgeBase) -> Iterable[tuple[object, ...]]:
    lists: dict[tuple[str, int], list[Shortage]] = {}
    for each in base.shortages.values():
        lists.setdefault((f"{each.list}, {each.region}", each.year), []).append(each)
    for (name, year), titles in sorted(lists.items()):
        yield name, year, len(titles), len({i for each in titles for i in each.occupations})


def _count_by_year(base: KnowledgeBase) -> Iterable[tuple[object, ...]]:
    newest = Counter(
        max((get_source_year(source) or _UNDATED for source in fact.sources), default=_UNSOURCED)
        for entry in base.entries.values()
        for fact in iter_facts(entry, base)
    )
    named = {_UNDATED: "no date", _UNSOURCED: "no source"}
    return ((named.get(year, year), newest[year]) for year in sorted(newest, reverse=True))


def get_report_day(base: KnowledgeBase) -> dt.date:
    """Return the day a source was last read: the page does not depend on the current day."""
    return max(source.read for source in base.sources.values() if source.read)


def _render_coverage(titles: Mapping[str, str]) -> str:
    covered = sum(1 for covering in titles.values() if covering)
    missing = sorted(title for title, covering in titles.items() if not covering)
    total = f"{covered} of {len(titles)} titles are covered."
    return total + (f" Not covered: {', '.join(missing)}." if missing else "")


def _render_table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
