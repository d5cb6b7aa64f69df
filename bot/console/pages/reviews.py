"""« À relire »: ten facts a day that fall due, to confirm, correct or retire."""

from __future__ import annotations

import logging
from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.console import reviews
from bot.console.gate import get, post
from bot.console.learning import NotLearned
from bot.console.reviews import Draft
from bot.console.visit import Visit
from bot.console.written import prose_problem, too_long
from bot.storage.unit_of_work import UnitOfWork
from knowledge.due import Due, due
from knowledge.importing.tables import ImportRefused
from knowledge.reviewing import can_be_corrected

_log = logging.getLogger(__name__)
ADDRESS = "/relire"
A_DAY = 10
_VERDICTS = {"confirmer": "confirmed", "corriger": "corrected", "retirer": "retired"}


async def show(visit: Visit) -> Response:
    """The facts that fall due first."""
    return await _page(visit)


async def confirm(visit: Visit) -> Response:
    """It still stands, as its source says it."""
    return await _judge(visit, "confirmed")


async def correct(visit: Visit) -> Response:
    """It says something else from now on."""
    text = " ".join(visit.form.text("value").split())
    problem = "no_value" if not text else prose_problem(text)
    if problem:
        return await _page(visit, 422, {"value": problem})
    return await _judge(visit, "corrected", text)


async def retire(visit: Visit) -> Response:
    """It is said no more."""
    return await _judge(visit, "retired")


async def _judge(visit: Visit, verdict: str, value: str = "") -> Response:
    draft = Draft(
        visit.form.text("entry"), visit.form.text("field"), visit.form.raw("said"), verdict, value
    )
    known = await visit.desk.compute(lambda: _found(visit, draft))
    if known is None:
        return await _page(visit, 409, {"": "fact_changed"})
    entry = visit.desk.library and visit.desk.library.base.get(draft.entry)
    if verdict == "corrected" and not can_be_corrected(entry, draft.field):
        return await _page(visit, 422, {"": "no_correction"})

    def work(unit: UnitOfWork) -> int:
        number = reviews.write(unit, draft, visit.me.counsellor, visit.now)
        visit.noted(unit, "fact_reviewed", f"review:{number}")
        return number

    number = await visit.write(work)
    try:
        await visit.desk.compute(visit.desk.learning.refresh)
    except NotLearned as error:
        _log.error("a review could not be learned: %s", type(error.__cause__).__name__)
        await visit.write(lambda unit: reviews.forget(unit, number))
        return await _page(visit, 422, {"": "fact_not_learned"})
    except (OSError, ImportRefused) as error:  # the next start writes it
        _log.error("the reviews could not be written: %s", type(error).__name__)
        return visit.go(ADDRESS, "relue_pas_ecrite")
    return visit.go(ADDRESS, "relue")


def _found(visit: Visit, draft: Draft) -> Optional[Due]:
    """The fact that was judged, as the base says it still."""
    return next(
        (
            one
            for one in _due(visit)
            if (one.fact.entry, one.fact.name) == (draft.entry, draft.field)
            and _one_line(one.fact.value) == _one_line(draft.said)
        ),
        None,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _due(visit: Visit) -> list[Due]:
    current = visit.desk.learning.current
    return due(current.read, local_day(visit.now)) if current else []


async def _page(
    visit: Visit, status: int = 200, problems: Optional[dict[str, str]] = None
) -> Response:
    found = await visit.desk.compute(lambda: _due(visit))
    library = visit.desk.library
    shown = [
        {
            "due": one,
            "title": library.base.title(one.fact.entry) if library else one.fact.entry,
            "text": can_be_corrected(library and library.base.get(one.fact.entry), one.fact.name),
        }
        for one in found[:A_DAY]
    ]
    return visit.page(
        "reviews.html",
        status=status,
        problems=problems,
        shown=shown,
        left=len(found),
        long=too_long(visit.form.text("value")) if visit.form else [],
    )


PAGES = [
    get(ADDRESS, show),
    post(f"{ADDRESS}/confirmer", confirm),
    post(f"{ADDRESS}/corriger", correct, needs="admin"),
    post(f"{ADDRESS}/retirer", retire, needs="admin"),
]
