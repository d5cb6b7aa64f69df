"""« Comptes »: management of accounts, for admins."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.booking import appointment_repository
from bot.console.auth import staff_session_repository, staff_sessions
from bot.console.auth.roles import ROLES, Role
from bot.console.console_errors import (
    NameTaken,
    NoSuchPage,
    NotOneself,
    NotReady,
    TooLongText,
    WrongName,
)
from bot.console.desk import offboarding
from bot.console.pages import device_page
from bot.console.staff import profile_repository, profiles, staff_accounts
from bot.console.staff.staff_accounts import Account, Invitation
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import CONSOLE_PATH, RequestContext
from bot.console.web.routing import get, post
from bot.handoff.handoff_repository import Handoff
from bot.storage.unit_of_work import UnitOfWork

LIST_TEMPLATE, ACCOUNT_TEMPLATE, INVITATION_TEMPLATE = (
    "accounts.html",
    "account.html",
    "invited.html",
)
DEVICE_CODE_TEMPLATE = "device_code.html"


async def show(context: RequestContext) -> Response:
    """Show all accounts, and the form to add one."""
    return await _render_list(context)


async def add(context: RequestContext) -> Response:
    """Create an account; its invitation code is shown once."""

    def work(unit: UnitOfWork) -> Invitation:
        return staff_accounts.create_account(
            unit,
            context.form.text("name"),
            _parse_role(context),
            context.desk.keys,
            context.now,
            _get_own_id(context),
        )

    try:
        return _render_invitation(context, await context.write(work))
    except (WrongName, NameTaken) as error:
        return await _render_list(context, {"name": error.code})


async def show_account(context: RequestContext) -> Response:
    """Show an account: its settings, and its open work."""
    return await _render_account(context)


async def edit(context: RequestContext) -> Response:
    """Set partner, pole and role."""
    account, role = context.number("id"), _parse_role(context)

    def work(unit: UnitOfWork) -> None:
        profiles.set_affiliation(
            unit, account, context.form.text("partner"), context.form.text("pole")
        )
        if account == _get_own_id(context) and role != "admin":
            raise NotOneself
        profiles.set_role(unit, account, role)
        context.write_audit_line(unit, "account_edited", f"counsellor:{account}")

    try:
        await context.write(work)
    except TooLongText as error:
        return await _render_account(context, {"partner": error.code})
    except NotOneself as error:
        return await _render_account(context, {"role": error.code})
    return context.go(f"/comptes/{account}", "compte_change")


async def disable(context: RequestContext) -> Response:
    """Disable an account; the page lists appointments to reassign and ended conversations."""
    account = context.number("id")
    if account == _get_own_id(context):
        return await _render_account(context, {"": NotOneself.code})

    def work(unit: UnitOfWork) -> list[Handoff]:
        staff_accounts.disable_account(unit, account, context.now, _get_own_id(context))
        return offboarding.end_conversations(unit, context, account)

    ended = await context.write(work)
    offboarding.wake_pages(context, ended)
    query = f"?finies={len(ended)}" if ended else ""
    return context.go(f"/comptes/{account}{query}", "compte_ferme")


async def reset(context: RequestContext) -> Response:
    """Reset credentials and sessions and issue an invitation; enables a disabled account."""
    account, keys = context.number("id"), context.desk.keys
    if account == _get_own_id(context):
        return await _render_account(context, {"": NotOneself.code})

    def work(unit: UnitOfWork) -> tuple[Invitation, list[Handoff]]:
        invitation = staff_accounts.reset_account(
            unit, account, keys, context.now, _get_own_id(context)
        )
        return invitation, offboarding.end_conversations(unit, context, account)

    invitation, ended = await context.write(work)
    offboarding.wake_pages(context, ended)
    return _render_invitation(context, invitation, len(ended))


async def give_device_code(context: RequestContext) -> Response:
    """Create a device code for the owner; it is shown once."""
    try:
        device_code = await device_page.create_code(context)
    except NotReady as error:
        return await _render_account(context, {"": error.code})
    return context.page(DEVICE_CODE_TEMPLATE, made=device_code)


async def end_sessions(context: RequestContext) -> Response:
    """End all sessions of an account except the present one."""
    account = context.number("id")

    def work(unit: UnitOfWork) -> None:
        staff_accounts.get_account(unit, account, context.now)
        staff_session_repository.delete_sessions(unit, account, exclude_id=context.me.id)
        context.write_audit_line(unit, "sessions_ended", f"counsellor:{account}")

    await context.write(work)
    return context.go(f"/comptes/{account}", "sessions_finies")


async def _render_list(context: RequestContext, problems: dict[str, str] | None = None) -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        about = {each.id: each for each in profile_repository.list_profiles(unit)}
        return {"accounts": staff_accounts.list_accounts(unit, context.now), "about": about}

    facts = await context.read(work)
    return context.page(LIST_TEMPLATE, status=422 if problems else 200, problems=problems, **facts)


async def _render_account(
    context: RequestContext, problems: dict[str, str] | None = None
) -> Response:
    account = context.number("id")

    def work(unit: UnitOfWork) -> dict[str, Any]:
        found: Account = staff_accounts.get_account(unit, account, context.now)
        return {
            "account": found,
            "profile": profiles.get_profile(unit, account),
            "sessions": len(staff_sessions.list_open_sessions(unit, account, context.now)),
            "left": appointment_repository.list_to_reassign(unit, account, context.now),
            "ended": parse_number(context.asked("finies")) or 0,
        }

    facts = await context.read(work)
    return context.page(
        ACCOUNT_TEMPLATE, status=422 if problems else 200, problems=problems, **facts
    )


def _render_invitation(context: RequestContext, invitation: Invitation, ended: int = 0) -> Response:
    address = f"{context.public_address}{CONSOLE_PATH}/invitation"
    return context.page(INVITATION_TEMPLATE, invitation=invitation, ended=ended, address=address)


def _parse_role(context: RequestContext) -> Role:
    for role in ROLES:
        if role == context.form.text("role"):
            return role
    raise NoSuchPage


def _get_own_id(context: RequestContext) -> int:
    return context.me.counsellor


PAGES = [
    get("/comptes", show, needs="admin"),
    post("/comptes", add, needs="admin"),
    get("/comptes/{id}", show_account, needs="admin"),
    post("/comptes/{id}", edit, needs="admin"),
    post("/comptes/{id}/fermer", disable, needs="admin"),
    post("/comptes/{id}/inviter", reset, needs="admin"),
    post("/comptes/{id}/appareil", give_device_code, needs="admin"),
    post("/comptes/{id}/sessions", end_sessions, needs="admin"),
]
