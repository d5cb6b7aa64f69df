"""`/conversation/12`: what the person agreed to share, the messages, and the reply form."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console.desk import canned_text_repository, handoff_operations, reply_suggestions
from bot.console.desk.access import (
    ConversationAccess,
    get_conversation_access,
    get_messages_access,
)
from bot.console.desk.conversation_list import MINE
from bot.console.desk.error_keys import REFUSAL_ERRORS, find_error_key
from bot.console.desk.handoff_operations import Operation
from bot.console.desk.list_view import read_list_facts
from bot.console.desk.view_audit import (
    find_unrecorded_subjects,
    record_subjects,
    record_views,
)
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.handoff.handoff_errors import IdentifyingText, NotYours
from bot.handoff.states import HUMAN
from bot.storage.unit_of_work import UnitOfWork

TEMPLATE = "conversation.html"


async def show(context: RequestContext) -> Response:
    """Show the page; each view is audited."""
    number = context.number("number")

    def work(unit: UnitOfWork) -> ConversationAccess:
        sight = get_conversation_access(unit, context, number)
        if sight.shown:
            context.write_audit_line(
                unit, "conversation_seen", handoff_operations.audit_subject(number)
            )
        return sight

    return await _render(context, await context.write(work))


async def show_notes(context: RequestContext) -> Response:
    """Render the notes, after one was added."""
    number = context.number("number")
    return context.page("_notes.html", sight=await _read_access(context, number))


async def show_fragment(context: RequestContext) -> Response:
    """Render the messages, while the page is open."""
    number = context.number("number")
    subject = handoff_operations.audit_subject(number)

    def work(unit: UnitOfWork) -> tuple[ConversationAccess, list[str]]:
        sight = get_messages_access(unit, context, number)
        shown = [subject] if sight.shown else []
        return sight, find_unrecorded_subjects(unit, context, "conversation_seen", shown)

    sight, unrecorded = await context.read(work)
    await record_subjects(context, "conversation_seen", unrecorded)
    return context.page("_messages.html", sight=sight)


async def reply(context: RequestContext) -> Response:
    """Send a reply."""
    path = f"/conversation/{context.number('number')}#ecrire"
    return await _run_on_words(context, handoff_operations.send_reply, "text", path)


async def note(context: RequestContext) -> Response:
    """Add a note for colleagues."""
    path = f"/conversation/{context.number('number')}#notes"
    return await _run_on_words(context, handoff_operations.add_note, "note", path)


async def label(context: RequestContext) -> Response:
    """Set the topic."""
    path = f"/conversation/{context.number('number')}"
    return await _run_on_words(context, handoff_operations.set_label, "label", path, "etiquette")


async def hand_back(context: RequestContext) -> Response:
    """Hand the conversation back to the bot."""
    operation = handoff_operations.hand_back
    return await _run_on_words(context, operation, "mot", "/conversations", "rendue")


async def close(context: RequestContext) -> Response:
    """End the conversation."""
    return await _run(context, handoff_operations.close_handoff, "/conversations", "terminee")


async def leave(context: RequestContext) -> Response:
    """Leave a colleague's talk that this counsellor joined."""
    return await _run(context, handoff_operations.leave_talk, "/aujourdhui", "quittee")


async def search(context: RequestContext) -> Response:
    """Search texts of the team and answers of the base; insert the chosen one into the draft.

    Nothing is sent; a POST, so that the words are in no address.
    """
    number, today = context.number("number"), context.now.date()
    sight = await _read_access(context, number)
    if not sight.held:
        return await _render(context, sight, 409, {"": NotYours.code})
    library, form = context.desk.library, context.form
    words, chosen, text = form.text("mots"), form.text("inserer"), form.raw("text")
    texts = await context.read(canned_text_repository.list_texts)
    found = await context.desk.compute(
        lambda: reply_suggestions.list_suggestions(texts, library, words, today)
    )
    if chosen:
        text = reply_suggestions.insert_suggestion(text, texts, library, chosen, today)
    return await _render(context, sight, suggestions=found, draft=text, words=words)


async def _run_on_words(
    context: RequestContext, operation: Operation, field: str, path: str, notice: str = ""
) -> Response:
    """Run an operation on what was typed in `field`, where a problem of the text is shown."""
    return await _run(context, operation, path, notice, field, context.form.raw(field))


async def _run(
    context: RequestContext,
    operation: Operation,
    path: str,
    notice: str = "",
    field: str = "",
    *details: str,
) -> Response:
    """Run an operation and go to `path`; a refusal is shown on the page, at `field`."""
    try:
        await handoff_operations.perform(context, operation, *details)
    except REFUSAL_ERRORS as error:
        number = context.number("number")
        return await _render_again(context, number, field, find_error_key(error))
    return context.go(path, notice)


async def _render_again(context: RequestContext, number: int, field: str, reason: str) -> Response:
    """Show the page with what was typed; problems of the text are shown at its field."""
    sight = await _read_access(context, number)
    about_text = reason in ("empty", "too_long", "characters", IdentifyingText.code)
    problems = {field if about_text else "": reason}
    status = 422 if about_text else 409
    draft = context.form.raw("text") if "text" in context.form else sight.draft
    return await _render(context, sight, status, problems, draft=draft)


async def _read_access(context: RequestContext, number: int) -> ConversationAccess:
    """Return what the page shows; the view is audited once per session."""
    sight = await context.read(lambda unit: get_conversation_access(unit, context, number))
    if sight.shown:
        await record_views(context, "conversation_seen", [handoff_operations.audit_subject(number)])
    return sight


async def _render(
    context: RequestContext,
    sight: ConversationAccess,
    status: int = 200,
    problems: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    handoff = sight.handoff
    tab = MINE if sight.mine and handoff.state == HUMAN else context.asked("onglet")
    listed = await read_list_facts(context, tab, handoff.id)
    facts = {"suggestions": None, "draft": sight.draft, "words": "", **listed, **more}
    can_search = context.desk.library is not None
    return context.page(
        TEMPLATE,
        status=status,
        problems=problems,
        sight=sight,
        can_search=can_search,
        labels=handoff_operations.CONVERSATION_LABELS,
        **facts,
    )


_PATH = "/conversation/{number}"
PAGES = [
    get(_PATH, show),
    get(f"{_PATH}/messages", show_fragment),
    get(f"{_PATH}/notes", show_notes),
    post(f"{_PATH}/repondre", reply),
    post(f"{_PATH}/chercher", search),
    post(f"{_PATH}/noter", note),
    post(f"{_PATH}/etiquette", label),
    post(f"{_PATH}/rendre", hand_back),
    post(f"{_PATH}/terminer", close),
    post(f"{_PATH}/quitter", leave),
]
