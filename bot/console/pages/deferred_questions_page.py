"""« Questions laissées »: questions that people left; counsellors answer or ask a professional."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.console.auth.audit_trail import AuditAction
from bot.console.console_errors import NoSuchPage
from bot.console.desk.error_keys import REFUSAL_ERRORS, find_error_key
from bot.console.desk.handoff_operations import list_public_contacts
from bot.console.desk.view_audit import record_views
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.deferred_questions import deferred_answers, invitation_repository
from bot.deferred_questions import deferred_question_repository as stored
from bot.deferred_questions.deferred_question_repository import WAITING, DeferredQuestion
from bot.deferred_questions.invitation_repository import Invitation
from bot.deferred_questions.working_days import WorkingDays, load_working_days
from bot.handoff.handoff_errors import IdentifyingText
from bot.presentation.deferred_question_facts import INVITATION_PATH
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/questions-laissees"
MAX_SHOWN = 200
_TEXT_PROBLEMS = ("empty", "too_long", "characters", IdentifyingText.code)


@dataclass(frozen=True)
class ListedQuestion:
    """A question with its age in working days; `drafted`: whether a professional who was asked has
    answered, None if none was asked."""

    question: DeferredQuestion
    age: int
    late: bool
    drafted: Optional[bool]

    @property
    def waits(self) -> bool:
        """Whether it has no answer yet."""
        return self.question.state == WAITING


async def show_list(context: RequestContext) -> Response:
    """Show the questions that wait, the oldest first, then those that are answered."""

    def work(unit: UnitOfWork) -> list[ListedQuestion]:
        days = load_working_days(unit, context.desk.settings.open_hours)
        drafted = invitation_repository.list_states(unit)
        questions = stored.list_all(unit, MAX_SHOWN)
        return [_describe(context, each, days, drafted.get(each.id)) for each in questions]

    shown = await context.read(work)
    await record_views(context, "deferred_seen", [""])
    return context.page("deferred_questions.html", shown=shown)


async def show(context: RequestContext) -> Response:
    """Show one question."""
    return await _render(context)


async def answer(context: RequestContext) -> Response:
    """Answer it."""
    return await _close(context, deferred_answers.answer_question, "deferred_answered", "reponse")


async def decline(context: RequestContext) -> Response:
    """Say why it cannot be answered."""
    return await _close(context, deferred_answers.decline_question, "deferred_declined", "raison")


async def accept(context: RequestContext) -> Response:
    """Send the professional's answer, as it was checked."""
    return await _close(context, deferred_answers.accept_draft, "deferred_draft_accepted", "relu")


async def refuse(context: RequestContext) -> Response:
    """Delete the professional's answer."""
    number = context.number("number")

    def work(unit: UnitOfWork) -> None:
        deferred_answers.refuse_draft(unit, number)
        _write_audit_line(unit, context, "deferred_draft_refused")

    try:
        await context.write(work)
    except REFUSAL_ERRORS as error:
        return await _render(context, 409, {"": find_error_key(error)})
    return context.go(f"{ADDRESS}/{number}", "brouillon_refuse")


async def invite(context: RequestContext) -> Response:
    """Create a link for a professional and show it, once."""
    number = context.number("number")

    def work(unit: UnitOfWork) -> str:
        token = deferred_answers.invite_professional(
            unit, number, context.me.counsellor, context.desk.keys.key, context.now
        )
        _write_audit_line(unit, context, "deferred_invited")
        return token

    try:
        token = await context.write(work)
    except REFUSAL_ERRORS as error:
        return await _render(context, 409, {"": find_error_key(error)})
    site = context.desk.settings.site_url or str(context.request.base_url).rstrip("/")
    until = local_day(context.now + deferred_answers.INVITATION_LIFETIME)
    link = f"{site}{INVITATION_PATH}/{token}"
    return context.page("deferred_invitation.html", number=number, link=link, until=until)


async def _close(
    context: RequestContext, act: Callable[..., None], action: AuditAction, field: str
) -> Response:
    """Store an answer or a reason from a field of the form, with its audit line."""
    number, text = context.number("number"), context.form.raw(field)
    public = list_public_contacts(context)

    def work(unit: UnitOfWork) -> None:
        act(unit, number, context.me.counsellor, text, context.now, public)
        _write_audit_line(unit, context, action)

    try:
        await context.write(work)
    except REFUSAL_ERRORS as error:
        key = find_error_key(error)
        if key in _TEXT_PROBLEMS:
            return await _render(context, 422, {field: key})
        return await _render(context, 409, {"": key})
    notice = "question_sans_reponse" if field == "raison" else "question_repondue"
    return context.go(ADDRESS, notice)


def _write_audit_line(unit: UnitOfWork, context: RequestContext, action: AuditAction) -> None:
    context.write_audit_line(unit, action, _audit_subject(context.number("number")))


def _audit_subject(number: int) -> str:
    return f"deferred_question:{number}"


def _describe(
    context: RequestContext,
    question: DeferredQuestion,
    days: WorkingDays,
    drafted: Optional[bool],
) -> ListedQuestion:
    """Describe a question; the age of one that is answered is how long that took."""
    until = local_day(question.answered or context.now)
    age = days.count_between(local_day(question.created), until)
    return ListedQuestion(question, age, until > question.due, drafted)


async def _render(
    context: RequestContext, status: int = 200, problems: Optional[dict[str, str]] = None
) -> Response:
    number = context.number("number")

    def work(unit: UnitOfWork) -> Optional[tuple[ListedQuestion, Optional[Invitation]]]:
        question = stored.find_question(unit, number)
        if question is None:
            return None
        invitation = invitation_repository.find_of_question(unit, number)
        drafted = None if invitation is None else bool(invitation.draft)
        days = load_working_days(unit, context.desk.settings.open_hours)
        return _describe(context, question, days, drafted), invitation

    found = await context.read(work)
    if found is None:
        raise NoSuchPage
    await record_views(context, "deferred_seen", [_audit_subject(number)])
    facts: dict[str, Any] = {"listed": found[0], "invitation": found[1]}
    return context.page("deferred_question.html", status=status, problems=problems, **facts)


_PATH = f"{ADDRESS}/{{number}}"
PAGES = [
    get(ADDRESS, show_list),
    get(_PATH, show),
    post(f"{_PATH}/repondre", answer),
    post(f"{_PATH}/sans-reponse", decline),
    post(f"{_PATH}/inviter", invite),
    post(f"{_PATH}/accepter", accept),
    post(f"{_PATH}/refuser", refuse),
]
