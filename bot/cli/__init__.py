"""The Boussole command line, a public contract (see docs/command-line.md).

Exit status: 0 success, 1 failure, 2 wrong usage. Results go to standard output, messages to
standard error.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Optional

from bot import settings
from bot.cli import (
    backup_commands,
    bench_command,
    care_command,
    channel_commands,
    chat_command,
    counsellor_commands,
    demo_command,
    distress_commands,
    evaluation_loader,
    guidance_command,
    key_commands,
    knowledge_commands,
    line_commands,
    move_command,
    precompute_command,
    privacy_audit_command,
    serve_command,
    simulate_command,
    upkeep_commands,
    wording_command,
)
from bot.dialogue import import_stubs

# In the order of `docs/command-line.md`.
_COMMAND_MODULES = (
    serve_command,
    demo_command,
    chat_command,
    line_commands,
    distress_commands,
    knowledge_commands,
    guidance_command,
    wording_command,
    precompute_command,
    counsellor_commands,
    channel_commands,
    privacy_audit_command,
    key_commands,
    backup_commands,
    upkeep_commands,
    move_command,
    care_command,
    bench_command,
    simulate_command,
)
Command = Callable[[argparse.Namespace, settings.Settings], int]


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run a command and return the exit status."""
    # Rasa's old dependencies warn on import, and some reset the filters. The warnings are of no use
    # to operators; `make lint` and the tests show them.
    warnings.showwarning = lambda *args, **kwargs: None
    options = _parser().parse_args(arguments)
    fits = getattr(options, "fits_weights", False)
    import_stubs.install_stubs(import_stubs.UNUSED_MODULES if fits else import_stubs.SERVING_STUBS)
    command: Command = options.command
    try:
        return command(options, settings.read_settings())
    except settings.SettingsError as error:
        print(f"boussole: {error}", file=sys.stderr)
        return 2
    except evaluation_loader.EvaluationMissing as error:
        print(f"boussole: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if not fits:
            raise
        print(f"boussole: {error.name} is missing, install it: `bin/setup full`", file=sys.stderr)
        return 1
    except upkeep_commands.expected_errors() as error:
        # The first line only: database errors continue with the statement and its values.
        print(f"boussole: {str(error).partition(chr(10))[0]}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="boussole", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in _COMMAND_MODULES:
        module.register(commands)
    return parser
