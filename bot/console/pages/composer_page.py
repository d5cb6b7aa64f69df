"""What the composer of a conversation asks for by script: drafts, texts to insert, read marks."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.desk import canned_text_repository, handoff_operations, reply_suggestions
from bot.console.desk.access import get_conversation_access
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import post
from bot.handoff import read_marks, reply_drafts
from bot.handoff.handoff_errors import HandoffError, NotYours
from bot.storage.unit_of_work import UnitOfWork


async def save_draft(context: RequestContext) -> Response:
    """Store what is written so far; 409 if the conversation ended or is another's."""
    number, text = context.number("number"), context.form.raw("text")
    vault, me = context.desk.keys.vault, context.me.counsellor

    def work(unit: UnitOfWork) -> None:
        handoff_operations.get_handoff(unit, number)
        reply_drafts.save_draft(unit, number, me, text, vault)

    try:
        await context.write(work)
    except HandoffError:
        return Response(status_code=409)
    return Response(status_code=204)


async def mark_read(context: RequestContext) -> Response:
    """Note up to which message (`jusqua`) this counsellor has read their conversation."""
    number, message = context.number("number"), context.form.number("jusqua") or 0

    def work(unit: UnitOfWork) -> int:
        handoff_operations.get_handoff(unit, number)
        held = read_marks.mark_read(unit, number, context.me.counsellor, message)
        return held.conversation

    try:
        context.desk.tell(await context.write(work))
    except HandoffError:
        return Response(status_code=409)
    return context.go(f"/conversation/{number}", "lu")


async def suggest(context: RequestContext) -> Response:
    """Render texts of the team and answers of the base for some words (`mots`)."""
    number, words = context.number("number"), context.form.text("mots")
    library, today = context.desk.library, context.now.date()

    def work(unit: UnitOfWork) -> list[canned_text_repository.CannedText]:
        if not get_conversation_access(unit, context, number).held:
            raise NotYours(number)
        return canned_text_repository.list_texts(unit)

    try:
        texts = await context.read(work)
    except HandoffError:
        return Response(status_code=409)
    found = await context.desk.compute(
        lambda: reply_suggestions.list_suggestions(texts, library, words, today)
    )
    return context.page("_suggestions.html", suggestions=found)


_PATH = "/conversation/{number}"
PAGES = [
    post(f"{_PATH}/brouillon", save_draft),
    post(f"{_PATH}/lu", mark_read),
    post(f"{_PATH}/textes", suggest),
]
