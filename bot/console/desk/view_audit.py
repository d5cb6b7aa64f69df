"""Audit lines for views, written once per session however often a page is reloaded (C8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.console.auth import audit_repository
from bot.console.auth.audit_trail import AuditAction
from bot.console.web.request_context import RequestContext
from bot.storage.unit_of_work import UnitOfWork


def find_unrecorded_subjects(
    unit: UnitOfWork, context: RequestContext, action: AuditAction, subjects: Iterable[str]
) -> list[str]:
    """Return the subjects without a line in this session."""
    me = context.me
    known = audit_repository.list_subjects_since(unit, me.counsellor, action, me.created)
    return [subject for subject in subjects if subject not in known]


async def record_views(
    context: RequestContext, action: AuditAction, subjects: Iterable[str]
) -> None:
    """Write the missing lines. Opens no write transaction if there are none."""
    wanted = list(subjects)
    if wanted:
        missing = await context.read(
            lambda unit: find_unrecorded_subjects(unit, context, action, wanted)
        )
        await record_subjects(context, action, missing)


async def record_subjects(
    context: RequestContext, action: AuditAction, subjects: Collection[str]
) -> None:
    """Write a line for each subject. Opens no transaction if there are none."""

    def work(unit: UnitOfWork) -> None:
        for subject in subjects:
            context.write_audit_line(unit, action, subject)

    if subjects:
        await context.write(work)
