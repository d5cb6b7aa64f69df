"""Dates of the whole base: none that passed is offered, none is newer than what it rests on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from knowledge.base_checks import SENTENCE_END
from knowledge.entry_schema import Deadline, Question
from knowledge.fact_status import get_field_provenance
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import Source
from tests.support.knowledge_factories import DATA

_YEAR = re.compile(r"\b(20\d\d)(?:-20\d\d)?\b")
_AMOUNT = re.compile(r"\d\s?(?:euros|%)|\bplaces\b")
_TO_COME = re.compile(r"annonc|prévu|demanderait|se demande")


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return KnowledgeBase.load(DATA)


def test_each_deadline_ends_and_says_whom_to_ask(real: KnowledgeBase):
    unsure = {
        each.id
        for each in real.deadlines.values()
        if not each.owner or each.last_day is None or each.valid_until != each.last_day
    }
    assert unsure == set()


def test_a_month_is_the_one_in_which_it_ends(real: KnowledgeBase):
    wrong = {
        each.id: (each.month, each.valid_until)
        for each in real.deadlines.values()
        if each.month and each.valid_until and str(each.valid_until.year) not in each.month
    }
    assert wrong == {}


def test_a_deadline_is_explained_by_an_answer_that_is_there(real: KnowledgeBase):
    assert {each.question for each in real.deadlines.values()} <= {None, *real.questions}


def test_no_deadline_is_offered_after_its_last_day(real: KnowledgeBase):
    for each in real.deadlines.values():
        assert each.last_day
        after = each.last_day + dt.timedelta(days=1)
        assert each in real.list_coming_deadlines(each.last_day)
        assert each not in real.list_coming_deadlines(after)


def test_a_deadline_of_a_month_without_a_last_day_is_not_offered():
    each = Deadline(id="d", title="D", month="mars 2027", who="W", regime="R")
    assert (
        KnowledgeBase(sources=[], entries=[each]).list_coming_deadlines(dt.date(2026, 1, 1)) == []
    )


def test_an_amount_of_a_year_rests_on_a_source_of_that_year(real: KnowledgeBase):
    older = [
        (question.id, sentence)
        for question in real.questions.values()
        for sentence, newest in _sentences(question, real)
        if _AMOUNT.search(sentence)
        and not _TO_COME.search(sentence)
        and max(map(int, _YEAR.findall(sentence)), default=0) > newest
    ]
    assert older == []


def test_no_source_is_of_a_day_that_had_not_come_when_it_was_read(real: KnowledgeBase):
    wrong = [
        each.id
        for each in real.sources.values()
        if each.published and each.read and each.published > each.read
    ]
    assert wrong == []


def _sentences(question: Question, base: KnowledgeBase) -> Iterator[tuple[str, int]]:
    """Each sentence of an answer, with the newest year of the sources of its field."""
    for name, texts in (("short", (question.short,)), ("more", question.more)):
        cited = {*question.sources, *get_field_provenance(question, name).sources}
        newest = max((_last_year(base.sources[each]) for each in cited), default=0)
        for text in texts:
            for sentence in SENTENCE_END.split(text):
                yield sentence, newest


def _last_year(source: Source) -> int:
    """The last year that a source can know of."""
    if source.covers:
        return int(source.covers[-4:])
    return source.date.year if source.date else 0
