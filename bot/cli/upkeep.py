"""The commands that look after things: `knowledge`, `forget`, `purge`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

from bot.cli.progress import Bar
from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the commands."""
    knowledge = commands.add_parser("knowledge", help="the base").add_subparsers(required=True)
    check = knowledge.add_parser("check", help="errors and warnings of the entries")
    check.add_argument("--reference", type=Path, help="folder of the ROME files")
    check.add_argument("--today", type=dt.date.fromisoformat, help="the day to judge ages by")
    check.set_defaults(command=knowledge_check)
    load = knowledge.add_parser("load", help="read the entries and embed what is new")
    load.set_defaults(command=knowledge_load)
    forget = commands.add_parser("forget", help="erase one person's data, by the notebook's code")
    forget.add_argument("code", nargs="+")
    forget.set_defaults(command=forget_code)
    purge = commands.add_parser("purge", help="retention, now")
    purge.set_defaults(command=purge_now)


def expected_errors() -> tuple[type[Exception], ...]:
    """What can go wrong and is told in one line."""
    from sqlalchemy.exc import DBAPIError

    from bot.dialogue.training import TrainingFailed
    from bot.storage.engine import StorageError
    from knowledge.base import KnowledgeError

    return (KnowledgeError, TrainingFailed, StorageError, DBAPIError, OSError)


def knowledge_check(options: argparse.Namespace, settings: Settings) -> int:
    """Print problems; 1 when one is an error."""
    from knowledge.base import Base
    from knowledge.check import check

    base = Base.load(settings.knowledge)
    today = options.today or dt.datetime.now(dt.timezone.utc).date()
    problems = check(base, today, options.reference)
    for problem in problems:
        print(f"{problem.severity}: {problem.file}: {problem.id}: {problem.detail}")
    errors = [problem for problem in problems if problem.severity == "error"]
    print(
        f"{len(base.entries)} entries, {len(errors)} errors, "
        f"{len(problems) - len(errors)} warnings",
        file=sys.stderr,
    )
    return 1 if errors else 0


def knowledge_load(options: argparse.Namespace, settings: Settings) -> int:
    """Load the base and embed what is new; says what is there."""
    from bot.app import open_library

    library = open_library(settings, Bar("knowledge vectors"))
    base = library.base
    print(
        f"{len(base.occupations)} occupations, {len(base.trainings)} trainings, "
        f"{len(base.questions)} questions, {len(base.services)} services"
    )
    return 0


def forget_code(options: argparse.Namespace, settings: Settings) -> int:
    """Erase everything of the person whose notebook has this code; again changes nothing."""
    from bot.app import open_database, utc_now
    from bot.privacy.codes import hash_code
    from bot.privacy.erasure import forget, person_of
    from bot.storage.unit_of_work import writing

    engine, key = open_database(settings), settings.key()
    with writing(engine) as unit:
        person = person_of(unit, hash_code(" ".join(options.code), key))
        if person is None:
            print("no notebook has this code (or it is erased already)", file=sys.stderr)
            return 1
        forget(unit, person, utc_now())
        unit.commit()
    print("erased")
    return 0


def purge_now(options: argparse.Namespace, settings: Settings) -> int:
    """Erase what is older than the settings allow; says how much went."""
    from bot.app import open_database, utc_now
    from bot.privacy.erasure import purge
    from bot.storage.unit_of_work import writing

    engine, gone, bit = open_database(settings), 0, 1
    while bit:
        with writing(engine) as unit:
            bit = purge(unit, utc_now(), settings.conversation_days, settings.notebook_months)
            unit.commit()
        gone += bit
    print(f"{gone} erased")
    return 0
