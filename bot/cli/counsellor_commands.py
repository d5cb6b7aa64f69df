"""`boussole counsellor …`: accounts of the console."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from bot.settings import Settings

INVITATION_PATH, DEVICE_PATH = "/conseillers/invitation", "/conseillers/appareil"
_ERROR_TEXTS = {
    "wrong_name": "a name has 1 to 80 characters, without control characters",
    "name_taken": "there is an account of that name (`counsellor list`)",
    "not_ready": "the account is not open: `counsellor reset` makes an invitation",
    "no_such_account": "no account has that name (`counsellor list`)",
}


def register(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("counsellor", help="accounts of the console")
    kinds = actions.add_subparsers(required=True)
    for name, command, what in (
        ("add", add, "a new account, with the code that opens it"),
        ("list", show, "the accounts, and their state"),
        ("disable", disable, "no sign-in any more; what is to be given to others"),
        ("reset", reset, "a new code; passphrase, second factor and sessions go"),
        ("device", device, "a code that lets a new browser past whoever guesses"),
    ):
        parser = kinds.add_parser(name, help=what)
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)
        if name != "list":
            parser.add_argument("name", nargs="*")
        if name == "add":
            parser.add_argument("--admin", action="store_true", help="may look after accounts")


def add(options: argparse.Namespace, settings: Settings) -> int:
    """An account for each name; prints where to go, and the code to type there."""
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
    """A new invitation for each name; the account has no passphrase until it is accepted."""
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
    """A code for each name, to be typed in a new browser; passphrase and telephone stay."""
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
    """Close each account; lists the appointments that somebody else must take, and the talks that
    the service ends (`bot.handoff.handoff_endings.close_abandoned_talks`)."""
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
    """One line an account, in the order of their names."""
    from bot.console.staff.staff_accounts import list_accounts
    from bot.storage.unit_of_work import reading
    from bot.stores import open_database, utc_now

    with reading(open_database(settings)) as unit:
        found = list_accounts(unit, utc_now())
    for each in found:
        line = {**asdict(each), "created": each.created.isoformat()}
        shown = f"{each.name} · {each.role} · {each.state}"
        print(json.dumps(line, ensure_ascii=False) if options.json else shown)
    if not found:
        print("no account yet: `boussole counsellor add NAME --admin`", file=sys.stderr)
    return 0


def _run_for_each(
    options: argparse.Namespace,
    settings: Settings,
    work: Callable[[Any, str, Any], dict[str, Any]],
    short: Callable[[dict[str, Any]], str],
    make: bool = False,
) -> int:
    """One transaction a name; a name that fails is told, and the others are done. With `make`, in
    a new database where there is none."""
    from bot.console.console_errors import ConsoleError
    from bot.storage.unit_of_work import writing
    from bot.stores import open_database, utc_now

    engine, status = open_database(settings, make), 0
    for name in _read_names(options.name):
        try:
            with writing(engine) as unit:
                done = work(unit, name, utc_now())
                unit.commit()
        except ConsoleError as error:
            print(f"boussole: {name}: {_ERROR_TEXTS[error.code]}", file=sys.stderr)
            status = 1
        else:
            print(json.dumps(done, ensure_ascii=False) if options.json else short(done), flush=True)
    return status


def _read_names(words: list[str]) -> Iterator[str]:
    """The arguments as one name, else the lines of standard input; blank ones are passed over."""
    if words:
        yield " ".join(words)
        return
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _describe_invitation(invitation: Any, settings: Settings) -> dict[str, Any]:
    """The code stands apart from the address: addresses end up in logs and histories."""
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
    kept = ("id", "pseudonym", "kind", "way", "language")
    times = {"starts": each.start.isoformat(), "zone": each.zone}
    return {**{name: getattr(each, name) for name in kept}, **times}


def _format_open_work(done: dict[str, Any]) -> str:
    parts = [done["name"], "disabled"]
    for each in done["to_reassign"]:
        local = dt.datetime.fromisoformat(each["starts"]).astimezone(ZoneInfo(each["zone"]))
        parts.append(f"to re-assign: {each['id']}, {local:%Y-%m-%d %H:%M}, {each['pseudonym']}")
    if done["conversations"]:
        parts.append(f"conversations that the bot takes up again: {len(done['conversations'])}")
    return " · ".join(parts)
