"""Checks of a loaded base: dead references, long sentences, direct address, expired facts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from bot.language.normalisation import normalise
from knowledge import search_documents
from knowledge.entry_kinds import Entry
from knowledge.entry_schema import (
    Deadline,
    Event,
    Occupation,
    Question,
    Service,
    Shortage,
    Training,
    Wage,
)
from knowledge.fact_status import list_source_ids
from knowledge.facts import iter_facts
from knowledge.imported_models import RomeSheet
from knowledge.knowledge_base import KnowledgeBase
from knowledge.official_codes import OfficialCodes
from knowledge.provenance import EntryModel
from knowledge.reader_address import find_reader_address

MAX_SENTENCE_WORDS = 25

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"\w")
_WRITTEN_DOUBT = re.compile(r"\bà (?:vérifier|confirmer)\b|chiffre sûr", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """A problem to fix. `severity` is "error" or "warning", `code` a short stable name."""

    severity: str
    code: str
    id: str
    file: str
    detail: str


def check_base(
    base: KnowledgeBase,
    today: dt.date,
    reference: Optional[Path] = None,
    wordings: Iterable[tuple[str, str]] = (),
) -> list[Problem]:
    """Return the problems of `base` on the day `today`, errors first.

    `reference` is a folder with the official ROME files and, optionally, ESCO's ISCO groups;
    `wordings` are further (id, text) pairs that the entry classifier is trained on.
    """
    official = OfficialCodes.read(reference) if reference else None
    found = [
        Problem(severity, code, entry.id, base.files.get(entry.id, ""), detail)
        for entry in base.entries.values()
        for severity, code, detail in _check_entry(base, entry, today, official)
    ]
    found += [
        Problem(severity, code, entry.id, base.files.get(entry.id, ""), detail)
        for entry in (*base.deadlines.values(), *base.shortages.values(), *base.wages.values())
        for severity, code, detail in _check_listed_entry(base, entry, today)
    ]
    found += [
        Problem("error", "unknown-source", "site", "site.yml", source)
        for source in (base.site.sources if base.site else ())
        if source not in base.sources
    ]
    found += [
        Problem("warning", "wording-of-two", question, base.files.get(question, ""), detail)
        for question, detail in _find_shared_wordings(base, wordings)
    ]
    return sorted(found, key=lambda problem: problem.severity)


Finding = tuple[str, str, str]


def _check_entry(
    base: KnowledgeBase, entry: Entry, today: dt.date, official: Optional[OfficialCodes]
) -> Iterator[Finding]:
    if isinstance(entry, RomeSheet):
        return  # checked by its importer; cannot be edited here
    yield from _check_sources(base, entry)
    yield from _check_references(base, entry)
    yield from _check_sentence_lengths(entry)
    yield from _check_reader_address(entry)
    yield from _check_written_doubts(entry)
    yield from _check_ages(base, entry, today)
    if isinstance(entry, Occupation):
        if base.files.get(entry.id) and not entry.ways_in:
            yield "error", "no-way-in", "a hand-written profession has at least one way in"
        if official:
            yield from _check_codes(entry, official)


def _check_listed_entry(
    base: KnowledgeBase, entry: Union[Deadline, Shortage, Wage], today: dt.date
) -> Iterator[Finding]:
    yield from _check_sources(base, entry)
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


def _find_shared_wordings(
    base: KnowledgeBase, wordings: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield each question with a wording that leads to several entries, and a message naming them.

    Wordings shared only within `wordings` are allowed: « et si j'ai déjà mon cess » can follow many
    answers.
    """
    learnt: dict[str, set[str]] = defaultdict(set)
    for entry, text in wordings:
        learnt[normalise(text)].add(entry)
    own: dict[str, set[str]] = defaultdict(set)
    for question in base.questions.values():
        for name in search_documents.list_names(question):
            own[normalise(name)].add(question.id)
    for text, questions in own.items():
        entries = sorted(questions | learnt.get(text, set()))
        if len(entries) > 1:
            yield min(questions), f"« {text} » stands in {' and '.join(entries)}"


def _check_sources(base: KnowledgeBase, entry: EntryModel) -> Iterator[Finding]:
    for source in list_source_ids(entry):
        if source not in base.sources:
            yield "error", "unknown-source", source


def _check_references(base: KnowledgeBase, entry: Entry) -> Iterator[Finding]:
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


def _check_sentence_lengths(entry: Entry) -> Iterator[Finding]:
    for text in iter_prose(entry):
        for sentence in SENTENCE_END.split(text):
            words = sum(1 for word in sentence.split() if _WORD.search(word))
            if words > MAX_SENTENCE_WORDS:
                yield "error", "long-sentence", f"{words} words: {sentence}"


def _check_reader_address(entry: Entry) -> Iterator[Finding]:
    for text in (*iter_prose(entry), *_iter_short_texts(entry)):
        if words := find_reader_address(text):
            yield "error", "addressed", f"« {words} » speaks to one reader: {text}"


def _check_written_doubts(entry: Entry) -> Iterator[Finding]:
    """Find doubts in the text: `knowledge.fact_status` derives them from the sources already."""
    texts: tuple[str, ...] = ()
    if isinstance(entry, Occupation):
        texts = (entry.regulation.note or "", entry.pay, entry.prospects)
        texts += tuple(part for way in entry.ways_in for part in (way.title, way.length, way.where))
    elif isinstance(entry, Training):
        texts = (entry.length, entry.schedule, entry.conditions, entry.place, entry.summary)
    for text in texts:
        if _WRITTEN_DOUBT.search(text):
            yield "error", "doubt", text


def _iter_short_texts(entry: Entry) -> Iterator[str]:
    """Yield the displayed texts that are not sentences."""
    if isinstance(entry, Occupation):
        yield from entry.subjects
        for way in entry.ways_in:
            yield from (way.title, way.length, way.where)
        yield from (condition.says for condition in entry.access)
    elif isinstance(entry, Training):
        yield from (entry.title, entry.length)


def iter_prose(entry: Entry) -> Iterator[str]:
    """Yield the texts of an entry that are displayed as sentences."""
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


def _check_ages(base: KnowledgeBase, entry: Entry, today: dt.date) -> Iterator[Finding]:
    if isinstance(entry, Event) and entry.last_day < today:
        yield "warning", "expired", f"since {entry.last_day.isoformat()}"
    for fact in iter_facts(entry, base):
        if not (fact.sources or fact.rests_on.owner or fact.rests_on.confirmed):
            yield "error", "no-source", f"{fact.name}: neither a source nor whom to ask"
        if fact.is_expired(today):
            yield "warning", "expired", f"{fact.name}: since {fact.rests_on.valid_until}"
        elif fact.read and fact.read > today:
            yield "warning", "read-in-future", f"{fact.name}: {fact.read.isoformat()}"


def _check_codes(occupation: Occupation, official: OfficialCodes) -> Iterator[Finding]:
    if official.rome and occupation.rome not in official.rome:
        yield "error", "unknown-rome", occupation.rome
    if official.isco and occupation.isco not in official.isco:
        yield "error", "unknown-isco", occupation.isco
    major = official.riasec.get(occupation.rome)
    if major and not occupation.riasec.startswith(major):
        # Only a warning: ROME groups several trades under one code.
        yield "warning", "riasec-differs", f"{occupation.riasec}, ROME has {major} first"
