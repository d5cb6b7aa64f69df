"""`boussole …`: the command line, which is a contract (see `docs/command-line.md`).

Exit status 0 when all went well, 1 when the work failed, 2 when the call was wrong; results go to
standard output, messages for people to standard error.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Optional

from bot import settings
from bot.cli import (
    backups,
    bench,
    care,
    counsellor,
    demo,
    guidance,
    keys,
    knowledge,
    lines,
    messenger,
    precompute,
    privacy,
    safeguarding,
    serve,
    simulate,
    talk,
    upkeep,
    wording,
)
from bot.dialogue import lean

# In the order of `docs/command-line.md`.
_MODULES = (
    serve,
    demo,
    talk,
    lines,
    safeguarding,
    knowledge,
    guidance,
    wording,
    precompute,
    counsellor,
    messenger,
    privacy,
    keys,
    backups,
    upkeep,
    care,
    bench,
    simulate,
)
Command = Callable[[argparse.Namespace, settings.Settings], int]


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run one command; the exit status."""
    # Rasa's ageing pins warn at every import, and some of them reset the filters; nothing of it can
    # be acted on at a terminal. `make lint` and the tests see warnings.
    lean.leave_out()
    warnings.showwarning = lambda *args, **kwargs: None
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options, settings.read())
    except settings.SettingsError as error:
        print(f"boussole: {error}", file=sys.stderr)
        return 2
    except upkeep.expected_errors() as error:
        # The first line alone: what follows a database's is the statement and its values.
        print(f"boussole: {str(error).partition(chr(10))[0]}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="boussole", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in _MODULES:
        module.register(commands)
    return parser
