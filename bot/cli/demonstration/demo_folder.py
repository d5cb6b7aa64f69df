"""The demo's data folder: recreated at each start, never one with other data."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.cli.demonstration.demo_logins import LOGINS_FILE
from bot.settings import Settings, SettingsError, create_private_folder
from bot.storage import example_database
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import find_sqlite_file, hold_exclusive_lock


class NotADemoFolder(StorageError):
    """The folder holds something that the demo did not create."""

    def __init__(self, what: Path) -> None:
        super().__init__(f"`boussole demo` did not make {what}: move it elsewhere first")


def refuse_real_data(operators: Settings, folder: Path) -> None:
    """Refuse PostgreSQL, or data inside the demo's folder. Raises SettingsError."""
    if operators.database_url.startswith("postgresql"):
        raise SettingsError("BOUSSOLE_DATABASE: `boussole demo` does not run with PostgreSQL")
    file = find_sqlite_file(operators.database_url)
    named = {"BOUSSOLE_DATA": operators.data, "BOUSSOLE_DATABASE": file or operators.data}
    for name, path in named.items():
        if folder.resolve() in (path.resolve(), *path.resolve().parents):
            raise SettingsError(f"{name}: {folder} is reserved for `boussole demo`")


def prepare_folder(demo: Settings, keep: bool) -> bool:
    """Create the folder with an empty, marked database; return whether it needs seeding.

    With `keep`, a complete one is left as it is.

    Raises:
        NotADemoFolder: nothing was changed.
        DatabaseInUseError: a demo is running.
    """
    database = _create_database(demo)
    if demo.data.is_symlink():
        raise NotADemoFolder(demo.data)
    create_private_folder(demo.data)
    _refuse_foreign(demo.data, database)
    with hold_exclusive_lock(demo.database_url):
        if keep and database.exists() and (demo.data / LOGINS_FILE).exists():
            return False
        _empty_folder(demo.data, database)
        example_database.create_example_database(database)
    return True


def _create_database(demo: Settings) -> Path:
    file = find_sqlite_file(demo.database_url)
    assert file is not None  # nosec B101  # always SQLite in the demo's settings
    return file


def _refuse_foreign(folder: Path, database: Path) -> None:
    """Raise NotADemoFolder for an unmarked database, or other files without a database."""
    lock = f"{database.name}.lock"
    if database.exists():
        if not example_database.is_example_database(database):
            raise NotADemoFolder(database)
    elif any(each.name != lock for each in folder.iterdir()):
        raise NotADemoFolder(folder)


def _empty_folder(folder: Path, database: Path) -> None:
    """Delete everything but the lock, the marked database last.

    So an interrupted demo leaves a folder that is still recognised.
    """
    kept = {database, Path(f"{database}.lock")}
    for each in set(folder.iterdir()) - kept:
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
    database.unlink(missing_ok=True)
