"""« Comptes »: who works here. For admins."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.booking import appointments as stored
from bot.console import accounts, leaving, profiles, sessions
from bot.console.accounts import Account, Invitation
from bot.console.errors import (
    NameTaken,
    NoSuchPage,
    NotOneself,
    NotReady,
    TooLongText,
    WrongName,
)
from bot.console.forms import whole
from bot.console.gate import get, post
from bot.console.pages import device
from bot.console.roles import ROLES, Role
from bot.console.visit import Visit
from bot.handoff.handoff import Handoff
from bot.storage.unit_of_work import UnitOfWork

LIST, ONE, INVITED = "accounts.html", "account.html", "invited.html"
DEVICE_CODE = "device_code.html"


async def show(visit: Visit) -> Response:
    """All accounts, and the form for another."""
    return await _list(visit)


async def add(visit: Visit) -> Response:
    """A new account; the code of its invitation is shown once."""

    def work(unit: UnitOfWork) -> Invitation:
        return accounts.add(
            unit, visit.form.text("name"), _role(visit), visit.desk.keys, visit.now, _me(visit)
        )

    try:
        return _invited(visit, await visit.write(work))
    except (WrongName, NameTaken) as error:
        return await _list(visit, {"name": type(error).__name__})


async def one(visit: Visit) -> Response:
    """One account: what can be changed, and what it leaves to others."""
    return await _one(visit)


async def edit(visit: Visit) -> Response:
    """Partner, pole and role."""
    account, role = visit.number("id"), _role(visit)

    def work(unit: UnitOfWork) -> None:
        profiles.describe(unit, account, visit.form.text("partner"), visit.form.text("pole"))
        if account == _me(visit) and role != "admin":
            raise NotOneself
        profiles.set_role(unit, account, role)
        visit.noted(unit, "account_edited", f"counsellor:{account}")

    try:
        await visit.write(work)
    except TooLongText:
        return await _one(visit, {"partner": "too_long"})
    except NotOneself:
        return await _one(visit, {"role": "NotOneself"})
    return visit.go(f"/comptes/{account}", "compte_change")


async def disable(visit: Visit) -> Response:
    """Closed; the page tells which appointments somebody else must take, and how many
    conversations ended."""
    account = visit.number("id")
    if account == _me(visit):
        return await _one(visit, {"": "NotOneself"})

    def work(unit: UnitOfWork) -> list[Handoff]:
        accounts.disable(unit, account, visit.now, _me(visit))
        return leaving.end_talks(unit, visit, account)

    ended = await visit.write(work)
    leaving.spread(visit, ended)
    told = f"?finies={len(ended)}" if ended else ""
    return visit.go(f"/comptes/{account}{told}", "compte_ferme")


async def reset(visit: Visit) -> Response:
    """Another invitation: passphrase, telephone and sessions go. Opens a closed account again."""
    account, keys = visit.number("id"), visit.desk.keys
    if account == _me(visit):
        return await _one(visit, {"": "NotOneself"})

    def work(unit: UnitOfWork) -> tuple[Invitation, list[Handoff]]:
        invitation = accounts.reset(unit, account, keys, visit.now, _me(visit))
        return invitation, leaving.end_talks(unit, visit, account)

    invitation, ended = await visit.write(work)
    leaving.spread(visit, ended)
    return _invited(visit, invitation, len(ended))


async def give_device_code(visit: Visit) -> Response:
    """A code for a browser of its owner; it is shown once."""
    try:
        made = await device.make(visit)
    except NotReady:
        return await _one(visit, {"": "NotReady"})
    return visit.page(DEVICE_CODE, made=made)


async def end_sessions(visit: Visit) -> Response:
    """All sessions of an account but the one that asks."""
    account = visit.number("id")

    def work(unit: UnitOfWork) -> None:
        accounts.get(unit, account, visit.now)
        sessions.end_all(unit, account, but=visit.me.id)
        visit.noted(unit, "sessions_ended", f"counsellor:{account}")

    await visit.write(work)
    return visit.go(f"/comptes/{account}", "sessions_finies")


async def _list(visit: Visit, problems: dict[str, str] | None = None) -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        about = {each.id: each for each in profiles.every(unit)}
        return {"accounts": accounts.accounts(unit, visit.now), "about": about}

    facts = await visit.read(work)
    return visit.page(LIST, status=422 if problems else 200, problems=problems, **facts)


async def _one(visit: Visit, problems: dict[str, str] | None = None) -> Response:
    account = visit.number("id")

    def work(unit: UnitOfWork) -> dict[str, Any]:
        found: Account = accounts.get(unit, account, visit.now)
        return {
            "account": found,
            "profile": profiles.get(unit, account),
            "sessions": len(sessions.open_of(unit, account, visit.now)),
            "left": stored.to_reassign(unit, account, visit.now),
            "ended": whole(visit.asked("finies")) or 0,
        }

    facts = await visit.read(work)
    return visit.page(ONE, status=422 if problems else 200, problems=problems, **facts)


def _invited(visit: Visit, invitation: Invitation, ended: int = 0) -> Response:
    return visit.page(INVITED, invitation=invitation, ended=ended)


def _role(visit: Visit) -> Role:
    for role in ROLES:
        if role == visit.form.text("role"):
            return role
    raise NoSuchPage


def _me(visit: Visit) -> int:
    return visit.me.counsellor


PAGES = [
    get("/comptes", show, needs="admin"),
    post("/comptes", add, needs="admin"),
    get("/comptes/{id}", one, needs="admin"),
    post("/comptes/{id}", edit, needs="admin"),
    post("/comptes/{id}/fermer", disable, needs="admin"),
    post("/comptes/{id}/inviter", reset, needs="admin"),
    post("/comptes/{id}/appareil", give_device_code, needs="admin"),
    post("/comptes/{id}/sessions", end_sessions, needs="admin"),
]
