"""The data folder of the demo: its own, made anew, and never one that holds anything else."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.cli.demonstration.demo_logins import LOGINS_FILE as LOGINS
from bot.settings import Settings, SettingsError, create_private_folder
from bot.storage import example_database
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import find_sqlite_file, hold_exclusive_lock


class NotADemoFolder(StorageError):
    """The folder holds what the demo did not make."""

    def __init__(self, what: Path) -> None:
        super().__init__(f"`boussole demo` did not make {what}: move it elsewhere first")


def refuse_real_data(operators: Settings, folder: Path) -> None:
    """The environment names a service that may be real, or one in the folder of the demo.

    Raises:
        SettingsError.
    """
    if operators.database_url.startswith("postgresql"):
        raise SettingsError("BOUSSOLE_DATABASE: `boussole demo` does not start beside a PostgreSQL")
    file = find_sqlite_file(operators.database_url)
    named = {"BOUSSOLE_DATA": operators.data, "BOUSSOLE_DATABASE": file or operators.data}
    for name, path in named.items():
        if folder.resolve() in (path.resolve(), *path.resolve().parents):
            raise SettingsError(f"{name}: {folder} is the folder of `boussole demo` alone")


def prepare_folder(demo: Settings, keep: bool) -> bool:
    """Make the folder with an empty, marked database; with `keep`, leave a whole one as it is.
    Whether there is a new one, to be filled.

    Raises:
        NotOfTheDemo: nothing was changed.
        InUse: a demo runs already.
    """
    database = _create_database(demo)
    if demo.data.is_symlink():
        raise NotADemoFolder(demo.data)
    create_private_folder(demo.data)
    _refuse_foreign(demo.data, database)
    with hold_exclusive_lock(demo.database_url):
        if keep and database.exists() and (demo.data / LOGINS).exists():
            return False
        _empty_folder(demo.data, database)
        example_database.create_example_database(database)
    return True


def _create_database(demo: Settings) -> Path:
    file = find_sqlite_file(demo.database_url)
    assert file is not None  # nosec B101  # `settings_of` gives no other kind
    return file


def _refuse_foreign(folder: Path, database: Path) -> None:
    """The database has the mark; where there is none, nothing else is there."""
    lock = f"{database.name}.lock"
    if database.exists():
        if not example_database.is_example_database(database):
            raise NotADemoFolder(database)
    elif any(each.name != lock for each in folder.iterdir()):
        raise NotADemoFolder(folder)


def _empty_folder(folder: Path, database: Path) -> None:
    """All but the lock. The mark goes last: what is left by a demo that was interrupted here is
    known for its own."""
    kept = {database, Path(f"{database}.lock")}
    for each in set(folder.iterdir()) - kept:
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
    database.unlink(missing_ok=True)
