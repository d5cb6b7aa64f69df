"""Runs `boussole …` and kills itself at a chosen write; not a test itself.

Arguments: the word a statement begins with, the number of the one at which to die, then those of
the command. A purge takes two people a time, so that it dies between two of its transactions too.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.cli import main
from bot.privacy import erasure


def _die(word: str, last: int) -> None:
    numbers = itertools.count(1)

    def before(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith(word) and next(numbers) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", before)


if __name__ == "__main__":
    _die(sys.argv[1], int(sys.argv[2]))
    erasure.purge_expired = partial(erasure.purge_expired, most=2)  # type: ignore[assignment]
    sys.exit(main(sys.argv[3:]))
