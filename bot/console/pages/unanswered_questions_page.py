"""« Questions sans réponse »: counsellors propose answers to them, admins approve."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Optional

from starlette.responses import Response

from bot.console.answers import (
    answer_conversations,
    answer_dataset,
    answer_proposals,
    answer_repository,
)
from bot.console.answers.answer_proposals import AnswerAlreadyDecided, UnusableAnswer
from bot.console.answers.answer_repository import APPROVED, PROPOSED, REFUSED, AnswerDraft
from bot.console.answers.library_refresher import LibraryNotRefreshed
from bot.console.answers.prose_rules import find_long_sentences
from bot.console.answers.question_clusters import cluster_questions
from bot.console.auth import audit_trail
from bot.console.desk.view_audit import record_views
from bot.console.pages import answer_trial_page
from bot.console.staff import account_repository
from bot.console.web.form_values import parse_date, parse_lines
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.handoff import unanswered_repository
from bot.language.normalisation import normalise
from bot.storage.unit_of_work import UnitOfWork
from knowledge.importers.delimited_files import ImportRefused

_log = logging.getLogger(__name__)
ADDRESS, FORM_TEMPLATE = "/questions", "answer.html"
MAX_QUESTIONS, MAX_DECIDED_SHOWN = 200, 20


async def show(context: RequestContext) -> Response:
    """Show the groups of questions, and the answers."""
    return await _render(context)


async def begin(context: RequestContext) -> Response:
    """Show the form filled with a group's wordings; a POST, so that they are in no address."""
    given = [text.strip()[: answer_proposals.MAX_LINE_CHARS] for text in context.form.all("texte")]
    texts = [text for text in given if text]
    return _render_form(
        context, first="\n".join(texts[1 : answer_proposals.MAX_VARIANTS + 1]), question=texts[:1]
    )


async def propose(context: RequestContext) -> Response:
    """Store a proposed answer for an admin."""
    draft, today = _parse_draft(context), context.now.date()
    problems = answer_proposals.find_draft_problems(draft, today, _is_from_centre(context))
    if problems:
        return _render_form(context, 422, problems, long=_list_long_sentences(context))

    def work(unit: UnitOfWork) -> bool:
        known = answer_proposals.states_by_wording(
            answer_repository.list_answers(unit, PROPOSED, APPROVED)
        )
        if normalise(draft.question) in known:
            return False
        number = answer_repository.propose_answer(unit, draft, context.me.counsellor, context.now)
        context.write_audit_line(unit, "answer_proposed", f"answer:{number}")
        return True

    if not await context.write(work):
        return _render_form(context, 409, {"question": "answer_known"})
    return context.go(ADDRESS, "proposee")


async def approve(context: RequestContext) -> Response:
    """Approve an answer with the wordings that were tried; it is used at once here, and shortly
    after by other processes. Its conversations are written and played."""
    number, tried = context.number("number"), parse_lines(context.form.text("wordings"))
    refusal = await _change_state(context, PROPOSED, APPROVED, "answer_approved", tried)
    if refusal:
        return refusal
    try:
        notice = await _refresh_library(context, "acceptee")
        answer = await context.read(lambda unit: answer_proposals.get_answer(unit, number))
        await answer_trial_page.keep_conversations(
            context, answer, answer_trial_page.parse_wordings(context, answer)
        )
        return context.go(ADDRESS, notice)
    except LibraryNotRefreshed as error:
        # An answer that breaks the library would prevent the next start.
        _log.error("could not apply an approved answer: %s", type(error.__cause__).__name__)
        refusal = await _change_state(context, APPROVED, PROPOSED, "answer_withdrawn")
        return refusal or await _render(context, 422, error.code)


async def refuse(context: RequestContext) -> Response:
    """Refuse an answer; it stays listed for its author."""
    refusal = await _change_state(context, PROPOSED, REFUSED, "answer_refused")
    return refusal or context.go(ADDRESS, "refusee")


async def withdraw(context: RequestContext) -> Response:
    """Withdraw an approved answer."""
    refusal = await _change_state(context, APPROVED, REFUSED, "answer_withdrawn")
    if refusal:
        return refusal
    answer_conversations.delete_conversations(context.desk.settings.data, context.number("number"))
    try:
        return context.go(ADDRESS, await _refresh_library(context, "retiree"))
    except LibraryNotRefreshed as error:  # the next poll tries again
        _log.error("could not apply the approved answers: %s", type(error.__cause__).__name__)
        return context.go(ADDRESS, "retiree_pas_apprise")


async def _refresh_library(context: RequestContext, notice: str) -> str:
    """Refresh the library and return the key of the notice. Raises LibraryNotRefreshed."""
    try:
        await context.desk.compute(context.desk.learning.refresh)
    except (OSError, ImportRefused) as error:  # written at the next start
        _log.error("could not write the approved answers: %s", type(error).__name__)
        return f"{notice}_pas_ecrite"
    return notice


async def _change_state(
    context: RequestContext,
    before: str,
    state: str,
    action: audit_trail.AuditAction,
    wordings: Sequence[str] = (),
) -> Optional[Response]:
    number = context.number("number")

    def work(unit: UnitOfWork) -> None:
        if state == APPROVED and not answer_dataset.is_usable_answer(
            answer_proposals.get_answer(unit, number)
        ):
            raise UnusableAnswer
        answer_proposals.decide_answer(unit, number, state, context.me.counsellor, before)
        answer_proposals.add_wordings(unit, number, wordings)
        context.write_audit_line(unit, action, f"answer:{number}")

    try:
        await context.write(work)
    except AnswerAlreadyDecided as error:
        return await _render(context, 409, error.code)
    except UnusableAnswer as error:
        return await _render(context, 422, error.code)
    return None


async def _render(context: RequestContext, status: int = 200, problem: str = "") -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        answers = answer_repository.list_answers(unit, PROPOSED, APPROVED, REFUSED)
        known = answer_proposals.states_by_wording(
            [each for each in answers if each.state != REFUSED]
        )
        clusters = cluster_questions(
            unanswered_repository.list_unanswered_questions(unit, MAX_QUESTIONS)
        )
        state = {each.texts[0]: known.get(normalise(each.texts[0])) for each in clusters}
        return {
            "groups": [each for each in clusters if state[each.texts[0]] is None],
            "proposed": [each for each in answers if each.state == PROPOSED],
            "decided": [each for each in answers if each.state != PROPOSED][:MAX_DECIDED_SHOWN],
            "names": account_repository.list_names_by_id(unit),
        }

    facts = await context.read(work)
    await record_views(context, "unanswered_seen", [""])
    problems = {"": problem} if problem else {}
    return context.page("questions.html", status=status, problems=problems, **facts)


def _render_form(
    context: RequestContext,
    status: int = 200,
    problems: Optional[dict[str, str]] = None,
    first: str = "",
    question: Any = ("",),
    long: Any = (),
) -> Response:
    return context.page(
        FORM_TEMPLATE,
        status=status,
        problems=problems,
        first=first,
        question="".join(question),
        long=long,
        most=answer_proposals.MAX_VARIANTS,
    )


def _parse_draft(context: RequestContext) -> AnswerDraft:
    form = context.form
    return AnswerDraft(
        question=" ".join(form.text("question").split()),
        variants=parse_lines(form.text("variants")),
        answer=form.text("answer"),
        source=" ".join(form.text("source").split())
        or (context.desk.settings.site_name if _is_from_centre(context) else ""),
        url=form.text("url"),
        read_on=parse_date(form.text("read_on")),
    )


def _is_from_centre(context: RequestContext) -> bool:
    return "centre" in context.form.all("origin")


def _list_long_sentences(context: RequestContext) -> list[str]:
    return [
        *find_long_sentences(context.form.text("question")),
        *find_long_sentences(context.form.text("answer")),
    ]


PAGES = [
    get(ADDRESS, show),
    post(f"{ADDRESS}/ecrire", begin),
    post(f"{ADDRESS}/proposer", propose),
    post(f"{ADDRESS}/{{number}}/accepter", approve, needs="admin"),
    post(f"{ADDRESS}/{{number}}/refuser", refuse, needs="admin"),
    post(f"{ADDRESS}/{{number}}/retirer", withdraw, needs="admin"),
]
