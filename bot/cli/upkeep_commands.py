"""Maintenance commands: `forget`, `purge`, `migrate`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from typing import Any

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the commands."""
    forget = commands.add_parser("forget", help="erase the data of a person, by notebook code")
    forget.add_argument("code", nargs="+")
    forget.set_defaults(command=forget_by_code)
    purge = commands.add_parser("purge", help="erase data past its retention now")
    purge.add_argument(
        "--clock-is-right", action="store_true", help="confirm a clock that is in doubt"
    )
    purge.set_defaults(command=purge_now)
    migrate = commands.add_parser("migrate", help="bring the database to its newest shape")
    migrate.set_defaults(command=migrate_database)


def expected_errors() -> tuple[type[Exception], ...]:
    """Return the errors that are reported in one line, without a traceback."""
    from sqlalchemy.exc import DBAPIError

    from bot.dialogue.model_training import ModelChanged, TrainingFailed
    from bot.dialogue.nlu.shipped_weights import DamagedWeights
    from bot.privacy.clock_guard import ClockInDoubt
    from bot.storage.database_engine import StorageError
    from knowledge.encoder.model_file import UnknownModelFile
    from knowledge.importers.delimited_files import ImportRefused
    from knowledge.yaml_files import KnowledgeError

    models = (TrainingFailed, ModelChanged, DamagedWeights, UnknownModelFile)
    return (KnowledgeError, ImportRefused, *models, ClockInDoubt, StorageError, DBAPIError, OSError)


def forget_by_code(options: argparse.Namespace, settings: Settings) -> int:
    """Erase all data of the person whose notebook has this code. Idempotent."""
    from bot.privacy.erasure import erase_person
    from bot.privacy.erasure_repository import find_person_by_code
    from bot.privacy.word_codes import hash_code
    from bot.storage.unit_of_work import writing
    from bot.stores import open_database, utc_now

    key, engine = settings.key(), open_database(settings)
    with writing(engine) as unit:
        person = find_person_by_code(unit, hash_code(" ".join(options.code), key))
        if person is None:
            print("no notebook has this code (or it is erased already)", file=sys.stderr)
            return 1
        erase_person(unit, person, utc_now())
        unit.commit()
    print("erased")
    return 0


def purge_now(options: argparse.Namespace, settings: Settings) -> int:
    """Erase data past its retention and print how much. Raises ClockInDoubt."""
    from bot.privacy import clock_guard
    from bot.storage.unit_of_work import writing
    from bot.stores import open_database, utc_now

    engine, now = open_database(settings), utc_now()
    with writing(engine) as unit:
        doubt = None if options.clock_is_right else clock_guard.find_clock_doubt(unit, now)
        if doubt is not None:
            raise clock_guard.ClockInDoubt(doubt)
        clock_guard.confirm_clock(unit, now)
        unit.commit()
    print(f"{purge_all(engine, settings, now)} erased")
    return 0


def migrate_database(options: argparse.Namespace, settings: Settings) -> int:
    """Create or migrate the database, as a start does, and print its step.

    Raises:
        NewerDatabaseError: a newer version created it.
    """
    from bot.storage.schema_migration import read_revision
    from bot.stores import open_database

    print(read_revision(open_database(settings, create_missing=True)))
    return 0


def purge_all(engine: Any, settings: Settings, now: dt.datetime) -> int:
    """Erase expired data, after counting it in the figures; return how much."""
    from bot.console.retention import PURGES
    from bot.console.statistics.monthly_counts import count_finished_days
    from bot.privacy.erasure import months_before, purge_expired
    from bot.privacy.restore_guard import reconcile
    from bot.storage.unit_of_work import writing

    days, months = settings.conversation_days, settings.notebook_months
    total, erased = 0, 1
    with writing(engine) as unit:
        count_finished_days(unit, now)
        unit.commit()
    while erased:
        with writing(engine) as unit:
            erased = purge_expired(unit, now, days, months, settings.contact_days)
            for each in PURGES:
                each(unit, now)
            unit.commit()
        total += erased
    with writing(engine) as unit:
        reconcile(unit, settings.erasure_log_folder, months_before(now, months))
        unit.commit()
    return total
