"""What is wrong in a base that loads: references that lead nowhere, long sentences, sentences that
speak to one reader, old facts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from knowledge import documents
from knowledge.addressee import spoken_to
from knowledge.base import Base, Entry
from knowledge.cited import Cited
from knowledge.fact import cited_in, facts_of
from knowledge.official import Sheet
from knowledge.reference import Reference
from knowledge.schema import (
    Deadline,
    Event,
    Occupation,
    Question,
    Service,
    Shortage,
    Training,
    Wage,
)
from knowledge.text import normalise

MAX_WORDS = 25

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"\w")
_DOUBT = re.compile(r"\bà (?:vérifier|confirmer)\b|chiffre sûr", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One thing to correct. `severity` is « error » or « warning », `code` a short stable name."""

    severity: str
    code: str
    id: str
    file: str
    detail: str


def check(
    base: Base,
    today: dt.date,
    reference: Optional[Path] = None,
    wordings: Iterable[tuple[str, str]] = (),
) -> list[Problem]:
    """All problems of `base` on the day `today`, errors first.

    `reference` is a folder with the official ROME files, and ESCO's ISCO groups if at hand;
    `wordings` are (id, text) that entries are learnt from beside the wordings of the base.
    """
    official = Reference.read(reference) if reference else None
    found = [
        Problem(severity, code, entry.id, base.files.get(entry.id, ""), detail)
        for entry in base.entries.values()
        for severity, code, detail in _of_entry(base, entry, today, official)
    ]
    found += [
        Problem(severity, code, entry.id, base.files.get(entry.id, ""), detail)
        for entry in (*base.deadlines.values(), *base.shortages.values(), *base.wages.values())
        for severity, code, detail in _of_list(base, entry, today)
    ]
    found += [
        Problem("error", "unknown-source", "site", "site.yml", source)
        for source in (base.site.sources if base.site else ())
        if source not in base.sources
    ]
    found += [
        Problem("error", "wording-of-two", question, base.files.get(question, ""), detail)
        for question, detail in _of_two(base, wordings)
    ]
    return sorted(found, key=lambda problem: problem.severity)


Finding = tuple[str, str, str]


def _of_entry(
    base: Base, entry: Entry, today: dt.date, official: Optional[Reference]
) -> Iterator[Finding]:
    if isinstance(entry, Sheet):
        return  # an importer checked it, nobody here can mend it
    yield from _sources(base, entry)
    yield from _references(base, entry)
    yield from _sentences(entry)
    yield from _addressed(entry)
    yield from _doubts(entry)
    yield from _ages(base, entry, today)
    if isinstance(entry, Occupation):
        if base.files.get(entry.id) and not entry.ways_in:
            yield "error", "no-way-in", "a hand-written profession has at least one way in"
        if official:
            yield from _codes(entry, official)


def _of_list(
    base: Base, entry: Union[Deadline, Shortage, Wage], today: dt.date
) -> Iterator[Finding]:
    yield from _sources(base, entry)
    if isinstance(entry, Wage):
        if entry.occupation not in base.occupations:
            yield "error", "dead-reference", f"occupation: {entry.occupation}"
        return
    if isinstance(entry, Shortage):
        for occupation in entry.occupations:
            if occupation not in base.occupations:
                yield "error", "dead-reference", f"occupations: {occupation}"
        return
    if entry.question and entry.question not in base.questions:
        yield "error", "dead-reference", f"question: {entry.question}"
    if entry.date and entry.date < today:
        yield "warning", "expired", f"since {entry.date.isoformat()}"


def _of_two(base: Base, wordings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each question with a wording that leads to another entry too, and which ones.

    Two lines of `wordings` alike are none: « et si j'ai déjà mon cess » follows many an answer.
    """
    learnt: dict[str, set[str]] = defaultdict(set)
    for entry, text in wordings:
        learnt[normalise(text)].add(entry)
    own: dict[str, set[str]] = defaultdict(set)
    for question in base.questions.values():
        for name in documents.names(question):
            own[normalise(name)].add(question.id)
    for text, questions in own.items():
        entries = sorted(questions | learnt.get(text, set()))
        if len(entries) > 1:
            yield min(questions), f"« {text} » stands in {' and '.join(entries)}"


def _sources(base: Base, entry: Cited) -> Iterator[Finding]:
    for source in cited_in(entry):
        if source not in base.sources:
            yield "error", "unknown-source", source


def _references(base: Base, entry: Entry) -> Iterator[Finding]:
    if isinstance(entry, Occupation):
        for related in entry.related:
            if related == entry.id:
                yield "error", "dead-reference", f"related: {related} is the entry itself"
            elif related not in base.occupations:
                yield "error", "dead-reference", f"related: {related}"
        for way in entry.ways_in:
            if way.training and way.training not in base.trainings:
                yield "error", "dead-reference", f"ways_in: {way.training}"
    elif isinstance(entry, Question):
        if entry.followed_by and entry.followed_by not in base.questions:
            yield "error", "dead-reference", f"followed_by: {entry.followed_by}"
    elif isinstance(entry, Service):
        after = base.get(entry.followed_by) if entry.followed_by else None
        if entry.followed_by and not isinstance(after, (Question, Service)):
            yield "error", "dead-reference", f"followed_by: {entry.followed_by}"
        if isinstance(after, Service) and after.past:
            yield "error", "dead-reference", f"followed_by: {entry.followed_by} is over too"
    elif isinstance(entry, Training):
        for occupation in entry.occupations:
            if occupation not in base.occupations:
                yield "error", "dead-reference", f"occupations: {occupation}"


def _sentences(entry: Entry) -> Iterator[Finding]:
    for text in prose(entry):
        for sentence in SENTENCE_END.split(text):
            words = sum(1 for word in sentence.split() if _WORD.search(word))
            if words > MAX_WORDS:
                yield "error", "long-sentence", f"{words} words: {sentence}"


def _addressed(entry: Entry) -> Iterator[Finding]:
    for text in (*prose(entry), *_details(entry)):
        if words := spoken_to(text):
            yield "error", "addressed", f"« {words} » speaks to one reader: {text}"


def _doubts(entry: Entry) -> Iterator[Finding]:
    """A doubt follows from the sources (`knowledge.fact`); written down, it would be told twice."""
    texts: tuple[str, ...] = ()
    if isinstance(entry, Occupation):
        texts = (entry.regulation.note or "", entry.pay, entry.prospects)
        texts += tuple(part for way in entry.ways_in for part in (way.title, way.length, way.where))
    elif isinstance(entry, Training):
        texts = (entry.length, entry.schedule, entry.conditions, entry.place, entry.summary)
    for text in texts:
        if _DOUBT.search(text):
            yield "error", "doubt", text


def _details(entry: Entry) -> Iterator[str]:
    """What a person reads beside the sentences."""
    if isinstance(entry, Occupation):
        yield from entry.subjects
        for way in entry.ways_in:
            yield from (way.title, way.length, way.where)
        yield from (asked.says for asked in entry.access)
    elif isinstance(entry, Training):
        yield from (entry.title, entry.length)


def prose(entry: Entry) -> Iterator[str]:
    """Everything in an entry that a person reads as sentences."""
    if isinstance(entry, Occupation):
        yield from (*entry.summary, *entry.tasks, *entry.pleasant, *entry.hard)
        yield from (entry.day, entry.pay, entry.prospects, entry.regulation.note or "")
        yield from entry.conditions.dict().values()
    elif isinstance(entry, Training):
        yield from (entry.summary, entry.conditions, entry.schedule, *entry.next)
    elif isinstance(entry, Question):
        yield from (entry.question, entry.short, *entry.more, entry.regime)
    elif isinstance(entry, Service):
        yield from (entry.audience, entry.summary, entry.contact or "")
    elif isinstance(entry, Event):
        yield from (entry.audience, entry.summary, entry.place)


def _ages(base: Base, entry: Entry, today: dt.date) -> Iterator[Finding]:
    if isinstance(entry, Event) and entry.last_day < today:
        yield "warning", "expired", f"since {entry.last_day.isoformat()}"
    for fact in facts_of(entry, base):
        if not (fact.sources or fact.rests_on.owner or fact.rests_on.confirmed):
            yield "error", "no-source", f"{fact.name}: neither a source nor whom to ask"
        if fact.is_over(today):
            yield "warning", "expired", f"{fact.name}: since {fact.rests_on.valid_until}"
        elif fact.read and fact.read > today:
            yield "warning", "read-in-future", f"{fact.name}: {fact.read.isoformat()}"


def _codes(occupation: Occupation, official: Reference) -> Iterator[Finding]:
    if official.rome and occupation.rome not in official.rome:
        yield "error", "unknown-rome", occupation.rome
    if official.isco and occupation.isco not in official.isco:
        yield "error", "unknown-isco", occupation.isco
    major = official.riasec.get(occupation.rome)
    if major and not occupation.riasec.startswith(major):
        # A warning: ROME groups several trades under one code, and an author may know better.
        yield "warning", "riasec-differs", f"{occupation.riasec}, ROME has {major} first"
