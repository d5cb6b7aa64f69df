"""`boussole demo`: the service with a fictional centre, and `boussole demo code NAME`."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.settings import PROJECT_ROOT, Settings, SettingsError

if TYPE_CHECKING:
    from bot.app import Service
    from bot.cli.demonstration.demo_logins import Login

DEMO_FOLDER = PROJECT_ROOT / "var" / "demo"


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="run the service with a fictional centre")
    parser.add_argument("what", nargs="?", choices=["code"], help="print a sign-in code")
    parser.add_argument("name", nargs="?", help="of which counsellor: A or B")
    parser.add_argument("--port", type=int)
    parser.add_argument("--keep", action="store_true", help="keep the data of the last demo")
    parser.set_defaults(command=demo)


def demo(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the fictional centre until interrupted, or print a sign-in code."""
    if options.what:
        return _print_code(options.name)
    from bot.cli import serve_command
    from bot.cli.demonstration.demo_centre import build_demo_settings
    from bot.cli.demonstration.demo_folder import prepare_folder, refuse_real_data

    refuse_real_data(settings, DEMO_FOLDER)
    demo_settings = build_demo_settings(settings, DEMO_FOLDER)
    port = demo_settings.port if options.port is None else options.port
    serve_command.run_service(
        demo_settings,
        demo_settings.host,
        port,
        partial(_prepare_demo, new=prepare_folder(demo_settings, options.keep)),
    )
    return 0


def _prepare_demo(service: Service, address: str, new: bool) -> None:
    """Fill a `new` centre; print how to try it."""
    from bot.cli.demonstration import demo_logins, demo_seed

    if new:
        demo_logins.write_logins(DEMO_FOLDER, demo_seed.seed_centre(service.parts))
    known = demo_logins.read_logins(DEMO_FOLDER)
    print("An example: the centre, its people and its appointments are fictional.")
    print(f"The chat      {address}")
    print(f"The console   {address}/conseillers")
    for each in known:
        print(
            f"  {each.name} ({each.role})   passphrase: {each.passphrase}   {_current_codes(each)}"
        )
    print("Another code: boussole demo code A", flush=True)


def _print_code(name: str | None) -> int:
    from bot.cli.demonstration import demo_logins

    known = {each.name: each for each in demo_logins.read_logins(DEMO_FOLDER)}
    if not known:
        raise SettingsError("demo code: start `boussole demo` first")
    if name not in known:
        raise SettingsError(f"demo code: name one of: {' or '.join(known)}")
    print(_current_codes(known[name]))
    return 0


def _current_codes(login: Login) -> str:
    from bot.stores import utc_now

    first, second = login.codes(utc_now())
    return f"code: {first}, or {second}"
