"""`boussole counsellor …`: accounts of the console."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.line_commands import read_lines
from bot.settings import Settings

INVITATION_PATH, DEVICE_PATH = "/conseillers/invitation", "/conseillers/appareil"
_ERROR_TEXTS = {
    "wrong_name": "a name has 1 to 80 characters, without control characters",
    "name_taken": "there is an account of that name (`counsellor list`)",
    "not_ready": "the account is not open: `counsellor reset` issues an invitation",
    "no_such_account": "no account has that name (`counsellor list`)",
}


def register(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("counsellor", help="manage accounts of the console")
    kinds = actions.add_subparsers(required=True)
    for name, command, what in (
        ("add", add, "create an account and print its invitation code"),
        ("list", show, "list the accounts and their state"),
        ("disable", disable, "disable an account and list the work it leaves"),
        ("reset", reset, "remove credentials and sessions and issue a new invitation"),
        ("device", device, "print a code that makes a new browser known at the sign-in"),
    ):
        parser = kinds.add_parser(name, help=what)
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)
        if name != "list":
            parser.add_argument("name", nargs="*")
        if name == "add":
            parser.add_argument("--admin", action="store_true", help="may manage accounts")


def add(options: argparse.Namespace, settings: Settings) -> int:
    """Create an account per name; print the address and the invitation code."""
    from bot.console.auth.console_keys import Keys
    from bot.console.auth.roles import Role
    from bot.console.staff import staff_accounts

    keys = Keys.of(settings)
    role: Role = "admin" if options.admin else "counsellor"

    def work(unit: Any, name: str, now: Any) -> dict[str, Any]:
        return _describe_invitation(
            staff_accounts.create_account(unit, name, role, keys, now), settings
        )

    return _run_for_each(options, settings, work, _format_invitation, make=True)


def reset(options: argparse.Namespace, settings: Settings) -> int:
    """Reset the account of each name and print its new invitation code."""
    from bot.console.auth.console_keys import Keys
    from bot.console.staff import staff_accounts

    keys = Keys.of(settings)

    def work(unit: Any, name: str, now: Any) -> dict[str, Any]:
        account = staff_accounts.get_account_by_name(unit, name, now).id
        return _describe_invitation(
            staff_accounts.reset_account(unit, account, keys, now), settings
        )

    return _run_for_each(options, settings, work, _format_invitation)


def device(options: argparse.Namespace, settings: Settings) -> int:
    """Print a device code per name; passphrase and second factor stay."""
    from bot.console.auth.console_keys import Keys
    from bot.console.staff import device_codes, staff_accounts

    keys = Keys.of(settings)

    def work(unit: Any, name: str, now: Any) -> dict[str, Any]:
        account = staff_accounts.get_account_by_name(unit, name, now).id
        made = device_codes.create_device_code(unit, account, keys, now)
        until = made.until.isoformat(timespec="seconds")
        page = _page_url(settings, DEVICE_PATH)
        return {"name": made.name, "page": page, "code": made.code, "until": until}

    return _run_for_each(options, settings, work, _format_device_code)


def disable(options: argparse.Namespace, settings: Settings) -> int:
    """Disable each account; list the appointments to reassign and the conversations.

    The service ends these (`bot.handoff.handoff_endings.close_abandoned_talks`).
    """
    from bot.console.staff import staff_accounts

    def work(unit: Any, name: str, now: Any) -> dict[str, Any]:
        found = staff_accounts.get_account_by_name(unit, name, now)
        left = staff_accounts.disable_account(unit, found.id, now)
        return {
            "name": found.name,
            "to_reassign": [_describe_appointment(each) for each in left.appointments],
            "conversations": left.handoffs,
        }

    return _run_for_each(options, settings, work, _format_open_work)


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Print the accounts, by name."""
    from bot.console.staff.staff_accounts import list_accounts
    from bot.storage.unit_of_work import reading
    from bot.stores import open_database, utc_now

    with reading(open_database(settings)) as unit:
        accounts = list_accounts(unit, utc_now())
    for each in accounts:
        line = {**asdict(each), "created": each.created.isoformat()}
        shown = f"{each.name} · {each.role} · {each.state}"
        print(json.dumps(line, ensure_ascii=False) if options.json else shown)
    if not accounts:
        print("no account yet: `boussole counsellor add NAME --admin`", file=sys.stderr)
    return 0


def _run_for_each(
    options: argparse.Namespace,
    settings: Settings,
    work: Callable[[Any, str, Any], dict[str, Any]],
    short: Callable[[dict[str, Any]], str],
    make: bool = False,
) -> int:
    """Run `work` per name in a transaction; report a name that fails and go on.

    With `make`, a missing database is created.
    """
    from bot.console.console_errors import ConsoleError
    from bot.storage.unit_of_work import writing
    from bot.stores import open_database, utc_now

    engine, status = open_database(settings, make), 0
    for name in read_lines(options.name):
        try:
            with writing(engine) as unit:
                result = work(unit, name, utc_now())
                unit.commit()
        except ConsoleError as error:
            print(f"boussole: {name}: {_ERROR_TEXTS[error.code]}", file=sys.stderr)
            status = 1
        else:
            print(
                json.dumps(result, ensure_ascii=False) if options.json else short(result),
                flush=True,
            )
    return status


def _describe_invitation(invitation: Any, settings: Settings) -> dict[str, Any]:
    """Keep the code apart from the address: addresses end up in logs and histories."""
    return {
        "name": invitation.name,
        "role": invitation.role,
        "page": _page_url(settings, INVITATION_PATH),
        "code": invitation.code,
        "until": invitation.until.isoformat(),
    }


def _page_url(settings: Settings, path: str) -> str:
    host = "localhost" if settings.host == "127.0.0.1" else settings.host
    return f"{settings.site_url or f'http://{host}:{settings.port}'}{path}"


def _format_invitation(done: dict[str, Any]) -> str:
    return f"{done['name']} · {done['page']} · code {done['code']} · until {done['until'][:10]}"


def _format_device_code(done: dict[str, Any]) -> str:
    return f"{done['name']} · {done['page']} · code {done['code']} · until {done['until']}"


def _describe_appointment(each: Any) -> dict[str, Any]:
    names = ("id", "pseudonym", "kind", "way", "language")
    times = {"starts": each.start.isoformat(), "zone": each.zone}
    return {**{name: getattr(each, name) for name in names}, **times}


def _format_open_work(done: dict[str, Any]) -> str:
    parts = [done["name"], "disabled"]
    for each in done["to_reassign"]:
        local = dt.datetime.fromisoformat(each["starts"]).astimezone(ZoneInfo(each["zone"]))
        parts.append(f"to re-assign: {each['id']}, {local:%Y-%m-%d %H:%M}, {each['pseudonym']}")
    if done["conversations"]:
        parts.append(f"conversations that the bot takes up again: {len(done['conversations'])}")
    return " · ".join(parts)
