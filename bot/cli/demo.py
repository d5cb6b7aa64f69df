"""`boussole demo`: the service with an invented centre, and `boussole demo code NAME`."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.settings import ROOT, Settings, SettingsError

if TYPE_CHECKING:
    from bot.app import Service
    from bot.cli.demonstration.logins import Login

FOLDER = ROOT / "var" / "demo"


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="the whole service, with an invented centre")
    parser.add_argument("what", nargs="?", choices=["code"], help="a code for the sign-in")
    parser.add_argument("name", nargs="?", help="whose: A or B")
    parser.add_argument("--port", type=int)
    parser.add_argument("--keep", action="store_true", help="go on with the centre of last time")
    parser.set_defaults(command=demo)


def demo(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the invented centre until interrupted; or print the code of somebody in it."""
    if options.what:
        return _code(options.name)
    from bot.cli import serve
    from bot.cli.demonstration.centre import settings_of
    from bot.cli.demonstration.folder import prepare, refuse_real_data

    refuse_real_data(settings, FOLDER)
    own = settings_of(settings, FOLDER)
    port = own.port if options.port is None else options.port
    serve.run(own, own.host, port, partial(_begin, new=prepare(own, options.keep)))
    return 0


def _begin(service: Service, address: str, new: bool) -> None:
    """Fill the centre if it is `new`; print how to try it."""
    from bot.cli.demonstration import logins, seeding

    if new:
        logins.write(FOLDER, seeding.seed(service.parts))
    known = logins.read(FOLDER)
    print("An example: the centre, its people and its appointments are invented.")
    print(f"The chat      {address}")
    print(f"The console   {address}/conseillers")
    for each in known:
        print(f"  {each.name} ({each.role})   passphrase: {each.passphrase}   {_now(each)}")
    print("Another code: boussole demo code A", flush=True)


def _code(name: str | None) -> int:
    from bot.cli.demonstration import logins

    known = {each.name: each for each in logins.read(FOLDER)}
    if not known:
        raise SettingsError("demo code: start `boussole demo` first")
    if name not in known:
        raise SettingsError(f"demo code: of whom? {' or '.join(known)}")
    print(_now(known[name]))
    return 0


def _now(login: Login) -> str:
    from bot.stores import utc_now

    first, second = login.codes(utc_now())
    return f"code: {first}, or {second}"
