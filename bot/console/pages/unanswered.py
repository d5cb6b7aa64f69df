"""« Questions »: what people asked and the base lacks; a counsellor answers, an admin approves."""

from __future__ import annotations

import logging
from typing import Any, Optional

from starlette.responses import Response

from bot.console import answers, approved, audit, roster
from bot.console.answers import APPROVED, PROPOSED, REFUSED, Broken, Decided, Draft
from bot.console.fields import date_of, lines_of
from bot.console.gate import get, post
from bot.console.learning import NotLearned
from bot.console.likeness import groups
from bot.console.seen import note_once
from bot.console.visit import Visit
from bot.console.written import too_long
from bot.handoff import unanswered
from bot.storage.unit_of_work import UnitOfWork
from knowledge.importing.tables import ImportRefused
from knowledge.text import normalise

_log = logging.getLogger(__name__)
ADDRESS, FORM = "/questions", "answer.html"
MOST_ASKED, MOST_DECIDED = 200, 20


async def show(visit: Visit) -> Response:
    """The questions by likeness, and what was answered."""
    return await _page(visit)


async def begin(visit: Visit) -> Response:
    """The form, filled with the wordings of a group; they travel in no address."""
    given = [text.strip()[: answers.LONGEST_LINE] for text in visit.form.all("texte")]
    texts = [text for text in given if text]
    return _form(visit, first="\n".join(texts[1 : answers.MOST_VARIANTS + 1]), question=texts[:1])


async def propose(visit: Visit) -> Response:
    """Keep what was written, for an admin to read."""
    draft, today = _typed(visit), visit.now.date()
    problems = answers.problems(draft, today)
    if problems:
        return _form(visit, 422, problems, long=_long(visit))

    def work(unit: UnitOfWork) -> bool:
        known = answers.known(answers.listed(unit, PROPOSED, APPROVED))
        if normalise(draft.question) in known:
            return False
        number = answers.propose(unit, draft, visit.me.counsellor, visit.now)
        visit.noted(unit, "answer_proposed", f"answer:{number}")
        return True

    if not await visit.write(work):
        return _form(visit, 409, {"question": "answer_known"})
    return visit.go(ADDRESS, "proposee")


async def approve(visit: Visit) -> Response:
    """Into the base, of this process now and of the others in a moment."""
    refusal = await _decide(visit, PROPOSED, APPROVED, "answer_approved")
    if refusal:
        return refusal
    try:
        return visit.go(ADDRESS, await _learned(visit, "acceptee"))
    except NotLearned as error:  # what no library can be built with would stop the next start
        _log.error("an approved answer could not be learned: %s", type(error.__cause__).__name__)
        refusal = await _decide(visit, APPROVED, PROPOSED, "answer_withdrawn")
        return refusal or await _page(visit, 422, "answer_not_learned")


async def refuse(visit: Visit) -> Response:
    """It stays in the list, for its author to see."""
    refusal = await _decide(visit, PROPOSED, REFUSED, "answer_refused")
    return refusal or visit.go(ADDRESS, "refusee")


async def withdraw(visit: Visit) -> Response:
    """Out of the base again."""
    refusal = await _decide(visit, APPROVED, REFUSED, "answer_withdrawn")
    if refusal:
        return refusal
    try:
        return visit.go(ADDRESS, await _learned(visit, "retiree"))
    except NotLearned as error:  # the next look tries again
        _log.error("the approved answers could not be learned: %s", type(error.__cause__).__name__)
        return visit.go(ADDRESS, "retiree_pas_apprise")


async def _learned(visit: Visit, notice: str) -> str:
    """What to tell, once the bot of this process follows. Raises NotLearned."""
    try:
        await visit.desk.compute(visit.desk.learning.refresh)
    except (OSError, ImportRefused) as error:  # the next start writes it
        _log.error("the approved answers could not be written: %s", type(error).__name__)
        return f"{notice}_pas_ecrite"
    return notice


async def _decide(
    visit: Visit, before: str, state: str, action: audit.Action
) -> Optional[Response]:
    number = visit.number("number")

    def work(unit: UnitOfWork) -> None:
        if state == APPROVED and not approved.can_be_said(answers.get(unit, number)):
            raise Broken
        answers.decide(unit, number, state, visit.me.counsellor, before)
        visit.noted(unit, action, f"answer:{number}")

    try:
        await visit.write(work)
    except Decided:
        return await _page(visit, 409, "answer_decided")
    except Broken:
        return await _page(visit, 422, "answer_broken")
    return None


async def _page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        every = answers.listed(unit, PROPOSED, APPROVED, REFUSED)
        known = answers.known([each for each in every if each.state != REFUSED])
        found = groups(unanswered.recent(unit, MOST_ASKED))
        state = {each.texts[0]: known.get(normalise(each.texts[0])) for each in found}
        return {
            "groups": [each for each in found if state[each.texts[0]] is None],
            "proposed": [each for each in every if each.state == PROPOSED],
            "decided": [each for each in every if each.state != PROPOSED][:MOST_DECIDED],
            "names": roster.names(unit),
        }

    facts = await visit.read(work)
    await note_once(visit, "unanswered_seen", [""])
    problems = {"": problem} if problem else {}
    return visit.page("questions.html", status=status, problems=problems, **facts)


def _form(
    visit: Visit,
    status: int = 200,
    problems: Optional[dict[str, str]] = None,
    first: str = "",
    question: Any = ("",),
    long: Any = (),
) -> Response:
    return visit.page(
        FORM,
        status=status,
        problems=problems,
        first=first,
        question="".join(question),
        long=long,
        most=answers.MOST_VARIANTS,
    )


def _typed(visit: Visit) -> Draft:
    form = visit.form
    return Draft(
        question=" ".join(form.text("question").split()),
        variants=lines_of(form.text("variants")),
        answer=form.text("answer"),
        source=" ".join(form.text("source").split()),
        url=form.text("url"),
        read_on=date_of(form.text("read_on")),
    )


def _long(visit: Visit) -> list[str]:
    return [*too_long(visit.form.text("question")), *too_long(visit.form.text("answer"))]


PAGES = [
    get(ADDRESS, show),
    post(f"{ADDRESS}/ecrire", begin),
    post(f"{ADDRESS}/proposer", propose),
    post(f"{ADDRESS}/{{number}}/accepter", approve, needs="admin"),
    post(f"{ADDRESS}/{{number}}/refuser", refuse, needs="admin"),
    post(f"{ADDRESS}/{{number}}/retirer", withdraw, needs="admin"),
]
