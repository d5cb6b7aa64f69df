"""`/conversation/12`: what the person agreed to show, what is said, and the answer to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from bot.console import canned, holding
from bot.console.gate import get, post
from bot.console.refusals import REFUSED, reason_of
from bot.console.seen import note_once
from bot.console.sight import Sight, sight_of
from bot.console.visit import Visit
from bot.handoff.handoff import Handoff
from bot.storage.unit_of_work import UnitOfWork

PAGE = "conversation.html"
Act = Callable[[UnitOfWork], Handoff]


async def show(visit: Visit) -> Response:
    """The page. Each look at what it shows is written down."""
    number = visit.number("number")

    def work(unit: UnitOfWork) -> Sight:
        sight = sight_of(unit, visit, number)
        if sight.shown:
            visit.noted(unit, "conversation_seen", holding.subject(number))
        return sight

    return _page(visit, await visit.write(work))


async def piece(visit: Visit) -> Response:
    """The messages, while the page is open."""
    number = visit.number("number")
    return visit.page("_messages.html", sight=await _sight(visit, number))


async def reply(visit: Visit) -> Response:
    """Say it."""
    text = visit.form.raw("text")
    number = visit.number("number")
    return await _done(
        visit, lambda unit: holding.reply(unit, visit, number, text), "text", "#ecrire"
    )


async def note(visit: Visit) -> Response:
    """Write it for colleagues."""
    text, number = visit.form.raw("note"), visit.number("number")
    return await _done(
        visit, lambda unit: holding.note(unit, visit, number, text), "note", "#notes"
    )


async def label(visit: Visit) -> Response:
    """What it was about."""
    chosen, number = visit.form.text("label"), visit.number("number")
    return await _done(
        visit, lambda unit: holding.label(unit, visit, number, chosen), "label", "", "etiquette"
    )


async def hand_back(visit: Visit) -> Response:
    """The bot goes on."""
    words, number = visit.form.raw("mot"), visit.number("number")
    return await _ended(
        visit, lambda unit: holding.hand_back(unit, visit, number, words), "mot", "rendue"
    )


async def close(visit: Visit) -> Response:
    """It is over."""
    number = visit.number("number")
    return await _ended(visit, lambda unit: holding.close(unit, visit, number), "", "terminee")


async def search(visit: Visit) -> Response:
    """Answers of the base for some words; one that is chosen goes into the text. Nothing is sent,
    and the words are in no address."""
    number, today = visit.number("number"), visit.now.date()
    sight = await _sight(visit, number)
    if not sight.held:
        return _page(visit, sight, 409, {"": "not_yours"})
    library, form = visit.desk.library, visit.form
    words, chosen, text = form.text("mots"), form.text("inserer"), form.raw("text")
    found = await visit.desk.compute(lambda: canned.search(library, words, today))
    if chosen:
        text = canned.inserted(text, library, chosen, today)
    return _page(visit, sight, canned=found, draft=text, words=words)


async def _done(visit: Visit, act: Act, field: str, anchor: str, notice: str = "") -> Response:
    number = visit.number("number")
    try:
        held = await visit.write(act)
    except REFUSED as error:
        return await _again(visit, number, field, reason_of(error))
    visit.desk.tell(held.conversation)
    return visit.go(f"/conversation/{number}{anchor}", notice)


async def _ended(visit: Visit, act: Act, field: str, notice: str) -> Response:
    number = visit.number("number")
    try:
        held = await visit.write(act)
    except REFUSED as error:
        return await _again(visit, number, field, reason_of(error))
    visit.desk.tell(held.conversation)
    return visit.go("/aujourdhui", notice)


async def _again(visit: Visit, number: int, field: str, reason: str) -> Response:
    """What was typed is kept; a sentence about what was typed stands at its field."""
    sight = await _sight(visit, number)
    about_text = reason in ("empty", "too_long", "characters", "personal")
    problems = {field if about_text else "": reason}
    status = 422 if about_text else 409
    return _page(visit, sight, status, problems, draft=visit.form.raw("text"))


async def _sight(visit: Visit, number: int) -> Sight:
    """What a page shows again; that it was read is written down once for a session."""
    sight = await visit.read(lambda unit: sight_of(unit, visit, number))
    if sight.shown:
        await note_once(visit, "conversation_seen", [holding.subject(number)])
    return sight


def _page(
    visit: Visit,
    sight: Sight,
    status: int = 200,
    problems: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    facts = {"canned": None, "draft": "", "words": "", **more}
    can_search = visit.desk.library is not None
    return visit.page(
        PAGE,
        status=status,
        problems=problems,
        sight=sight,
        can_search=can_search,
        labels=holding.LABELS,
        **facts,
    )


_AT = "/conversation/{number}"
PAGES = [
    get(_AT, show),
    get(f"{_AT}/messages", piece),
    post(f"{_AT}/repondre", reply),
    post(f"{_AT}/chercher", search),
    post(f"{_AT}/noter", note),
    post(f"{_AT}/etiquette", label),
    post(f"{_AT}/rendre", hand_back),
    post(f"{_AT}/terminer", close),
]
