"""« À relire »: ten facts a day to confirm, correct or retire, and a list of gaps per partner."""

from __future__ import annotations

import csv
import io
import logging
from collections import Counter
from dataclasses import replace
from typing import Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.console.answers import review_repository
from bot.console.answers.library_refresher import LibraryNotRefreshed
from bot.console.answers.prose_rules import find_long_sentences, find_prose_problem
from bot.console.answers.review_repository import ReviewDraft
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.handoff import answered_entry_repository
from bot.storage.unit_of_work import UnitOfWork
from knowledge.fact_reviews import can_be_corrected
from knowledge.importers.delimited_files import ImportRefused
from knowledge.review_schedule import DueFact, list_due_facts
from knowledge.source_gaps import list_gaps

_log = logging.getLogger(__name__)
ADDRESS = "/relire"
MAX_FACTS_PER_DAY, MAX_PARTNERS_SHOWN = 10, 20
_VERDICTS = {"confirmer": "confirmed", "corriger": "corrected", "retirer": "retired"}


async def show(context: RequestContext) -> Response:
    """Show the facts that are most overdue."""
    return await _render(context)


async def confirm(context: RequestContext) -> Response:
    """Confirm a fact as its source states it."""
    return await _record_verdict(context, "confirmed")


async def correct(context: RequestContext) -> Response:
    """Correct the text of a fact."""
    text = " ".join(context.form.text("value").split())
    problem = "no_value" if not text else find_prose_problem(text)
    if problem:
        return await _render(context, 422, {"value": problem})
    return await _record_verdict(context, "corrected", text)


async def retire(context: RequestContext) -> Response:
    """Retire a fact: it is no longer said."""
    return await _record_verdict(context, "retired")


async def export_unsourced(context: RequestContext) -> Response:
    """Export the facts without a source as CSV; `?a=le Forem` for one partner."""
    partner, current = context.asked("a"), context.desk.learning.current
    gaps = await context.desk.compute(lambda: list_gaps(current.read) if current else [])
    table = io.StringIO()
    rows = csv.writer(table, delimiter=";")
    rows.writerow(("à qui", "fiche", "titre", "champ", "ce que la base en dit"))
    for gap in gaps:
        if not partner or gap.owner == partner:
            rows.writerow((gap.owner, gap.entry, gap.title, gap.field, gap.said))
    headers = {"content-disposition": 'attachment; filename="a-completer.csv"'}
    content = "\ufeff" + table.getvalue()  # spreadsheets recognise UTF-8 by its BOM
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _record_verdict(context: RequestContext, verdict: str, value: str = "") -> Response:
    draft = ReviewDraft(
        context.form.text("entry"),
        context.form.text("field"),
        context.form.raw("said"),
        verdict,
        value,
    )
    known = await context.desk.compute(lambda: _find_fact(_list_due_facts(context, {}), draft))
    if known is None:
        return await _render(context, 409, {"": "fact_changed"})
    entry = context.desk.library and context.desk.library.base.get(draft.entry)
    if verdict == "corrected" and not can_be_corrected(entry, draft.field):
        return await _render(context, 422, {"": "no_correction"})

    def work(unit: UnitOfWork) -> int:
        # Use the base's text: a browser may have changed the line ends, so that it would not match.
        judged = replace(draft, said=known.fact.value)
        number = review_repository.add_review(unit, judged, context.me.counsellor, context.now)
        context.write_audit_line(unit, "fact_reviewed", f"review:{number}")
        return number

    number = await context.write(work)
    try:
        await context.desk.compute(context.desk.learning.refresh)
    except LibraryNotRefreshed as error:
        _log.error("could not apply a review: %s", type(error.__cause__).__name__)
        await context.write(lambda unit: review_repository.delete_review(unit, number))
        return await _render(context, 422, {"": "fact_not_learned"})
    except (OSError, ImportRefused) as error:  # written at the next start
        _log.error("could not write the reviews: %s", type(error).__name__)
        return context.go(ADDRESS, "relue_pas_ecrite")
    return context.go(ADDRESS, "relue")


def _find_fact(facts: list[DueFact], draft: ReviewDraft) -> Optional[DueFact]:
    """Return the judged fact if the base still states it, else None."""
    return next(
        (
            due
            for due in facts
            if (due.fact.entry, due.fact.name) == (draft.entry, draft.field)
            and _join_lines(due.fact.value) == _join_lines(draft.said)
        ),
        None,
    )


def _join_lines(text: str) -> str:
    return " ".join(text.split())


def _list_due_facts(context: RequestContext, counts: dict[str, int]) -> list[DueFact]:
    current = context.desk.learning.current
    return list_due_facts(current.read, local_day(context.now), counts) if current else []


def _list_partners(context: RequestContext) -> list[tuple[str, int]]:
    """Return the partners with the number of facts to ask them about, most first."""
    current = context.desk.learning.current
    counts = Counter(gap.owner for gap in list_gaps(current.read)) if current else Counter()
    return counts.most_common(MAX_PARTNERS_SHOWN)


async def _render(
    context: RequestContext, status: int = 200, problems: Optional[dict[str, str]] = None
) -> Response:
    counts = await context.read(answered_entry_repository.count_answers_by_entry)
    facts, asked = await context.desk.compute(
        lambda: (_list_due_facts(context, counts), _list_partners(context))
    )
    library = context.desk.library
    shown = [
        {
            "due": due,
            "title": library.base.title(due.fact.entry) if library else due.fact.entry,
            "text": can_be_corrected(library and library.base.get(due.fact.entry), due.fact.name),
        }
        for due in facts[:MAX_FACTS_PER_DAY]
    ]
    return context.page(
        "reviews.html",
        status=status,
        problems=problems,
        shown=shown,
        left=len(facts),
        asked=asked,
        long=find_long_sentences(context.form.text("value")) if context.form else [],
    )


PAGES = [
    get(ADDRESS, show),
    get(f"{ADDRESS}/a-completer.csv", export_unsourced),
    post(f"{ADDRESS}/confirmer", confirm),
    post(f"{ADDRESS}/corriger", correct, needs="admin"),
    post(f"{ADDRESS}/retirer", retire, needs="admin"),
]
