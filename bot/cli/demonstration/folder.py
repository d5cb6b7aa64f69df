"""The data folder of the demo: its own, made anew, and never one that holds anything else."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.cli.demonstration.logins import FILE as LOGINS
from bot.settings import Settings, SettingsError, own_folder
from bot.storage import example
from bot.storage.engine import StorageError
from bot.storage.in_use import alone, sqlite_file


class NotOfTheDemo(StorageError):
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
    file = sqlite_file(operators.database_url)
    named = {"BOUSSOLE_DATA": operators.data, "BOUSSOLE_DATABASE": file or operators.data}
    for name, path in named.items():
        if folder.resolve() in (path.resolve(), *path.resolve().parents):
            raise SettingsError(f"{name}: {folder} is the folder of `boussole demo` alone")


def prepare(demo: Settings, keep: bool) -> bool:
    """Make the folder with an empty, marked database; with `keep`, leave a whole one as it is.
    Whether there is a new one, to be filled.

    Raises:
        NotOfTheDemo: nothing was changed.
        InUse: a demo runs already.
    """
    database = _database(demo)
    if demo.data.is_symlink():
        raise NotOfTheDemo(demo.data)
    own_folder(demo.data)
    _refuse_foreign(demo.data, database)
    with alone(demo.database_url):
        if keep and database.exists() and (demo.data / LOGINS).exists():
            return False
        _empty(demo.data, database)
        example.make(database)
    return True


def _database(demo: Settings) -> Path:
    file = sqlite_file(demo.database_url)
    assert file is not None  # nosec B101  # `settings_of` gives no other kind
    return file


def _refuse_foreign(folder: Path, database: Path) -> None:
    """The database has the mark; where there is none, nothing else is there."""
    lock = f"{database.name}.lock"
    if database.exists():
        if not example.is_one(database):
            raise NotOfTheDemo(database)
    elif any(each.name != lock for each in folder.iterdir()):
        raise NotOfTheDemo(folder)


def _empty(folder: Path, database: Path) -> None:
    """All but the lock. The mark goes last: what is left by a demo that was interrupted here is
    known for its own."""
    kept = {database, Path(f"{database}.lock")}
    for each in set(folder.iterdir()) - kept:
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
    database.unlink(missing_ok=True)
