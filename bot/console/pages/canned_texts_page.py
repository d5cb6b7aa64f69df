"""« Textes de l’équipe »: texts to insert into replies, written, edited and retired by anybody."""

from __future__ import annotations

from functools import partial
from typing import Optional

from starlette.responses import Response

from bot.console.desk import canned_text_repository, canned_texts
from bot.console.desk.canned_texts import CannedTextDraft
from bot.console.desk.handoff_operations import list_public_contacts
from bot.console.staff import account_repository
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/textes"
_SUBJECT = "canned_text"


async def show(context: RequestContext) -> Response:
    """Show the texts, and a form for a new one."""
    return await _render(context)


async def add(context: RequestContext) -> Response:
    """Add a text."""
    draft = _read_draft(context)
    problems = canned_texts.find_problems(draft, list_public_contacts(context))
    if problems:
        return await _render(context, problems)

    def work(unit: UnitOfWork) -> None:
        number = canned_texts.add_text(unit, draft, context.me.counsellor, context.now)
        context.write_audit_line(unit, "canned_text_added", f"{_SUBJECT}:{number}")

    await context.write(work)
    return context.go(ADDRESS, "texte_garde")


async def show_one(context: RequestContext) -> Response:
    """Show the form of one text."""
    return await _render_one(context)


async def change(context: RequestContext) -> Response:
    """Replace a text."""
    draft = _read_draft(context)
    problems = canned_texts.find_problems(draft, list_public_contacts(context))
    if problems:
        return await _render_one(context, problems)
    who, now = context.me.counsellor, context.now
    changed = partial(canned_texts.change_text, draft=draft, counsellor=who, now=now)
    done = (ADDRESS, "texte_garde")
    return await context.change_row(changed, "canned_text_changed", _SUBJECT, *done)


async def retire(context: RequestContext) -> Response:
    """Offer a text no longer."""
    retired = partial(canned_texts.set_retired, retired=True)
    done = (ADDRESS, "texte_retire")
    return await context.change_row(retired, "canned_text_retired", _SUBJECT, *done)


async def restore(context: RequestContext) -> Response:
    """Offer a retired text again."""
    restored = partial(canned_texts.set_retired, retired=False)
    done = (ADDRESS, "texte_remis")
    return await context.change_row(restored, "canned_text_restored", _SUBJECT, *done)


def _read_draft(context: RequestContext) -> CannedTextDraft:
    return CannedTextDraft(context.form.text("title"), context.form.raw("text"))


async def _render(context: RequestContext, problems: Optional[dict[str, str]] = None) -> Response:
    facts = await context.read(
        lambda unit: {
            "texts": canned_text_repository.list_texts(unit),
            "retired": canned_text_repository.list_texts(unit, retired=True),
            "names": account_repository.list_names_by_id(unit),
        }
    )
    status = 422 if problems else 200
    return context.page("texts.html", status=status, problems=problems, **facts)


async def _render_one(
    context: RequestContext, problems: Optional[dict[str, str]] = None
) -> Response:
    number = context.number("number")
    text = await context.read(lambda unit: canned_texts.get_text(unit, number))
    status = 422 if problems else 200
    return context.page("text.html", status=status, problems=problems, text=text)


PAGES = [
    get(ADDRESS, show),
    post(ADDRESS, add),
    get(f"{ADDRESS}/{{number}}", show_one),
    post(f"{ADDRESS}/{{number}}", change),
    post(f"{ADDRESS}/{{number}}/retirer", retire),
    post(f"{ADDRESS}/{{number}}/remettre", restore),
]
