"""Answers of the knowledge base to insert into a reply, with source and date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from knowledge.entry_schema import Question
from knowledge.fact_status import Status
from knowledge.facts import get_fact
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import Library

MAX_RESULTS = 5


@dataclass(frozen=True)
class CannedResponse:
    """`text` is inserted; `question` identifies the answer on the page."""

    id: str
    question: str
    text: str


def search_responses(
    library: Optional[Library], words: str, today: dt.date
) -> list[CannedResponse]:
    """Return the best answers for some words; none without words."""
    if library is None or not words:
        return []
    hits = library.search(words[:200], ("faq",), MAX_RESULTS, today)
    questions = library.base.questions
    return [
        _build_response(library.base, questions[hit.id], today)
        for hit in hits
        if hit.id in questions
    ]


def insert_response(text: str, library: Optional[Library], chosen: str, today: dt.date) -> str:
    """Append an answer to the text; unchanged if the base does not have it."""
    question = library.base.questions.get(chosen) if library is not None else None
    if library is None or question is None:
        return text
    answer = _build_response(library.base, question, today).text
    return "\n".join(part for part in (text.rstrip(), answer) if part)


def _build_response(base: KnowledgeBase, entry: Question, today: dt.date) -> CannedResponse:
    return CannedResponse(
        entry.id, entry.question, f"{entry.short} ({_format_citation(base, entry, today)})"
    )


def _format_citation(base: KnowledgeBase, entry: Question, today: dt.date) -> str:
    """« Source : Infor Jeunes, « Le CEFA », 03/11/2026, vérifié le 12/11/2026 », or « à confirmer
    »."""
    sources = [base.sources[each] for each in entry.sources if each in base.sources]
    if not sources:
        return "À confirmer : sans source vérifiée"
    source = sources[0]
    named = f"Source : {source.publisher}, « {source.title} »"
    if source.published:
        named += f", {source.published:%d/%m/%Y}"
    known = get_fact(entry, "short", base).standing(today)
    if known.status is Status.VERIFIED and known.read:
        return f"{named}, vérifié le {known.read:%d/%m/%Y}"
    if known.status is Status.OFFICIAL:
        return f"{named}, de source officielle, {known.year}"
    return f"{named} ; à confirmer"
