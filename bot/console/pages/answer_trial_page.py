"""« Essayer »: what the robot says to a question with a proposed answer, and the check of all."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Optional

from starlette.responses import Response

from bot.console.answers import (
    answer_conversations,
    answer_dataset,
    answer_proposals,
    answer_repository,
)
from bot.console.answers.answer_rehearsal import AnswerRehearser, Rehearsal
from bot.console.answers.answer_repository import Answer
from bot.console.answers.wording_generator import MAX_WORDINGS, list_wordings
from bot.console.web.form_values import parse_lines
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import post
from bot.storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)
ADDRESS, TEMPLATE = "/questions", "answer_trial.html"


async def rehearse(context: RequestContext) -> Response:
    """Play the wordings of an answer, without storing anything; they can be changed and played
    again. A POST, so that they are in no address."""
    number = context.number("number")
    answer = await context.read(lambda unit: answer_proposals.get_answer(unit, number))
    wordings = parse_wordings(context, answer)
    rehearser = context.desk.rehearser
    found: Optional[Rehearsal] = None
    if rehearser is not None:
        found = await context.desk.compute(lambda: rehearser.rehearse(answer, wordings))
    return context.page(
        TEMPLATE, answer=answer, wordings="\n".join(wordings), trial=found, most=MAX_WORDINGS
    )


async def check(context: RequestContext) -> Response:
    """Play the conversations of every approved answer and mark those that fail."""
    rehearser = context.desk.rehearser
    if rehearser is not None:
        missed = await context.desk.compute(
            lambda: answer_conversations.find_missed_wordings(context.desk.settings.data, rehearser)
        )
        await context.write(lambda unit: answer_repository.save_missed(unit, missed))
    return context.go(ADDRESS, "verifiees")


def parse_wordings(context: RequestContext, answer: Answer) -> list[str]:
    """Return the wordings of the form, or the counsellor's own and generated ones."""
    given = parse_lines(context.form.text("wordings"))[:MAX_WORDINGS]
    return list(given) or list_wordings(answer.question, answer.variants)


async def keep_conversations(
    context: RequestContext, answer: Answer, wordings: Sequence[str]
) -> None:
    """Write the conversations of an approved answer, play them, and mark what does not come."""
    rehearser = context.desk.rehearser
    if rehearser is None:
        return

    def play(rehearser: AnswerRehearser) -> list[str]:
        words = answer_dataset.build_entry(answer).short
        answer_conversations.write_conversations(
            context.desk.settings.data, answer, wordings, words
        )
        missed = rehearser.find_missed((each, words) for each in wordings)
        return [say for say, _ in missed]

    try:
        missed = await context.desk.compute(lambda: play(rehearser))
    except OSError as error:
        _log.error("conversations of an answer not written: %s", type(error).__name__)
        return

    def save(unit: UnitOfWork) -> None:
        answer_repository.save_missed(unit, {answer.id: missed})

    await context.write(save)


PAGES = [
    post(f"{ADDRESS}/{{number}}/essayer", rehearse),
    post(f"{ADDRESS}/verifier", check, needs="admin"),
]
