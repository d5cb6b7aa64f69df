"""« À relire »: ten facts a day that fall due, to confirm, correct or retire; and what partners are
asked for."""

from __future__ import annotations

import csv
import io
import logging
from collections import Counter
from dataclasses import replace
from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.console import reviews
from bot.console.gate import get, post
from bot.console.learning import NotLearned
from bot.console.reviews import Draft
from bot.console.visit import Visit
from bot.console.written import prose_problem, too_long
from bot.handoff import answered
from bot.storage.unit_of_work import UnitOfWork
from knowledge.due import Due, due
from knowledge.gaps import gaps
from knowledge.importing.tables import ImportRefused
from knowledge.reviewing import can_be_corrected

_log = logging.getLogger(__name__)
ADDRESS = "/relire"
A_DAY, MOST_ASKED = 10, 20
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


async def missing(visit: Visit) -> Response:
    """What rests on no source, as a table to send: `?a=le Forem`, that partner's alone."""
    asked, current = visit.asked("a"), visit.desk.learning.current
    found = await visit.desk.compute(lambda: gaps(current.read) if current else [])
    table = io.StringIO()
    rows = csv.writer(table, delimiter=";")
    rows.writerow(("à qui", "fiche", "titre", "champ", "ce que la base en dit"))
    for gap in found:
        if not asked or gap.owner == asked:
            rows.writerow((gap.owner, gap.entry, gap.title, gap.field, gap.said))
    headers = {"content-disposition": 'attachment; filename="a-completer.csv"'}
    content = "\ufeff" + table.getvalue()  # else spreadsheets do not read UTF-8
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _judge(visit: Visit, verdict: str, value: str = "") -> Response:
    draft = Draft(
        visit.form.text("entry"), visit.form.text("field"), visit.form.raw("said"), verdict, value
    )
    known = await visit.desk.compute(lambda: _found(_due(visit, {}), draft))
    if known is None:
        return await _page(visit, 409, {"": "fact_changed"})
    entry = visit.desk.library and visit.desk.library.base.get(draft.entry)
    if verdict == "corrected" and not can_be_corrected(entry, draft.field):
        return await _page(visit, 422, {"": "no_correction"})

    def work(unit: UnitOfWork) -> int:
        # In the words of the base: a browser may send other line ends, and nothing would follow.
        judged = replace(draft, said=known.fact.value)
        number = reviews.write(unit, judged, visit.me.counsellor, visit.now)
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


def _found(every: list[Due], draft: Draft) -> Optional[Due]:
    """The fact that was judged, as the base says it still."""
    return next(
        (
            one
            for one in every
            if (one.fact.entry, one.fact.name) == (draft.entry, draft.field)
            and _one_line(one.fact.value) == _one_line(draft.said)
        ),
        None,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _due(visit: Visit, told: dict[str, int]) -> list[Due]:
    current = visit.desk.learning.current
    return due(current.read, local_day(visit.now), told) if current else []


def _asked(visit: Visit) -> list[tuple[str, int]]:
    """Whom to ask, and for how much; whoever has most to say first."""
    current = visit.desk.learning.current
    counts = Counter(gap.owner for gap in gaps(current.read)) if current else Counter()
    return counts.most_common(MOST_ASKED)


async def _page(
    visit: Visit, status: int = 200, problems: Optional[dict[str, str]] = None
) -> Response:
    told = await visit.read(answered.often)
    found, asked = await visit.desk.compute(lambda: (_due(visit, told), _asked(visit)))
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
        asked=asked,
        long=too_long(visit.form.text("value")) if visit.form else [],
    )


PAGES = [
    get(ADDRESS, show),
    get(f"{ADDRESS}/a-completer.csv", missing),
    post(f"{ADDRESS}/confirmer", confirm),
    post(f"{ADDRESS}/corriger", correct, needs="admin"),
    post(f"{ADDRESS}/retirer", retire, needs="admin"),
]
