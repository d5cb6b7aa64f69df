"""Validation of proposed answers, and an admin's decision on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Optional

from bot.console.answers import answer_repository
from bot.console.answers.answer_repository import APPROVED, PROPOSED, Answer, AnswerDraft
from bot.console.answers.prose_rules import find_identity_problem, find_prose_problem, is_url
from bot.console.console_errors import ConsoleError, NoSuchPage
from bot.language.normalisation import normalise
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.wakeup_repository import ANSWERS_CHANGED, notify

MAX_VARIANTS, MAX_LINE_CHARS, MAX_ANSWER_CHARS = 12, 200, 1000


class UnusableAnswer(ConsoleError):
    """No valid entry can be built from the answer."""

    code = "unusable_answer"


class AnswerAlreadyDecided(ConsoleError):
    """The answer was approved or refused before."""

    code = "answer_already_decided"


def find_draft_problems(
    draft: AnswerDraft, today: dt.date, from_centre: bool = False
) -> dict[str, str]:
    """Return the problems of a draft: sentence key by field.

    `from_centre`: the centre itself is the source, without a page.
    """
    page = is_url(draft.url) and len(draft.url) <= 500
    problems = {
        "question": _find_text_problem(draft.question, "no_question", MAX_LINE_CHARS),
        "variants": _find_variants_problem(draft.variants),
        "answer": _find_text_problem(draft.answer, "no_answer", MAX_ANSWER_CHARS),
        "source": "no_source" if not draft.source else _find_line_problem(draft.source),
        "url": None if page or (from_centre and not draft.url) else "no_url",
        "read_on": _find_date_problem(draft.read_on, today),
    }
    return {field: problem for field, problem in problems.items() if problem}


def get_answer(unit: UnitOfWork, number: int) -> Answer:
    """Return an answer. Raises NoSuchPage."""
    answer = answer_repository.find_answer(unit, number)
    if answer is None:
        raise NoSuchPage
    return answer


def decide_answer(
    unit: UnitOfWork, number: int, state: str, admin: int, before: str = PROPOSED
) -> None:
    """Move an answer from state `before` to `state` (approve, refuse, withdraw).

    Raises:
        AnswerAlreadyDecided, NoSuchPage.
    """
    if answer_repository.change_state(unit, number, before, state, admin):
        if APPROVED in (state, before):
            notify(unit, ANSWERS_CHANGED, number)
        return
    get_answer(unit, number)
    raise AnswerAlreadyDecided


def add_wordings(unit: UnitOfWork, number: int, wordings: Iterable[str]) -> Answer:
    """Add other wordings to a question, as far as they are allowed; return the answer.

    Raises:
        NoSuchPage.
    """
    answer = get_answer(unit, number)
    known = set(map(normalise, (answer.question, *answer.variants)))
    added = [
        each
        for each in dict.fromkeys(wordings)
        if normalise(each) not in known and _find_line_problem(each) is None
    ]
    variants = [*answer.variants, *added][:MAX_VARIANTS]
    if variants != answer.variants:
        answer_repository.save_variants(unit, number, variants)
    return replace(answer, variants=variants)


def states_by_wording(answers: list[Answer]) -> dict[str, str]:
    """Return the state of each normalised wording that has an answer or a proposal."""
    states: dict[str, str] = {}
    for answer in answers:
        for text in (answer.question, *answer.variants):
            states.setdefault(normalise(text), answer.state)
    return states


def _find_text_problem(text: str, missing: str, longest: int) -> Optional[str]:
    if not text:
        return missing
    return "too_long" if len(text) > longest else find_prose_problem(text)


def _find_line_problem(text: str) -> Optional[str]:
    return "too_long" if len(text) > MAX_LINE_CHARS else find_identity_problem(text)


def _find_variants_problem(variants: tuple[str, ...]) -> Optional[str]:
    """Return the problem of the variants. They are only matched, so « tu » is allowed in them."""
    if len(variants) > MAX_VARIANTS:
        return "too_many"
    return next(filter(None, map(_find_line_problem, variants)), None)


def _find_date_problem(day: Optional[dt.date], today: dt.date) -> Optional[str]:
    if day is None:
        return "no_day"
    return "future_day" if day > today else None
